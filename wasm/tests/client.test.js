// What each entry does, with a `fetch` that answers from a list.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { answering, forEachEntry, json } from "./entries.js";

const AT = { access_token: "at-secret", token_type: "Bearer", expires_in: 3600 };
const redirectUri = "https://app.example/callback";

await forEachEntry((entry, grantlet) => {
  const { OAuthError } = grantlet;
  const client = {
    clientId: "app",
    baseUrl: "https://as.example",
    authorizationEndpoint: "/authorize",
    tokenEndpoint: "/token",
    revocationEndpoint: "/revoke",
    deviceAuthorizationEndpoint: "/device",
    issuer: "https://as.example",
  };
  const back = (saved, rest) => {
    const { state } = JSON.parse(saved);
    return `${redirectUri}${rest.replace("STATE", state)}`;
  };
  const idToken = (claims, alg = "RS256") => {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part({ alg })}.${part(claims)}.c2ln`;
  };
  const claims = (saved, more) => ({
    iss: "https://as.example",
    aud: "app",
    sub: "user",
    iat: Math.floor(Date.now() / 1000),
    exp: Math.floor(Date.now() / 1000) + 600,
    nonce: JSON.parse(saved).nonce,
    ...more,
  });

  describe(`${entry}: logins`, () => {
    test("by code, from the click to the token", async () => {
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
      const challenge = createHash("sha256").update(code_verifier).digest("base64url");
      assert.equal(query.get("code_challenge"), challenge);

      const { fetch, asked } = answering(json({ ...AT, refresh_token: "rt" }));
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

    test("two logins share nothing", () => {
      const [a, b] = [0, 1].map(() => JSON.parse(grantlet.startLogin(client, { redirectUri }).saved));
      for (const member of ["state", "nonce", "code_verifier"]) {
        assert.notEqual(a[member], b[member]);
      }
    });

    test("an endpoint that has a query gets no second question mark", () => {
      const tenant = { ...client, authorizationEndpoint: "/authorize?tenant=1" };
      const { url } = grantlet.startLogin(tenant, { redirectUri });
      assert.equal(url.split("?").length, 2);
      assert.equal(new URL(url).searchParams.get("tenant"), "1");
    });

    test("state is always checked, and nothing is sent without it", async () => {
      const { saved } = grantlet.startLogin(client, { redirectUri });
      const other = grantlet.startLogin(client, { redirectUri }).saved;
      for (const address of [back(other, "?code=C&state=STATE"), `${redirectUri}?code=C`]) {
        const { fetch, asked } = answering();
        await assert.rejects(grantlet.finishLogin(client, address, saved, { fetch }), {
          code: "callback_state",
        });
        assert.equal(asked.length, 0);
      }
    });

    test("a refusal keeps the server's words out of the log", () => {
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

    test("a login is too old after ten minutes, and cannot be read once changed", () => {
      const { saved } = grantlet.startLogin(client, { redirectUri });
      const old = JSON.stringify({ ...JSON.parse(saved), started: Date.now() / 1000 - 601 });
      const address = back(saved, "?code=C&state=STATE");
      assert.throws(() => grantlet.readCallback(client, address, old), { code: "login_expired" });
      for (const text of ["", "null", "[]", "{}", "{", saved.replace('"state"', '"stat"')]) {
        const read = () => grantlet.readCallback(client, address, text);
        assert.throws(read, { code: "login_unreadable" }, text);
      }
    });

    test("a code goes to the server that the login was started with", () => {
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

    test("implicit with an id_token: nonce, at_hash, iss, aud, exp, alg", () => {
      const options = { redirectUri, flow: "implicit", idToken: true, scope: "openid" };
      const { url, saved } = grantlet.startLogin(client, options);
      assert.equal(new URL(url).searchParams.get("nonce"), JSON.parse(saved).nonce);
      const at_hash = createHash("sha256").update("T").digest().subarray(0, 16).toString("base64url");
      const read = (more, alg) => {
        const token = idToken(claims(saved, { at_hash, ...more }), alg);
        const fragment = `#access_token=T&token_type=Bearer&state=STATE&id_token=${token}`;
        return () => grantlet.readCallback(client, back(saved, fragment), saved);
      };
      assert.equal(read({})().token.accessToken, "T");
      assert.equal(read({ aud: ["app"] })().token.accessToken, "T");
      for (const [more, code, member] of [
        [{ nonce: "other" }, "mismatch", "nonce"],
        [{ nonce: undefined }, "mismatch", "nonce"],
        [{ at_hash: "other" }, "mismatch", "at_hash"],
        [{ at_hash: undefined }, "mismatch", "at_hash"],
        [{ iss: "https://evil.example" }, "mismatch", "iss"],
        [{ aud: "other" }, "mismatch", "aud"],
        [{ aud: ["app", "other"] }, "mismatch", "azp"],
        [{ azp: "other" }, "mismatch", "azp"],
        [{ exp: 1 }, "expired", "exp"],
        [{ exp: "9999999999" }, "expired", "exp"],
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

    test("by code with an id_token, by the server's clock where it says its time", async () => {
      const options = { redirectUri, idToken: true, scope: "openid" };
      const { saved } = grantlet.startLogin(client, options);
      const address = back(saved, "?code=C&state=STATE");
      const iat = Math.floor(Date.now() / 1000) + 7200;
      const id_token = idToken(claims(saved, { iat, exp: iat + 60 }));
      const late = answering(json({ ...AT, id_token }));
      await assert.rejects(grantlet.finishLogin(client, address, saved, late), {
        code: "id_token_not_yet",
      });
      const date = new Date(iat * 1000).toUTCString();
      const { fetch } = answering({ ...json({ ...AT, id_token }), headers: { date } });
      const { token } = await grantlet.finishLogin(client, address, saved, { fetch });
      assert.ok(Math.abs(token.skew - 7_200_000) < 5_000);
    });

    test("an id_token needs an issuer to be compared with", () => {
      const { issuer, ...nameless } = client;
      const start = () => grantlet.startLogin(nameless, { redirectUri, idToken: true });
      assert.throws(start, { code: "request_missing", member: "iss" });
    });
  });

  describe(`${entry}: answers`, () => {
    const read = (body, more, status = 200) =>
      grantlet.readResponse({ ...client, ...more }, status, body);

    test("a token in an envelope that the profile does not know is no token", () => {
      const body = '{"data":{"access_token":"x","token_type":"Bearer"}}';
      assert.throws(() => read(body), { code: "response_missing", member: "access_token" });
      assert.equal(read(body, grantlet.dataEnvelope).accessToken, "x");
      const text = JSON.stringify({ data: '{"access_token":"x\\u0021","token_type":"Bearer"}' });
      assert.equal(read(text, grantlet.dataEnvelope).accessToken, "x!");
    });

    test("200 with an error is an error, and keeps the provider's word", () => {
      assert.throws(() => read('{"error":"bad_verification_code","access_token":"x"}'), {
        code: "response_refused",
        error: "bad_verification_code",
        status: 200,
      });
    });

    test("a provider's own errors, and those that end a grant", () => {
      const spent = '{"error":"invalid_request","error_description":"InvalidGrantCode"}';
      assert.throws(() => read(spent, grantlet.bold, 400), { endsGrant: true });
      assert.throws(() => read('{"error":"invalid_grant"}', {}, 400), { endsGrant: true });
      assert.throws(() => read('{"error":"invalid_grant"}', {}, 503), { endsGrant: false });
      assert.throws(() => read('{"errorId":"7","code":"CLOSED","text":"later"}', grantlet.jsonBody, 503), {
        code: "response_refused",
        error: "CLOSED",
        errorDescription: "later",
        errorNumber: "7",
      });
      assert.throws(() => read("<html>", {}, 502), { code: "response_status", status: 502 });
    });

    test("expiry is a number or unknown, never NaN or Infinity", () => {
      for (const [written, seconds] of [
        ["3600", 3600],
        ['"3600"', 3600],
        ["1e999", 4294967295],
        ["-1", 0],
        ["null", undefined],
        ['"soon"', undefined],
        ["{}", undefined],
      ]) {
        const token = read(`{"access_token":"x","token_type":"Bearer","expires_in":${written}}`);
        assert.equal(token.expiresIn, seconds, written);
        assert.ok(token.expiresAt === undefined || Number.isFinite(token.expiresAt), written);
      }
    });

    test("extra members keep their types", () => {
      const profile = { extra: "a b c d e f" };
      const body =
        '{"a":50,"b":"\\u00e9","c":[1,"x"],"d":true,"e":null,"access_token":"x","token_type":"Bearer"}';
      assert.deepEqual(read(body, profile).extra, { a: 50, b: "é", c: [1, "x"], d: true });
      assert.deepEqual(read(Buffer.from(body), profile).extra, { a: 50, b: "é", c: [1, "x"], d: true });
    });

    test("texts that are not ASCII come out whole, as text and as bytes", () => {
      const body = '{"x":"é€😀","access_token":"at","token_type":"Bearer","scope":"a b","refresh_token":"ré"}';
      for (const given of [body, Buffer.from(body)]) {
        const token = read(given);
        assert.deepEqual([token.accessToken, token.scope, token.refreshToken], ["at", "a b", "ré"]);
      }
    });

    test("a megabyte, and then a small one", () => {
      const big = "x".repeat(1 << 20);
      const body = JSON.stringify({ ...AT, access_token: big });
      assert.equal(read(body).accessToken, big);
      assert.equal(read(JSON.stringify(AT)).accessToken, "at-secret");
    });
  });

  describe(`${entry}: a token's life`, () => {
    const token = (requestedAt, expires_in) =>
      grantlet.readResponse(client, 200, JSON.stringify({ ...AT, expires_in }), { requestedAt });

    test("expiry, leeway, refreshDue", () => {
      const t = token(1_000_000, 3600);
      assert.equal(t.expiresAt, 4_600_000);
      assert.equal(grantlet.isExpired(t, { now: 4_594_999 }), false);
      assert.equal(grantlet.isExpired(t, { now: 4_595_000 }), true);
      assert.equal(grantlet.isExpired(t, { now: 4_599_999, leeway: 0 }), false);
      assert.equal(grantlet.refreshDue(t, { now: 4_539_999 }), false);
      assert.equal(grantlet.refreshDue(t, { now: 4_540_000 }), true);
      const stored = JSON.parse(JSON.stringify(t));
      assert.equal(grantlet.refreshDue(stored, { now: 4_540_000 }), true);
    });

    test("a lifetime shorter than the leeway does not storm", () => {
      const t = token(0, 10);
      assert.equal(grantlet.refreshDue(t, { now: 4_999 }), false);
      assert.equal(grantlet.refreshDue(t, { now: 5_000 }), true);
    });

    test("unknown is not never, and not over", () => {
      const t = token(0, null);
      assert.equal(t.expiresAt, undefined);
      assert.equal(grantlet.isExpired(t), false);
    });

    test("a clock that was set back says nothing", () => {
      assert.equal(grantlet.refreshDue(token(10_000_000, 3600), { now: 0 }), true);
    });
  });

  describe(`${entry}: refreshing`, () => {
    const old = () => ({
      ...grantlet.readResponse(client, 200, JSON.stringify({ ...AT, scope: "a b" })),
      refreshToken: "rt-1",
      extra: { kept: 1 },
    });

    test("the old refresh token stays where none comes", async () => {
      const { fetch, asked } = answering(json({ access_token: "at-2", token_type: "Bearer" }));
      const token = await grantlet.refresh(client, old(), { fetch });
      assert.equal(token.accessToken, "at-2");
      assert.equal(token.refreshToken, "rt-1");
      assert.equal(token.scope, "a b");
      assert.deepEqual(token.extra, { kept: 1 });
      assert.equal(asked[0].body, "grant_type=refresh_token&refresh_token=rt-1&client_id=app");
    });

    test("a new refresh token replaces it", async () => {
      const { fetch } = answering(json({ ...AT, refresh_token: "rt-2" }));
      assert.equal((await grantlet.refresh(client, old(), { fetch })).refreshToken, "rt-2");
    });

    test("an empty or null one does not wipe it", async () => {
      for (const refresh_token of ["", null]) {
        const { fetch } = answering(json({ ...AT, refresh_token }));
        assert.equal((await grantlet.refresh(client, old(), { fetch })).refreshToken, "rt-1");
      }
    });

    test("after an error the old token is as it was", async () => {
      const token = Object.freeze(old());
      const { fetch } = answering({ status: 502, body: "<html>" });
      await assert.rejects(grantlet.refresh(client, token, { fetch }), { endsGrant: false });
    });

    test("no more scope than was granted, and no refresh without a refresh token", async () => {
      const { fetch, asked } = answering();
      await assert.rejects(grantlet.refresh(client, old(), { fetch, scope: "a c" }), {
        code: "request_scope",
      });
      await assert.rejects(grantlet.refresh(client, {}, { fetch }), {
        code: "request_missing",
        member: "refresh_token",
      });
      assert.equal(asked.length, 0);
    });
  });

  describe(`${entry}: sending`, () => {
    const service = { ...client, clientSecret: "s/e" };

    test("client credentials, with Basic percent-encoded", async () => {
      const { fetch, asked } = answering(json(AT));
      await grantlet.clientCredentials(service, { fetch, scope: "a" });
      assert.equal(asked[0].headers.Authorization, `Basic ${btoa("app:s%2Fe")}`);
      assert.equal(asked[0].body, "grant_type=client_credentials&scope=a");
    });

    test("a redirect is not followed", async () => {
      const { fetch } = answering({ status: 302, headers: { location: "https://evil.example" } });
      await assert.rejects(grantlet.clientCredentials(service, { fetch }), {
        code: "redirect",
        status: 302,
      });
      const opaque = async () => ({ status: 0, headers: new Headers() });
      await assert.rejects(grantlet.clientCredentials(service, { fetch: opaque }), { code: "redirect" });
    });

    test("a timeout and an abort end it, even where `fetch` hears of neither", async () => {
      const fetch = () => new Promise(() => {});
      await assert.rejects(grantlet.clientCredentials(service, { fetch, timeout: 10 }), {
        code: "timeout",
      });
      const controller = new AbortController();
      const { signal } = controller;
      const waiting = grantlet.clientCredentials(service, { fetch, signal });
      controller.abort();
      await assert.rejects(waiting, { code: "aborted" });
      await assert.rejects(grantlet.clientCredentials(service, { fetch, signal }), { code: "aborted" });
    });

    test("what `fetch` throws is not repeated", async () => {
      const fetch = async (_, { body }) => {
        throw Object.assign(new TypeError(`cannot send ${body}`), { cause: { code: "ECONNREFUSED" } });
      };
      const secret = { ...client, clientAuth: "body", clientSecret: "canary" };
      await assert.rejects(grantlet.clientCredentials(secret, { fetch }), (error) => {
        assert.equal(error.message, "network: ECONNREFUSED");
        assert.ok(!inspect(error, { showHidden: true }).includes("canary"));
        return true;
      });
    });

    test("https, or loopback where it was asked for", () => {
      const request = (more) => grantlet.refreshRequest({ ...client, ...more }, "rt");
      assert.throws(() => request({ baseUrl: "http://as.example" }), { code: "request_url" });
      assert.throws(() => request({ baseUrl: "http://127.0.0.1:1" }), { code: "request_url" });
      const local = { baseUrl: "http://127.0.0.1:1", allowLoopback: true };
      assert.equal(request(local).url, "http://127.0.0.1:1/token");
      assert.throws(() => request({ ...local, baseUrl: "http://127.0.0.1.evil.example" }), OAuthError);
    });

    test("what cannot be said in one field is refused", () => {
      assert.throws(() => grantlet.refreshRequest(client, "a\0b"), { code: "request_chars" });
      const params = { "a\0b": "c" };
      assert.throws(() => grantlet.startLogin(client, { redirectUri, params }), { code: "request_chars" });
      assert.throws(() => grantlet.startLogin(client, { redirectUri, params: { state: "x" } }), {
        code: "request_unexpected",
        member: "state",
      });
      const many = Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`p${i}`, "v"]));
      assert.throws(() => grantlet.startLogin(client, { redirectUri, params: many }), {
        code: "request_length",
      });
    });

    test("a misspelt word does not weaken a rule", () => {
      const request = (more) => () => grantlet.refreshRequest({ ...client, ...more }, "rt");
      assert.throws(request({ clientAuth: "post" }), { code: "request_unexpected", member: "clientAuth" });
      assert.throws(request({ issuerRule: "Required" }), { member: "issuerRule" });
      assert.throws(() => grantlet.startLogin(client, { redirectUri, flow: "token" }), { member: "flow" });
    });

    test("revoking", async () => {
      const token = { accessToken: "at", refreshToken: "rt" };
      const { fetch, asked } = answering({ status: 200 }, { status: 503 });
      await grantlet.revoke(client, token, { fetch });
      assert.equal(asked[0].url, "https://as.example/revoke");
      assert.equal(asked[0].body, "token=rt&token_type_hint=refresh_token&client_id=app");
      await assert.rejects(grantlet.revoke(client, token, { fetch }), { status: 503 });
    });

    test("a device's login: pending, slow down, then a token", async (context) => {
      context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
      const start = {
        device_code: "dc",
        user_code: "WDJB-MJHT",
        verification_uri: "https://as.example/device",
        expires_in: 1800,
      };
      const answers = [
        json(start),
        { status: 400, ...json({ error: "authorization_pending" }) },
        { status: 400, ...json({ error: "slow_down" }) },
        json(AT),
      ];
      const times = [];
      const fetch = async () => {
        times.push(Date.now() - 1_000_000);
        const { status = 200, body } = answers.shift();
        return new Response(body, { status });
      };
      const device = await grantlet.startDevice(client, { fetch });
      assert.equal(device.userCode, "WDJB-MJHT");
      assert.equal(device.interval, 5);
      let token;
      const polling = grantlet.pollDevice(client, device, { fetch }).then((got) => (token = got));
      while (!token) {
        for (let i = 0; i < 20; i++) await Promise.resolve();
        await new Promise(setImmediate);
        context.mock.timers.tick(1000);
      }
      await polling;
      assert.equal(token.accessToken, "at-secret");
      assert.deepEqual(times, [0, 5_000, 10_000, 20_000]);
    });

    test("a device's answer that cannot be used", async () => {
      for (const [body, code] of [
        [{ error: "invalid_client" }, "response_refused"],
        [{}, "response_missing"],
        [{ device_code: "d", user_code: "u", verification_uri: "javascript:1", expires_in: 1 }, "response_chars"],
        [{ device_code: "d", user_code: "u", verification_uri: "https://a.b", expires_in: "x" }, "response_missing"],
      ]) {
        const { fetch } = answering(json(body));
        await assert.rejects(grantlet.startDevice(client, { fetch }), { code }, JSON.stringify(body));
      }
    });
  });

  describe(`${entry}: secrets`, () => {
    test("no token in a message, in what is logged, or in JSON of an error", async (context) => {
      const logged = ["log", "error", "warn", "info", "debug"].map(
        (method) => context.mock.method(console, method, () => {}).mock,
      );
      const secret = { ...client, clientAuth: "body", clientSecret: "canary" };
      for (const body of [
        '{"error":"canary","error_description":"canary canary"}',
        '{"error":{"canary":"canary"}}',
        '{"access_token":"canary","token_type":"canary"}',
        '{"access_token":"canary',
        '{"access_token":"canary canary","token_type":"Bearer"}',
        '{"canary":"canary"}',
      ]) {
        for (const status of [200, 400, 500]) {
          const { fetch } = answering({ status, body });
          await assert.rejects(grantlet.clientCredentials(secret, { fetch }), (error) => {
            assert.ok(error instanceof OAuthError);
            const shown = `${error} ${error.stack} ${inspect(error)} ${JSON.stringify(error)}`;
            assert.ok(!shown.includes("canary"), shown);
            return true;
          });
        }
      }
      assert.ok(logged.every((mock) => mock.callCount() === 0));
    });
  });
});

test("nothing is compiled at import", async () => {
  const { Module, compile } = WebAssembly;
  WebAssembly.Module = WebAssembly.compile = () => assert.fail("compiled at import");
  try {
    await import(`${import.meta.resolve("grantlet")}?again`);
  } finally {
    Object.assign(WebAssembly, { Module, compile });
  }
});

test("the slim entry says what it lacks", async () => {
  const slim = await import(`${import.meta.resolve("grantlet/slim")}?bare`);
  assert.throws(() => slim.codeChallenge("v".repeat(43)), { code: "not_initialized" });
});
