// A server's further endpoints, at the npm package oidc-provider on loopback, and the id_token verified by its keys.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { clientSecretJwt, dpopKey, privateKeyJwt } from "grantlet/proof";
import { forEachEntry } from "./entries.js";
import { browse, redirectUri, signingKey, startServer } from "./oidc.js";

const key = await signingKey();
let issuer;
let stop;
before(async () => ({ issuer, stop } = await startServer("--proof")));
after(() => stop());

await forEachEntry((entry, { clientCredentials, discover, endpoints, finishLogin, revoke, startLogin, verifyIdToken }) => {
  describe(`a server with further endpoints, ${entry}`, () => {
    /** A client of what the server announces. It does not announce where tokens are introspected to `discover`. */
    const clientOf = async (more) => ({ ...(await discover(issuer)), introspectionEndpoint: `${issuer}/token/introspection`, ...more });
    const options = { redirectUri, scope: "openid profile offline_access", idToken: true };

    test("a login is pushed, also as a signed request; its id_token is verified, its token exchanged", async () => {
      const { exchangeToken, pushLogin, signLogin, userinfo } = await endpoints();
      const client = await clientOf({ clientId: "signs", assertion: privateKeyJwt({ key, keyId: "k1" }), extra: ["issued_token_type"] });
      for (const isSigned of [false, true]) {
        const started = startLogin(client, options);
        const signed = isSigned ? await signLogin(client, started) : started;
        assert.equal(signed.url.includes("&request="), isSigned);
        const { url, saved, expiresIn } = await pushLogin(client, signed);
        assert.match(url, /\/auth\?client_id=signs&request_uri=urn%3A[\w%-]+$/);
        assert.ok(expiresIn > 0 && saved === started.saved);
        const { token } = await finishLogin(client, await browse(url), saved);
        const verified = await verifyIdToken(client, token.idToken);
        assert.equal(verified.subject, "user-1");
        const user = await userinfo(client, token, { subject: verified.subject });
        assert.deepEqual(user, { subject: "user-1", claims: { sub: "user-1", name: "Ünï Tëst" } });
        await assert.rejects(userinfo(client, token, { subject: "user-2" }), { code: "id_token_mismatch", member: "sub" });
        const other = await exchangeToken(client, token.accessToken);
        assert.ok(other.accessToken && other.accessToken !== token.accessToken);
        assert.equal(other.extra.issued_token_type, "urn:ietf:params:oauth:token-type:access_token");
        await assert.rejects(exchangeToken(client, "nothing"), { code: "response_refused", error: "invalid_grant" });
      }
    });

    test("a signed login that is not pushed", async () => {
      const { signLogin } = await endpoints();
      const client = await clientOf({ clientId: "signs", assertion: privateKeyJwt({ key, keyId: "k1" }) });
      const { url, saved } = await signLogin(client, startLogin(client, options));
      assert.match(url, /\/auth\?client_id=signs&request=[\w-]+\.[\w-]+\.[\w-]+$/);
      assert.ok((await finishLogin(client, await browse(url), saved)).token.accessToken);
    });

    test("tokens are introspected and revoked by clients that sign", async () => {
      const { introspect } = await endpoints();
      const assertions = { signs: privateKeyJwt({ key }), hmac: clientSecretJwt("a client_secret that is as long as HS256 wants it") };
      for (const [clientId, assertion] of Object.entries(assertions)) {
        const client = await clientOf({ clientId, assertion });
        const token = await clientCredentials(client, { scope: "api:read" });
        const found = await introspect(client, token.accessToken, { hint: "access_token" });
        const { active, clientId: owner, scope, tokenType, expiresAt } = found;
        assert.deepEqual([active, owner, scope, tokenType], [true, clientId, "api:read", "Bearer"]);
        assert.ok(Math.abs(expiresAt - token.expiresAt) < 3_000);
        await revoke(client, token);
        assert.deepEqual(await introspect(client, token.accessToken), { active: false, audience: [], members: { active: false } });
      }
      const wrong = await clientOf({ clientId: "conf-special", clientSecret: "wrong" });
      await assert.rejects(introspect(wrong, "t"), { code: "response_refused", error: "invalid_client", status: 401 });
    });

    test("with a key, a pushed login and userinfo are bound to it", async () => {
      const { introspect, pushLogin, userinfo } = await endpoints();
      const client = await clientOf({ clientId: "signs", dpop: await dpopKey({ memory: true }), assertion: privateKeyJwt({ key }) });
      const { url, saved } = await pushLogin(client, startLogin(client, options));
      const { token } = await finishLogin(client, await browse(url), saved);
      assert.equal(token.tokenType, "DPoP");
      assert.equal((await userinfo(client, token, { subject: "user-1" })).claims.name, "Ünï Tëst");
      const { active, tokenType, confirmation } = await introspect(client, token.accessToken);
      assert.deepEqual([active, tokenType, confirmation], [true, "DPoP", { jkt: client.dpop.jkt }]);
      const { dpop, ...bearer } = client;
      await assert.rejects(userinfo(bearer, { ...token, tokenType: "Bearer" }), ({ code, status }) => code.startsWith("response_") && [400, 401].includes(status));
    });

    test("a client registers itself, and logs in", async () => {
      const { register } = await endpoints();
      const registered = await register(`${issuer}/reg`, {
        redirectUris: [redirectUri], clientName: "Ünï", authMethod: "none", members: { application_type: "native" },
      });
      const { clientId, clientSecret, registrationAccessToken, members } = registered;
      assert.ok(clientId && registrationAccessToken && members.client_name === "Ünï");
      assert.equal(clientSecret, undefined);
      const client = await clientOf({ clientId });
      const { url, saved } = startLogin(client, { redirectUri, scope: "openid" });
      assert.ok((await finishLogin(client, await browse(url), saved)).token.accessToken);
      await assert.rejects(register(`${issuer}/reg`, { redirectUris: [] }), ({ code, error }) => code === "response_refused" && /^invalid_/.test(error));
    });

    test("the challenge of an API", async () => {
      const { challengeOf } = await endpoints();
      const { userinfoEndpoint } = await discover(issuer);
      const response = await fetch(userinfoEndpoint, { headers: { authorization: "Bearer nothing" } });
      const { error, realm } = challengeOf(response.headers.get("www-authenticate"));
      assert.deepEqual([error, realm], ["invalid_token", issuer]);
    });
  });
});
