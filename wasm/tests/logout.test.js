// Logout at the server: its URL, its form, and what comes back.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { finishLogout, startLogout } from "grantlet";

const client = { clientId: "a b", tokenEndpoint: "https://as.example/token", endSessionEndpoint: "https://as.example/logout?tenant=1" };
const BACK = "https://app.example/bye";

describe("a logout at the server", () => {
  test("its URL has the client, the redirectUri and a state, and no id_token", () => {
    const { url, form, saved } = startLogout(client, { redirectUri: BACK, idToken: "e30.e30.c2ln", params: { ui_locales: "de" } });
    const { state } = JSON.parse(saved);
    const pairs = { client_id: "a b", post_logout_redirect_uri: BACK, state, ui_locales: "de" };
    assert.deepEqual(Object.fromEntries(new URL(url).searchParams), { tenant: "1", ...pairs });
    assert.ok(url.startsWith("https://as.example/logout?"));
    assert.ok(!url.includes("e30"));
    assert.equal(form.action, client.endSessionEndpoint);
    assert.deepEqual(Object.fromEntries(form.fields), { ...pairs, id_token_hint: "e30.e30.c2ln" });
    assert.ok(!saved.includes("e30"));
    assert.ok(state.length > 40);
  });

  test("without a redirectUri there is no redirect to validate", () => {
    const { url, saved } = startLogout(client);
    assert.deepEqual(Object.fromEntries(new URL(url).searchParams), { tenant: "1", client_id: "a b" });
    assert.throws(() => finishLogout(BACK, saved), { code: "callback_redirect_uri" });
  });

  test("an endpoint is https or loopback as in the table, and a URL of the platform", () => {
    const { cases } = JSON.parse(readFileSync(new URL("../../tests/tables/addresses.json", import.meta.url), "utf8"));
    for (const { name, address, endpoint } of cases) {
      const own = { ...client, endSessionEndpoint: address, allowLoopback: true };
      if (endpoint && URL.canParse(address)) {
        assert.equal(startLogout(own).form.action, address, name);
      } else {
        assert.throws(() => startLogout(own), { code: "request_url" }, name);
      }
    }
  });

  test("a path is below the base URL", () => {
    const { form } = startLogout({ ...client, baseUrl: "https://as.example/base/", tokenEndpoint: "/token", endSessionEndpoint: "/logout" });
    assert.equal(form.action, "https://as.example/base/logout");
  });

  for (const [name, more, options, expected] of [
    ["no endpoint", { endSessionEndpoint: undefined }, {}, { code: "request_missing", member: "end_session_endpoint" }],
    ["http", { endSessionEndpoint: "http://as.example/logout" }, {}, { code: "request_url", member: "end_session_endpoint" }],
    ["http on this machine that is not allowed", { endSessionEndpoint: "http://localhost/logout" }, {}, { code: "request_url" }],
    ["a script", { endSessionEndpoint: "javascript:alert(1)" }, {}, { code: "request_url" }],
    ["user information", { endSessionEndpoint: "https://as.example@evil.example/" }, {}, { code: "request_url" }],
    ["a relative redirectUri", {}, { redirectUri: "/bye" }, { code: "request_redirect_uri" }],
    ["a redirectUri with a fragment", {}, { redirectUri: `${BACK}#x` }, { code: "request_redirect_uri" }],
    ["a redirectUri with a state of its own", {}, { redirectUri: `${BACK}?state=1` }, { code: "request_redirect_uri" }],
    ...["state", "client_id", "post_logout_redirect_uri", "id_token_hint"].map((name) => [`the parameter ${name}`, {}, { redirectUri: BACK, params: { [name]: "mine" } }, { code: "request_unexpected", member: name }]),
    ["a number for a redirectUri", {}, { redirectUri: 5 }, { code: "request_unexpected" }],
  ]) {
    test(`${name} is refused`, () => {
      assert.throws(() => startLogout({ ...client, ...more }, options), expected);
    });
  }

  test("what comes back is at the redirectUri, and has this logout's state once", () => {
    const { saved } = startLogout(client, { redirectUri: BACK });
    const { state } = JSON.parse(saved);
    finishLogout(`${BACK}?state=${state}`, saved);
    finishLogout(new URL(`${BACK}?x=1&state=${state}#top`), saved);
    for (const [url, code] of [
      [`${BACK}?state=another`, "callback_state"],
      [`${BACK}?state=`, "callback_state"],
      [BACK, "callback_state"],
      [`${BACK}#state=${state}`, "callback_state"],
      [`${BACK}?state=${state}&state=${state}`, "callback_state"],
      [`https://app.example/other?state=${state}`, "callback_redirect_uri"],
      [`https://evil.example/bye?state=${state}`, "callback_redirect_uri"],
      [`http://app.example/bye?state=${state}`, "callback_redirect_uri"],
      ["bye", "callback_redirect_uri"],
    ]) {
      assert.throws(() => finishLogout(url, saved), { code }, url);
    }
    for (const other of [undefined, null, "", "{}", "5", '{"state":5}', '{"state":""}']) {
      assert.throws(() => finishLogout(`${BACK}?state=`, other), { code: "callback_redirect_uri" }, String(other));
    }
    const own = startLogout(client, { redirectUri: BACK }).saved;
    assert.throws(() => finishLogout(`${BACK}?state=${state}`, own), { code: "callback_state" });
  });
});
