// No token of another login is returned or stored: every order of login, logout, clear, refresh and failed write, in two and three tabs.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Session } from "grantlet";
import { STEPS, client, key, orders, play } from "./grants.js";
import { AT, HOUR, never, server, settled, started, stored, tokenOf } from "./sessions.js";

describe("tabs that share a session", () => {
  for (const [tabs, length, steps] of [
    [2, 4, STEPS],
    [3, 4, ["login 1", "logout 2", "clear", "fails 0", "fails 1", "refreshes 2", "refreshes 0"]],
  ]) {
    test(`${tabs} tabs, every order of ${length} of ${steps.length} steps: never another user's token, and none after a logout`, async (context) => {
      context.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
      let stories = 0;
      for (const story of orders(steps, length)) {
        await play(story, { Session, texts: new Map(), tabs, clock: (time) => context.mock.timers.setTime(Date.now() + time) });
        stories += 1;
      }
      context.diagnostic(`${stories} stories`);
    });
  }

  test("if user A's tab could not store, site data is cleared and user B logs in, A's token is dropped and revoked", async (context) => {
    const { fetch, asked } = server(({ path }) => (path === "/revoke" ? {} : { ...AT, access_token: "A-2", refresh_token: "A-2" }));
    const { session, store, pass } = await started(context, { fetch: assert.fail });
    let fails = true;
    const broken = {
      get: (key) => store.get(key),
      set(key, text) {
        if (fails && text.includes("A-2")) {
          throw new Error("QuotaExceeded");
        }
        store.set(key, text);
      },
    };
    const tab = new Session({ ...client, tokenEndpoint: "https://as.example/token" }, broken, { key, fetch });
    pass(HOUR);
    await assert.rejects(tab.accessToken(), { message: "QuotaExceeded" });
    fails = false;
    store.clear();
    await session.start(tokenOf({ ...AT, access_token: "B-1", refresh_token: "B-1" }));
    assert.equal(await tab.accessToken(), "B-1");
    await tab.rejected("A-2");
    assert.ok(!store.get(key).includes("A-"));
    await settled();
    assert.deepEqual(asked.map(({ path, token }) => [path, token]), [["/token", undefined], ["/revoke", "A-2"]]);
  });

  for (const [name, how] of [
    ["cleared", (store) => store.clear()],
    ["ended elsewhere", (store) => store.set(key, '{"sequence":2}')],
    ["replaced by another login", (store) => store.set(key, JSON.stringify({ sequence: 1, grant: "B", token: tokenOf({ ...AT, access_token: "B-1", refresh_token: "B-1" }) }))],
  ]) {
    for (const [outcome, response, revoked] of [
      ["a token", { ...AT, refresh_token: "rt-2" }, ["rt-2"]],
      ["a token that is kept of a refused response", { ...AT, access_token: "a b", refresh_token: "rt-2" }, ["rt-2"]],
      ["a failure", { status: 503 }, []],
      ["its end", { status: 400, error: "invalid_grant" }, []],
    ]) {
      test(`if the session is ${name} during a refresh with ${outcome}, nothing is written`, async (context) => {
        let store;
        let after;
        const { fetch, asked } = server(({ path }) => {
          if (path === "/revoke") {
            return {};
          }
          how(store);
          after = store.get(key);
          return response;
        });
        const world = await started(context, { fetch });
        ({ store } = world);
        world.pass(HOUR);
        const result = await world.session.accessToken().catch(({ code }) => code);
        assert.equal(result, name.startsWith("replaced") ? "B-1" : "ended");
        assert.equal(store.get(key), after);
        await settled();
        assert.deepEqual(asked.filter(({ path }) => path === "/revoke").map(({ token }) => token), revoked);
      });
    }
  }

  test("a token of the same login that another tab stored meanwhile is used, and nothing is revoked", async (context) => {
    let store;
    const { fetch, asked } = server(() => {
      store.set(key, JSON.stringify({ ...stored(store), sequence: 2, sent: undefined, token: tokenOf({ ...AT, access_token: "at-9", refresh_token: "rt-9" }) }));
      return { ...AT, refresh_token: "rt-2" };
    });
    const world = await started(context, { fetch });
    ({ store } = world);
    world.pass(HOUR);
    assert.equal(await world.session.accessToken(), "at-9");
    await settled();
    assert.equal(asked.length, 1);
  });

  test("the pause after a failure applies even if it could not be stored", async (context) => {
    const { fetch, asked } = server(() => ({ status: 503 }));
    const { store, pass } = await started(context);
    const broken = {
      get: (key) => store.get(key),
      set(key, text) {
        if (text.includes('"pause":{')) {
          throw new Error("QuotaExceeded");
        }
        store.set(key, text);
      },
    };
    const session = new Session(client, broken, { key, fetch });
    pass(HOUR);
    for (let call = 0; call < 5; call++, pass(100)) {
      await assert.rejects(session.accessToken());
    }
    assert.equal(asked.length, 1);
  });

  /** A tab whose storage fails if a value matches, until the test resets it. */
  const tabThatFails = (store, pattern, options, of = client) => {
    const failing = { pattern };
    const broken = {
      get: (key) => store.get(key),
      set(key, text) {
        if (failing.pattern?.test(text)) {
          throw new Error("QuotaExceeded");
        }
        store.set(key, text);
      },
    };
    return { failing, tab: new Session(of, broken, { key, ...options }) };
  };

  for (const [name, response] of [
    ["a token", { ...AT, expires_in: 1, refresh_token: "rt-2" }],
    ["a token that is kept of a refused response", { ...AT, access_token: "a b", refresh_token: "rt-2" }],
  ]) {
    test(`of two refresh tokens of one grace period, the stored one wins over ${name} that could not be stored`, async (context) => {
      const { store, pass } = await started(context);
      const { failing, tab } = tabThatFails(store, /rt-2/, { fetch: server(() => response).fetch });
      const other = new Session(client, store, { key, fetch: server(() => ({ ...AT, refresh_token: "rt-3" })).fetch });
      pass(HOUR);
      await assert.rejects(tab.accessToken(), { message: "QuotaExceeded" });
      assert.equal(await other.accessToken(), "at-2");
      failing.pattern = undefined;
      pass(5_000);
      assert.equal(await tab.accessToken(), "at-2");
      assert.equal(stored(store).token.refreshToken, "rt-3");
    });
  }

  for (const [name, clientCredentials] of [["a refresh", false], ["tokens of the client's own", true]]) {
    for (const [kind, expires_in] of [["a token", 3600], ["a short token", 2]]) {
      test(`${name}: ${kind} that could not be stored ends no pause that another tab stored meanwhile`, async (context) => {
        const own = { ...client, clientSecret: clientCredentials ? "s" : undefined };
        const came = server(() => ({ ...AT, expires_in, access_token: "at-3", ...(!clientCredentials && { refresh_token: "rt-2" }) }));
        const down = server(() => ({ status: 502, headers: { "retry-after": "7200" } }));
        const { store, pass } = await started(context);
        if (clientCredentials) {
          store.clear();
        }
        const { failing, tab } = tabThatFails(store, /at-3/, { fetch: came.fetch, clientCredentials, key: "own" }, own);
        const other = new Session(own, store, { key: "own", fetch: down.fetch, clientCredentials });
        if (!clientCredentials) {
          store.set("own", store.get(key));
        }
        pass(HOUR);
        await assert.rejects(tab.accessToken(), { message: "QuotaExceeded" });
        await assert.rejects(other.accessToken(), { code: "waiting" });
        failing.pattern = undefined;
        const until = Date.now() + 7_200_000;
        // The first token is returned until it expires; nothing is sent before the pause is over.
        assert.equal(await tab.accessToken(), "at-3");
        for (let call = 0; call < 71; call++) {
          pass(100_000);
          assert.ok(Date.now() < until);
          await tab.accessToken().catch(({ code }) => assert.equal(code, "waiting"));
        }
        assert.equal(came.asked.length, 1);
        assert.equal(down.asked.length, 1);
      });
    }
  }

  test("a pause that is stored during a request of a tab that lost the lock is not ended by its response", async (context) => {
    let store;
    const { fetch, asked } = server(() => {
      const now = Date.now();
      store.set(key, JSON.stringify({ ...stored(store), attempts: 1, pause: { state: "waiting", from: now, until: now + 2 * HOUR } }));
      return { ...AT, refresh_token: "rt-2" };
    });
    const world = await started(context, { fetch });
    ({ store } = world);
    world.pass(HOUR);
    assert.equal(await world.session.accessToken(), "at-2");
    world.pass(HOUR);
    await assert.rejects(world.session.accessToken(), { code: "waiting" });
    assert.equal(asked.length, 1);
  });

  test("a session of an earlier version, without an identifier of its login, continues", async (context) => {
    const { fetch } = server(() => ({ ...AT, refresh_token: "rt-2" }));
    const { session, store, pass } = await started(context, { fetch });
    const { grant, ...old } = stored(store);
    assert.ok(grant);
    store.set(key, JSON.stringify(old));
    pass(HOUR);
    assert.equal(await session.accessToken(), "at-2");
    assert.ok(stored(store).grant);
  });
});

