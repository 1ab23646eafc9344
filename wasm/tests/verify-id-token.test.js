// Signatures of id_tokens: the table that Rust has too, another library's tokens, and what servers of keys do.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import * as jose from "jose";
import { forEachEntry } from "./entries.js";
import { startPeers } from "./peers.js";

const table = JSON.parse(readFileSync(new URL("../../tests/tables/id_token_signatures.json", import.meta.url), "utf8"));
const now = 1_500_000;
const ALGORITHMS = ["ES256", "RS256", "PS256", "EdDSA"];

let count = 0;
/** A client whose keys no test has used. */
const newClient = () => ({ clientId: "app", issuer: "https://as.example", jwksUri: `https://as.example/keys/${count++}` });
const { token } = table.cases.find(({ name }) => name === "ES256");
const { token: unknown } = table.cases.find(({ name }) => name === "ES256, another kid");
const { token: other } = table.cases.find(({ name }) => name === "EdDSA");
const { all, empty } = table.sets;
const es = { algorithm: "ES256", now };

/** A `fetch` that has these sets, one after the other, the last for ever; counts requests. */
function server(...sets) {
  const requests = [];
  const fetch = async (url, init) => {
    requests.push({ url, ...init });
    const set = sets[Math.min(requests.length, sets.length) - 1];
    return typeof set === "string" ? new Response(set) : set();
  };
  return { fetch, requests };
}

