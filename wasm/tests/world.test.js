// What real providers send and want to be sent, as in Rust and C: `../shared/vectors/world.json`, by the profiles of
// `tests/tables/world_profiles.json`.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { forEachEntry } from "./entries.js";
import { settingsOf } from "./suite/lists.js";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const file = "../../../shared/vectors/world.json";
const world = existsSync(new URL(file, import.meta.url)) ? read(file) : { cases: [] };
const table = read("../../tests/tables/world_profiles.json");
const REDIRECT_URI = "https://app.example/cb";

/** The kinds of cases: what is compared with a member of what is expected. */
const KINDS = {
  async token_response({ grantlet, client, row, status, body, expect }) {
    if (row.id_token_only) {
      return idTokenAlone({ grantlet, client, body, expect });
    }
    const compare = (found, names) => names.forEach(([name, value]) => assert.deepEqual(found(name), value, name));
    const { verdict, extra = {}, ...members } = expect;
    let token;
    try {
      token = grantlet.readResponse(client, status, body);
    } catch (error) {
      const { code, error: word, errorDescription, errorNumber } = error;
      const session = new grantlet.Session(client, new Map(), { fetch: async () => new Response(body, { status }) });
      await session.start({ refreshToken: "rt" });
      await assert.rejects(session.accessToken());
      const { state } = await session.state();
      const found = { error: word, error_description: errorDescription, error_number: errorNumber, ends_grant: state === "ended" };
      assert.equal({ response_refused: "server", response_missing: "missing" }[code], verdict, error.stack);
      return compare((name) => found[name], Object.entries(members));
    }
    assert.equal(verdict, "token");
    const camel = (name) => name.replace(/_./g, (two) => two[1].toUpperCase());
    const separator = client.scopeSeparator ?? " ";
    const shown = {
      scope: () => token.scope.split(separator),
      ends_at: () => new Date(token.expiresAt).toISOString().replace(".000", ""),
      ends_at_unix: () => token.expiresAt / 1000,
    };
    const found = (name) => (shown[name] ?? (() => token[camel(name)] ?? null))();
    compare(found, Object.entries(members));
    compare((name) => token.extra[name], Object.entries(extra));
  },

  async device_poll({ grantlet, client, given, expect, context }) {
    assert.deepEqual(expect, { verdict: "pending" });
    context.mock.timers.enable({ apis: ["Date", "setTimeout"], now: 1e12 });
    const responses = [given, { status: 200, body: { access_token: "at", token_type: "Bearer" } }];
    const fetch = async () => {
      const { status, body } = responses.shift();
      return new Response(JSON.stringify(body), { status });
    };
    const polled = grantlet.pollDevice(client, { deviceCode: "d", interval: 1, expiresAt: 1e12 + 60_000 }, { fetch });
    for (let done; !done; ) {
      context.mock.timers.tick(1000);
      done = await Promise.race([polled.then(() => true), new Promise((resolve) => setImmediate(resolve))]);
    }
    assert.equal((await polled).accessToken, "at");
  },

  async device_authorization({ grantlet, client, given, expect }) {
    const own = { ...client, deviceAuthorizationEndpoint: "https://as.example/device" };
    const device = await grantlet.startDevice(own, { fetch: async () => new Response(JSON.stringify(given.body)) });
    assert.deepEqual({ verification_uri: device.verificationUri }, expect);
  },

  token_request({ grantlet, client, given, expect }) {
    const params = paramsOf(given);
    const request =
      given.grant === "refresh" || !given.grant_type
        ? grantlet.refreshRequest(client, given.access_token ?? "rt", { params })
        : grantlet.extensionRequest(client, given.grant_type, { params });
    const { body_has: part, method, url, header, ...others } = expect;
    assert.deepEqual(others, {});
    // The client's id is between the type and the caller's parameters.
    assert.ok(request.body.replace("&client_id=CID", "").includes(part ?? ""), request.body);
    assert.ok([undefined, request.method].includes(method));
    assert.ok([undefined, request.url].includes(url), request.url);
    const lines = Object.entries(request.headers).flatMap(([name, value]) => [value, `${name}: ${value}`]);
    assert.ok([undefined, ...lines].includes(header), lines.join("\n"));
  },

  authorization_url({ grantlet, client, given, expect }) {
    const { url } = grantlet.startLogin(client, { redirectUri: REDIRECT_URI, scope: given.scope.join(" ") });
    const { url_has: part = "", url_has_not: absent = "\n", url_ends: end = "", ...others } = expect;
    assert.deepEqual(others, {});
    assert.ok(url.includes(part) && !url.includes(absent) && url.endsWith(end), url);
  },

  login({ grantlet, client, given, expect }) {
    const { redirect_uri: redirectUri = REDIRECT_URI, callback = `${REDIRECT_URI}?code=c1&state=s1` } = given;
    const options = { redirectUri, returnUri: callback.split("?")[0], sharedParams: paramsOf(given) };
    const { url, saved } = grantlet.startLogin(client, options);
    const { request } = grantlet.readCallback(client, callback.replace("s1", JSON.parse(saved).state), saved);
    const { both_have: part = "", code = "c1", ...others } = expect;
    assert.deepEqual(others, {});
    assert.ok(url.includes(part) && request.body.includes(part), url + request.body);
    const sent = new URLSearchParams(request.body);
    assert.deepEqual([sent.get("code"), sent.get("redirect_uri")], [code, redirectUri]);
    assert.equal(new URL(url).searchParams.get("redirect_uri"), redirectUri);
  },

  callback({ grantlet, client, row, given, expect }) {
    const { saved } = grantlet.startLogin(client, { redirectUri: REDIRECT_URI, responseMode: row.response_mode });
    const reads = (callback) => grantlet.readCallback(client, callback.replace("s1", JSON.parse(saved).state), saved);
    for (const callback of given.callbacks ?? []) {
      assert.equal(expect.verdict, "refused, nothing is sent");
      assert.throws(() => reads(callback), { code: "callback_issuer" }, callback);
    }
    if (given.callback) {
      const { request } = reads(given.callback);
      const { code = "c1", token_endpoint: endpoint = request.url, ...others } = expect;
      assert.deepEqual(others, {});
      assert.deepEqual([new URLSearchParams(request.body).get("code"), request.url], [code, endpoint]);
    }
  },
};

