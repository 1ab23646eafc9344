// Rejected responses: what is kept, what ends the session, and what is reported.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OAuthError, Session } from "grantlet";
import { AT, HOUR, LOGIN, client, idTokenOf, key, server, settled, started, stored, tokenOf } from "./sessions.js";

const NEW = { ...AT, refresh_token: "rt-2" };
const GOOD = { ...AT, access_token: "at-3", refresh_token: "rt-3" };
/** As deep as the core reads, and one deeper. */
const deep = (levels) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

/** An hour after the login the server sends these responses to refreshes, then a valid one. */
async function refusing(context, responses, { of = client, login = LOGIN, good = GOOD } = {}) {
  const left = [...responses];
  const { fetch, asked } = server(({ path }) => (path === "/revoke" ? {} : (left.shift() ?? good)));
  const world = await started(context, { fetch }, { of, login });
  world.pass(HOUR);
  return { ...world, fetch, asked };
}

describe("a rejected response with a new refresh token", () => {
  for (const [name, body, code] of [
    ["a byte in the access token that none may have", { ...NEW, access_token: "a b" }, "response_chars"],
    ["no access token", { ...NEW, access_token: undefined }, "response_missing"],
    ["an access token that is null", { ...NEW, access_token: null }, "response_missing"],
    ["an access token that is a number", { ...NEW, access_token: 5 }, "response_type"],
    ["no token type", { ...NEW, token_type: undefined }, "response_missing"],
    ["a token type that nobody knows", { ...NEW, token_type: "mac" }, "response_token_type"],
    ["an access token twice", { text: `{"access_token":"a","access_token":"b","token_type":"Bearer","refresh_token":"rt-2"}` }, "response_duplicate"],
    ["the refresh token written by escapes", { text: String.raw`{"token_type":"Bearer","r\u0065fresh_token":"rt\u002d2"}` }, "response_missing"],
    ["members that look like it deeper down", { text: `{"x":{"refresh_token":"other"},"y":["refresh_token",{"refresh_token":1}],"refresh_token":"rt-2","z":"\\"refresh_token\\":"}` }, "response_missing"],
    ["as many levels as are read", { text: `{"x":${deep(31)},"refresh_token":"rt-2"}` }, "response_missing"],
  ]) {
    test(`${name}: it is kept, nothing is returned, and it is sent next`, async (context) => {
      const { session, store, asked, fetch, pass } = await refusing(context, [body]);
      await assert.rejects(session.accessToken(), (error) => {
        assert.deepEqual([error.code, error.cause.code, error.endsGrant], ["waiting", code, false]);
        return true;
      });
      assert.deepEqual([stored(store).token.refreshToken, stored(store).sequence], ["rt-2", 2]);
      const other = new Session(client, store, { key, fetch });
      await assert.rejects(other.accessToken(), { code: "waiting" });
      pass((await other.state()).until - Date.now());
      assert.equal(await other.accessToken(), "at-3");
      assert.deepEqual(asked.map(({ refresh_token }) => refresh_token), ["rt-1", "rt-2"]);
    });
  }

  test("the refresh token in an envelope is kept, as an object and as a string", async (context) => {
    for (const data of [{ refresh_token: "rt-2" }, JSON.stringify({ refresh_token: "rt-2" })]) {
      const { session, store } = await refusing(context, [{ data, refresh_token: "not this" }], { of: { ...client, envelope: "data" } });
      await assert.rejects(session.accessToken(), { code: "waiting" });
      assert.equal(stored(store).token.refreshToken, "rt-2");
      context.mock.timers.reset();
    }
  });

  for (const [name, body] of [
    ["outside 2xx", { status: 400, ...NEW }],
    ["with an error", { ...NEW, access_token: undefined, error: "server_error" }],
    ["with an error that is an object", { ...NEW, access_token: undefined, error: { code: 1 } }],
    ["twice", { text: `{"refresh_token":"rt-2","refresh_token":"rt-2"}` }],
    ["twice, once by escapes", { text: String.raw`{"refresh_token":"rt-2","\u0072efresh_token":"rt-3"}` }],
    ["that is a number", { refresh_token: 5 }],
    ["that is empty", { refresh_token: "" }],
    ["that is null", { refresh_token: null }],
    ["with a byte outside VSCHAR", { refresh_token: "rt\u007f" }],
    ["with a character outside ASCII", { refresh_token: "rtä" }],
    ["in a body that is cut off", { text: `{"refresh_token":"rt-2","x":` }],
    ["before a second document", { text: `{"refresh_token":"rt-2"}{}` }],
    ["below too many levels", { text: `{"refresh_token":"rt-2","x":${deep(32)}}` }],
    ["with a lone surrogate", { text: String.raw`{"refresh_token":"rt-2","x":"\ud800"}` }],
    ["in an array", { text: `[{"refresh_token":"rt-2"}]` }],
    ["deeper down", { x: { refresh_token: "rt-2" } }],
  ]) {
    test(`${name}: it is not kept`, async (context) => {
      const { session, store, pass } = await refusing(context, [body]);
      const { until } = await session.accessToken().catch((error) => error);
      assert.deepEqual([stored(store).token.refreshToken, stored(store).sequence], ["rt-1", 1]);
      pass(until - Date.now());
      assert.equal(await session.accessToken(), "at-3");
    });
  }

  test("the old access token is returned while it is valid", async (context) => {
    const { session, store, pass } = await refusing(context, [{ ...NEW, access_token: "a b" }]);
    pass(-30_000);
    assert.equal(await session.accessToken(), "at-1");
    assert.equal(stored(store).token.refreshToken, "rt-2");
  });
});

