// Refreshes: the old token is never lost.

import * as assert from "./assert.js";
import { AT, responding, client, idToken, json } from "./client.js";

export function refreshing(test, grantlet) {
  const old = () => ({
    ...grantlet.readResponse(client, 200, JSON.stringify({ ...AT, scope: "a b" })),
    refreshToken: "rt-1",
    extra: { kept: 1 },
  });

  test("the old refresh token is kept if the response has none", async () => {
    const { fetch, asked } = responding(json({ access_token: "at-2", token_type: "Bearer" }));
    const token = await grantlet.refresh(client, old(), { fetch });
    assert.equal(token.accessToken, "at-2");
    assert.equal(token.refreshToken, "rt-1");
    assert.equal(token.scope, "a b");
    assert.deepEqual(token.extra, { kept: 1 });
    assert.equal(asked[0].body, "grant_type=refresh_token&refresh_token=rt-1&client_id=app");
  });

  test("a new refresh token replaces it", async () => {
    const { fetch } = responding(json({ ...AT, refresh_token: "rt-2" }));
    assert.equal((await grantlet.refresh(client, old(), { fetch })).refreshToken, "rt-2");
  });

  test("an empty or null refresh token does not replace it", async () => {
    for (const refresh_token of ["", null]) {
      const { fetch } = responding(json({ ...AT, refresh_token }));
      assert.equal((await grantlet.refresh(client, old(), { fetch })).refreshToken, "rt-1");
    }
  });

  test("an id_token of a refresh must have the same user, server and client", async () => {
    const iat = Math.floor(Date.now() / 1000);
    const login = { iss: "https://as.example", sub: "user", aud: "app", nonce: "n", iat, exp: iat + 600 };
    const refreshed = (before, after) => {
      const options = responding(json({ ...AT, id_token: after }));
      return grantlet.refresh(client, { ...old(), idToken: before }, options);
    };
    for (const more of [{}, { aud: ["app"] }, { aud: ["other", "app"], azp: "app" }, { nonce: undefined, iat: 1 }]) {
      const after = idToken({ ...login, ...more });
      assert.equal((await refreshed(idToken(login), after)).idToken, after, JSON.stringify(more));
    }
    for (const [member, value] of [["sub", "other"], ["sub", undefined], ["iss", "https://evil.example"], ["aud", "other"], ["aud", []]]) {
      const token = refreshed(idToken(login), idToken({ ...login, [member]: value }));
      const code = value === undefined || value.length === 0 ? "id_token_missing" : "id_token_mismatch";
      await assert.rejects(token, { code, member, endsGrant: false }, `${member}: ${value}`);
    }
    await assert.rejects(refreshed(idToken(login), "garbage"), { code: "id_token_encoding" });
    // An encrypted or invalid `id_token` cannot be compared.
    for (const before of [undefined, "a.b.c.d.e", "garbage"]) {
      assert.equal((await refreshed(before, idToken(login))).accessToken, "at-secret", before);
    }
  });

  test("after an error the old token is unchanged", async () => {
    const token = Object.freeze(old());
    const { fetch } = responding({ status: 502, body: "<html>" });
    await assert.rejects(grantlet.refresh(client, token, { fetch }), { endsGrant: false });
  });

  test("a refresh cannot widen the scope, and needs a refresh token", async () => {
    const { fetch, asked } = responding();
    await assert.rejects(grantlet.refresh(client, old(), { fetch, scope: "a c" }), {
      code: "request_scope",
    });
    await assert.rejects(grantlet.refresh(client, {}, { fetch }), {
      code: "request_missing",
      member: "refresh_token",
    });
    assert.equal(asked.length, 0);
  });
}