describe("every wait ends", () => {
  const hanging = (which, store, times = 1) => {
    let calls = 0;
    const hang = (name, run) => (...given) => (name === which && (calls += 1) >= times ? never() : run(...given));
    return { get: hang("get", (key) => store.get(key)), set: hang("set", (key, text) => store.set(key, text)) };
  };

  for (const [name, which, times] of [
    ["reads", "get", 1],
    ["reads in the lock", "get", 2],
    ["stores the mark", "set", 1],
    ["looks again", "get", 3],
    ["stores the new token", "set", 2],
  ]) {
    test(`if a storage never ${name}, the call ends, and the lock is released`, async (context) => {
      const { fetch, asked } = server(() => ({ ...AT, refresh_token: "rt-2" }));
      const { store, pass } = await started(context);
      pass(HOUR);
      const one = new Session(client, hanging(which, store, times), { key, fetch, timeout: 40 });
      await assert.rejects(one.accessToken(), { code: "storage_timeout" });
      const other = new Session(client, store, { key, fetch: () => Promise.reject(new TypeError("x")) });
      // The lock is free: what comes is the server's affair.
      await assert.rejects(other.accessToken(), { code: "waiting" });
      assert.equal(asked.length, ["looks again", "stores the new token"].includes(name) ? 1 : 0);
    });
  }

  test("if `fetch` never settles and ignores its signal, the call ends", async (context) => {
    const { session, pass } = await started(context, { fetch: never, timeout: 30 });
    pass(HOUR);
    await assert.rejects(session.accessToken(), ({ code, cause }) => code === "waiting" && cause.code === "timeout");
  });

  test("if a revocation never settles, the lock is free meanwhile, and the session has ended", async (context) => {
    const { session, store } = await started(context, { fetch: never, timeout: 60 });
    const ending = session.end({ revoke: true });
    const other = new Session(client, store, { key });
    await new Promise((resolve) => setTimeout(resolve, 10));
    await other.start(tokenOf({ ...AT, access_token: "B-1", refresh_token: "B-1" }));
    assert.equal(await other.accessToken(), "B-1");
    await assert.rejects(ending, { code: "not_revoked" });
    assert.equal(await other.accessToken(), "B-1");
  });
});

