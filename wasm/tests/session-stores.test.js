// Invalid values from a storage, a lock or a caller: a clear error, and nothing is lost.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Session } from "grantlet";
import { AT, HOUR, LOGIN, client, idTokenOf, key, server, started, stored, tokenOf } from "./sessions.js";

const refreshing = () => server((_, number) => ({ ...AT, access_token: `at-${number + 1}`, refresh_token: `rt-${number + 1}` }));
const over = (store, more) => ({ get: (key) => store.get(key), set: (key, text) => void store.set(key, text), ...more });

describe("a storage that stores nothing", () => {
  const earlier = (text) => {
    const { grant, ...old } = JSON.parse(text);
    return JSON.stringify(old);
  };

  for (const [name, make] of [
    ["`set` does nothing", (text) => ({ get: () => text, set() {} })],
    ["`get` returns the old text", (text) => ({ get: async () => text, set: async () => {} })],
    ["`set` does nothing, over a session of an earlier version", (text) => ({ get: () => earlier(text), set() {} })],
    ["a lock whose `set` does nothing", (text) => ({ get: () => text, lock: (_, work) => work(async () => true) })],
  ]) {
    test(`${name}: one request, and then an error`, async (context) => {
      const { store, pass } = await started(context);
      const { fetch, asked } = refreshing();
      const session = new Session(client, make(store.get(key)), { key, fetch });
      pass(HOUR);
      for (let call = 0; call < 5; call++, pass(10_000)) {
        await assert.rejects(session.accessToken(), { code: "storage_incompatible" });
      }
      assert.equal(asked.length, 1);
    });

    test(`${name}: start and end say so`, async (context) => {
      const { store } = await started(context);
      const session = new Session(client, make(store.get(key)), { key, fetch: assert.fail });
      await assert.rejects(session.start(tokenOf(LOGIN)), { code: "storage_incompatible" });
      await assert.rejects(session.end(), { code: "storage_incompatible" });
    });
  }

  test("tokens of the client's own: one request, and then an error", async () => {
    const { fetch, asked } = refreshing();
    const of = { ...client, clientSecret: "s" };
    const session = new Session(of, { get: () => undefined, set() {} }, { key, fetch, clientCredentials: true });
    for (let call = 0; call < 5; call++) {
      await assert.rejects(session.accessToken(), { code: "storage_incompatible" });
    }
    assert.equal(asked.length, 1);
  });

  test("what came is stored once the storage works again", async (context) => {
    const { store, pass } = await started(context);
    const { fetch, asked } = refreshing();
    let works = false;
    const session = new Session(client, over(store, { set: (key, text) => void (works && store.set(key, text)) }), { key, fetch });
    pass(HOUR);
    await assert.rejects(session.accessToken(), { code: "storage_incompatible" });
    works = true;
    assert.equal(await session.accessToken(), "at-2");
    assert.deepEqual([asked.length, stored(store).token.refreshToken], [1, "rt-2"]);
  });
});

describe("a storage that returns no string", () => {
  for (const [name, of] of [
    ["an object", (text) => JSON.parse(text)],
    ["a promise of an object", async (text) => JSON.parse(text)],
    ["bytes", (text) => new TextEncoder().encode(text)],
    ["a number", () => 5],
    ["a bigint", () => 5n],
    ["false", () => false],
    ["a list", (text) => [text]],
    ["a string object", (text) => new String(text)],
  ]) {
    test(`but ${name}: each call reports it, and what is stored stays`, async (context) => {
      const { store } = await started(context);
      const text = store.get(key);
      const session = new Session(client, over(store, { get: () => of(text) }), { key, fetch: assert.fail });
      for (const call of [() => session.accessToken(), () => session.state(), () => session.end(), () => session.start(tokenOf(LOGIN)), () => session.rejected("at-1")]) {
        await assert.rejects(call(), { code: "storage_incompatible" });
      }
      assert.equal(store.get(key), text);
    });
  }

  for (const [name, change] of [
    ["pauses", { pause: { from: "x", until: null }, floor: 5, attempts: "x", rejections: -1, early: "x" }],
    ["a pause without an end", { pause: { state: "waiting", from: 0 } }],
    ["attempts of 1e300", { attempts: 1e300 }],
    ["a writer's clock", { written: "yesterday" }],
  ]) {
    test(`a text with ${name} of the wrong type is read without them`, async (context) => {
      const { fetch, asked } = server(() => ({ status: 500 }));
      const { session, store, pass } = await started(context, { fetch });
      store.set(key, JSON.stringify({ ...stored(store), ...change }));
      assert.equal(await session.accessToken(), "at-1");
      pass(HOUR);
      for (let call = 0; call < 5; call++) {
        const { code, until } = await session.accessToken().catch((error) => error);
        assert.ok(code === "waiting" && until > Date.now() && until <= Date.now() + 300_000, `${code} ${until}`);
      }
      assert.equal(asked.length, 1);
    });
  }
});

