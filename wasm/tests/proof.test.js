// DPoP proofs and client assertions: what is signed, by which key, how often, and to whom it is sent.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { Session, clientCredentials, endpoints, exchangeCode, readResponse, refresh, revoke, startDevice, startLogin } from "grantlet";
import { clientSecretJwt, dpopKey, privateKeyJwt } from "grantlet/proof";
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from "jose";
import { HOUR } from "./sessions.js";

const SECRET = "a client_secret that is as long as HS256 wants it";
const client = {
  clientId: "app",
  baseUrl: "https://as.example",
  issuer: "https://as.example",
  tokenEndpoint: "/token",
  revocationEndpoint: "/revoke",
  deviceAuthorizationEndpoint: "/device",
  authorizationEndpoint: "/authorize",
};
const TOKEN = { access_token: "at-1", token_type: "DPoP", expires_in: 3600, refresh_token: "rt-1" };
const WANTS = { status: 400, error: "use_dpop_nonce" };
const count = Number(process.env.GRANTLET_RANDOM ?? 1000);

/** The claims of a proof, whose signature jose verifies. */
async function proofIn(jwt) {
  const { jwk, alg } = decodeProtectedHeader(jwt);
  const { payload } = await jwtVerify(jwt, await importJWK(jwk, alg), { typ: "dpop+jwt", algorithms: ["ES256", "EdDSA"] });
  return { ...payload, jkt: await calculateJwkThumbprint(jwk) };
}

/** A `fetch` that responds in turn, the last response for ever, and keeps what came. */
function peer(...responses) {
  const asked = [];
  const fetch = async (url, { method, headers, body }) => {
    const { status = 200, nonce, date, challenge, ...json } = responses[Math.min(asked.length, responses.length - 1)];
    asked.push({ url, method, proof: headers.DPoP && (await proofIn(headers.DPoP)), form: Object.fromEntries(new URLSearchParams(body ?? "")) });
    const fields = Object.entries({ "dpop-nonce": nonce, date, "www-authenticate": challenge }).filter(([, value]) => value !== undefined);
    return { status, headers: new Map(fields), arrayBuffer: async () => new TextEncoder().encode(JSON.stringify(json)) };
  };
  return { fetch, asked };
}

const keyOf = async (name, more) => (await crypto.subtle.generateKey({ name, ...more }, false, ["sign", "verify"]));
const RSA = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
const random = (most) => Math.floor(Math.random() * most);
const text = (most) => String.fromCharCode(...Array.from({ length: 1 + random(most) }, () => 33 + random(94)));

