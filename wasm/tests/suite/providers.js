// The five providers, with the runtime's `fetch` and the simulator of tests/providers.

import * as assert from "./assert.js";

const redirectUri = "https://yourapp.com/callback";

export function providers(test, grantlet, { providers: base }) {
  const at = (provider, profile, more) => ({
    ...profile,
    baseUrl: `${base}/${provider}`,
    allowLoopback: true,
    ...more,
  });
  const boldsign = (more) =>
    at("boldsign", grantlet.boldsign, {
      authorizationEndpoint: "/connect/authorize",
      tokenEndpoint: "/connect/token",
      issuer: `${base}/boldsign`,
      clientId: "596f0268-c0de-4000-8000-000000000001",
      clientSecret: "p+w/=&% :~",
      ...more,
    });
  const page = () => {
    const { clientSecret, ...open } = boldsign({ clientId: "e36fdf2b-c0de-4000-8000-000000000002" });
    return open;
  };
  /** The callback URL. */
  const back = async (url) => {
    const response = await fetch(url, { redirect: "manual" });
    assert.equal(response.status, 302);
    return response.headers.get("location");
  };

  test("boldsign: code with PKCE and id_token, refresh, rotation, a spent token", async () => {
    const client = boldsign();
    const scope = "openid offline_access BoldSign.Documents.All";
    const { url, saved } = grantlet.startLogin(client, { redirectUri, scope, idToken: true });
    const { token, address } = await grantlet.finishLogin(client, await back(url), saved);
    assert.equal(address, redirectUri);
    assert.equal(token.expiresIn, 3600);
    assert.equal(token.scope, scope);
    const documents = await fetch(`${client.baseUrl}/v1/document/list`, {
      headers: { authorization: grantlet.bearer(token) },
    });
    assert.equal(documents.status, 200);

    const next = await grantlet.refresh(client, token);
    assert.notEqual(next.refreshToken, token.refreshToken);
    await assert.rejects(grantlet.refresh(client, token), {
      code: "response_refused",
      error: "invalid_grant",
      endsGrant: true,
    });
  });

  test("boldsign: denied", async () => {
    const client = boldsign();
    const params = { login_hint: "deny" };
    const { url, saved } = grantlet.startLogin(client, { redirectUri, scope: "openid", params });
    await assert.rejects(grantlet.finishLogin(client, await back(url), saved), {
      code: "callback_refused",
      error: "access_denied",
    });
  });

  test("boldsign: implicit, without the id_token that it does not document", async () => {
    const client = page();
    const options = { redirectUri, flow: "implicit", scope: "openid" };
    const { url, saved } = grantlet.startLogin(client, options);
    const { token, address } = await grantlet.finishLogin(client, await back(url), saved);
    assert.equal(token.expiresIn, 3600);
    assert.ok(!address.includes("access_token"));
    const bound = grantlet.startLogin(client, { ...options, idToken: true });
    await assert.rejects(grantlet.finishLogin(client, await back(bound.url), bound.saved), {
      error: "unsupported_response_type",
    });
  });

  test("boldsign: client credentials, in the body and as Basic", async () => {
    for (const clientAuth of ["body", "basic"]) {
      const token = await grantlet.clientCredentials(boldsign({ clientAuth }));
      assert.equal(token.refreshToken, undefined);
    }
    await assert.rejects(grantlet.clientCredentials(boldsign({ clientSecret: "wrong" })), {
      error: "invalid_client",
      status: 401,
    });
  });

  test("json_body: an object under either name", async () => {
    const client = at("json_body", grantlet.jsonBody, {
      clientId: "json-body-client",
      clientSecret: String.raw`p"q\r/s+t&u=v%w x`,
    });
    const { url, body, headers } = grantlet.clientCredentialsRequest({
      ...client,
      rename: { client_id: "clientId", client_secret: "clientSecret" },
    });
    assert.equal(url, `${base}/json_body/v1/oauth/token`);
    assert.deepEqual(Object.keys(JSON.parse(body)), ["clientId", "clientSecret"]);
    assert.equal(headers["Content-Type"], "application/json");
    assert.ok((await grantlet.clientCredentials(client)).accessToken);
    await assert.rejects(grantlet.clientCredentials({ ...client, clientId: "empty" }), {
      code: "response_missing",
    });
    await assert.rejects(grantlet.clientCredentials({ ...client, clientId: "outside-hours" }), {
      status: 503,
      endsGrant: false,
    });
  });

  test("data_envelope: the token under data", async () => {
    const client = at("data_envelope", grantlet.dataEnvelope, {
      clientId: "data-envelope-client",
      clientSecret: "e+n/v=&% :~",
    });
    assert.ok((await grantlet.clientCredentials(client)).accessToken);
    await assert.rejects(grantlet.clientCredentials({ ...client, clientSecret: "wrong" }), {
      code: "response_refused",
      error: "invalid_client",
    });
  });
}