describe("start", () => {
  const token = tokenOf(LOGIN);
  for (const [name, given, member] of [
    ["nothing", undefined, "token"],
    ["null", null, "token"],
    ["a string", JSON.stringify(token), "token"],
    ["a list", [token], "token"],
    ["what finishLogin returns", { token, address: "/" }, "accessToken"],
    ["a response", LOGIN, "accessToken"],
    ["an empty object", {}, "accessToken"],
    ["empty tokens", { accessToken: "", refreshToken: "" }, "accessToken"],
    ["a promise", Promise.resolve(token), "accessToken"],
    ["an access token that is a number", { ...token, accessToken: 5 }, "accessToken"],
    ["a refresh token that is an object", { ...token, refreshToken: {} }, "refreshToken"],
    ["an end that is a string", { ...token, expiresAt: "2030-01-01" }, "expiresAt"],
    ["an end that is a Date", { ...token, expiresAt: new Date(2e12) }, "expiresAt"],
    ["a lifetime that is NaN", { ...token, expiresIn: NaN }, "expiresIn"],
    ["a bigint", { ...token, requestedAt: 5n }, "requestedAt"],
    ["a scope that is a list", { ...token, scope: ["a"] }, "scope"],
    ["an id_token that is an object", { ...token, idToken: {} }, "idToken"],
    ["extra members that are a string", { ...token, extra: "x" }, "extra"],
  ]) {
    test(`with ${name} is rejected by the member's name, and what was stored stays`, async (context) => {
      const { session, store } = await started(context, { fetch: assert.fail });
      const text = store.get(key);
      await assert.rejects(session.start(given), (error) => error.code === "request_unexpected" && error.member === member && error.message.includes(member));
      assert.equal(store.get(key), text);
      assert.equal(await session.accessToken(), "at-1");
    });
  }

  test("takes a token that was null where it was undefined", async (context) => {
    const { session } = await started(context, { fetch: assert.fail });
    await session.start({ ...token, accessToken: "at-9", expiresAt: null, expiresIn: null, scope: null, idToken: null });
    assert.equal(await session.accessToken(), "at-9");
  });
});

describe("a session that is made with a wrong shape", () => {
  for (const [name, store, options, member] of [
    ["no storage", undefined, {}, "store"],
    ["null", null, {}, "store"],
    ["a storage of another kind", { getItem() {}, setItem() {} }, {}, "store"],
    ["a storage that cannot be written", { get() {} }, {}, "store"],
    ["a key that is a number", new Map(), { key: 5 }, "key"],
    ["a key that is null by mistake of an object", new Map(), { key: {} }, "key"],
  ]) {
    test(`${name} is rejected by the member's name`, () => {
      assert.throws(() => new Session(client, store, options), (error) => error.code === "request_unexpected" && error.member === member);
    });
  }
});