describe("what is signed", () => {
  for (const algorithm of ["ES256", "EdDSA"]) {
    test(`jose takes ${count} random proofs of ${algorithm}`, async () => {
      const key = await dpopKey({ algorithm });
      const names = new Set();
      for (let round = 0; round < count / 2; round++) {
        const url = `https://api.example:${1 + random(65_000)}/${encodeURIComponent(text(40))}`;
        const method = ["GET", "POST", "DELETE", "PATCH"][random(4)];
        const token = random(2) ? text(600) : "";
        const headers = await key.headers(method, `${url}?${encodeURIComponent(text(20))}#x`, token);
        const { jti, htm, htu, iat, ath, nonce, jkt } = await proofIn(headers.DPoP);
        names.add(jti);
        assert.deepEqual([htm, htu, nonce, jkt], [method, url, undefined, key.jkt]);
        assert.ok(Math.abs(iat - Date.now() / 1000) < 5);
        const digest = token && Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(token))).toString("base64url");
        assert.deepEqual([ath ?? "", headers.Authorization ?? ""], [digest, token && `DPoP ${token}`]);
      }
      assert.equal(names.size, Math.ceil(count / 2));
      assert.equal(key.algorithm, algorithm);
    });
  }

  test(`jose takes ${count} random assertions and request objects of five algorithms`, async () => {
    const keys = await Promise.all([keyOf("ECDSA", { namedCurve: "P-256" }), keyOf("Ed25519"), keyOf("RSASSA-PKCS1-v1_5", RSA), keyOf("RSA-PSS", RSA)]);
    const rows = keys.map(({ privateKey: key, publicKey }, index) => [["ES256", "EdDSA", "RS256", "PS256"][index], privateKeyJwt({ key, keyId: `k ${index}`.replace(" ", "-") }), publicKey]);
    rows.push(["HS256", clientSecretJwt(SECRET), new TextEncoder().encode(SECRET)]);
    const names = new Set();
    for (let round = 0; round < count / 5; round++) {
      for (const [index, [alg, assertion, key]] of rows.entries()) {
        const own = { ...client, clientId: text(60), issuer: `https://as.example/${encodeURIComponent(text(40))}`, assertion };
        const { fetch, asked } = peer({ access_token: "at", token_type: "Bearer" });
        await clientCredentials(own, { fetch });
        const { client_assertion: jwt, client_assertion_type: kind, client_secret: secret } = asked[0].form;
        assert.deepEqual([kind, secret], ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer", undefined]);
        const { payload, protectedHeader } = await jwtVerify(jwt, key, { algorithms: [alg], issuer: own.clientId, subject: own.clientId, audience: own.issuer, typ: "JWT" });
        assert.deepEqual([payload.exp - payload.iat, protectedHeader.kid], [60, index < 4 ? `k-${index}` : undefined]);
        const { url } = startLogin(own, { redirectUri: "https://app.example/cb", scope: text(20).replaceAll(/["\\]/g, "") });
        const object = await assertion.requestObject(own, url);
        const request = await jwtVerify(object, key, { algorithms: [alg], issuer: own.clientId, audience: own.issuer, typ: "oauth-authz-req+jwt" });
        const { iss, aud, jti, iat, exp, ...claims } = request.payload;
        assert.deepEqual(claims, Object.fromEntries(new URL(url).searchParams));
        names.add(payload.jti).add(jti);
      }
    }
    assert.equal(names.size, 10 * Math.ceil(count / 5));
  });
});

describe("a client with a key", () => {
  test("each of its requests has a proof of its own, and a login is bound to the key", async () => {
    const own = { ...client, dpop: await dpopKey(), assertion: clientSecretJwt(SECRET) };
    const { fetch, asked } = peer(TOKEN);
    const token = await exchangeCode(own, "code", { codeVerifier: "v".repeat(43), fetch });
    assert.equal(token.tokenType, "DPoP");
    await refresh(own, token, { fetch });
    await clientCredentials(own, { fetch });
    const { fetch: other, asked: more } = peer({}, { device_code: "d", user_code: "u", verification_uri: "https://as.example/v", expires_in: 60 });
    await revoke(own, token, { fetch: other });
    await startDevice(own, { fetch: other });
    const all = [...asked, ...more];
    assert.deepEqual(all.map(({ proof }) => [proof.htm, new URL(proof.htu).pathname]), ["token", "token", "token", "revoke", "device"].map((path) => ["POST", `/${path}`]));
    for (const name of [({ proof }) => proof.jti, ({ form }) => decodeJwt(form.client_assertion).jti]) {
      assert.equal(new Set(all.map(name)).size, all.length);
    }
    const { url } = startLogin(own, { redirectUri: "https://app.example/cb" });
    assert.equal(new URL(url).searchParams.get("dpop_jkt"), own.dpop.jkt);
    assert.equal(asked[0].proof.jkt, own.dpop.jkt);
  });

  test("a token type is accepted only where a proof was sent, and Bearer then only if the profile lists it", async () => {
    const dpop = await dpopKey();
    const bound = () => clientCredentials({ ...client, clientSecret: "s", dpop }, peer(TOKEN));
    assert.equal((await bound()).tokenType, "DPoP");
    await assert.rejects(clientCredentials({ ...client, clientSecret: "s" }, peer(TOKEN)), { code: "response_token_type" });
    const bearer = { ...TOKEN, token_type: "bearer" };
    await assert.rejects(clientCredentials({ ...client, clientSecret: "s", dpop }, peer(bearer)), { code: "response_token_type" });
    for (const tokenTypes of [["Bearer"], ["bearer", "dpop"]]) {
      const lenient = { ...client, clientSecret: "s", dpop, tokenTypes };
      assert.equal((await clientCredentials(lenient, peer(bearer))).tokenType, "Bearer");
      assert.equal((await clientCredentials(lenient, peer({ ...TOKEN, token_type: "dpop" }))).tokenType, "DPoP");
    }
    assert.equal(readResponse({ ...client, dpop }, 200, JSON.stringify(TOKEN)).tokenType, "DPoP");
  });

  test("a nonce is kept, and a server that wants one is asked once more at once, by another assertion", async () => {
    const own = { ...client, dpop: await dpopKey(), assertion: clientSecretJwt(SECRET) };
    const { fetch, asked } = peer({ ...WANTS, nonce: "n-1" }, { ...TOKEN, nonce: "n-2" }, TOKEN);
    await clientCredentials(own, { fetch });
    await clientCredentials(own, { fetch });
    assert.deepEqual(asked.map(({ proof }) => proof.nonce), [undefined, "n-1", "n-2"]);
    assert.equal(new Set(asked.map(({ form }) => decodeJwt(form.client_assertion).jti)).size, 3);
    // Another server has its own.
    const elsewhere = peer(TOKEN);
    await clientCredentials({ ...own, baseUrl: "https://other.example" }, elsewhere);
    assert.equal(elsewhere.asked[0].proof.nonce, undefined);
  });

  test("a server that wants another nonce each time is asked twice", async () => {
    const own = { ...client, dpop: await dpopKey(), clientSecret: "s" };
    let nonces = 0;
    const asked = [];
    const fetch = async (_, { headers }) => {
      asked.push(decodeJwt(headers.DPoP).nonce);
      return new Response(JSON.stringify({ error: "use_dpop_nonce" }), { status: 400, headers: { "dpop-nonce": `n-${nonces++}` } });
    };
    await assert.rejects(clientCredentials(own, { fetch }), { code: "response_refused", error: "use_dpop_nonce" });
    assert.deepEqual(asked, [undefined, "n-0"]);
  });

  test("a nonce that comes with another error, or that was used, is no reason to ask again", async () => {
    const own = { ...client, dpop: await dpopKey(), clientSecret: "s" };
    for (const response of [{ status: 400, error: "invalid_grant", nonce: "n-1" }, { ...WANTS, nonce: "n-1" }, WANTS, { ...WANTS, nonce: 'a"b' }]) {
      const { fetch, asked } = peer(response);
      await assert.rejects(clientCredentials(own, { fetch }), { code: "response_refused" });
      assert.equal(asked.length, 1, JSON.stringify(response));
    }
  });

  test("the shared table of nonces", async () => {
    const { cases } = JSON.parse(readFileSync(new URL("../../tests/tables/nonces.json", import.meta.url), "utf8"));
    for (const { nonce, kept } of cases) {
      const own = { ...client, dpop: await dpopKey(), clientSecret: "s" };
      const sent = nonce.replace(/ $/, "x".repeat(118));
      const { fetch, asked } = peer({ ...TOKEN, nonce: sent });
      await clientCredentials(own, { fetch });
      await clientCredentials(own, { fetch });
      assert.equal(asked[1].proof.nonce, kept ? sent : undefined, nonce);
    }
  });

  test("where this clock is wrong, a refusal's Date is used, and the request sent once more", async (context) => {
    const now = 1_800_000_000_000;
    context.mock.timers.enable({ apis: ["Date"], now: 0 });
    // A form without a zone is in GMT too (RFC 9110, section 5.6.7).
    const { TZ } = process.env;
    process.env.TZ = "America/New_York";
    context.after(() => (TZ === undefined ? delete process.env.TZ : (process.env.TZ = TZ)));
    const [date, unzoned] = [new Date(now).toUTCString(), "Fri Jan 15 08:00:00 2027"];
    for (const refusal of [{ ...WANTS, nonce: "n" }, { date: unzoned, status: 400, error: "invalid_dpop_proof" }, { status: 401, error: "invalid_client" }]) {
      const own = { ...client, dpop: await dpopKey(), assertion: clientSecretJwt(SECRET) };
      const { fetch, asked } = peer({ date, ...refusal }, TOKEN);
      await clientCredentials(own, { fetch });
      assert.deepEqual(asked.map(({ proof, form }) => [proof.iat, decodeJwt(form.client_assertion).iat]), [[0, 0], [now / 1000, now / 1000]]);
      const again = peer({ status: 400, error: "invalid_dpop_proof", date });
      await assert.rejects(clientCredentials(own, again), { error: "invalid_dpop_proof" });
      assert.equal(again.asked.length, 1);
    }
  });

  test("without an issuer an assertion names what to set; an audience is taken instead", async () => {
    const { issuer, ...unnamed } = client;
    const { fetch, asked } = peer({ access_token: "at", token_type: "Bearer" });
    await assert.rejects(clientCredentials({ ...unnamed, assertion: clientSecretJwt(SECRET) }, { fetch }), { code: "request_missing", member: "aud" });
    assert.equal(asked.length, 0);
    await clientCredentials({ ...unnamed, assertion: clientSecretJwt(SECRET, { audience: `${issuer}/token` }) }, { fetch });
    assert.equal(decodeJwt(asked[0].form.client_assertion).aud, `${issuer}/token`);
  });

  test("a login without an issuer is not signed; one with many parameters is", async () => {
    const { issuer, ...unnamed } = client;
    const { signLogin } = await endpoints();
    const assertion = clientSecretJwt(SECRET);
    const login = startLogin(client, { redirectUri: "https://app.example/cb" });
    await assert.rejects(signLogin({ ...unnamed, assertion }, login), { name: "OAuthError", code: "request_missing", member: "aud" });
    const long = await assertion.requestObject(client, `${login.url}${"&a".repeat(3000)}`);
    assert.equal(decodeJwt(long).iss, "app");
  });

  test("an assertion is in a body of JSON, and in a query", async () => {
    const own = { ...client, assertion: clientSecretJwt(SECRET) };
    const bodies = [];
    const fetch = async (url, { body }) => {
      bodies.push(body ? JSON.parse(body) : Object.fromEntries(new URL(url).searchParams));
      return new Response('{"access_token":"at","token_type":"Bearer"}');
    };
    await clientCredentials({ ...own, requestBody: "json" }, { fetch });
    await clientCredentials({ ...own, dangerouslySendInQuery: true }, { fetch });
    for (const { client_assertion, client_id, client_assertion_type } of bodies) {
      assert.deepEqual([decodeJwt(client_assertion).sub, client_id, client_assertion_type.slice(-10)], ["app", "app", "jwt-bearer"]);
    }
  });

  test("a wrong key is an error before anything is sent", async () => {
    const { privateKey: p384 } = await keyOf("ECDSA", { namedCurve: "P-384" });
    const { privateKey: sha512 } = await keyOf("RSA-PSS", { ...RSA, hash: "SHA-512" });
    const { publicKey } = await keyOf("ECDSA", { namedCurve: "P-256" });
    for (const key of [p384, sha512, publicKey, undefined, {}, "pem"]) {
      assert.throws(() => privateKeyJwt({ key }), TypeError);
    }
    const { privateKey } = await keyOf("ECDSA", { namedCurve: "P-256" });
    for (const [options, named] of [[{ audience: 5 }, /^audience/], [{ audience: ["x"] }, /^audience/], [{ keyId: 5 }, /^keyId/]]) {
      assert.throws(() => privateKeyJwt({ key: privateKey, ...options }), { name: "TypeError", message: named });
    }
    for (const secret of ["short", undefined, 7, "x".repeat(31)]) {
      assert.throws(() => clientSecretJwt(secret), TypeError);
    }
    const rsa = await keyOf("RSA-PSS", RSA);
    for (const options of [{ algorithm: "RS256" }, { algorithm: "toString" }, { name: 7 }, { keyPair: rsa }, { keyPair: { privateKey: p384, publicKey: p384 } }, { keyPair: {} }]) {
      await assert.rejects(dpopKey(options), TypeError);
    }
    for (const dpop of ["key", {}, rsa]) {
      assert.throws(() => startLogin({ ...client, dpop }, { redirectUri: "https://app.example/cb" }), { code: "request_unexpected", member: "dpop" });
    }
    const own = await keyOf("ECDSA", { namedCurve: "P-256" });
    assert.equal((await dpopKey({ keyPair: own })).jkt, (await dpopKey({ keyPair: own })).jkt);
    const { headers } = await dpopKey();
    await assert.rejects(headers("GET", "http://api.example/"), TypeError);
    await assert.rejects(headers("G T", "https://api.example/"), TypeError);
    for (const [given, named] of [[[], /^method/], [["GET", new URL("https://api.example/")], /^url/], [["GET", "https://api.example/", null], /^accessToken/]]) {
      await assert.rejects(headers(...given), { name: "TypeError", message: named });
    }
  });
});

describe("a session with a key", () => {
  /** A session after its login, and an API of `origin` with these responses. */
  async function started(context, responses, options = {}, tokenResponses = [TOKEN]) {
    const dpop = await dpopKey();
    const own = { ...client, dpop };
    const server = peer(...tokenResponses);
    const api = peer(...responses);
    const tokens = [];
    context.mock.method(globalThis, "fetch", async (input, init) => {
      const { method = "GET", headers } = { ...(input instanceof Request && input), ...init };
      const name = input instanceof Request ? input.url : input;
      if (input instanceof Request && input.body) {
        await new Response(input.body).text();
      }
      tokens.push(init.headers.get("Authorization"));
      const { status, headers: fields } = await api.fetch(name, { method, headers: { DPoP: headers.get("DPoP") ?? init.headers.get("DPoP") } });
      return new Response(status === 304 || status === 204 ? null : "body", { status, headers: [...fields] });
    });
    const store = new Map();
    const session = new Session(own, store, { key: "k", origins: ["https://api.example"], fetch: server.fetch, ...options });
    await session.start(readResponse(own, 200, JSON.stringify(TOKEN)));
    return { session, server, api, tokens, store, own };
  }
  const refuses = (nonce, error = "use_dpop_nonce") => ({ status: 401, nonce, challenge: `DPoP error="${error}", algs="ES256"` });

  test("fetch sends a proof of the token, the nonce of the API, and once more where that is wanted", async (context) => {
    const { session, api, tokens } = await started(context, [refuses("n-1"), { nonce: "n-2" }, {}]);
    assert.equal((await session.fetch("https://api.example/me?a=b#c", { method: "post", body: "x" })).status, 200);
    assert.equal((await session.fetch("https://api.example/me")).status, 200);
    assert.deepEqual(tokens, Array(3).fill("DPoP at-1"));
    assert.deepEqual(api.asked.map(({ proof: { nonce, htm, htu } }) => [nonce, htm, htu]), [
      [undefined, "POST", "https://api.example/me"],
      ["n-1", "POST", "https://api.example/me"],
      ["n-2", "GET", "https://api.example/me"],
    ]);
    assert.ok(api.asked.every(({ proof: { ath } }) => ath === "YLqJACB4zGr8hFnGy5NuCy1nLkUHdtrSl9JiNEXKJAI" || ath.length === 43));
    assert.equal(new Set(api.asked.map(({ proof }) => proof.jti)).size, 3);
  });

  test("an API that wants another nonce each time is called twice; its response is returned", async (context) => {
    const { session, api } = await started(context, [refuses("a"), refuses("b"), refuses("c")]);
    assert.equal((await session.fetch("https://api.example/me")).status, 401);
    assert.equal(api.asked.length, 2);
  });

  test("a body that can be sent once is sent once, and the nonce is kept", async (context) => {
    const { session, api } = await started(context, [refuses("n-1"), {}]);
    const body = new ReadableStream({ start: (stream) => stream.close() });
    assert.equal((await session.fetch("https://api.example/me", { method: "POST", body, duplex: "half" })).status, 401);
    assert.equal((await session.fetch("https://api.example/me")).status, 200);
    assert.deepEqual(api.asked.map(({ proof }) => proof.nonce), [undefined, "n-1"]);
  });

  test("a rejected token is refreshed, with proofs at both servers", async (context) => {
    const { session, api, server, tokens } = await started(context, [refuses("n-1", "invalid_token"), {}], {}, [{ ...TOKEN, access_token: "at-2" }]);
    assert.equal((await session.fetch("https://api.example/me")).status, 200);
    assert.deepEqual(tokens, ["DPoP at-1", "DPoP at-2"]);
    assert.notEqual(api.asked[0].proof.ath, api.asked[1].proof.ath);
    assert.equal(server.asked[0].proof.htu, "https://as.example/token");
  });

  test("another origin gets neither token nor proof, and a redirect is not followed", async (context) => {
    const { session, api } = await started(context, [{ status: 302 }]);
    for (const url of ["https://other.example/", "https://api.example:8443/", "http://api.example/"]) {
      await assert.rejects(session.fetch(url), { code: "origin_unlisted" });
    }
    assert.equal(api.asked.length, 0);
    await assert.rejects(session.fetch("https://api.example/"), { code: "redirect" });
    assert.equal(api.asked.length, 1);
  });

  test("a token that is not bound is sent as Bearer, without a proof", async (context) => {
    const { session, own, tokens } = await started(context, [{}]);
    await session.start({ accessToken: "old", tokenType: "Bearer", refreshToken: "rt" });
    await session.fetch("https://api.example/").catch(() => {});
    assert.deepEqual([tokens[0], typeof own.dpop], ["Bearer old", "function"]);
  });

  test("a token whose session ends meanwhile is not sent as Bearer", async (context) => {
    const { own, tokens, store } = await started(context, [{}]);
    let reads = 0;
    const ending = { get: (key) => (reads++ ? undefined : store.get(key)), set: () => {} };
    const session = new Session(own, ending, { key: "k", origins: ["https://api.example"] });
    await session.fetch("https://api.example/");
    assert.deepEqual(tokens, ["DPoP at-1"]);
  });

  test("fetch makes a string of a method, as that of the platform", async (context) => {
    const { session, api } = await started(context, [{}]);
    await session.fetch("https://api.example/", { method: { toString: () => "put" } });
    assert.equal(api.asked[0].proof.htm, "PUT");
  });

  test("a reload sends what was bound before; a version without proofs overwrites nothing", async (context) => {
    const { store, own, session } = await started(context, [{}]);
    const { version, token } = JSON.parse(store.get("k"));
    assert.deepEqual([version, token.tokenType], [3, "DPoP"]);
    const again = new Session(own, store, { key: "k", origins: ["https://api.example"] });
    assert.equal((await again.fetch("https://api.example/")).status, 200);
    await session.end();
    assert.equal(JSON.parse(store.get("k")).version, undefined);
  });

  test("a nonce at a refresh costs no pause, no second mark, and ends nothing", async (context) => {
    context.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
    const tokenResponses = [{ ...WANTS, nonce: "n-1" }, { ...TOKEN, access_token: "at-2", refresh_token: "rt-2" }];
    const { server, own } = await started(context, [{}], {}, tokenResponses);
    let writes = 0;
    const store = new Map();
    const counting = { get: (key) => store.get(key), set: (key, text) => (writes++, store.set(key, text)) };
    const session = new Session(own, counting, { key: "k", fetch: server.fetch });
    await session.start(readResponse(own, 200, JSON.stringify(TOKEN)));
    context.mock.timers.setTime(Date.now() + HOUR);
    writes = 0;
    assert.equal(await session.accessToken(), "at-2");
    assert.deepEqual([writes, server.asked.length], [2, 2]);
    // Once it is wanted without end, it waits, and the grant lives.
    const endless = peer({ ...WANTS, nonce: "x" }, { ...WANTS, nonce: "y" }, { ...WANTS, nonce: "z" });
    const waiting = new Session(own, counting, { key: "k", fetch: endless.fetch });
    context.mock.timers.setTime(Date.now() + HOUR);
    await assert.rejects(waiting.accessToken(), { code: "waiting" });
    await assert.rejects(waiting.accessToken(), { code: "waiting" });
    assert.equal(endless.asked.length, 2);
    assert.equal(JSON.parse(store.get("k")).token.refreshToken, "rt-2");
  });

  test("an error of another grant that `headers.get` throws does not end it", async (context) => {
    let other;
    assert.throws(() => readResponse(client, 400, '{"error":"invalid_grant"}'), (error) => (other = error).endsGrant);
    const get = (name) => { if (/nonce/i.test(name)) throw other; return null; };
    const fetch = async () => ({ status: 503, headers: { get }, arrayBuffer: async () => new ArrayBuffer() });
    const { session, store } = await started(context, [], { fetch });
    context.mock.timers.enable({ apis: ["Date"], now: Date.now() + HOUR });
    await assert.rejects(session.accessToken(), { code: "waiting" });
    assert.match(store.get("k"), /rt-1/);
  });
});
