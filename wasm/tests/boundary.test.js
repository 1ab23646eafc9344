// The boundary to the core: non-ASCII strings, clients that change, memory that is wiped.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { forEachEntry } from "./entries.js";

const redirectUri = "https://app.example/callback";
const registered = {
  clientId: "app",
  baseUrl: "https://as.example",
  authorizationEndpoint: "/authorize",
  tokenEndpoint: "/token",
};

await forEachEntry((entry, grantlet) => {
  describe(`${entry}: the boundary`, () => {
    const idOf = (client) => new URLSearchParams(grantlet.refreshRequest(client, "rt").body).get("client_id");

    test("a changed client takes effect at the next call", () => {
      const client = { ...registered };
      assert.equal(idOf(client), "app");
      client.clientId = "changed";
      assert.equal(idOf(client), "changed");
      assert.equal(idOf({ ...client, clientId: "spread" }), "spread");
      assert.equal(idOf(client), "changed");
      delete client.tokenEndpoint;
      assert.throws(() => idOf(client), { code: "request_missing", member: "token_endpoint" });
      client.tokenEndpoint = "/token";
      client.clientSecret = "s";
      client.clientAuth = "body";
      assert.match(grantlet.refreshRequest(client, "rt").body, /client_secret=s/);
      client.clientSecret = "other";
      assert.match(grantlet.refreshRequest(client, "rt").body, /client_secret=other/);
      assert.equal(idOf(Object.freeze(client)), "changed");
    });

    test("a list that is changed in place takes effect at the next call", () => {
      const client = {
        ...registered,
        clientSecret: "s",
        clientAuth: "body",
        headers: {},
        rename: { client_id: "id" },
        order: ["client_id", "grant_type"],
        errors: [{ code: "code" }],
        endsOn: [["gone"]],
        tokenTypes: ["mac"],
        extra: ["tenant"],
      };
      const sent = () => grantlet.refreshRequest(client, "rt");
      assert.match(sent().body, /^id=app&grant_type=/);
      client.order.reverse();
      assert.match(sent().body, /^grant_type=refresh_token&id=app/);
      client.order.length = 0;
      client.rename.client_id = "app_id";
      assert.match(sent().body, /app_id=app/);
      client.headers["X-Key"] = "client_secret";
      assert.equal(sent().headers["X-Key"], "s");
      delete client.headers["X-Key"];
      assert.equal(sent().headers["X-Key"], undefined);
      const read = (status, body) => () => grantlet.readResponse(client, status, JSON.stringify(body));
      const told = (more) => ({ code: "response_refused", ...more });
      assert.throws(read(400, { code: "gone", text: "t" }), told({ error: "gone", endsGrant: true, errorDescription: "" }));
      client.errors[0].description = "text";
      client.endsOn[0].push("other");
      assert.throws(read(400, { code: "gone", text: "t" }), told({ endsGrant: false, errorDescription: "t" }));
      client.endsOn[0][1] = "t";
      client.errors[0].insideError = true;
      assert.throws(read(400, { error: { code: "gone", text: "t" } }), told({ endsGrant: true, errorDescription: "t" }));
      const token = { access_token: "at", token_type: "mac", tenant: 1, site: 2 };
      assert.deepEqual(read(200, token)().extra, { tenant: 1 });
      client.extra.push("site");
      assert.deepEqual(read(200, token)().extra, { tenant: 1, site: 2 });
      client.tokenTypes[0] = "DPoP";
      assert.throws(read(200, token), { code: "response_token_type" });
      client.tokenTypes[1] = 5;
      assert.throws(read(200, token), { code: "request_unexpected", member: "tokenTypes" });
      client.tokenTypes.length = 3;
      assert.throws(read(200, token), { code: "request_unexpected", member: "tokenTypes" });
      client.tokenTypes = ["mac"];
      assert.deepEqual(read(200, token)().extra, { tenant: 1, site: 2 });
      client.extra = { ...client.extra };
      assert.throws(read(200, token), { code: "request_unexpected", member: "extra" });
    });

    test("a change of any property of a client is noticed at the next call", () => {
      const names = `authorizationEndpoint tokenEndpoint revocationEndpoint deviceAuthorizationEndpoint headers rename grantTypes
        order responseNames errors expiresAt refreshTokenExpiresIn endsOn retryOn tokenTypes extra envelope scopeSeparator
        requestScopeSeparator baseUrl clientId clientSecret requestBody
        clientAuth issuer issuerRule sendGrantType pkce bearerByDefault allowLoopback zeroLifetimeIsUnknown
        dangerouslySendInQuery opaqueRedirectUri formResponse refreshByAccessToken refreshEndpoint`.split(/\s+/);
      for (const member of names) {
        const client = { ...registered };
        idOf(client);
        client[member] = 7;
        assert.throws(() => idOf(client), { code: "request_unexpected", member }, member);
      }
    });

    test("a client property with a NUL is rejected at each call", () => {
      const client = { ...registered, clientId: "a\0b" };
      for (let call = 0; call < 2; call++) {
        assert.throws(() => idOf(client), { code: "request_chars", member: "NUL" });
      }
    });

    test("input that is too large is rejected, and the next call works", () => {
      const large = 180e6;
      assert.throws(() => grantlet.codeChallenge("x".repeat(large)), { code: "request_room" });
      assert.equal(idOf(registered), "app");
      for (const body of ["x".repeat(large), new Uint8Array(large)]) {
        assert.throws(() => grantlet.readResponse(registered, 200, body), { code: "response_length", message: /2097152/ });
      }
      // Bytes need no extra room for escaping.
      const read = () => grantlet.readResponse(registered, 200, new Uint8Array(large), { responseLimit: large });
      assert.throws(read, { code: "response_syntax" });
      assert.equal(idOf(registered), "app");
    });

    test("input longer than the longest string is rejected", { skip: entry !== "grantlet" }, () => {
      const long = "x".repeat(2 ** 28);
      const params = { a: long, b: long };
      assert.throws(() => grantlet.startLogin(registered, { redirectUri, params }), { code: "request_room" });
      assert.equal(idOf(registered), "app");
    });

    test("60 headers that contain a secret of 3 KB are written", () => {
      const clientSecret = "s".repeat(3000);
      const headers = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`X-${index}`, "client_secret"]));
      const client = { ...registered, clientSecret, headers };
      const request = grantlet.clientCredentialsRequest(client);
      assert.equal(Object.values(request.headers).filter((value) => value === clientSecret).length, 60);
      const { saved } = grantlet.startLogin(client, { redirectUri });
      const address = `${redirectUri}?code=a&state=${JSON.parse(saved).state}`;
      assert.equal(grantlet.readCallback(client, address, saved).request.headers["X-59"], clientSecret);
    });

    test("a client whose getter makes a call", () => {
      const client = {
        ...registered,
        get clientId() {
          return grantlet.codeChallenge("v".repeat(43));
        },
        get extra() {
          grantlet.readResponse(registered, 200, '{"access_token":"inner","token_type":"Bearer","expires_in":1}');
          return ["x"];
        },
      };
      const body = '{"access_token":"outer","token_type":"Bearer","expires_in":2,"x":[3]}';
      const token = grantlet.readResponse(client, 200, body);
      assert.deepEqual([token.accessToken, token.expiresIn, token.extra], ["outer", 2, { x: [3] }]);
      assert.equal(idOf(client), grantlet.codeChallenge("v".repeat(43)));
    });

    test("percent-encoded callback parameters are decoded", () => {
      const implicit = grantlet.startLogin(registered, { redirectUri, flow: "implicit" });
      const fragment = `#access_token=a%2Fb&token_type=Bearer&scope=x+y&state=${JSON.parse(implicit.saved).state}`;
      const { token } = grantlet.readCallback(registered, redirectUri + fragment, implicit.saved);
      assert.deepEqual([token.accessToken, token.scope], ["a/b", "x y"]);
      const login = grantlet.startLogin(registered, { redirectUri });
      const query = `?code=%C3%A9&state=${JSON.parse(login.saved).state}`;
      assert.throws(() => grantlet.readCallback(registered, redirectUri + query, login.saved), {
        code: "callback_chars",
        member: "code",
      });
    });

    test("readCallback returns the request of codeRequest", () => {
      const { saved } = grantlet.startLogin(registered, { redirectUri });
      const { state, code_verifier: codeVerifier } = JSON.parse(saved);
      const address = `${redirectUri}?code=a%2Fb+c&state=${state}`;
      const { request } = grantlet.readCallback(registered, address, saved);
      assert.deepEqual(request, grantlet.codeRequest(registered, "a/b c", { redirectUri, codeVerifier }));
    });

    test("non-ASCII strings of any length are passed unchanged", () => {
      const long = "秘😀é".repeat(2000);
      const client = { ...registered, clientSecret: long };
      const json = { ...client, requestBody: "json", clientAuth: "body" };
      assert.equal(JSON.parse(grantlet.clientCredentialsRequest(json).body).client_secret, long);
      const { Authorization } = grantlet.clientCredentialsRequest(client).headers;
      assert.equal(atob(Authorization.slice(6)), `app:${encodeURIComponent(long)}`);
      const body = JSON.stringify({ access_token: "at", token_type: "Bearer", scope: "s", x: long });
      for (const given of [body, Buffer.from(body)]) {
        const token = grantlet.readResponse({ ...registered, extra: ["x"] }, 200, given);
        assert.deepEqual([token.scope, token.extra], ["s", { x: long }]);
      }
    });

    test("a response that is not UTF-8 is rejected", () => {
      const body = Buffer.from('{"access_token":"at","token_type":"Bearer","x":"?"}');
      body[body.indexOf("?")] = 0xff;
      assert.throws(() => grantlet.readResponse(registered, 200, body), { code: "response_syntax" });
    });
  });
});

