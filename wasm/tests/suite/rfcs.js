// The examples of the RFCs for which the package has a function.

import * as assert from "./assert.js";
import { login } from "./callbacks.js";
import { responding, base64url, idToken, sha256 } from "./client.js";

/** Examples for which the package has no export. */
const INSIDE = {
  rfc7636_A: "base64url is not exported",
  rfc4648_10: "base64 is not exported",
  rfc4648_negative: "base64url is not exported",
  "rfc6750_3": "the header of a resource server is not read",
  "rfc3339_5.8": "such times are not read",
};

export function rfcs(test, grantlet, { vectors }) {
  const rfc = vectors.rfcs;
  const examples = rfc.rfc6749_examples;
  const { client_id, client_secret, authorization } = examples["2.3.1_basic"];
  const redirectUri = "https://client.example.com/cb";
  const client = {
    clientId: client_id,
    clientSecret: client_secret,
    baseUrl: "https://server.example.com",
    authorizationEndpoint: "/authorize",
    tokenEndpoint: "/token",
    deviceAuthorizationEndpoint: "/device",
    pkce: false,
  };
  const saved = (more) =>
    login({
      state: "xyz",
      redirect_uri: redirectUri,
      client_id,
      token_endpoint: `${client.baseUrl} ${client.tokenEndpoint}`,
      ...more,
    });
  const sorted = (text) => [...new URLSearchParams(text)].map(String).sort();
  const ran = new Set();
  const example = (key, run) => {
    ran.add(key);
    test(key, run);
  };

  example("rfc7636_B", () => {
    const { code_verifier, code_challenge } = rfc.rfc7636_B;
    assert.equal(grantlet.codeChallenge(code_verifier), code_challenge);
  });

  example("rfc6749_B", () => {
    const { value, encoded } = rfc.rfc6749_B;
    const { body } = grantlet.clientCredentialsRequest(client, { params: { value } });
    assert.ok(body.endsWith(`&value=${encoded}`), body);
    const address = `${redirectUri}?error=e&state=xyz&error_description=${encoded}`;
    assert.throws(() => grantlet.readCallback(client, address, saved()), { errorDescription: value });
  });

  example("2.3.1_basic", () => {
    const { headers } = grantlet.refreshRequest(client, "tGzv3JOkF0XG5Qx2TlKWIA");
    assert.equal(headers.Authorization, authorization);
  });
  example("2.3.1_body", () => {
    const { body } = grantlet.refreshRequest({ ...client, clientAuth: "body" }, "tGzv3JOkF0XG5Qx2TlKWIA");
    assert.equal(body, examples["2.3.1_body"]);
  });
  for (const [key, flow] of [
    ["4.1.1_request_uri", "code"],
    ["4.2.1_request_uri", "implicit"],
  ]) {
    example(key, () => {
      const { url, saved } = grantlet.startLogin(client, { redirectUri, flow });
      const { state } = JSON.parse(saved);
      assert.deepEqual(sorted(new URL(url).search.replace(state, "xyz")), sorted(examples[key].split("?")[1]));
    });
  }
  example("4.1.2_location", () => {
    const { request } = grantlet.readCallback(client, examples["4.1.2_location"], saved());
    assert.equal(new URLSearchParams(request.body).get("code"), "SplxlOBeZQQYbYS6WxSbIA");
  });
  for (const [key, flow] of [
    ["4.1.2.1_location", "code"],
    ["4.2.2.1_location", "token"],
  ]) {
    example(key, () => {
      const read = () => grantlet.readCallback(client, examples[key], saved({ flow }));
      assert.throws(read, { code: "callback_refused", error: "access_denied" });
    });
  }
  const { client_secret: clientSecret, authorization: basic } = examples["4.1.3_basic"];
  const exchange = () =>
    grantlet.codeRequest({ ...client, clientSecret }, "SplxlOBeZQQYbYS6WxSbIA", { redirectUri });
  example("4.1.3_basic", () => assert.equal(exchange().headers.Authorization, basic));
  // The RFC encodes a dot, which no form does.
  example("4.1.3_body", () => assert.deepEqual(sorted(exchange().body), sorted(examples["4.1.3_body"])));
  for (const key of ["4.1.4_body", "4.4.3_body"]) {
    example(key, () => {
      const read = (more) => grantlet.readResponse({ ...client, ...more }, 200, examples[key]);
      assert.throws(() => read({}), { code: "response_token_type" });
      const token = read({ tokenTypes: ["example"], extra: ["example_parameter"] });
      assert.equal(token.accessToken, "2YotnFZFEjr1zCsicMWpAA");
      assert.equal(token.tokenType, "example");
      assert.equal(token.expiresIn, 3600);
      assert.deepEqual(token.extra, { example_parameter: "example_value" });
    });
  }
  example("4.2.2_location", () => {
    const redirect_uri = "http://example.com/cb";
    const given = { ...client, tokenTypes: ["example"] };
    const read = (client) =>
      grantlet.readCallback(client, examples["4.2.2_location"], saved({ flow: "token", redirect_uri }));
    assert.throws(() => read(client), { code: "callback_token_type" });
    assert.equal(read(given).token.accessToken, "2YotnFZFEjr1zCsicMWpAA");
  });
  example("4.3.2_body", () => {
    // RFC 9700 ends this grant: a user's password is no parameter of any request.
    for (const [name, value] of new URLSearchParams(examples["4.3.2_body"])) {
      const request = () => grantlet.extensionRequest(client, "password", { params: { [name]: value } });
      assert.throws(request, { code: "request_unexpected", member: name });
    }
  });
  example("4.4.2_body", () =>
    assert.equal(grantlet.clientCredentialsRequest(client).body, examples["4.4.2_body"]));
  example("5.2_body", () => {
    const read = () => grantlet.readResponse(client, 400, examples["5.2_body"]);
    assert.throws(read, { code: "response_refused", error: "invalid_request" });
  });
  example("6_body", () => {
    const { body } = grantlet.refreshRequest(client, "tGzv3JOkF0XG5Qx2TlKWIA");
    assert.equal(body, examples["6_body"]);
  });

  example("oidc_core_A", async () => {
    const { access_token, at_hash } = rfc.oidc_core_A;
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: "https://i.example", sub: "s", aud: client_id, exp: now + 60, iat: now, nonce: "n" };
    const kept = saved({ flow: "id_token token", iss: "https://i.example", iss_rule: "if_present" });
    const read = (at_hash) => {
      const fragment = `access_token=${access_token}&token_type=Bearer&state=xyz`;
      const address = `${redirectUri}#${fragment}&id_token=${idToken({ ...claims, at_hash })}`;
      return grantlet.readCallback(client, address, kept).token;
    };
    assert.equal(read(at_hash).accessToken, access_token);
    assert.equal(base64url((await sha256(access_token)).subarray(0, 16)), at_hash);
    assert.throws(() => read(rfc.oidc_core_A.c_hash), { code: "id_token_mismatch", member: "at_hash" });
  });

  example("rfc9207_2", () => {
    const { success, error, issuer } = rfc.rfc9207_2;
    const read = (address, iss = issuer) => {
      const state = new URL(address).searchParams.get("state");
      const redirect_uri = "https://client.example/cb";
      return grantlet.readCallback(client, address, saved({ state, redirect_uri, iss, iss_rule: "required" }));
    };
    const { body } = read(success).request;
    assert.equal(new URLSearchParams(body).get("code"), new URL(success).searchParams.get("code"));
    assert.throws(() => read(error), { code: "callback_refused", error: "access_denied" });
    assert.throws(() => read(success, "https://evil.as.example"), { code: "callback_issuer" });
    assert.throws(() => read(error, "https://evil.as.example"), { code: "callback_issuer", error: "" });
  });

  example("rfc8628_3.2", async () => {
    const { body } = rfc["rfc8628_3.2"];
    const device = await grantlet.startDevice(client, responding({ body }));
    const { device_code, verification_uri_complete } = JSON.parse(body);
    assert.equal(device.deviceCode, device_code);
    assert.equal(device.userCode, "WDJB-MJHT");
    assert.equal(device.verificationUri, "https://example.com/device");
    assert.equal(device.verificationUriComplete, verification_uri_complete);
    assert.equal(device.interval, 5);
  });

  example("rfc9110_5.6.7", () => {
    const body = '{"access_token":"a","token_type":"Bearer"}';
    for (const [date, seconds] of rfc["rfc9110_5.6.7"].http_dates) {
      const { skew } = grantlet.readResponse(client, 200, body, { date });
      assert.ok(Math.abs(skew - (seconds * 1000 - Date.now())) < 5_000, date);
    }
  });

  test("every example of the RFCs ran, or no export exists for it", () => {
    const { source, ...named } = examples;
    const { rfc6749_examples, ...others } = rfc;
    const inside = Object.keys(INSIDE);
    assert.deepEqual([...ran, ...inside].sort(), [...Object.keys(named), ...Object.keys(others)].sort());
  });
}