describe("locks", () => {
  test("one that never does the work is an error, and nothing loops", async (context) => {
    const { store, pass } = await started(context);
    const session = new Session(client, { get: (key) => store.get(key), lock: async () => undefined }, { key, fetch: assert.fail });
    pass(HOUR);
    for (const call of [() => session.accessToken(), () => session.start(tokenOf(LOGIN)), () => session.end()]) {
      await assert.rejects(call(), { code: "storage_incompatible" });
    }
  });

  test("one that forgets to return what the work returned is none the worse", async (context) => {
    const { store, pass } = await started(context);
    const { fetch, asked } = refreshing();
    const lock = async (_, work) => void (await work(async (text) => (store.set(key, text), true)));
    const session = new Session(client, { get: (key) => store.get(key), lock }, { key, fetch });
    pass(HOUR);
    assert.equal(await session.accessToken(), "at-2");
    assert.equal(asked.length, 1);
  });

  for (const thrown of [new Error("x"), undefined, null, 5]) {
    test(`one that throws ${thrown} when it is let go loses nothing`, async (context) => {
      const { store, pass } = await started(context);
      const { fetch, asked } = refreshing();
      const lock = async (_, work) => {
        await work(async (text) => (store.set(key, text), true));
        throw thrown;
      };
      const session = new Session(client, { get: (key) => store.get(key), lock }, { key, fetch });
      pass(HOUR);
      assert.equal(await session.accessToken(), "at-2");
      assert.equal(await session.accessToken(), "at-2");
      await session.start(tokenOf(LOGIN));
      assert.deepEqual([await session.end(), asked.length], [{ revoked: false }, 1]);
    });
  }

  for (const [name, navigator] of [
    ["the sight of Web Locks is denied", { get locks() { throw new DOMException("x", "SecurityError"); } }],
    ["Web Locks are an empty object", { locks: {} }],
    ["Web Locks are denied at once", { locks: { request() { throw new DOMException("x", "SecurityError"); } } }],
  ]) {
    test(`where ${name} the session continues within the realm`, async (context) => {
      const { session, pass } = await started(context, refreshing());
      const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
      Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
      try {
        pass(HOUR);
        assert.equal(await session.accessToken(), "at-2");
      } finally {
        delete globalThis.navigator;
        if (before) {
          Object.defineProperty(globalThis, "navigator", before);
        }
      }
    });
  }
});

describe("an error whose getters throw", () => {
  const trap = (name) => Object.defineProperty({}, name, { get() { throw new RangeError(`getter of ${name}`); }, enumerable: true });
  const proxy = new Proxy({}, { get() { throw new RangeError("get"); }, getPrototypeOf() { throw new RangeError("prototype"); } });
  /** Each of its getters throws the same once more. */
  const itself = new Proxy({}, { get() { throw itself; }, getPrototypeOf() { throw itself; } });
  for (const [name, thrown] of [["itself", itself], ["code", trap("code")], ["message", trap("message")], ["name", trap("name")], ["cause", trap("cause")], ["all", proxy], ["none, null", null], ["none, a symbol", Symbol("x")]]) {
    test(`thrown by fetch, ${name}: a pause is stored, and one request is sent`, async (context) => {
      let sent = 0;
      const { session, store, pass } = await started(context, { fetch: async () => { sent += 1; throw thrown; } });
      pass(HOUR);
      for (let call = 0; call < 4; call++) {
        await assert.rejects(session.accessToken(), (error) => error.code === "waiting");
      }
      assert.ok(stored(store).pause.until > Date.now());
      assert.equal(sent, 1);
    });

    test(`thrown by fetch at a revocation, ${name}: it is kept`, async (context) => {
      const { session, store } = await started(context, { fetch: async () => { throw thrown; } });
      await assert.rejects(session.end({ revoke: true }), (error) => error.code === "not_revoked");
      assert.equal(stored(store).revocations.length, 1);
    });

    test(`of a response, ${name}: a pause is stored`, async (context) => {
      const response = { status: 200, headers: { get: () => null }, get body() { throw thrown; }, get arrayBuffer() { throw thrown; } };
      const { session, store, pass } = await started(context, { fetch: async () => response });
      pass(HOUR);
      await assert.rejects(session.accessToken(), (error) => error.code === "waiting");
      assert.ok(stored(store).pause);
    });
  }
});

