// DPoP with a nonce, private_key_jwt and client_secret_jwt at oidc-provider, from Node.js.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { clientSecretJwt, dpopKey, privateKeyJwt } from "grantlet/proof";
import { forEachEntry } from "./entries.js";
import { browse, redirectUri, signingKey, startServer } from "./oidc.js";

let issuer;
let stop;
before(async () => ({ issuer, stop } = await startServer("--proof")));
after(() => stop());

/** A `fetch` that counts. */
function counting() {
  const asked = [];
  const counted = (url, init) => {
    asked.push(url);
    return fetch(url, init);
  };
  return { fetch: counted, asked };
}

await forEachEntry((entry, { Session, clientCredentials, discover, exchangeCode, finishLogin, pollDevice, revoke, startDevice, startLogin }) => {
  describe(`a server that wants proofs, ${entry}`, () => {
    for (const algorithm of ["ES256", "EdDSA"]) {
      test(`a whole login with ${algorithm}: in, an API, refreshed, revoked`, async () => {
        const found = await discover(issuer);
        assert.ok(found.dpopAlgorithms.includes("ES256"));
        const client = { ...found, clientId: "spa", dpop: await dpopKey({ algorithm }) };
        const { url, saved } = startLogin(client, { redirectUri, scope: "openid profile", idToken: true });
        const { fetch: counted, asked } = counting();
        const { token } = await finishLogin(client, await browse(url), saved, { fetch: counted });
        // Without the nonce, and with it.
        assert.deepEqual([token.tokenType, asked.length], ["DPoP", 2]);
        const session = new Session(client, new Map(), { key: "k", origins: [issuer], fetch: counted });
        await session.start(token);
        const me = async () => (await session.fetch(found.userinfoEndpoint)).status;
        assert.equal(await me(), 200);
        await session.rejected(await session.accessToken());
        assert.equal(await me(), 200);
        assert.equal(asked.length, 3);
        const stolen = await session.accessToken();
        const status = async (headers) => (await fetch(found.userinfoEndpoint, { headers })).status;
        assert.equal(await status({ authorization: `Bearer ${stolen}` }), 401);
        assert.equal(await status(await (await dpopKey()).headers("GET", found.userinfoEndpoint, stolen)), 401);
        assert.equal(await status(await client.dpop.headers("GET", found.userinfoEndpoint, stolen)), 200);
        await session.end({ revoke: true });
        assert.equal(await status(await client.dpop.headers("GET", found.userinfoEndpoint, stolen)), 401);
      });
    }

    test("a code that was requested for a key is worth nothing with another", async () => {
      const found = await discover(issuer);
      const client = { ...found, clientId: "spa", dpop: await dpopKey() };
      const { url, saved } = startLogin(client, { redirectUri, scope: "openid" });
      const back = await browse(url);
      const other = { ...client, dpop: await dpopKey() };
      const codeVerifier = JSON.parse(saved).code_verifier;
      await assert.rejects(exchangeCode(other, new URL(back).searchParams.get("code"), { redirectUri, codeVerifier }), { code: "response_refused" });
    });

    test("clients that sign, with a proof and without", async () => {
      const found = await discover(issuer);
      const key = await signingKey();
      const dpop = await dpopKey();
      for (const own of [
        { clientId: "signs", assertion: privateKeyJwt({ key, keyId: "k1" }) },
        { clientId: "hmac", assertion: clientSecretJwt("a client_secret that is as long as HS256 wants it") },
      ]) {
        const client = { ...found, ...own };
        const token = await clientCredentials(client);
        await revoke(client, token);
        const bound = { ...client, dpop };
        const session = new Session(bound, new Map(), { key: "k", clientCredentials: true, origins: [issuer] });
        const first = await session.accessToken();
        await session.rejected(first);
        assert.notEqual(await session.accessToken(), first);
        const { url, saved } = startLogin(bound, { redirectUri, scope: "openid offline_access", params: { prompt: "consent" } });
        const { token: user } = await finishLogin(bound, await browse(url), saved);
        assert.equal(user.tokenType, "DPoP");
        const theirs = new Session(bound, new Map(), { key: "k", origins: [issuer] });
        await theirs.start({ refreshToken: user.refreshToken });
        assert.equal((await theirs.fetch(found.userinfoEndpoint)).status, 200);
        await theirs.end({ revoke: true });
        await assert.rejects(clientCredentials({ ...client, assertion: clientSecretJwt("x".repeat(32)) }), { error: "invalid_client" });
      }
    });

    test("a device", async () => {
      const client = { ...(await discover(issuer)), clientId: "device", dpop: await dpopKey() };
      const device = await startDevice(client, { scope: "openid" });
      assert.equal((await fetch(`${issuer}/approve?user_code=${device.userCode}`, { method: "POST" })).status, 204);
      assert.equal((await pollDevice(client, device)).tokenType, "DPoP");
    });
  });
});
