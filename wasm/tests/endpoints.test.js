// A server's further endpoints: what is sent, what is read, and what servers do to it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { forEachEntry } from "./entries.js";
import { startPeers } from "./peers.js";

const as = "https://as.example";
const client = {
  clientId: "app",
  clientSecret: "s%cret",
  authorizationEndpoint: `${as}/authorize`,
  tokenEndpoint: `${as}/token`,
  pushedAuthorizationRequestEndpoint: `${as}/par`,
  introspectionEndpoint: `${as}/introspect`,
  userinfoEndpoint: `${as}/me`,
};
const token = { accessToken: "at", tokenType: "Bearer", requestedAt: 0 };
const redirectUri = "https://app.example/cb";
const basic = `Basic ${Buffer.from("app:s%25cret").toString("base64")}`;

/** A `fetch` that responds so, and keeps the requests. */
function server(body, status = 200) {
  const requests = [];
  const fetch = async (url, init) => {
    requests.push({ url, ...init });
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  };
  return { fetch, requests };
}
const form = (body) => Object.fromEntries(new URLSearchParams(body));

await forEachEntry((entry, grantlet) => {
  describe(`endpoints, ${entry}`, () => {
    const { OAuthError, endpoints, startLogin } = grantlet;
    let peers;
    let own;
    before(async () => {
      peers = await startPeers();
      own = await endpoints();
    });
    after(() => peers.stop());

    test("a pushed login", async () => {
      const started = startLogin(client, { redirectUri, scope: "a b", params: { prompt: "login" } });
      const { fetch, requests } = server({ request_uri: "urn:x:6esc", expires_in: 60 }, 201);
      const pushed = await own.pushLogin(client, started, { fetch });
      assert.deepEqual(pushed, { url: `${as}/authorize?client_id=app&request_uri=urn%3Ax%3A6esc`, saved: started.saved, expiresIn: 60 });
      const [{ url, method, headers, body, redirect }] = requests;
      assert.deepEqual([url, method, headers.Authorization, redirect], [`${as}/par`, "POST", basic, "manual"]);
      // The secret is in the header.
      assert.deepEqual(form(body), form(new URL(started.url).search));
      const posted = server({ request_uri: "urn:x", expires_in: "5" });
      assert.equal((await own.pushLogin({ ...client, clientAuth: "body" }, started, posted)).expiresIn, 5);
      assert.equal(form(posted.requests[0].body).client_secret, "s%cret");
      for (const [response, status, expected] of [
        [{ error: "invalid_request", error_description: "no" }, 400, { code: "response_refused", error: "invalid_request", errorDescription: "no" }],
        [{ error: "invalid_request" }, 200, { code: "response_refused", error: "invalid_request" }],
        ["<html>", 500, { code: "response_status", status: 500 }],
        ["<html>", 200, { code: "response_syntax" }],
        [{ expires_in: 5 }, 201, { code: "response_missing", member: "request_uri" }],
        [{ request_uri: "urn:x" }, 201, { code: "response_missing", member: "expires_in" }],
        [{ request_uri: 5, expires_in: 5 }, 201, { code: "response_type", member: "request_uri" }],
        [{ request_uri: "urn: x", expires_in: 5 }, 201, { code: "response_chars", member: "request_uri" }],
        ['{"request_uri":"a","request_uri":"b","expires_in":5}', 201, { code: "response_duplicate", member: "request_uri" }],
      ]) {
        await assert.rejects(own.pushLogin(client, started, server(response, status)), (error) => {
          assert.ok(error instanceof OAuthError);
          assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, error[name]])), expected, JSON.stringify(response));
          return true;
        });
      }
      await assert.rejects(own.pushLogin({ ...client, pushedAuthorizationRequestEndpoint: undefined }, started), { code: "request_missing", member: "pushed_authorization_request_endpoint" });
      await assert.rejects(own.pushLogin({ ...client, pushedAuthorizationRequestEndpoint: "http://as.example/par" }, started), { code: "request_url" });
      await assert.rejects(own.pushLogin(client, { url: `${as}/authorize`, saved: "" }), { code: "request_missing" });
      await assert.rejects(own.signLogin(client, started), { code: "request_unexpected", member: "assertion" });
    });

    test("a token exchange", async () => {
      const { fetch, requests } = server({ access_token: "other", token_type: "Bearer", expires_in: 60, issued_token_type: "urn:x" });
      const exchanged = await own.exchangeToken({ ...client, extra: ["issued_token_type"] }, "at", {
        fetch, scope: "read", actorToken: "act", params: { audience: "https://api.example", resource: ["https://a.example", "https://b.example"] },
      });
      assert.deepEqual([exchanged.accessToken, exchanged.extra], ["other", { issued_token_type: "urn:x" }]);
      const sent = new URLSearchParams(requests[0].body);
      const type = "urn:ietf:params:oauth:token-type:access_token";
      assert.deepEqual(sent.getAll("resource"), ["https://a.example", "https://b.example"]);
      sent.delete("resource");
      assert.deepEqual(Object.fromEntries(sent), {
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange", scope: "read", subject_token: "at", subject_token_type: type,
        actor_token: "act", actor_token_type: type, audience: "https://api.example",
      });
      await assert.rejects(own.exchangeToken(client, ""), { code: "request_missing", member: "subject_token" });
      // Without its actor or its audience the token could do more.
      await assert.rejects(own.exchangeToken(client, "at", { actorToken: "" }), { code: "request_missing", member: "actor_token" });
      for (const params of [new Map([["audience", "x"]]), new URLSearchParams("audience=x"), "audience=x", ["audience"]]) {
        await assert.rejects(own.exchangeToken(client, "at", { params }), { code: "request_unexpected", member: "params" });
      }
      await assert.rejects(own.exchangeToken(client, "at", server({ error: "invalid_target" }, 400)), { code: "response_refused", error: "invalid_target" });
    });

    test("introspection", async () => {
      const now = Math.floor(Date.now() / 1000);
      const ask = (response, status) => own.introspect(client, "at+1", server(response, status));
      const { fetch, requests } = server({ active: true, sub: "ada", aud: "api", exp: now + 60, scope: "a b", client_id: "c", token_type: "Bearer", iss: as, cnf: { jkt: "x" }, own: 1 });
      const { members, ...found } = await own.introspect(client, "at+1", { fetch, hint: "access_token" });
      assert.deepEqual(found, {
        active: true, subject: "ada", audience: ["api"], expiresAt: 1000 * (now + 60), scope: "a b", clientId: "c", tokenType: "Bearer", issuer: as,
        username: undefined, confirmation: { jkt: "x" },
      });
      assert.equal(members.own, 1);
      const [{ url, headers, body }] = requests;
      assert.deepEqual([url, headers.Authorization, form(body)], [`${as}/introspect`, basic, { token: "at+1", token_type_hint: "access_token" }]);
      for (const response of [{ active: false, sub: "ada" }, { active: true, exp: now - 130 }, { active: true, nbf: now + 130 }]) {
        const { active, subject } = await ask(response);
        assert.deepEqual([active, subject], [false, undefined]);
      }
      assert.ok((await ask({ active: true, exp: now - 100, nbf: now + 100 })).active);
      const nothing = await ask({ active: true, scope: null, sub: null, exp: null, cnf: null, aud: ["api", 5, {}] });
      assert.deepEqual([nothing.scope, nothing.subject, nothing.expiresAt, nothing.confirmation, nothing.audience], [undefined, undefined, undefined, undefined, ["api"]]);
      await assert.rejects(ask({}), { code: "response_missing", member: "active" });
      await assert.rejects(ask({ active: "true" }), { code: "response_type", member: "active" });
      await assert.rejects(ask('{"active":false,"active":true}'), { code: "response_duplicate", member: "active" });
      await assert.rejects(ask({ active: true, sub: 5 }), { code: "response_type", member: "sub" });
      await assert.rejects(ask({ error: "invalid_client" }, 401), { code: "response_refused", error: "invalid_client" });
      await assert.rejects(own.introspect(client, ""), { code: "request_missing", member: "token" });
      await assert.rejects(own.introspect(client, "a\0b"), { code: "request_chars" });
    });

    test("userinfo", async () => {
      const { fetch, requests } = server({ sub: "ada", name: "Ada \u{1f511}", groups: ["a"] });
      const user = await own.userinfo(client, token, { fetch, subject: "ada" });
      assert.deepEqual(user, { subject: "ada", claims: { sub: "ada", name: "Ada \u{1f511}", groups: ["a"] } });
      const [{ url, method, headers, body }] = requests;
      assert.deepEqual({ url, method, headers, body }, { url: `${as}/me`, method: "GET", headers: { Accept: "application/json", Authorization: "Bearer at" }, body: null });
      const ask = (response, status, options) => own.userinfo(client, token, { ...server(response, status), ...options });
      await assert.rejects(ask({ sub: "eve" }, 200, { subject: "ada" }), { code: "id_token_mismatch", member: "sub" });
      await assert.rejects(ask({ sub: "eve" }, 200, { subject: "" }), { code: "request_missing", member: "sub" });
      assert.equal((await ask({ sub: "eve" })).subject, "eve");
      await assert.rejects(ask({ name: "x" }), { code: "response_missing", member: "sub" });
      await assert.rejects(ask('{"sub":"a","sub":"b"}'), { code: "response_duplicate", member: "sub" });
      await assert.rejects(ask("eyJhbGciOiJub25lIn0.e30."), { code: "response_syntax" });
      await assert.rejects(ask("", 401), { code: "response_status", status: 401 });
      await assert.rejects(ask({ error: "invalid_token" }, 401), { code: "response_refused", error: "invalid_token" });
      await assert.rejects(own.userinfo(client, { ...token, tokenType: "DPoP" }), { code: "request_unexpected", member: "token_type" });
      await assert.rejects(own.userinfo({ ...client, userinfoEndpoint: "http://as.example/me" }, token), { code: "request_url", member: "userinfo_endpoint" });
      await assert.rejects(own.userinfo({ ...client, userinfoEndpoint: "" }, token), { code: "request_missing", member: "userinfo_endpoint" });
    });

    test("registration", async () => {
      const { fetch, requests } = server({ client_id: "new", client_secret: "s", client_secret_expires_at: 7, registration_access_token: "r", registration_client_uri: `${as}/c`, x: 1 }, 201);
      const { members, ...registered } = await own.register(`${as}/register`, {
        fetch, redirectUris: [redirectUri, "http://127.0.0.1/cb"], clientName: "Ünï", authMethod: "none", scope: "a", initialAccessToken: "iat", members: { grant_types: ["x"], tos_uri: undefined },
      });
      assert.deepEqual(registered, { clientId: "new", clientSecret: "s", secretExpiresAt: 7000, registrationAccessToken: "r", registrationClientUri: `${as}/c` });
      assert.equal(members.x, 1);
      const [{ url, headers, body }] = requests;
      assert.deepEqual([url, headers["Content-Type"], headers.Authorization], [`${as}/register`, "application/json", "Bearer iat"]);
      assert.deepEqual(JSON.parse(body), {
        redirect_uris: [redirectUri, "http://127.0.0.1/cb"], client_name: "Ünï", token_endpoint_auth_method: "none", scope: "a", grant_types: ["x"],
      });
      const never = await own.register(`${as}/register`, { redirectUris: [], ...server({ client_id: "n", client_secret: "s", client_secret_expires_at: 0 }) });
      assert.equal(never.secretExpiresAt, undefined);
      const refused = (endpoint, options, expected) => assert.rejects(own.register(endpoint, { redirectUris: [], ...options }), expected);
      await refused("http://as.example/register", {}, { code: "request_url", member: "registration_endpoint" });
      await refused(`${as}/register`, { redirectUris: ["/cb"] }, { code: "request_redirect_uri" });
      await refused(`${as}/register`, { redirectUris: "x" }, { code: "request_unexpected", member: "redirectUris" });
      await refused(`${as}/register`, { initialAccessToken: "a b" }, { code: "request_chars", member: "access_token" });
      await refused(`${as}/register`, { redirectUris: Array(17).fill(redirectUri), members: { a: 1 } }, { code: "request_length", member: "redirectUris" });
      await refused(`${as}/register`, { members: new Map([["a", 1]]) }, { code: "request_unexpected", member: "members" });
      const cycle = {};
      cycle.cycle = cycle;
      for (const value of [1n, cycle, () => {}, Symbol("x")]) {
        await refused(`${as}/register`, { members: { value } }, { code: "request_chars", member: "a parameter of the caller's" });
      }
      await refused(`${as}/register`, server({}), { code: "response_missing", member: "client_id" });
      await refused(`${as}/register`, server({ error: "invalid_redirect_uri" }, 400), { code: "response_refused", error: "invalid_redirect_uri" });
    });

    test("protected resource metadata", async () => {
      const resource = "https://api.example/mcp";
      const { fetch, requests } = server({ resource, authorization_servers: [as], scopes_supported: ["a"], dpop_bound_access_tokens_required: true });
      const { members, ...found } = await own.discoverResource(resource, { fetch });
      assert.deepEqual(found, { resource, authorizationServers: [as], scopes: ["a"], dpopAlgorithms: [], dpopRequired: true });
      assert.equal(requests[0].url, "https://api.example/.well-known/oauth-protected-resource/mcp");
      const ask = (response, status) => own.discoverResource(resource, server(response, status));
      await assert.rejects(ask({ resource: `${resource}/` }), { code: "metadata_issuer", member: "resource" });
      await assert.rejects(ask({ authorization_servers: [as] }), { code: "metadata_missing", member: "resource", message: /check its URL$/ });
      await assert.rejects(ask({ resource, authorization_servers: as }), { code: "metadata_type", member: "authorization_servers" });
      await assert.rejects(ask("<html>"), { code: "metadata_syntax" });
      await assert.rejects(ask("", 404), { code: "metadata_status", status: 404, message: /check its URL$/ });
      await assert.rejects(own.discoverResource("http://api.example"), { code: "request_url", member: "resource" });
    });

    test("challenges", () => {
      const all = 'Basic realm="x", DPoP error="use_dpop_nonce", algs="ES256 PS256", Bearer scope="a b", error=insufficient_scope, resource_metadata="https://api.example/.well-known/x"';
      assert.deepEqual({ ...own.challengeOf(all) }, {
        error: "insufficient_scope", scope: "a b", resourceMetadata: "https://api.example/.well-known/x",
        errorDescription: undefined, realm: undefined, acrValues: undefined, maxAge: undefined, algs: undefined,
      });
      assert.deepEqual([own.challengeOf(all, "DPoP").error, own.challengeOf(all, "DPoP").algs], ["use_dpop_nonce", "ES256 PS256"]);
      assert.equal(own.challengeOf('Bearer error="insufficient_user_authentication", max_age="5"').maxAge, "5");
      for (const none of [null, undefined, "", "Basic", "DPoP x"]) {
        assert.equal(own.challengeOf(none), undefined);
      }
      assert.throws(() => own.challengeOf(5), { code: "request_unexpected" });
      assert.equal(own.challengeOf(`Bearer x="${"\\".repeat(100_000)}`)?.error, undefined);
    });

    test("each of them can be stopped, and follows no redirect", async () => {
      const at = (path) => ({ ...client, allowLoopback: true, introspectionEndpoint: `${peers.address}/${path}`, userinfoEndpoint: `${peers.address}/${path}`, pushedAuthorizationRequestEndpoint: `${peers.address}/${path}` });
      const started = startLogin(client, { redirectUri });
      const all = {
        introspect: (path, options) => own.introspect(at(path), "at", options),
        userinfo: (path, options) => own.userinfo(at(path), token, options),
        pushLogin: (path, options) => own.pushLogin(at(path), started, options),
        register: (path, options) => own.register(`${peers.address}/${path}`, { redirectUris: [], ...options }),
      };
      for (const [name, call] of Object.entries(all)) {
        await assert.rejects(call(`stalls/${name}-${entry.length}`, { timeout: 50 }), { code: "timeout" });
        await assert.rejects(call("redirects/307"), { code: "redirect" });
        await assert.rejects(call("cut"), { code: "network" });
        const controller = new AbortController();
        controller.abort();
        await assert.rejects(call("token", { signal: controller.signal }), { code: "aborted" });
        await assert.rejects(call("token", { responseLimit: 5 }), { code: "response_length" });
      }
      assert.equal(await (await fetch(`${peers.address}/landings`)).text(), "0");
    });
  });
});