describe("an `id_token` at a refresh", () => {
  const login = { ...LOGIN, id_token: idTokenOf() };
  const passing = { ...GOOD, id_token: idTokenOf() };

  for (const [name, claims] of [
    ["another subject", { sub: "mallory" }],
    ["another audience", { aud: "other" }],
    ["another subject and issuer", { sub: "mallory", iss: "https://evil.example" }],
    ["other audiences", { aud: ["other", "another"] }],
  ]) {
    for (const [how, body] of [
      ["beside a good token", NEW],
      ["beside one that is refused", { ...NEW, access_token: "a b" }],
      ["without a refresh token", AT],
    ]) {
      test(`${name}, ${how}: the session ends, nothing is kept, and what came is revoked`, async (context) => {
        const { session, store, asked, fetch } = await refusing(context, [{ ...body, id_token: idTokenOf(claims) }], { login });
        await assert.rejects(session.accessToken(), (error) => {
          assert.deepEqual([error.code, error.endsGrant], ["ended", true]);
          assert.match(error.cause.code, how.includes("refused") ? /^response_chars$/ : /^id_token_mismatch$/);
          return true;
        });
        assert.deepEqual(stored(store), { sequence: 2 });
        await assert.rejects(new Session(client, store, { key, fetch }).accessToken(), { code: "ended" });
        await settled();
        const revoked = asked.filter(({ path }) => path === "/revoke").map(({ token }) => token);
        assert.deepEqual(revoked, [body.refresh_token ?? "at-2"]);
        assert.equal(asked.length, 2);
      });
    }
  }

  for (const [name, id_token] of [
    ["another issuer", idTokenOf({ iss: "https://evil.example" })],
    ["no subject", idTokenOf({ sub: undefined })],
    ["a subject that is a number", idTokenOf({ sub: 5 })],
    ["no audience", idTokenOf({ aud: undefined })],
    ["an empty list of audiences", idTokenOf({ aud: [] })],
    ["that cannot be read", "x"],
    ["that is no JSON", "e30.e30x.x"],
    ["that has expired", idTokenOf({ exp: 1_700_000_000 })],
    ["without an end", idTokenOf({ exp: undefined })],
    ["of a day to come", idTokenOf({ iat: 1_850_000_000 })],
    ["of two parts", idTokenOf().split(".").slice(0, 2).join(".")],
  ]) {
    test(`${name}: the new refresh token is kept, and nothing is returned before one passes`, async (context) => {
      const without = { ...AT, access_token: "at-x", refresh_token: "rt-x" };
      const { session, store, asked, fetch, pass } = await refusing(context, [{ ...NEW, id_token }, without, { ...without, refresh_token: undefined }], { login, good: passing });
      // Not even the old one, which is still valid.
      pass(-30_000);
      for (const [tab, sent, kept] of [
        [session, "rt-1", "rt-2"],
        [new Session(client, store, { key, fetch }), "rt-2", "rt-x"],
        [new Session(client, store, { key, fetch }), "rt-x", "rt-x"],
      ]) {
        const error = await tab.accessToken().catch((error) => error);
        assert.deepEqual([error.code, /^id_token_/.test(error.cause.code)], ["waiting", true]);
        assert.deepEqual([asked.at(-1).refresh_token, stored(store).token.refreshToken], [sent, kept]);
        assert.equal((await tab.state()).token.accessToken, "");
        pass(error.until - Date.now());
      }
      assert.equal(await session.accessToken(), "at-3");
      assert.equal(stored(store).doubted, undefined);
      pass(HOUR);
      assert.equal(await session.accessToken(), "at-3");
    });
  }

  test("of another user after one that failed ends the session all the same", async (context) => {
    const bad = [{ ...NEW, id_token: "x" }, { ...GOOD, id_token: idTokenOf({ sub: "mallory" }) }];
    const { session, store, pass } = await refusing(context, bad, { login });
    const { until } = await session.accessToken().catch((error) => error);
    pass(until - Date.now());
    await assert.rejects(session.accessToken(), { code: "ended" });
    assert.deepEqual(stored(store), { sequence: 3 });
  });

  test("where the login had none, or it cannot be read, there is nothing to compare", async (context) => {
    for (const id_token of [undefined, "encrypted.by.five.parts.x"]) {
      const { session } = await refusing(context, [{ ...GOOD, id_token: idTokenOf() }], { login: { ...LOGIN, id_token } });
      assert.equal(await session.accessToken(), "at-3");
      context.mock.timers.reset();
    }
  });

  test("that has more audiences than before passes", async (context) => {
    const { session } = await refusing(context, [{ ...GOOD, id_token: idTokenOf({ aud: ["app", "api"], azp: "app" }) }], { login });
    assert.equal(await session.accessToken(), "at-3");
  });
});

