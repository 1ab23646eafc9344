// Logins at the npm package oidc-provider on loopback, by what it announces. `tests/interop` installs it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { forEachEntry } from "./entries.js";
import { browse, redirectUri, startServer } from "./oidc.js";

let issuer;
let stop;
before(async () => ({ issuer, stop } = await startServer()));
after(() => stop());

await forEachEntry((entry, { Session, clientCredentials, discover, finishLogin, pollDevice, revoke, startDevice, startLogin, startLogout }) => {
  describe(`a server that announces itself, ${entry}`, () => {
    test("has what discover returns", async () => {
      const found = await discover(issuer);
      const names = { authorizationEndpoint: "/auth", tokenEndpoint: "/token", revocationEndpoint: "/token/revocation", deviceAuthorizationEndpoint: "/device/auth", userinfoEndpoint: "/me", jwksUri: "/jwks" };
      for (const [name, path] of Object.entries(names)) {
        assert.equal(found[name], issuer + path, name);
      }
      assert.deepEqual([found.issuerRule, found.clientAuth, found.allowLoopback], ["required", "basic", true]);
      await assert.rejects(discover(`${issuer}/`), (error) => error.code === "metadata_issuer" && error.message.endsWith(`issuer is ${issuer}`));
      await assert.rejects(discover(issuer.replace("127.0.0.1", "localhost")), { code: "metadata_issuer" });
    });

    test("a whole login: in, refreshed, the user's claims, revoked, out", async () => {
      const found = await discover(issuer);
      const client = { ...found, clientId: "spa" };
      const { url, saved } = startLogin(client, { redirectUri, scope: "openid profile", idToken: true });
      const { token } = await finishLogin(client, await browse(url), saved);
      const session = new Session(client, new Map(), { key: "k" });
      await session.start(token);
      await session.rejected(await session.accessToken());
      const next = await session.accessToken();
      assert.notEqual(next, token.accessToken);
      const claims = await fetch(found.userinfoEndpoint, { headers: { authorization: `Bearer ${next}` } });
      assert.deepEqual(await claims.json(), { sub: "user-1", name: "Ünï Tëst" });
      const { url: out } = startLogout(client, { idToken: token.idToken });
      assert.ok(out.startsWith(found.endSessionEndpoint));
      await session.end({ revoke: true });
      const late = await fetch(found.userinfoEndpoint, { headers: { authorization: `Bearer ${next}` } });
      assert.equal(late.status, 401);
    });

    test("clients with a secret, and a device", async () => {
      const found = await discover(issuer);
      const service = { ...found, clientId: "conf-special", clientSecret: "p+w/=&% :~" };
      const token = await clientCredentials(service);
      await revoke(service, token);
      const posted = { ...(await discover(issuer, { profile: { clientAuth: "body" } })), clientId: "conf-post", clientSecret: "post-secret" };
      assert.ok((await clientCredentials(posted)).accessToken);
      const client = { ...found, clientId: "device" };
      const device = await startDevice(client, { scope: "openid" });
      const { status } = await fetch(`${issuer}/approve?user_code=${device.userCode}`, { method: "POST" });
      assert.equal(status, 204);
      assert.ok((await pollDevice(client, device)).accessToken);
    });
  });
});
