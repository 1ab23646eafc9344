// Logins in a browser, from `startLogin` to the token.

import * as assert from "./assert.js";
import { AT, responding, back, base64url, claims, client, idToken, json, redirectUri, sha256 } from "./client.js";

export function logins(test, grantlet, { inspect }) {
  const { checkIdToken } = grantlet;

  test("the code flow, from startLogin to the token", async () => {
    const { url, saved } = grantlet.startLogin(client, {
      redirectUri,
      scope: "openid mail",
      params: { prompt: "login" },
    });
    const query = new URL(url).searchParams;
    assert.equal(query.get("response_type"), "code");
    assert.equal(query.get("code_challenge_method"), "S256");
    assert.equal(query.get("scope"), "openid mail");
    assert.equal(query.get("prompt"), "login");
    assert.equal(query.get("state").length, 43);
    const { code_verifier } = JSON.parse(saved);
    const challenge = base64url(await sha256(code_verifier));
    assert.equal(query.get("code_challenge"), challenge);

    const { fetch, asked } = responding(json({ ...AT, refresh_token: "rt" }));
    const address = back(saved, "?keep=1&code=C%2F1&state=STATE&iss=https%3A%2F%2Fas.example#/route");
    const done = await grantlet.finishLogin(client, address, saved, { fetch });
    assert.equal(done.token.accessToken, "at-secret");
    assert.equal(done.token.refreshToken, "rt");
    assert.equal(done.address, `${redirectUri}?keep=1#/route`);
    assert.equal(asked.length, 1);
    assert.equal(asked[0].url, "https://as.example/token");
    assert.equal(asked[0].redirect, "manual");
    const form = new URLSearchParams(asked[0].body);
    assert.equal(form.get("code"), "C/1");
    assert.equal(form.get("code_verifier"), code_verifier);
    assert.equal(form.get("redirect_uri"), redirectUri);
  });

  test("two logins have different state, nonce and verifier", () => {
    const [a, b] = [0, 1].map(() => JSON.parse(grantlet.startLogin(client, { redirectUri }).saved));
    for (const member of ["state", "nonce", "code_verifier"]) {
      assert.notEqual(a[member], b[member]);
    }
  });

  test("without entropy startLogin throws request_entropy", () => {
    const without = {
      throws: () => assert.fail("no entropy"),
      "does nothing": (bytes) => bytes,
      "is constant": (bytes) => bytes.fill(7),
    };
    for (const [name, value] of Object.entries(without)) {
      Object.defineProperty(crypto, "getRandomValues", { value, configurable: true });
      try {
        assert.throws(() => grantlet.startLogin(client, { redirectUri }), { code: "request_entropy" }, name);
      } finally {
        delete crypto.getRandomValues;
      }
    }
    assert.equal(JSON.parse(grantlet.startLogin(client, { redirectUri }).saved).state.length, 43);
  });

  test("an endpoint with a query gets no second question mark", () => {
    const tenant = { ...client, authorizationEndpoint: "/authorize?tenant=1" };
    const { url } = grantlet.startLogin(tenant, { redirectUri });
    assert.equal(url.split("?").length, 2);
    assert.equal(new URL(url).searchParams.get("tenant"), "1");
  });

  test("state is always validated, and nothing is sent without it", async () => {
    const { saved } = grantlet.startLogin(client, { redirectUri });
    const other = grantlet.startLogin(client, { redirectUri }).saved;
    for (const address of [back(other, "?code=C&state=STATE"), `${redirectUri}?code=C`]) {
      const { fetch, asked } = responding();
      await assert.rejects(grantlet.finishLogin(client, address, saved, { fetch }), {
        code: "callback_state",
      });
      assert.equal(asked.length, 0);
    }
  });

  test("a server's error is not shown when the error is logged", () => {
    const { saved } = grantlet.startLogin(client, { redirectUri });
    const address = back(saved, "?error=access_denied&error_description=%3Cb%3Eno&state=STATE");
    assert.throws(
      () => grantlet.readCallback(client, address, saved),
      (error) => {
        assert.equal(error.code, "callback_refused");
        assert.equal(error.error, "access_denied");
        assert.equal(error.errorDescription, "<b>no");
        assert.ok(!inspect(error).includes("<b>"));
        return true;
      },
    );
  });

  test("a login expires after ten minutes, and a modified one is rejected", () => {
    const { saved } = grantlet.startLogin(client, { redirectUri });
    const old = JSON.stringify({ ...JSON.parse(saved), started: Date.now() / 1000 - 601 });
    const address = back(saved, "?code=C&state=STATE");
    assert.throws(() => grantlet.readCallback(client, address, old), { code: "login_expired" });
    for (const text of ["", "null", "[]", "{}", "{", saved.replace('"state"', '"stat"')]) {
      const read = () => grantlet.readCallback(client, address, text);
      assert.throws(read, { code: "login_unreadable" }, text);
    }
  });

  test("a code is sent only to the server that the login was started with", () => {
    const { saved } = grantlet.startLogin(client, { redirectUri });
    const address = back(saved, "?code=C&state=STATE");
    for (const other of [{ clientId: "b" }, { baseUrl: "https://evil.example" }]) {
      const read = () => grantlet.readCallback({ ...client, ...other }, address, saved);
      assert.throws(read, { code: "request_other_server" });
    }
  });

  test("implicit: the token from the fragment, never one from the query", () => {
    const { url, saved } = grantlet.startLogin(client, { redirectUri, flow: "implicit" });
    assert.equal(new URL(url).searchParams.get("response_type"), "token");
    const address = back(saved, "#access_token=T&token_type=bearer&expires_in=60&state=STATE");
    const { token } = grantlet.readCallback(client, address, saved);
    assert.equal(token.accessToken, "T");
    assert.equal(token.tokenType, "Bearer");
    assert.equal(token.expiresIn, 60);
    assert.equal(grantlet.cleanAddress(address), redirectUri);
    const query = back(saved, "?access_token=T&token_type=bearer&state=STATE");
    assert.throws(() => grantlet.readCallback(client, query, saved), { code: "callback_misplaced" });
  });

  test("implicit with an id_token: nonce, at_hash, iss, aud, exp, alg", async () => {
    const options = { redirectUri, flow: "implicit", idToken: true, scope: "openid" };
    const { url, saved } = grantlet.startLogin(client, options);
    assert.equal(new URL(url).searchParams.get("nonce"), JSON.parse(saved).nonce);
    const at_hash = base64url((await sha256("T")).subarray(0, 16));
    const read = (more, alg) => {
      const token = idToken(claims(saved, { at_hash, ...more }), alg);
      const fragment = `#access_token=T&token_type=Bearer&state=STATE&id_token=${token}`;
      return () => grantlet.readCallback(client, back(saved, fragment), saved);
    };
    assert.equal(read({})().token.accessToken, "T");
    assert.equal(read({ aud: ["app"] })().token.accessToken, "T");
    for (const [more, code, member] of [
      [{ nonce: "other" }, "mismatch", "nonce"],
      [{ nonce: undefined }, "missing", "nonce"],
      [{ at_hash: "other" }, "mismatch", "at_hash"],
      [{ at_hash: undefined }, "missing", "at_hash"],
      [{ iss: "https://evil.example" }, "mismatch", "iss"],
      [{ aud: "other" }, "mismatch", "aud"],
      [{ aud: ["app", "other"] }, "missing", "azp"],
      [{ azp: "other" }, "mismatch", "azp"],
      [{ exp: 1 }, "expired", "exp"],
      [{ exp: "9999999999" }, "type", "exp"],
      [{ iat: 9999999999 }, "not_yet", "iat"],
      [{ sub: undefined }, "missing", "sub"],
    ]) {
      assert.throws(read(more), { code: `id_token_${code}`, member }, JSON.stringify(more));
    }
    assert.throws(read({}, "none"), { code: "id_token_algorithm" });
    assert.throws(read({}, "RS512"), { code: "id_token_algorithm" });
    const without = back(saved, "#access_token=T&token_type=Bearer&state=STATE");
    assert.throws(() => grantlet.readCallback(client, without, saved), { code: "id_token_missing" });
  });

  test("an id_token that repeats a claim, is too deep or is no JSON is rejected", () => {
    const options = { redirectUri, flow: "implicit", idToken: true, scope: "openid" };
    const { saved } = grantlet.startLogin(client, options);
    const right = JSON.stringify(claims(saved));
    const part = (text) => base64url(new TextEncoder().encode(text));
    const header = part('{"alg":"RS256"}');
    for (const [token, code] of [
      [`${header}.${part(right.replace("{", '{"sub":"other",'))}.c2ln`, "duplicate"],
      [`${header}.${part(right.replace("{", '{"\\u0073ub":"other",'))}.c2ln`, "duplicate"],
      [`${header}.${part(right.replace("{", `{"x":${"[".repeat(50)}${"]".repeat(50)},`))}.c2ln`, "depth"],
      [`${header}.${part(`${right}{}`)}.c2ln`, "syntax"],
      [`${header}.${part(`[${right}]`)}.c2ln`, "syntax"],
      [`${part('{"alg":"RS256","alg":"none"}')}.${part(right)}.c2ln`, "duplicate"],
      [`${header}.${part(right)}`, "encoding"],
      [`${header}.${part(right)}.c2ln.x`, "encoding"],
      [`${header}.${part(right)}.=`, "encoding"],
    ]) {
      const fragment = `#access_token=T&token_type=Bearer&state=STATE&id_token=${token}`;
      const read = () => grantlet.readCallback(client, back(saved, fragment), saved);
      assert.throws(read, { code: `id_token_${code}` }, token);
    }
  });

  test("with issuerRule required, an error without `iss` is rejected", () => {
    const options = { redirectUri, flow: "implicit", idToken: true, scope: "openid" };
    const { saved } = grantlet.startLogin({ ...client, issuerRule: "required" }, options);
    for (const error of ["error", "%65rror"]) {
      for (const response of [
        `#state=STATE&id_token=x&${error}=access_denied`,
        `?state=STATE&${error}=access_denied#id_token=x`,
        `#state=STATE&${error}=access_denied`,
      ]) {
        const read = () => grantlet.readCallback(client, back(saved, response), saved);
        assert.throws(read, { code: "callback_issuer", error: "" }, response);
      }
    }
  });

  test("a URL may be a string, a URL or a Location", () => {
    const { saved } = grantlet.startLogin(client, { redirectUri });
    const address = new URL(back(saved, "?code=C&state=STATE"));
    assert.ok(grantlet.readCallback(client, address, saved).request.body.includes("code=C&"));
    assert.throws(() => grantlet.readCallback(client, undefined, saved), { code: "callback_address" });
  });

  test("the code flow with an id_token uses the server's clock if known", async () => {
    const options = { redirectUri, idToken: true, scope: "openid" };
    const { saved } = grantlet.startLogin(client, options);
    const address = back(saved, "?code=C&state=STATE");
    const iat = Math.floor(Date.now() / 1000) + 7200;
    const id_token = idToken(claims(saved, { iat, exp: iat + 60 }));
    const late = responding(json({ ...AT, id_token }));
    await assert.rejects(grantlet.finishLogin(client, address, saved, { ...late }), {
      code: "id_token_not_yet",
    });
    const date = new Date(iat * 1000).toUTCString();
    const next = grantlet.startLogin(client, options).saved;
    const served = idToken(claims(next, { iat, exp: iat + 60 }));
    const { fetch } = responding({ ...json({ ...AT, id_token: served }), headers: { date } });
    const { token } = await grantlet.finishLogin(client, back(next, "?code=C&state=STATE"), next, { fetch });
    assert.ok(Math.abs(token.skew - 7_200_000) < 5_000);
  });

  test("a login with an id_token is not finished without one", async () => {
    const options = { redirectUri, idToken: true, scope: "openid" };
    const { saved } = grantlet.startLogin(client, options);
    const { fetch } = responding(json(AT));
    const address = back(saved, "?code=C&state=STATE");
    await assert.rejects(grantlet.finishLogin(client, address, saved, { fetch }), { code: "id_token_missing" });
    const right = idToken(claims(saved));
    const expect = { issuer: client.issuer, clientId: client.clientId, nonce: JSON.parse(saved).nonce };
    checkIdToken(right, expect);
    assert.throws(() => checkIdToken(right, { ...expect, nonce: "" }), { code: "request_missing", member: "nonce" });
    assert.throws(() => checkIdToken(right, { ...expect, issuer: "" }), { code: "id_token_mismatch", member: "iss" });
  });

  test("idToken needs an issuer", () => {
    const { issuer, ...nameless } = client;
    const start = () => grantlet.startLogin(nameless, { redirectUri, idToken: true, scope: "openid" });
    assert.throws(start, { code: "request_missing", member: "iss" });
  });
}
