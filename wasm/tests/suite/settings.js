// What a client and a login can say of their requests.

import * as assert from "./assert.js";
import { AT, responding, client, json, redirectUri } from "./client.js";
import { settingsOf } from "./lists.js";

export function settings(test, grantlet, { tables }) {
  const { clientCredentialsRequest, deviceTokenRequest, exchangeCode, extensionRequest, finishLogin, readCallback, readResponse, refreshRequest, revocationRequest, startLogin } = grantlet;
  const hour = 3600;
  const sent = (more) => refreshRequest({ ...client, ...more }, "rt");

  /** A callback URL of a login, at its `redirectUri` or another URL. */
  const returned = (saved, rest, at = redirectUri) => at + rest.replace("STATE", JSON.parse(saved).state);

  test("a client without a secret uses Basic with an empty one, or shows nothing of itself", () => {
    const basic = sent({ clientId: "cid", clientAuth: "basic_always" });
    assert.equal(basic.headers.Authorization, "Basic Y2lkOg==");
    assert.equal(basic.body, "grant_type=refresh_token&refresh_token=rt");
    const omitted = sent({ clientAuth: "omitted", clientSecret: "s" });
    assert.equal(omitted.headers.Authorization, undefined);
    assert.equal(omitted.body, "grant_type=refresh_token&refresh_token=rt");
    assert.throws(() => sent({ clientAuth: "basic-always" }), { code: "request_unexpected", member: "clientAuth" });
  });

  test("grants have the provider's own values, and scopes its separator", () => {
    const own = { ...client, grantTypes: { refresh_token: "ig_refresh_token", device_code: "device_code" } };
    assert.equal(refreshRequest(own, "rt").body, "grant_type=ig_refresh_token&refresh_token=rt&client_id=app");
    assert.equal(deviceTokenRequest(own, "d").body, "grant_type=device_code&device_code=d&client_id=app");
    const scoped = (more) => new URL(startLogin({ ...client, ...more }, { redirectUri, scope: "a b" }).url).searchParams.get("scope");
    assert.equal(scoped({ scopeSeparator: "," }), "a,b");
    assert.equal(scoped({ scopeSeparator: ",", requestScopeSeparator: " " }), "a b");
    assert.equal(scoped({ requestScopeSeparator: ";" }), "a;b");
    const read = readResponse({ ...client, requestScopeSeparator: ";" }, 200, JSON.stringify({ ...AT, scope: "a b" }));
    assert.equal(read.scope, "a b");
  });

  test("an extension grant takes parameters of the RFCs, but none that the client has", () => {
    const { body } = extensionRequest(client, "ecobeePin", { params: { code: "c1" } });
    assert.equal(body, "grant_type=ecobeePin&client_id=app&code=c1");
    for (const [name, member] of [["grant_type", "grant_type"], ["client_id", "client_id"], ["password", "password"]]) {
      const request = () => extensionRequest(client, "x", { params: { [name]: "x" } });
      assert.throws(request, { code: "request_unexpected", member });
    }
  });

  test("refreshes go to an endpoint of their own, and by the access token if the profile sets it", () => {
    const own = { ...client, refreshEndpoint: "/again", refreshByAccessToken: true, rename: { refresh_token: "access_token" } };
    const { refreshToken } = readResponse(own, 200, JSON.stringify(AT));
    assert.equal(refreshToken, AT.access_token);
    const { url, body } = refreshRequest(own, refreshToken);
    assert.equal(url, "https://as.example/again");
    assert.equal(body, "grant_type=refresh_token&access_token=at-secret&client_id=app");
    assert.equal(clientCredentialsRequest({ ...own, clientAuth: "none" }).url, "https://as.example/token");
  });

  test("a request by GET has its parameters in the URL, no body, and no error shows that URL", async () => {
    const own = { ...client, clientSecret: "canary", clientAuth: "body", dangerouslySendInQuery: true };
    const request = refreshRequest(own, "canary");
    const query = "grant_type=refresh_token&refresh_token=canary&client_id=app&client_secret=canary";
    assert.deepEqual([request.method, request.body, request.url], ["GET", "", `https://as.example/token?${query}`]);
    assert.equal(request.headers["Cache-Control"], "no-store");
    assert.equal(refreshRequest({ ...own, tokenEndpoint: "/token?a=b" }, "canary").url, `https://as.example/token?a=b&${query}`);
    const revocation = revocationRequest(own, "t");
    assert.deepEqual([revocation.method, revocation.url], ["POST", "https://as.example/revoke"]);
    const { fetch, asked } = responding(json(AT));
    await grantlet.refresh(own, { refreshToken: "canary" }, { fetch });
    assert.deepEqual([asked[0].method, asked[0].body, asked[0].url], ["GET", null, request.url]);
    for (const response of [{ status: 404 }, { status: 200, body: "<html>" }, { status: 302 }, { status: 400, ...json({ error: "x" }) }]) {
      await assert.rejects(grantlet.refresh(own, { refreshToken: "canary" }, responding(response)), (error) => {
        return !`${error.message} ${error.stack} ${JSON.stringify(error)} ${error.endpoint}`.includes("canary");
      });
    }
    const fails = { fetch: (url) => Promise.reject(new TypeError(`no response from ${url}`)) };
    await assert.rejects(grantlet.refresh(own, { refreshToken: "canary" }, fails), (error) => !`${error.message} ${JSON.stringify(error)}`.includes("canary"));
  });

  test("a login and its exchange share parameters, also once it was saved", async () => {
    const sharedParams = { resource: ["https://a.example", "https://b.example/\u{fc}"], empty: "" };
    const { url, saved } = startLogin(client, { redirectUri, params: { prompt: "login" }, sharedParams });
    const shared = "&resource=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fb.example%2F%C3%BC&empty=";
    assert.ok(url.endsWith(`&prompt=login${shared}`), url);
    const { request } = readCallback(client, returned(saved, "?code=c&state=STATE&iss=https%3A%2F%2Fas.example"), saved);
    assert.ok(request.body.endsWith(shared), request.body);
    assert.ok(!request.body.includes("prompt"));
    const many = Object.fromEntries([..."abcde"].map((name) => [name, "1"]));
    const sixteen = Object.fromEntries([..."abcdefghijklmnop"].map((name) => [name, "1"]));
    for (const [options, expected] of [
      [{ sharedParams: many }, { code: "request_unexpected" }],
      [{ sharedParams: { a: "1\n2" } }, { code: "request_chars" }],
      [{ sharedParams: { "": "1" } }, { code: "request_missing" }],
      [{ sharedParams: { state: "1" } }, { code: "request_unexpected", member: "state" }],
      [{ sharedParams: [] }, { code: "request_unexpected", member: "sharedParams" }],
      [{ params: sixteen, sharedParams: { q: 1 } }, { code: "request_length", member: "sharedParams" }],
    ]) {
      assert.throws(() => startLogin(client, { redirectUri, ...options }), expected, JSON.stringify(options));
    }
    const twice = () => startLogin({ ...client, requestBody: "json" }, { redirectUri, sharedParams });
    assert.throws(twice, { code: "request_unexpected" });
    assert.ok(startLogin(client, { redirectUri, params: sixteen }).url.includes("&p=1"));
  });

  test("a redirect_uri can be a name, and the browser returns to another URL", () => {
    const name = "Acme_Inc-AcmeApp-SBX-abcdef";
    const returnUri = "https://acme.example/cb";
    assert.throws(() => startLogin(client, { redirectUri: name, returnUri }), { code: "request_redirect_uri" });
    const own = { ...client, opaqueRedirectUri: true };
    assert.throws(() => startLogin(own, { redirectUri: name, returnUri: "/cb" }), { code: "request_redirect_uri" });
    const { url, saved } = startLogin(own, { redirectUri: name, returnUri });
    assert.equal(new URL(url).searchParams.get("redirect_uri"), name);
    const { request } = readCallback(own, returned(saved, "?code=v%5E1.1&state=STATE", returnUri), saved);
    assert.ok(/&code=v%5E1\.1&redirect_uri=Acme_Inc-AcmeApp-SBX-abcdef&/.test(request.body), request.body);
    for (const at of [redirectUri, "https://acme.example/other", "https://evil.example/cb"]) {
      const read = () => readCallback(own, returned(saved, "?code=c&state=STATE", at), saved);
      assert.throws(read, { code: "callback_redirect_uri" }, at);
    }
    const proxied = () => readCallback(own, returned(saved, "?code=c&state=STATE", "http://acme.example/cb"), saved);
    assert.throws(proxied, { code: "callback_address" });
  });

  test("a code is in the fragment where that was asked for, and nowhere else", async () => {
    const { url, saved } = startLogin(client, { redirectUri, responseMode: "fragment" });
    assert.ok(url.endsWith("&response_mode=fragment"), url);
    const address = returned(saved, "#code=c&state=STATE");
    const { fetch, asked } = responding(json(AT));
    const { token, address: clean } = await finishLogin(client, address, saved, { fetch });
    assert.deepEqual([token.accessToken, clean], [AT.access_token, redirectUri]);
    assert.ok(/&code=c&/.test(asked[0].body), asked[0].body);
    const misplaced = { code: "callback_misplaced" };
    for (const [rest, expected] of [
      ["?code=c&state=STATE", misplaced],
      ["?code=d#code=c&state=STATE", misplaced],
      ["?state=STATE#code=c", { code: "callback_state" }],
      ["#code=c&code=d&state=STATE", { code: "callback_duplicate" }],
      ["#code=c&error=x&state=STATE", { code: "callback_conflict" }],
      ["#access_token=a&token_type=bearer&state=STATE", { code: "callback_missing" }],
      ["#error=access_denied&state=STATE", { code: "callback_refused", error: "access_denied" }],
    ]) {
      assert.throws(() => readCallback(client, returned(saved, rest), saved), expected, rest);
    }
    const plain = startLogin(client, { redirectUri, responseMode: "query" });
    assert.ok(!plain.url.includes("response_mode"));
    assert.throws(() => readCallback(client, returned(plain.saved, "#code=c&state=STATE"), plain.saved), misplaced);
    const both = { redirectUri, responseMode: "fragment", params: { response_mode: "query" } };
    assert.throws(() => startLogin(client, both), { code: "request_unexpected" });
    // An implicit login is there anyway.
    assert.ok(!startLogin(client, { redirectUri, flow: "implicit", responseMode: "fragment" }).url.includes("response_mode"));
  });

  test("a login has the lifetime that it was started with", () => {
    for (const lifetime of [-1, 0.5, NaN, Infinity, 2 ** 32, "60", null].slice(0, 6)) {
      assert.throws(() => startLogin(client, { redirectUri, lifetime }), { code: "request_unexpected", member: "lifetime" }, String(lifetime));
    }
    const { saved } = startLogin(client, { redirectUri, lifetime: hour });
    const aged = (seconds) => JSON.stringify({ ...JSON.parse(saved), started: Date.now() / 1000 - seconds });
    const read = (text) => () => readCallback(client, returned(saved, "?code=c&state=STATE"), text);
    assert.ok(read(aged(hour - 9))().request);
    assert.throws(read(aged(hour + 1)), { code: "login_expired" });
  });

  test("a saved login is restored as in the shared table", () => {
    const { saved } = startLogin(client, { redirectUri });
    assert.deepEqual(Object.keys(JSON.parse(saved)).filter((name) => /lifetime|mode|return|shared/.test(name)), []);
    for (const { more, is_read: isRead } of tables.savedLogins.filter(({ only }) => !only)) {
      const text = saved.replace("{", `{${more},`);
      const { return_uri: at } = JSON.parse(`{${more}}`);
      const part = more.includes("fragment\"") ? "#" : "?";
      const read = () => readCallback(client, returned(saved, `${part}code=c&state=STATE`, isRead ? at : undefined), text);
      if (isRead) {
        assert.ok(read().request, more);
      } else {
        assert.throws(read, { code: "login_unreadable" }, more);
      }
    }
  });

  test("the exchange of a code goes by GET too, for a provider's modal", async () => {
    const own = { ...client, pkce: false, dangerouslySendInQuery: true };
    const { fetch, asked } = responding(json(AT));
    await exchangeCode(own, "c", { fetch, redirectUri });
    assert.ok(/\?grant_type=authorization_code&code=c&/.test(asked[0].url), asked[0].url);
  });

  test("a response that is a form is read as in the shared table", () => {
    const own = { ...client, ...settingsOf(tables.forms.settings) };
    const camel = { access_token: "accessToken", refresh_token: "refreshToken", expires_in: "expiresIn", refresh_token_expires_in: "refreshTokenExpiresIn" };
    for (const { body, status, token, error, class: kind, member, ends_grant: endsGrant } of tables.forms.cases) {
      for (const sent of [body, new TextEncoder().encode(body)]) {
        const read = () => readResponse(own, status, sent);
        if (error) {
          const expected = { errorDescription: error.error_description, errorNumber: error.error_number, error: error.error, endsGrant };
          assert.throws(read, { code: "response_refused", ...expected }, body);
        } else if (kind) {
          assert.throws(read, { code: `response_${kind}`, ...(member && { member }) }, body);
        } else {
          const found = read();
          for (const [name, value] of Object.entries(token)) {
            const is = name === "scope" ? found.scope.split(" ") : name === "ends_at_unix" ? found.expiresAt && found.expiresAt / 1000 : name in camel ? found[camel[name]] : found.extra[name];
            assert.deepEqual(is ?? null, value, `${body}: ${name}`);
          }
        }
      }
    }
    // What JavaScript alone can be given: bytes that are not UTF-8.
    const bytes = Uint8Array.from("access_token=a\xff", (character) => character.charCodeAt(0));
    assert.throws(() => readResponse(own, 200, bytes), { code: "response_type", member: "access_token" });
    assert.throws(() => readResponse({ ...own, envelope: "data" }, 200, ""), { code: "request_unexpected", member: "envelope" });
  });
}
