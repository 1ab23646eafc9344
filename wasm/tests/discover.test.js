// Discovery: metadata documents, how long they are kept, and what servers do to them.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { forEachEntry } from "./entries.js";
import { startPeers } from "./peers.js";

const table = JSON.parse(readFileSync(new URL("../../tests/tables/metadata.json", import.meta.url), "utf8"));
const PROPERTIES = {
  authorization_endpoint: "authorizationEndpoint",
  token_endpoint: "tokenEndpoint",
  revocation_endpoint: "revocationEndpoint",
  device_authorization_endpoint: "deviceAuthorizationEndpoint",
  end_session_endpoint: "endSessionEndpoint",
  userinfo_endpoint: "userinfoEndpoint",
  jwks_uri: "jwksUri",
  pushed_authorization_request_endpoint: "pushedAuthorizationRequestEndpoint",
};
const OPENID = "/.well-known/openid-configuration";
const OAUTH = "/.well-known/oauth-authorization-server";

let count = 0;
/** An issuer that no test has used. */
const newIssuer = () => `https://as${count++}.example`;
const documentOf = (issuer, more = {}) => ({
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${issuer}/token`,
  code_challenge_methods_supported: ["S256"],
  ...more,
});
const text = (body) => (typeof body === "string" ? body : JSON.stringify(body));

/** A `fetch` that has these documents by their URL, and keeps the requests. */
function server(documents) {
  const requests = [];
  const fetch = async (url, init) => {
    requests.push({ url, ...init });
    const body = documents[url];
    return body === undefined ? new Response("not here", { status: 404 }) : new Response(text(body));
  };
  return { fetch, requests };
}
const of = (issuer, more) => server({ [`${issuer}${OPENID}`]: documentOf(issuer, more) });

await forEachEntry((entry, { OAuthError, Session, discover, finishLogin, readCallback, startDevice, startLogin, startLogout }) => {
  describe(`discover, ${entry}`, () => {
    let peers;
    before(async () => (peers = await startPeers()));
    after(() => peers.stop());

    test(`the table of documents: ${table.cases.length}`, async () => {
      for (const { name, issuer = "https://as.example", body, found, discover: other, ...expected } of table.cases) {
        const { error, member } = { ...expected, ...other };
        const sent = discover(issuer, { fetch: async () => new Response(body), evenWithoutS256: true, maxAge: 0 });
        if (error) {
          const code = `metadata_${error}`;
          await assert.rejects(sent, (thrown) => thrown instanceof OAuthError && thrown.code === code && thrown.member === member && !/README$/.test(thrown.message), name);
          continue;
        }
        const { members = {}, iss, s256, pushed = false, client_auth: clientAuth = "basic", dpop = [] } = found;
        const endpoints = Object.fromEntries(Object.entries(members).map(([one, url]) => [PROPERTIES[one], url]));
        assert.deepEqual({ ...(await sent) }, {
          issuer,
          ...endpoints,
          ...(issuer.startsWith("http:") && { allowLoopback: true }),
          clientAuth,
          issuerRule: iss ? "required" : "refused",
          pushedRequired: pushed,
          dpopAlgorithms: dpop,
        }, name);
        const strict = discover(issuer, { fetch: async () => new Response(body), maxAge: 0 });
        const silent = { code: "metadata_missing", member: "code_challenge_methods_supported" };
        await (s256 ? strict : assert.rejects(strict, silent, name));
      }
    });

    test("the table of addresses", async () => {
      for (const { issuer, openid, oauth } of [...table.urls, { issuer: "https://as.example\0" }, { issuer: "https://as.example\0/x" }, { issuer: "https://as.example/\ud800" }]) {
        const { fetch, requests } = server({});
        const expected = openid ? { code: "metadata_status", status: 404 } : { code: "metadata_url", member: "issuer" };
        await assert.rejects(discover(issuer, { fetch, maxAge: 0 }), expected, issuer);
        assert.deepEqual(requests.map(({ url }) => url), openid ? [openid, oauth] : [], issuer);
      }
    });

    test("the request is a GET that follows no redirect and sends no cookie of its own", async () => {
      const issuer = newIssuer();
      const { fetch, requests } = of(issuer);
      await discover(issuer, { fetch });
      const [{ url, method, headers, body, redirect }] = requests;
      assert.deepEqual({ url, method, headers, body, redirect }, {
        url: `${issuer}${OPENID}`, method: "GET", headers: { Accept: "application/json" }, body: null, redirect: "manual",
      });
    });

    test("where the first path is 404, the second is read; any other status is an error that names the URL", async () => {
      const issuer = newIssuer();
      const { fetch, requests } = server({ [`${issuer}${OAUTH}/t`]: documentOf(`${issuer}/t`) });
      assert.equal((await discover(`${issuer}/t`, { fetch })).issuer, `${issuer}/t`);
      assert.deepEqual(requests.map(({ url }) => url), [`${issuer}/t${OPENID}`, `${issuer}${OAUTH}/t`]);
      for (const status of [400, 401, 403, 410, 500, 503]) {
        const failing = discover(newIssuer(), { fetch: async () => new Response("{}", { status }) });
        await assert.rejects(failing, (error) => error.code === "metadata_status" && error.status === status && error.endpoint.endsWith(OPENID) && /check it$/.test(error.message));
      }
    });

    test("a slash too much or too little is named", async () => {
      for (const [passed, real] of [["", "/"], ["/", ""], ["/t/", "/t"], ["/t", "/t/"]]) {
        const host = newIssuer();
        const fetch = async () => new Response(text(documentOf(host + real)));
        await assert.rejects(discover(host + passed, { fetch }), (error) => {
          assert.equal(error.code, "metadata_issuer");
          assert.match(error.message, new RegExp(`issuer is ${host}${real}$`));
          return true;
        });
      }
      await assert.rejects(discover(newIssuer(), { fetch: async () => new Response(text(documentOf("https://evil.example"))) }), (error) => {
        assert.ok(error.code === "metadata_issuer" && !error.message.includes("evil"));
        return true;
      });
    });

    test("a document is fetched once for all calls, and kept for maxAge", async (context) => {
      context.mock.timers.enable({ apis: ["Date"], now: 1e12 });
      const issuer = newIssuer();
      const { fetch, requests } = of(issuer);
      const all = await Promise.all([1, 2, 3].map(() => discover(issuer, { fetch })));
      assert.ok(all.every((one) => one === all[0]) && requests.length === 1);
      const after = async (time, options, expected) => {
        context.mock.timers.setTime(Date.now() + time);
        await discover(issuer, { fetch, ...options });
        assert.equal(requests.length, expected);
      };
      await after(3_599_999, {}, 1);
      await after(0, { maxAge: 3_600_000 }, 1);
      await after(1, {}, 2);
      await after(9, { maxAge: 10 }, 2);
      await after(1, { maxAge: 10 }, 3);
      await after(0, { maxAge: 0 }, 4);
      await after(1e9, { maxAge: Infinity }, 4);
      // A clock that was set back.
      await after(-2e9, {}, 5);
      await after(0, {}, 5);
    });

    test("a failure is not kept, and reaches every call that waits for it", async () => {
      const issuer = newIssuer();
      let calls = 0;
      const fetch = async () => (calls++ ? new Response(text(documentOf(issuer))) : Promise.reject(new TypeError("fetch failed")));
      const failed = await Promise.allSettled([discover(issuer, { fetch }), discover(issuer, { fetch })]);
      assert.deepEqual(failed.map(({ reason }) => reason?.code), ["network", "network"]);
      assert.equal((await discover(issuer, { fetch })).issuer, issuer);
      assert.equal(calls, 2);
      // Nor does a failure replace a document that came meanwhile.
      await assert.rejects(discover(issuer, { fetch: async () => new Response("", { status: 500 }), maxAge: 0 }), { code: "metadata_status" });
      await discover(issuer, { fetch });
      assert.equal(calls, 3);
    });

    test("a signal ends the wait of its call only", async () => {
      const issuer = newIssuer();
      let respond;
      const fetch = () => new Promise((resolve) => (respond = () => resolve(new Response(text(documentOf(issuer))))));
      const controller = new AbortController();
      const first = discover(issuer, { fetch, signal: controller.signal });
      const second = discover(issuer, { fetch });
      controller.abort();
      await assert.rejects(first, { code: "aborted" });
      await assert.rejects(discover(issuer, { fetch, signal: controller.signal }), { code: "aborted" });
      while (!respond) {
        await new Promise(setImmediate);
      }
      respond();
      assert.equal((await second).issuer, issuer);
    });

    test("who changes a result changes no other", async () => {
      const issuer = newIssuer();
      const { fetch } = of(issuer, { dpop_signing_alg_values_supported: ["ES256"] });
      const found = await discover(issuer, { fetch });
      assert.throws(() => (found.tokenEndpoint = "https://evil.example/token"), TypeError);
      assert.throws(() => found.dpopAlgorithms.push("none"), TypeError);
      const copy = await discover(issuer, { fetch, profile: { clientAuth: "body" } });
      copy.tokenEndpoint = "https://evil.example/token";
      assert.equal((await discover(issuer, { fetch })).tokenEndpoint, `${issuer}/token`);
    });

    test("two issuers have two documents, also of one host", async () => {
      const host = newIssuer();
      const { fetch } = server({ [`${host}/a${OPENID}`]: documentOf(`${host}/a`), [`${host}/b${OPENID}`]: documentOf(`${host}/b`) });
      const [a, b] = await Promise.all([discover(`${host}/a`, { fetch }), discover(`${host}/b`, { fetch })]);
      assert.deepEqual([a.tokenEndpoint, b.tokenEndpoint], [`${host}/a/token`, `${host}/b/token`]);
    });

    test("of more than a hundred issuers, the oldest is fetched again", async () => {
      const fetch = async (url) => new Response(text(documentOf(url.slice(0, -OPENID.length))));
      const first = newIssuer();
      const found = await discover(first, { fetch });
      assert.equal(await discover(first, { fetch }), found);
      for (let index = 0; index < 100; index++) {
        await discover(newIssuer(), { fetch });
      }
      assert.notEqual(await discover(first, { fetch }), found);
    });

    test("a profile's settings are on top, but its endpoints are replaced", async () => {
      const issuer = newIssuer();
      const { fetch } = of(issuer, { token_endpoint_auth_methods_supported: ["client_secret_post"], authorization_response_iss_parameter_supported: true });
      const profile = { tokenEndpoint: "https://old.example/token", revocationEndpoint: "https://old.example/revoke", clientAuth: "basic_verbatim", issuer: "https://old.example", extra: ["tenant"] };
      const found = await discover(issuer, { fetch, profile });
      assert.equal(found.tokenEndpoint, `${issuer}/token`);
      assert.equal(found.revocationEndpoint, "https://old.example/revoke");
      assert.deepEqual([found.issuer, found.clientAuth, found.issuerRule, found.extra], [issuer, "basic_verbatim", "required", ["tenant"]]);
      assert.equal((await discover(issuer, { fetch })).clientAuth, "body");
    });

    test("options of a wrong type are refused", async () => {
      for (const [issuer, options] of [
        [5, {}], [undefined, {}], ["https://as.example", 5], ["https://as.example", { maxAge: "1" }], ["https://as.example", { maxAge: -1 }],
        ["https://as.example", { profile: "x" }], ["https://as.example", { evenWithoutS256: 1 }],
      ]) {
        await assert.rejects(discover(issuer, options), { code: "request_unexpected" });
      }
      await assert.rejects(discover("https://as.example", { fetch: null }), { code: "fetch_incompatible" });
    });

    test("a client of what was found logs in, refreshes and logs out", async () => {
      const issuer = newIssuer();
      const { fetch } = of(issuer, {
        authorization_response_iss_parameter_supported: true,
        end_session_endpoint: `${issuer}/logout`,
        device_authorization_endpoint: `${issuer}/device`,
        userinfo_endpoint: `${issuer}/me`,
        pushed_authorization_request_endpoint: `${issuer}/par`,
        dpop_signing_alg_values_supported: ["ES256"],
      });
      const client = { ...(await discover(issuer, { fetch })), clientId: "app" };
      const redirectUri = "https://app.example/cb";
      const { url, saved } = startLogin(client, { redirectUri });
      assert.ok(url.startsWith(`${issuer}/auth?`) && url.includes("code_challenge_method=S256"));
      const { state } = JSON.parse(saved);
      const back = (iss) => `${redirectUri}?code=c&state=${state}${iss}`;
      assert.throws(() => readCallback(client, back(""), saved), { code: "callback_issuer" });
      assert.throws(() => readCallback(client, back("&iss=https://evil.example"), saved), { code: "callback_issuer" });
      const tokens = [];
      const send = async (url) => (tokens.push(url), new Response('{"access_token":"a","token_type":"Bearer","refresh_token":"r","expires_in":1}'));
      const { token } = await finishLogin(client, back(`&iss=${encodeURIComponent(issuer)}`), saved, { fetch: send });
      const session = new Session(client, new Map(), { key: "k", fetch: send });
      await session.start({ ...token, lifetime: 0 });
      assert.equal(await session.accessToken(), "a");
      assert.deepEqual(new Set(tokens), new Set([`${issuer}/token`]));
      assert.ok(startLogout(client).url.startsWith(`${issuer}/logout?`));
      await startDevice(client, { fetch: async (url) => new Response(text({ device_code: "d", user_code: "u", verification_uri: url, expires_in: 9 })) });
    });

    test("without iss in the document, a callback with iss is refused", async () => {
      const issuer = newIssuer();
      const client = { ...(await discover(issuer, of(issuer))), clientId: "app" };
      const { saved } = startLogin(client, { redirectUri: "https://app.example/cb" });
      const back = `https://app.example/cb?code=c&state=${JSON.parse(saved).state}`;
      assert.ok(readCallback(client, back, saved).request);
      assert.throws(() => readCallback(client, `${back}&iss=${encodeURIComponent(issuer)}`, saved), { code: "callback_issuer" });
    });

    test("hostile bodies", async () => {
      const issuer = newIssuer();
      const html = discover(issuer, { fetch: async () => new Response("<!doctype html><title>Sign in</title>") });
      await assert.rejects(html, (error) => error.code === "metadata_syntax" && error.endpoint === `${issuer}${OPENID}` && /not JSON/.test(error.message));
      const padded = (length) => text(documentOf(issuer, { x: "y".repeat(length) }));
      await assert.rejects(discover(issuer, { fetch: async () => new Response(padded(2 ** 21)) }), { code: "response_length" });
      assert.equal((await discover(issuer, { fetch: async () => new Response(padded(2 ** 21 - 400)), maxAge: 0 })).issuer, issuer);
      const many = `{"issuer":"${issuer}",${'"a":[],'.repeat(250_000)}"code_challenge_methods_supported":["S256"]}`;
      assert.equal((await discover(issuer, { fetch: async () => new Response(many), maxAge: 0 })).issuer, issuer);
      const list = `{"issuer":"${issuer}","code_challenge_methods_supported":["S256"${',"x"'.repeat(400_000)}]}`;
      assert.equal((await discover(issuer, { fetch: async () => new Response(list), maxAge: 0 })).issuer, issuer);
      for (const bytes of [[0xff, 0xfe], [0, 0], []]) {
        await assert.rejects(discover(issuer, { fetch: async () => new Response(new Uint8Array(bytes)), maxAge: 0 }), { code: "metadata_syntax" });
      }
      const fields = { __proto__: null, constructor: 1, toString: "x" };
      const odd = await discover(issuer, { fetch: async () => new Response(text({ ...documentOf(issuer), ...fields, clientId: "evil", "__proto__x": 1 })), maxAge: 0 });
      assert.equal(odd.clientId, undefined);
      assert.deepEqual(Object.keys(odd).sort(), ["authorizationEndpoint", "clientAuth", "dpopAlgorithms", "issuer", "issuerRule", "pushedRequired", "tokenEndpoint"]);
    });

    test("a peer that redirects, cuts or stalls", async () => {
      const at = (path) => `${peers.address}${path}`;
      const through = (path, options) => discover(newIssuer(), { fetch: (_, init) => fetch(at(path), init), ...options });
      await assert.rejects(through("/redirects/302"), { code: "redirect", status: 302 });
      await assert.rejects(through("/redirects/307"), { code: "redirect" });
      await assert.rejects(through("/cut"), { code: "network" });
      await assert.rejects(through(`/stalls/${entry}-d`, { timeout: 50 }), { code: "timeout" });
      await assert.rejects(through(`/stalls-halfway/${entry}-d`, { timeout: 50 }), { code: "timeout" });
    });

    test("a server on this machine", async () => {
      const local = createServer((request, response) => {
        const issuer = `http://127.0.0.1:${local.address().port}`;
        response.end(request.url === OAUTH ? text(documentOf(issuer)) : (response.statusCode = 404, ""));
      });
      local.listen(0, "127.0.0.1");
      await once(local, "listening");
      const issuer = `http://127.0.0.1:${local.address().port}`;
      const client = { ...(await discover(issuer)), clientId: "app" };
      assert.ok(startLogin(client, { redirectUri: "http://127.0.0.1:1/cb" }).url.startsWith(`${issuer}/auth?`));
      local.close();
      local.closeAllConnections();
    });
  });
});