const paramsOf = ({ params = [] }) => Object.fromEntries(params);

/** The response is read: what is wrong with its `id_token` is that it has no claims. Without the setting it has no token. */
async function idTokenAlone({ grantlet, client, body, expect }) {
  assert.deepEqual(expect, { verdict: "id_token_only" });
  const issuer = "https://as.example";
  const own = { ...client, issuer };
  for (const [idTokenOnly, code] of [[true, "id_token_missing"], [false, "response_missing"]]) {
    const { saved } = grantlet.startLogin(own, { redirectUri: REDIRECT_URI, scope: "openid", idToken: true, idTokenOnly });
    const address = `${REDIRECT_URI}?code=c1&state=${JSON.parse(saved).state}`;
    await assert.rejects(grantlet.finishLogin(own, address, saved, { idTokenOnly, fetch: async () => new Response(body) }), { code });
  }
}

await forEachEntry((entry, grantlet) => {
  describe(`${entry}: the world`, { skip: world.cases.length ? false : "no vectors" }, () => {
    for (const { id, kind, given = {}, expect, ...response } of world.cases) {
      const row = table.cases[id];
      if (!row) {
        test(id, { skip: table.open[id] ?? "not in the table" });
        continue;
      }
      const { status = 200, body } = { ...given, ...response };
      const client = { clientId: row.client_id ?? "CID", baseUrl: row.base_url, ...settingsOf({ ...table.common, ...row.settings }) };
      const text = typeof body === "string" ? body : JSON.stringify(body);
      test(id, (context) => KINDS[kind]({ grantlet, client, row, given, expect, status, body: text, context }));
    }
  });
});