describe("tokens of the client's own, after `end`", () => {
  for (const [name, respond] of [["HTTP 500", () => ({ status: 500 })], ["a wrong secret", () => ({ status: 401, error: "invalid_client" })], ["tokens of a second", (_, number) => ({ ...AT, access_token: `at-${number}`, expires_in: 1 })]]) {
    test(`${name}: the pause outlives it, and a loop of end, start and accessToken sends one request`, async (context) => {
      context.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
      const { fetch, asked } = server(respond);
      const session = new Session({ ...client, clientSecret: "s" }, new Map(), { key, clientCredentials: true, fetch });
      await session.accessToken().catch(() => {});
      for (let call = 0; call < 50; call++) {
        await session.end();
        await session.accessToken().catch(({ code }) => assert.match(code, /^(waiting|refused)$/));
        await session.start(tokenOf({ ...AT, expires_in: 0 })).catch(() => {});
        await session.rejected("at-2");
        await session.accessToken().catch(({ code }) => assert.match(code, /^(waiting|refused)$/));
      }
      assert.equal(asked.length, 1);
    });

    test(`${name}: in an hour of such a loop at most 31 requests are sent`, async (context) => {
      context.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
      const { fetch, asked } = server(respond);
      const session = new Session({ ...client, clientSecret: "s" }, new Map(), { key, clientCredentials: true, fetch });
      for (let second = 0; second < 3_600; second++) {
        await session.end();
        await session.accessToken().catch(() => {});
        context.mock.timers.setTime(Date.now() + 1_000);
      }
      assert.ok(asked.length <= 31, `${asked.length}`);
    });
  }

  test("a login's refresh token that is started again keeps its pause, and another's does not", async (context) => {
    const { fetch, asked } = server(() => ({ status: 500 }));
    const { session, pass } = await started(context, { fetch });
    pass(HOUR);
    for (let call = 0; call < 20; call++) {
      await session.start({ refreshToken: "rt-1" });
      await assert.rejects(session.accessToken(), { code: "waiting" });
    }
    assert.equal(asked.length, 1);
    await session.start({ refreshToken: "rt-other" });
    await assert.rejects(session.accessToken(), { code: "waiting" });
    assert.equal(asked.length, 2);
  });
});

describe("an id_token at a refresh", () => {
  for (const [name, off] of [["ahead", 200_000_000], ["behind", -200_000_000]]) {
    test(`beside another fault is compared by the server's clock, where this one is ${off} seconds ${name}`, async (context) => {
      const now = 1_800_000_000;
      const login = { ...LOGIN, id_token: idTokenOf({ iat: now - 10, exp: now + 600 }) };
      const { fetch, asked } = server(() => ({
        headers: { date: new Date(now * 1000).toUTCString() },
        ...AT, token_type: "odd", refresh_token: "rt-2", id_token: idTokenOf({ iat: now - 5, exp: now + 600 }),
      }));
      const { session, store, pass } = await started(context, { fetch }, { login });
      context.mock.timers.setTime((now + off) * 1000);
      await session.rejected("at-1");
      await assert.rejects(session.accessToken(), ({ code }) => /^(waiting|refused)$/.test(code));
      const { token, doubted } = stored(store);
      assert.deepEqual([token.refreshToken, doubted, asked.length], ["rt-2", undefined, 1]);
      pass(0);
    });
  }
});

describe("a caller's numbers", () => {
  for (const value of [1e300, Number.MAX_VALUE, 2 ** 53, -1e300, NaN, "1e3", 5n, true, {}, [], null]) {
    test(`${typeof value} ${String(value)}: no pause is longer than a timer can hold, and none shorter than a second`, async (context) => {
      const { fetch } = server(() => ({ status: 500 }));
      const options = { fetch, timeout: value, leeway: value, spread: value, responseLimit: undefined, backoff: { first: value, cap: value } };
      const { session, pass } = await started(context, options);
      pass(HOUR);
      const { code, until } = await session.accessToken().catch((error) => error);
      const pause = until - Date.now();
      assert.ok(code === "waiting" && pause >= 1_000 && pause <= 2 ** 31 - 1, `${code} ${pause}`);
    });
  }
});