describe("a logout that revokes", () => {
  const outcome = (promise) => promise.then(({ revoked }) => revoked, ({ code }) => code);

  for (const [name, response, expected] of [
    ["200", {}, true],
    ["400 with an error", { status: 400, error: "unsupported_token_type" }, false],
    ["400 without one", { status: 400, text: "no" }, false],
    ["400 that knows the client not", { status: 400, error: "invalid_client" }, "not_revoked"],
    ["400 that passes", { status: 400, error: "temporarily_unavailable" }, "not_revoked"],
    ["401", { status: 401, error: "invalid_client" }, "not_revoked"],
    ["404", { status: 404, text: "" }, "not_revoked"],
    ["503", { status: 503, text: "" }, "not_revoked"],
    ["no response", null, "not_revoked"],
  ]) {
    test(`${name}: ${expected}, and the session has ended for all`, async (context) => {
      const { fetch, asked } = server(() => response ?? Promise.reject(new TypeError("fetch failed")));
      const { session, store } = await started(context, { fetch });
      const other = new Session(client, store, { key, fetch });
      assert.equal(await outcome(session.end({ revoke: true })), expected);
      for (const tab of [session, other]) {
        await assert.rejects(tab.accessToken(), { code: "ended" });
      }
      assert.equal(stored(store).token, undefined);
      assert.deepEqual(asked.map(({ token }) => token), ["rt-1"]);
    });
  }

  test("tokens that could not be revoked are kept: each later `end` in any tab tries again and reports the result", async (context) => {
    let isDown = true;
    const { fetch, asked } = server(() => (isDown ? { status: 503, text: "" } : {}));
    const { session, store, pass } = await started(context, { fetch });
    const other = new Session(client, store, { key, fetch });
    for (const [tab, options] of [[session, { revoke: true }], [session, { revoke: true }], [other, {}], [other, undefined]]) {
      await assert.rejects(tab.end(options), { code: "not_revoked", endsGrant: true });
      pass(HOUR);
    }
    isDown = false;
    assert.deepEqual(await other.end(), { revoked: true });
    assert.equal(asked.length, 5);
    assert.ok(!store.get(key).includes("rt-1"));
    assert.deepEqual(await session.end({ revoke: true }), { revoked: false });
    assert.equal(asked.length, 5);
  });

  test("a new login keeps them, and tries again", async (context) => {
    let isDown = true;
    const { fetch, asked } = server(() => (isDown ? { status: 503, text: "" } : {}));
    const { session, store, pass } = await started(context, { fetch });
    await assert.rejects(session.end({ revoke: true }), { code: "not_revoked" });
    pass(2_000);
    await session.start(tokenOf({ ...AT, refresh_token: "B-1" }));
    await settled();
    assert.equal(await session.accessToken(), "at-2");
    isDown = false;
    assert.deepEqual(await session.end({ revoke: true }), { revoked: true });
    assert.deepEqual(asked.map(({ token }) => token), ["rt-1", "rt-1", "B-1", "rt-1"]);
    assert.ok(!/rt-1|B-1/.test(store.get(key)));
  });

  test("without a revocation endpoint the session has ended, and the caller gets an error", async (context) => {
    const { session, store } = await started(context, {}, { of: { ...client, revocationEndpoint: undefined } });
    await assert.rejects(session.end({ revoke: true }), { code: "not_revoked" });
    assert.equal((await session.state()).state, "ended");
    assert.equal(stored(store).token, undefined);
  });

  test("`end` revokes a token that could not be stored", async (context) => {
    const { fetch, asked } = server(({ path }) => (path === "/revoke" ? {} : { ...AT, refresh_token: "rt-2" }));
    const { store, pass } = await started(context);
    let fails = true;
    const broken = {
      get: (key) => store.get(key),
      set(key, text) {
        if (fails && text.includes("rt-2")) {
          throw new Error("QuotaExceeded");
        }
        store.set(key, text);
      },
    };
    const session = new Session(client, broken, { key, fetch });
    pass(HOUR);
    await assert.rejects(session.accessToken(), { message: "QuotaExceeded" });
    fails = false;
    await session.end({ revoke: true });
    assert.equal(asked.at(-1).token, "rt-2");
    assert.deepEqual(Object.keys(stored(store)), ["sequence"]);
  });
});