test("no secret is left in the core's memory", async () => {
  const { Instance } = WebAssembly;
  let memory;
  WebAssembly.Instance = class extends Instance {
    constructor(...given) {
      super(...given);
      memory = this.exports.memory;
    }
  };
  try {
    const grantlet = await import(`${import.meta.resolve("grantlet/slim")}?watched`);
    await grantlet.init(readFileSync(fileURLToPath(import.meta.resolve("grantlet/core.wasm"))));
    const client = { ...registered, clientSecret: "canary-secret", clientAuth: "body", extra: ["x"] };
    const { saved } = grantlet.startLogin(client, { redirectUri });
    const { state, nonce, code_verifier: verifier } = JSON.parse(saved);
    const bodyWith = (more) => JSON.stringify({ access_token: "canary-at", token_type: "Bearer", ...more });
    const calls = [
      () => grantlet.startLogin(client, { redirectUri }),
      () => grantlet.codeChallenge("canary-verifier".padEnd(43, "v")),
      () => grantlet.codeRequest(client, "canary-code", { redirectUri, codeVerifier: verifier }),
      () => grantlet.refreshRequest({ ...client, clientAuth: "basic" }, "canary-rt"),
      () => grantlet.refreshRequest({ ...client, requestBody: "json" }, "canary-rt"),
      () => grantlet.refreshRequest(client, "canary-rt", { scope: "canary wider" }),
      () => grantlet.refreshRequest(client, "canary-rt", { params: { client_secret: "canary" } }),
      () => grantlet.readCallback(client, `${redirectUri}?code=canary-code&state=${state}`, saved),
      () => grantlet.readCallback(client, `${redirectUri}?code=canary-code&state=canary`, saved),
      () => grantlet.readResponse(client, 200, bodyWith({ refresh_token: "canary-rt", x: "canary\né" })),
      () => grantlet.readResponse(client, 200, Buffer.from(bodyWith())),
      () => grantlet.readResponse(client, 200, bodyWith({ expires_in: "canary", scope: 7 })),
      () => grantlet.readResponse(client, 400, '{"error":"canary"}'),
      () => grantlet.readResponse(client, 200, `${bodyWith()},`),
    ];
    for (const call of calls) {
      try {
        call();
      } catch (error) {
        assert.ok(error instanceof grantlet.OAuthError, error);
      }
      const left = Buffer.from(memory.buffer).toString("latin1");
      for (const secret of ["canary", verifier, nonce, state, btoa("app:canary-secret")]) {
        assert.ok(!left.includes(secret), `${secret} after ${call}`);
      }
    }
  } finally {
    WebAssembly.Instance = Instance;
  }
});