describe("what ends a session", () => {
  for (const error of ["invalid_grant", "login_required", "interaction_required", "consent_required"]) {
    test(`\`${error}\` does`, async (context) => {
      const { session, asked } = await refusing(context, [{ status: 400, error }]);
      await assert.rejects(session.accessToken(), { code: "ended", endsGrant: true });
      await assert.rejects(session.accessToken(), { code: "ended" });
      assert.equal(asked.length, 1);
    });
  }

  for (const [status, error] of [[400, "invalid_request"], [401, "invalid_client"], [400, "unauthorized_client"], [400, "invalid_scope"], [503, "login_required"], [400, "x_login_required"]]) {
    test(`${status} \`${error}\` does not`, async (context) => {
      const { session } = await refusing(context, [{ status, error }]);
      await assert.rejects(session.accessToken(), { endsGrant: false });
      assert.notEqual((await session.state()).state, "ended");
    });
  }

  test("`invalid_grant` for a token that another has refreshed meanwhile does not", async (context) => {
    const { session, store, pass } = await started(context, {
      async fetch() {
        // Without a lock, another tab is faster.
        store.set(key, JSON.stringify({ ...stored(store), sequence: 2, sent: undefined, token: { ...tokenOf(GOOD) } }));
        return new Response('{"error":"invalid_grant"}', { status: 400 });
      },
    });
    pass(HOUR);
    assert.equal(await session.accessToken(), "at-3");
  });
});

describe("a wrong address", () => {
  for (const [name, response] of [
    ["404", { status: 404, text: "<html>" }],
    ["405", { status: 405, text: "" }],
    ["410", { status: 410, text: "gone" }],
    ["401 without JSON", { status: 401, text: "" }],
    ["403 without JSON", { status: 403, text: "<html>" }],
    ["a page with status 200", { text: "\n<!doctype html>" }],
  ]) {
    test(`${name}: the session is rejected, and the message names the address, without its query`, async (context) => {
      const { session } = await refusing(context, [response], { of: { ...client, tokenEndpoint: "/tokn?secret=1" } });
      await assert.rejects(session.accessToken(), (error) => {
        assert.equal(error.code, "refused");
        assert.match(error.message, /https:\/\/as\.example\/tokn(:|$)/);
        assert.equal(error.message.includes("secret"), false);
        return true;
      });
    });
  }

  for (const [name, response] of [["400 without JSON", { status: 400, text: "no" }], ["415", { status: 415, text: "" }], ["a text with status 200", { text: "OK" }], ["a list", { text: "[]" }], ["nothing", { text: "" }], ["spaces", { text: " \n" }]]) {
    test(`${name}: the session is rejected`, async (context) => {
      const { session } = await refusing(context, [response]);
      await assert.rejects(session.accessToken(), { code: "refused" });
    });
  }

  for (const [name, response] of [["502", { status: 502, text: "<html>" }], ["a body cut off", { text: "{" }], ["429", { status: 429, text: "" }]]) {
    test(`${name} is an outage: the session waits`, async (context) => {
      const { session } = await refusing(context, [response]);
      await assert.rejects(session.accessToken(), (error) => error.code === "waiting" && !error.message.includes("as.example"));
    });
  }
});

describe("a failure that is none of ours", () => {
  const strange = (change) => async () => Object.assign({ status: 200, headers: new Headers(), arrayBuffer: async () => new TextEncoder().encode(JSON.stringify(GOOD)) }, change);

  for (const [name, change, outcome] of [
    ["a date that is an array", { headers: { get: (header) => (header === "date" ? ["x"] : null) } }, "at-3"],
    ["a date that is an object", { headers: { get: (header) => (header === "date" ? {} : null) } }, "at-3"],
    ["headers that cannot be read", { headers: undefined }, "waiting"],
    ["a Retry-After that is an array", { status: 503, headers: { get: () => ["1", "2"] } }, "waiting"],
    ["a body that is nothing", { arrayBuffer: async () => undefined }, "waiting"],
    ["a body that is no buffer", { arrayBuffer: async () => ({ length: 2 ** 32 }) }, "waiting"],
    ["a body that says it is huge", { arrayBuffer: async () => 2 ** 40 }, "waiting"],
    ["no response at all", null, "waiting"],
  ]) {
    test(`${name}: ${outcome}, by one request, and the refresh token is kept`, async (context) => {
      let requests = 0;
      const fetch = async () => {
        requests += 1;
        return change && strange(change)();
      };
      const { session, store, pass } = await started(context, { fetch });
      pass(HOUR);
      for (let call = 0; call < 3; call++) {
        const result = await session.accessToken().catch((error) => {
          assert.ok(error instanceof OAuthError, String(error.stack));
          assert.ok(call > 0 || error.cause instanceof OAuthError);
          return error.code;
        });
        assert.equal(result, outcome);
      }
      assert.equal(requests, 1);
      assert.equal(stored(store).token.refreshToken, outcome === "at-3" ? "rt-3" : "rt-1");
    });
  }
});
