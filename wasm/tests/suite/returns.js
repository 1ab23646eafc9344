// Where a login returns to: a page of the callback URL's origin, whatever becomes of what was saved.

import * as assert from "./assert.js";
import { AT, responding, back, claims, client, idToken, json, redirectUri } from "./client.js";

/** What `startLogin` accepts, and the result's `returnTo`. */
const OWN = [
  ["/", "/"],
  ["/photos/3?of=ada&sort=#top", "/photos/3?of=ada&sort=#top"],
  ["photos", "/photos"],
  ["?of=ada", "/?of=ada"],
  ["#/photos?of=ada", "/#/photos?of=ada"],
  ["#", "/#"],
  ["/a?", "/a?"],
  [" /a b\n", "/a%20b"],
  ["/a/../b", "/b"],
  ["/ü?ü#ü", "/%C3%BC?%C3%BC#%C3%BC"],
  ["/next=//evil.example", "/next=//evil.example"],
  ["/a//b", "/a//b"],
  ["/?//evil.example", "/?//evil.example"],
  ["/@evil.example", "/@evil.example"],
  ["/:8443/", "/:8443/"],
  [".evil.example/", "/.evil.example/"],
  ["@evil.example/", "/@evil.example/"],
  ["https:/a", "/a"],
  ["https:evil.example", "/evil.example"],
  ["https://app.example", "/"],
  ["https://app.example/a#b", "/a#b"],
  ["https://app.example:443/a", "/a"],
  ["HTTPS://APP.example/a", "/a"],
  ["//app.example/a", "/a"],
  ["\\a", "/a"],
];

/** What it refuses, and what a script could have put into `saved`. */
const FOREIGN = [
  "//evil.example",
  "//evil.example/",
  "///evil.example",
  "\\\\evil.example",
  "/\\evil.example",
  "\\/evil.example",
  "/\t/evil.example",
  "\t//evil.example",
  "/\n/evil.example",
  " //evil.example",
  "\u0000//evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/a/..//evil.example",
  "/%2e//evil.example",
  "https://evil.example/",
  "https:\\\\evil.example",
  "https:///evil.example",
  "http:evil.example",
  "http://app.example/",
  "https://app.example.evil.example/",
  "https://app.example@evil.example/",
  "https://evil.example#https://app.example/",
  "https://app.example:8443/",
  "https://ada@app.example/",
  "https://:b@app.example/",
  "https://app.example//evil.example",
  "https://app.example/\\evil.example",
  "https://app.example./",
  "https://app.exampl\u0435/",
  "wss://app.example/",
  "ftp://app.example/",
  "javascript:alert(1)",
  "java\nscript:alert(1)",
  " javascript://app.example/%0aalert(1)",
  "data:text/html,hello",
  "blob:https://app.example/0",
  "filesystem:https://app.example/0",
  "about:blank",
  "mailto:ada@app.example",
  "https://",
  "https://[",
];

export function returns(test, grantlet) {
  const { finishLogin, readCallback, startLogin } = grantlet;
  const finish = (saved, options) =>
    finishLogin(client, back(saved, "?code=C&state=STATE"), saved, { fetch: responding(json({ ...AT, ...options?.more })).fetch, ...options });
  const put = (saved, value) => JSON.stringify({ ...JSON.parse(saved), return_to: value });

  test("the result has the path, query and fragment of a page of this origin", async () => {
    for (const [given, expected] of OWN) {
      const { saved } = startLogin(client, { redirectUri, returnTo: given });
      assert.equal((await finish(saved)).returnTo, expected, given);
      const page = "https://app.example/deep/in/the/app?x#y";
      assert.equal(new URL(expected, page).origin, "https://app.example", given);
    }
  });

  test("a page of another origin is refused", () => {
    for (const returnTo of FOREIGN) {
      assert.throws(
        () => startLogin(client, { redirectUri, returnTo }),
        ({ code, member, message }) => code === "request_unexpected" && member === "returnTo" && !message.includes("evil"),
        returnTo,
      );
    }
    for (const returnTo of [7, {}, ["/a"], true]) {
      assert.throws(() => startLogin(client, { redirectUri, returnTo }), { code: "request_unexpected", member: "returnTo" }, String(returnTo));
    }
  });

  test("a saved login that was changed to return elsewhere is refused, and nothing is sent", async () => {
    const { saved } = startLogin(client, { redirectUri, returnTo: "/a" });
    const address = back(saved, "?code=C&state=STATE");
    const { fetch, asked } = responding();
    for (const foreign of FOREIGN) {
      const changed = put(saved, foreign);
      assert.throws(() => readCallback(client, address, changed), { code: "login_unreadable" }, foreign);
      await assert.rejects(finishLogin(client, address, changed, { fetch }), { code: "login_unreadable" }, foreign);
    }
    assert.equal(asked.length, 0);
    // It is pending as before.
    assert.equal((await finish(saved)).returnTo, "/a");
  });

  test("what returns is always a string of this origin, or absent", async () => {
    for (const value of [7, true, {}, ["/a"], ["//evil.example"], { toString: 1 }, null, false, 0, ""]) {
      const { saved } = startLogin(client, { redirectUri });
      const { code, returnTo } = await finishLogin(client, back(saved, "?code=C&state=STATE"), put(saved, value), { fetch: responding(json(AT)).fetch }).catch((error) => error);
      assert.ok(code === "login_unreadable" || returnTo === undefined || /^\/[^/]/.test(returnTo), JSON.stringify(value));
    }
  });

  test("a login that has no page to return to saves none", async () => {
    for (const returnTo of [undefined, null, ""]) {
      const { saved } = startLogin(client, { redirectUri, returnTo });
      assert.ok(!saved.includes("return_to"));
      assert.equal((await finish(saved)).returnTo, undefined);
    }
  });

  test("the origin is that of returnUri, if the redirect_uri is the provider's name for it", async () => {
    const own = { ...client, opaqueRedirectUri: true };
    const options = { redirectUri: "Ada-App-PRD-1", returnUri: redirectUri };
    const { saved } = startLogin(own, { ...options, returnTo: "https://app.example/a" });
    const { fetch } = responding(json(AT));
    assert.equal((await finishLogin(own, back(saved, "?code=C&state=STATE"), saved, { fetch })).returnTo, "/a");
    assert.throws(() => startLogin(own, { ...options, returnTo: "https://evil.example/a" }), { member: "returnTo" });
    assert.throws(() => startLogin(own, { redirectUri: "Ada-App-PRD-1", returnTo: "/a" }), { code: "request_unexpected" });
  });

  test("the flows that have no code, and no token, return to it too", async () => {
    const implicit = startLogin(client, { redirectUri, flow: "implicit", returnTo: "/a" }).saved;
    const fragment = back(implicit, "#access_token=T&token_type=Bearer&state=STATE");
    assert.equal((await finishLogin(client, fragment, implicit)).returnTo, "/a");
    const options = { redirectUri, scope: "openid", idToken: true, idTokenOnly: true, returnTo: "/b" };
    const { saved } = startLogin(client, options);
    const response = json({ id_token: idToken(claims(saved)) });
    const { fetch } = responding(response);
    assert.equal((await finishLogin(client, back(saved, "?code=C&state=STATE"), saved, { fetch, idTokenOnly: true })).returnTo, "/b");
  });
}
