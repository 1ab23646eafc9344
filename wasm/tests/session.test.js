// Sessions: what is sent, and what is stored.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { forEachEntry } from "./entries.js";
import { AT, HOUR, LOGIN, client, key, stored } from "./sessions.js";
import { sessionsOf } from "./started.js";
import { responding, json } from "./suite/client.js";

await forEachEntry((entry, grantlet) => {
  const { OAuthError, Session } = grantlet;
  const { tokenOf, started } = sessionsOf(grantlet);

  describe(`${entry}: a session`, () => {
    test("without a login it is ended, and reports that", async () => {
      const session = new Session(client, new Map());
      assert.deepEqual(await session.state(), { state: "ended", until: undefined, token: undefined });
      await assert.rejects(session.accessToken(), (error) => {
        assert.ok(error instanceof OAuthError);
        assert.deepEqual([error.code, error.endsGrant], ["ended", true]);
        return true;
      });
    });

    test("returns the token while it is fresh, and sends nothing", async (context) => {
      const { fetch, asked } = responding();
      const { session, pass } = await started(context, { fetch });
      const { state, until, token } = await session.state();
      assert.deepEqual([state, until, token.accessToken], ["ready", Date.now() + HOUR - 60_000, "at-1"]);
      pass(HOUR - 60_001);
      assert.equal(await session.accessToken(), "at-1");
      assert.equal(asked.length, 0);
    });

    test("refreshes a minute before the end, and stores the token before it returns it", async (context) => {
      const { fetch, asked } = responding(json({ ...AT, refresh_token: "rt-2" }));
      const { session, store, pass } = await started(context, { fetch });
      pass(HOUR - 60_000);
      assert.equal((await session.state()).state, "due");
      assert.equal(await session.accessToken(), "at-2");
      assert.equal(asked[0].body, "grant_type=refresh_token&refresh_token=rt-1&client_id=app");
      const { sequence, token, sent } = stored(store);
      assert.deepEqual([sequence, token.refreshToken, sent], [2, "rt-2", undefined]);
    });

    test("keeps the old refresh token if the response has none", async (context) => {
      for (const refresh_token of [undefined, null, ""]) {
        const { fetch } = responding(json({ ...AT, refresh_token }));
        const { session, store, pass } = await started(context, { fetch });
        pass(HOUR);
        assert.equal(await session.accessToken(), "at-2");
        assert.equal(stored(store).token.refreshToken, "rt-1");
        context.mock.timers.reset();
      }
    });

    test("continues from what is stored, through JSON", async (context) => {
      const { fetch } = responding(json(AT));
      const { store, pass } = await started(context);
      const other = new Session(client, store, { key, fetch });
      assert.equal(await other.accessToken(), "at-1");
      pass(HOUR);
      assert.equal(await other.accessToken(), "at-2");
    });

    test("accepts a storage that resolves later", async (context) => {
      const texts = new Map();
      const later = (value) => new Promise((resolve) => setImmediate(resolve, value));
      const store = { get: (key) => later(texts.get(key)), set: (key, text) => later(texts.set(key, text)) };
      const { session, pass } = await started(context, responding(json(AT)), store);
      pass(HOUR);
      assert.equal(await session.accessToken(), "at-2");
    });

    test("is one for each key, and by default for each client", async () => {
      const store = new Map();
      await new Session(client, store).start(tokenOf(LOGIN));
      await assert.rejects(new Session({ ...client, clientId: "b" }, store).accessToken(), { code: "ended" });
      await assert.rejects(new Session(client, store, { key }).accessToken(), { code: "ended" });
      assert.equal(await new Session(client, store).accessToken(), "at-1");
    });

    test("with client credentials is by default another than a user's", async () => {
      const store = new Map();
      await new Session(client, store).start(tokenOf(LOGIN));
      const service = new Session({ ...client, clientSecret: "s" }, store, { clientCredentials: true, ...responding(json(AT)) });
      assert.equal(await service.accessToken(), "at-2");
      assert.equal(await new Session(client, store).accessToken(), "at-1");
    });

    test("a stored value that is no session is read as ended, and a session can be started", async () => {
      for (const text of ["", "null", "{", "[]", '"x"', '{"sequence":"x"}']) {
        const store = new Map([[key, text]]);
        const session = new Session(client, store, { key });
        assert.equal((await session.state()).state, "ended", text);
        await session.start(tokenOf(LOGIN));
        assert.equal(await session.accessToken(), "at-1", text);
      }
    });

    test("a token that cannot be refreshed is used up to its end", async (context) => {
      const { session, pass } = await started(context);
      const { refreshToken, ...only } = tokenOf(LOGIN);
      await session.start(only);
      pass(HOUR - 1);
      assert.equal((await session.state()).state, "ready");
      assert.equal(await session.accessToken(), "at-1");
      pass(1);
      await assert.rejects(session.accessToken(), { code: "ended" });
    });

    test("a lifetime shorter than the leeway is not due at once", async (context) => {
      const { fetch, asked } = responding(json({ ...AT, expires_in: 10 }));
      const { session, pass } = await started(context, { fetch });
      pass(HOUR);
      for (const time of [0, 1_000, 3_999]) {
        pass(time);
        assert.equal(await session.accessToken(), "at-2");
      }
      assert.equal(asked.length, 1);
      pass(1);
      assert.equal((await session.state()).state, "due");
    });

    test("an unknown lifetime lasts until a 401", async (context) => {
      const { fetch } = responding(json({ ...AT, expires_in: null }), json({ ...AT, access_token: "at-3" }));
      const { session, pass } = await started(context, { fetch });
      pass(HOUR);
      assert.equal(await session.accessToken(), "at-2");
      pass(1000 * HOUR);
      assert.deepEqual((await session.state()).until, undefined);
      assert.equal(await session.accessToken(), "at-2");
      await session.rejected("at-2");
      assert.equal(await session.accessToken(), "at-3");
    });

    test("spread refreshes earlier, up to so much", async (context) => {
      context.mock.method(Math, "random", () => 0.5);
      const { session } = await started(context, { leeway: 1_000, spread: 2_000 });
      assert.equal((await session.state()).until, Date.now() + HOUR - 2_000);
    });

    test("logging out is for all, and revokes the token at the server if requested", async (context) => {
      const { fetch, asked } = responding({ status: 200 });
      const { session, store } = await started(context, { fetch });
      await session.end({ revoke: true });
      assert.equal(asked[0].body, "token=rt-1&token_type_hint=refresh_token&client_id=app");
      assert.deepEqual(stored(store), { sequence: 2 });
      await assert.rejects(new Session(client, store, { key }).accessToken(), { code: "ended" });
      await session.end({ revoke: true });
      assert.equal(asked.length, 1);
    });

    test("client credentials: no login, and no end", async (context) => {
      const refusal = { status: 401, ...json({ error: "invalid_grant" }) };
      const { fetch, asked } = responding(json({ ...AT, refresh_token: "rt" }), refusal, json({ ...AT, access_token: "at-3" }));
      const service = { ...client, clientSecret: "s" };
      context.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
      const session = new Session(service, new Map(), { clientCredentials: true, scope: "a", fetch });
      assert.equal((await session.state()).state, "due");
      assert.equal(await session.accessToken(), "at-2");
      context.mock.timers.setTime(Date.now() + HOUR);
      await assert.rejects(session.accessToken(), { code: "refused" });
      context.mock.timers.setTime(Date.now() + HOUR);
      assert.equal((await session.state()).state, "due");
      assert.equal(await session.accessToken(), "at-3");
      assert.ok(asked.every(({ body }) => body === "grant_type=client_credentials&scope=a"));
    });
  });

  describe(`${entry}: a 401`, () => {
    const numbered = () => {
      let number = 1;
      const asked = [];
      const fetch = async (_, { body }) => {
        asked.push(body);
        number += 1;
        return new Response(JSON.stringify({ ...AT, access_token: `at-${number}` }));
      };
      return { fetch, asked };
    };

    test("causes one refresh, however many report it", async (context) => {
      const { fetch, asked } = numbered();
      const { session, store } = await started(context, { fetch });
      const other = new Session(client, store, { key, fetch });
      await Promise.all([session.rejected("at-1"), other.rejected("at-1")]);
      assert.deepEqual(await Promise.all([session.accessToken(), other.accessToken()]), ["at-2", "at-2"]);
      // A late report is about a token that was replaced.
      await other.rejected("at-1");
      await other.rejected("");
      assert.equal(await other.accessToken(), "at-2");
      assert.equal(asked.length, 1);
    });

    test("for each new token: the pauses between refreshes grow", async (context) => {
      const { fetch, asked } = numbered();
      const { session, pass } = await started(context, { fetch });
      context.mock.method(Math, "random", () => 0.5);
      const pauses = [];
      for (let i = 0; i < 12; i++) {
        await session.rejected(await session.accessToken());
        const { state, until } = await session.state();
        pauses.push(until ? until - Date.now() : state);
        pass(until ? pauses.at(-1) : 0);
      }
      assert.deepEqual(pauses.slice(0, 4), ["due", 1_500, 3_000, 6_000]);
      assert.equal(pauses.at(-1), 225_000);
      // A token that was accepted resets the count.
      await session.accessToken();
      pass(HOUR);
      await session.rejected(await session.accessToken());
      assert.equal((await session.state()).state, "due");
      assert.equal(asked.length, 13);
    });
  });

  describe(`${entry}: clocks`, () => {
    test("a jump ahead causes an early refresh, and a jump back one refresh", async (context) => {
      const { fetch, asked } = responding(json(AT), json({ ...AT, access_token: "at-3" }));
      const { session, pass } = await started(context, { fetch });
      pass(24 * HOUR);
      assert.equal(await session.accessToken(), "at-2");
      pass(-24 * HOUR);
      assert.equal(await session.accessToken(), "at-3");
      assert.equal(await session.accessToken(), "at-3");
      assert.equal(asked.length, 2);
    });

    test("a jump back while the server is down: the token is returned, and one request is sent", async (context) => {
      const { fetch, asked } = responding({ status: 503 });
      const { session, pass } = await started(context, { fetch });
      pass(-HOUR);
      context.mock.method(Math, "random", () => 0.99);
      assert.equal(await session.accessToken(), "at-1");
      assert.equal(await session.accessToken(), "at-1");
      assert.equal(asked.length, 1);
    });

    test("a jump back during a pause does not make the pause longer", async (context) => {
      const { fetch } = responding({ status: 503 }, json(AT));
      const { session, pass } = await started(context, { fetch });
      pass(24 * HOUR);
      await assert.rejects(session.accessToken(), { code: "waiting" });
      pass(-20 * HOUR);
      assert.equal(await session.accessToken(), "at-2");
    });
  });
});