await forEachEntry((entry, { OAuthError, discover, verifyIdToken }) => {
  describe(`verifyIdToken, ${entry}`, () => {
    let peers;
    before(async () => (peers = await startPeers()));
    after(() => peers.stop());

    test(`the table of signatures: ${table.cases.length}`, async () => {
      for (const { name, algorithm, token, set, error, member } of table.cases) {
        const client = newClient();
        const verified = verifyIdToken(client, token, { algorithm, now, ...server(table.sets[set]) });
        if (error) {
          await assert.rejects(verified, (thrown) => {
            assert.ok(thrown instanceof OAuthError, name);
            assert.deepEqual([thrown.code, thrown.member ?? ""], [error, member ?? ""], name);
            assert.ok(!thrown.message.includes("evil") && !thrown.message.includes(token), name);
            return true;
          });
        } else {
          const { subject, issuer, expiresAt, issuedAt, audience, claims } = await verified;
          assert.deepEqual([subject, issuer, expiresAt > 1e6, issuedAt, audience.includes("app")], ["ada", client.issuer, true, 1e6, true], name);
          assert.equal(claims.sub, subject);
        }
      }
    });

    test("1000 random tokens of another library are verified, and none with a changed byte", async () => {
      const keys = {};
      for (const algorithm of ALGORITHMS) {
        keys[algorithm] = await jose.generateKeyPair(algorithm, { extractable: true });
      }
      let sent = 0;
      for (let round = 0; round < 1000; round++) {
        const algorithm = ALGORITHMS[round % 4];
        const { privateKey, publicKey } = keys[algorithm];
        const kid = `k${round % 3}`;
        const client = { ...newClient(), issuer: `https://as${round % 5}.example` };
        const claims = { sub: "é".repeat(round % 50), extra: "x".repeat(round % 200), n: Math.random() };
        const token = await new jose.SignJWT(claims).setProtectedHeader({ alg: algorithm, kid }).setIssuer(client.issuer)
          .setAudience(round % 2 ? "app" : ["app"]).setIssuedAt().setExpirationTime("1 minute").sign(privateKey);
        const jwk = { ...(await jose.exportJWK(publicKey)), kid };
        const options = { algorithm, fetch: async () => (sent++, Response.json({ keys: [{ kty: "oct", k: "AQ" }, jwk] })) };
        if (!claims.sub) {
          await assert.rejects(verifyIdToken(client, token, options), { code: "id_token_missing", member: "sub" });
          continue;
        }
        const verified = await verifyIdToken(client, token, options);
        assert.equal(verified.claims.n, claims.n);
        assert.equal(verified.subject, claims.sub);
        // Any byte of it but a dot; the last of the signature has bits that mean nothing.
        let at = Math.floor(Math.random() * (token.length - 1));
        at -= token[at] === "." ? 1 : 0;
        const changed = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
        await assert.rejects(verifyIdToken(client, changed, { ...options, maxAge: Infinity }), ({ code }) => /^(id_token|keys)_/.test(code));
      }
      assert.ok(sent >= 980, String(sent));
    });

    test("keys are fetched once for all calls, and kept for maxAge", async (context) => {
      context.mock.timers.enable({ apis: ["Date"], now: 1e12 });
      const client = newClient();
      const { fetch, requests } = server(all);
      await Promise.all([1, 2, 3].map(() => verifyIdToken(client, token, { ...es, fetch })));
      assert.equal(requests.length, 1);
      const { url, method, headers, body, redirect } = requests[0];
      assert.deepEqual({ url, method, headers, body, redirect }, {
        url: client.jwksUri, method: "GET", headers: { Accept: "application/json" }, body: null, redirect: "manual",
      });
      const after = async (time, options, expected) => {
        context.mock.timers.setTime(Date.now() + time);
        assert.equal((await verifyIdToken(client, token, { ...es, fetch, ...options })).subject, "ada");
        assert.equal(requests.length, expected, String(time));
      };
      await after(3_599_999, {}, 1);
      await after(1, {}, 2);
      await after(9, { maxAge: 10 }, 2);
      await after(1, { maxAge: 10 }, 3);
      await after(0, { maxAge: 0 }, 4);
      await after(1e9, { maxAge: Infinity }, 4);
      // A clock that was set back, to the start of time, and far ahead.
      await after(-2e9, {}, 5);
      await after(0, {}, 5);
      await after(-Date.now(), {}, 6);
      await after(0, {}, 6);
      await after(8e15, {}, 7);
      await after(0, {}, 7);
    });

    test("an unknown kid is fetched at most once a minute, by one request for all", async (context) => {
      context.mock.timers.enable({ apis: ["Date"], now: 1e12 });
      const client = newClient();
      const { fetch, requests } = server(all);
      const options = { ...es, fetch };
      const refused = async (time, expected) => {
        context.mock.timers.setTime(Date.now() + time);
        const results = await Promise.allSettled([1, 2, 3].map(() => verifyIdToken(client, unknown, options)));
        assert.deepEqual(results.map(({ reason }) => reason?.code), Array(3).fill("keys_missing"));
        assert.equal(requests.length, expected);
      };
      // They are new.
      await refused(0, 1);
      await refused(59_999, 1);
      await refused(1, 2);
      await refused(59_999, 2);
      assert.equal((await verifyIdToken(client, token, options)).subject, "ada");
      await refused(-1e6, 3);
      await refused(0, 3);
    });

    test("a new key of the server is found", async (context) => {
      context.mock.timers.enable({ apis: ["Date"], now: 1e12 });
      const client = newClient();
      const { fetch, requests } = server(empty, all);
      await assert.rejects(verifyIdToken(client, token, { ...es, fetch }), { code: "keys_missing", endpoint: client.jwksUri });
      context.mock.timers.setTime(Date.now() + 60_000);
      const both = [verifyIdToken(client, token, { ...es, fetch }), verifyIdToken(client, other, { algorithm: "EdDSA", now, fetch })];
      assert.deepEqual((await Promise.all(both)).map(({ subject }) => subject), ["ada", "ada"]);
      assert.equal(requests.length, 2);
    });

    test("a failure replaces no keys, and is asked for again once a minute", async (context) => {
      context.mock.timers.enable({ apis: ["Date"], now: 1e12 });
      const client = newClient();
      const { fetch, requests } = server(all, () => new Response("", { status: 503 }));
      const options = { ...es, fetch };
      await verifyIdToken(client, token, options);
      context.mock.timers.setTime(Date.now() + 60_000);
      await assert.rejects(verifyIdToken(client, unknown, options), { code: "keys_status", status: 503 });
      await assert.rejects(verifyIdToken(client, unknown, options), { code: "keys_missing" });
      assert.equal((await verifyIdToken(client, token, options)).subject, "ada");
      assert.equal(requests.length, 2);
    });

    test("a page in place of the keys replaces none, and is not kept", async (context) => {
      context.mock.timers.enable({ apis: ["Date"], now: 1e12 });
      const bad = ["<!doctype html>", "[]", "{}", '{"keys":5}', '{"keys":[],"keys":[]}', '{"a":'.repeat(200)];
      for (const page of bad) {
        const first = newClient();
        const late = { ...es, ...server(page, all) };
        await assert.rejects(verifyIdToken(first, token, late), ({ code }) => code.startsWith("keys_"), page);
        assert.equal((await verifyIdToken(first, token, late)).subject, "ada", page);
        const client = newClient();
        const { fetch, requests } = server(all, page);
        const options = { ...es, fetch };
        await verifyIdToken(client, token, options);
        context.mock.timers.setTime(Date.now() + 60_000);
        await assert.rejects(verifyIdToken(client, unknown, options), ({ code, endpoint, message }) => code.startsWith("keys_") && endpoint === client.jwksUri && !/README$/.test(message));
        assert.equal((await verifyIdToken(client, token, options)).subject, "ada", page);
        assert.equal(requests.length, 2);
      }
    });

    test("an expected value that is empty is an error, not no expectation", async () => {
      for (const [property, member] of Object.entries({ nonce: "nonce", accessToken: "access_token", code: "code", subject: "sub" })) {
        await assert.rejects(verifyIdToken(newClient(), token, { ...es, ...server(all), [property]: "" }), { code: "request_missing", member });
      }
    });

    test("no time of the clock is one long ago", async () => {
      const verified = verifyIdToken(newClient(), token, { ...es, ...server(all), now: 1000 * 2 ** 32 + now });
      await assert.rejects(verified, { code: "id_token_expired" });
    });

    test("a token that is not valid causes no request", async () => {
      const { fetch, requests } = server(all);
      for (const [idToken, options] of [["", {}], ["a.b.c", {}], [token, { now: 1e12 }], [token, { algorithm: "RS256" }], [token, { subject: "eve" }], [token, { nonce: "n" }]]) {
        await assert.rejects(verifyIdToken(newClient(), idToken, { ...es, fetch, ...options }), ({ code }) => code.startsWith("id_token_"));
      }
      await assert.rejects(verifyIdToken({ ...newClient(), clientId: "other" }, token, { ...es, fetch }), { code: "id_token_mismatch", member: "aud" });
      assert.equal(requests.length, 0);
      assert.equal((await verifyIdToken(newClient(), token, { ...es, fetch, subject: "ada" })).subject, "ada");
    });

    test("abort of one call does not end another's", async () => {
      const client = newClient();
      let respond;
      const fetch = () => new Promise((resolve) => (respond = () => resolve(new Response(all))));
      const controller = new AbortController();
      const first = verifyIdToken(client, token, { ...es, fetch, signal: controller.signal });
      const second = verifyIdToken(client, token, { ...es, fetch });
      while (!respond) {
        await new Promise(setImmediate);
      }
      controller.abort();
      await assert.rejects(first, { code: "aborted" });
      await assert.rejects(verifyIdToken(client, token, { ...es, fetch, signal: controller.signal }), { code: "aborted" });
      respond();
      assert.equal((await second).subject, "ada");
    });

    test("hostile servers of keys", async () => {
      const at = (path) => ({ ...newClient(), jwksUri: `${peers.address}/${path}`, allowLoopback: true });
      await assert.rejects(verifyIdToken(at("stalls/keys"), token, { ...es, timeout: 50 }), { code: "timeout" });
      await assert.rejects(verifyIdToken(at("stalls-halfway/keys"), token, { ...es, timeout: 50 }), { code: "timeout" });
      await assert.rejects(verifyIdToken(at("nothing"), token, es), (error) => error.code === "keys_status" && error.status === 404 && error.endpoint.endsWith("/nothing") && /check jwksUri$/.test(error.message));
      await assert.rejects(verifyIdToken(at("redirects/302"), token, es), { code: "redirect" });
      await assert.rejects(verifyIdToken(at("cut"), token, es), { code: "network" });
      const html = server("<!doctype html><title>Sign in</title>");
      await assert.rejects(verifyIdToken(newClient(), token, { ...es, ...html }), { code: "keys_syntax" });
      // A megabyte of keys, and more than the limit.
      const { keys } = JSON.parse(all);
      const many = (length) => JSON.stringify({ keys: [...Array(length).fill({ ...keys[1], kid: "x" }), keys[0]] });
      assert.ok(many(2700).length > 1e6);
      assert.equal((await verifyIdToken(newClient(), token, { ...es, ...server(many(2700)) })).subject, "ada");
      await assert.rejects(verifyIdToken(newClient(), token, { ...es, ...server(many(6000)) }), { code: "response_length" });
      await assert.rejects(verifyIdToken(newClient(), token, { ...es, ...server(() => new Response(new Uint8Array(64).fill(255))) }), { code: "keys_syntax" });
    });

    test("of more than a hundred servers, the oldest is fetched again", async () => {
      const first = newClient();
      const { fetch, requests } = server(all);
      for (let index = 0; index < 101; index++) {
        await verifyIdToken(index ? newClient() : first, token, { ...es, fetch });
      }
      await verifyIdToken(first, token, { ...es, fetch });
      assert.equal(requests.length, 102);
    });

    test("who changes a result changes no other", async () => {
      const verified = await verifyIdToken(newClient(), token, { ...es, ...server(all) });
      for (const change of [() => (verified.subject = "eve"), () => (verified.claims.sub = "eve"), () => verified.audience.push("eve")]) {
        assert.throws(change, TypeError);
      }
    });

    test("a runtime without an algorithm reports it", async (context) => {
      const missing = () => Promise.reject(Object.assign(new Error("no"), { name: "NotSupportedError" }));
      context.mock.method(crypto.subtle, "importKey", missing);
      const refused = verifyIdToken(newClient(), other, { algorithm: "EdDSA", now, ...server(all) });
      await assert.rejects(refused, (error) => error.code === "id_token_algorithm" && /does not verify EdDSA/.test(error.message));
    });

    test("arguments of a wrong type, and what is missing", async () => {
      const client = newClient();
      for (const [one, idToken, options, expected] of [
        [5, token, {}, { code: "request_unexpected" }],
        [client, 5, {}, { code: "request_unexpected" }],
        [client, token, { algorithm: "HS256" }, { code: "request_unexpected", member: "algorithm" }],
        [client, token, { algorithm: "none" }, { code: "request_unexpected", member: "algorithm" }],
        [client, token, { maxAge: -1 }, { code: "request_unexpected" }],
        [client, token, { fetch: null }, { code: "fetch_incompatible" }],
        [client, undefined, {}, { code: "id_token_missing" }],
        [{ ...client, issuer: undefined }, token, {}, { code: "request_missing", member: "iss" }],
        [{ ...client, jwksUri: undefined }, token, {}, { code: "request_missing", member: "jwks_uri" }],
        [{ ...client, jwksUri: "http://as.example/keys" }, token, {}, { code: "request_url", member: "jwks_uri" }],
        [{ ...client, jwksUri: "http://127.0.0.1/keys" }, token, {}, { code: "request_url", member: "jwks_uri" }],
        [{ ...client, jwksUri: "keys" }, token, {}, { code: "request_url" }],
        [{ ...client, clientId: "app\0x" }, token, {}, { code: "id_token_mismatch" }],
      ]) {
        await assert.rejects(verifyIdToken(one, idToken, { ...es, ...options }), expected, JSON.stringify([one, options]));
      }
    });

    test("with what discover found", async () => {
      const issuer = "https://as.example";
      const metadata = { issuer, authorization_endpoint: `${issuer}/a`, token_endpoint: `${issuer}/t`, jwks_uri: `${issuer}/keys/${entry}`, code_challenge_methods_supported: ["S256"] };
      const fetch = async (url) => new Response(url === metadata.jwks_uri ? all : JSON.stringify(metadata));
      const client = { ...(await discover(issuer, { fetch, maxAge: 0 })), clientId: "app" };
      assert.equal((await verifyIdToken(client, token, { ...es, fetch })).subject, "ada");
    });
  });
});
