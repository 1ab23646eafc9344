// The rate of a session's requests: never without a pause, whatever the responses and the options are.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Session } from "grantlet";
import { AT, HOUR, client, key, server, started, stored, tokenOf } from "./sessions.js";

const SETTINGS = [0, -1, 0.001, NaN, Infinity, -Infinity, null, undefined, "5000", 1e9];
const rotating = (more) => server((_, number) => ({ ...AT, access_token: `at-${number + 1}`, refresh_token: `rt-${number + 1}`, ...more }));

/**
 * Calls `accessToken` every 100 ms of virtual time, and once the shortest pauses are over every second; returns the number
 * of requests.
 */
async function asks({ session, pass, asked }, time) {
  const before = asked.length;
  const start = Date.now();
  for (let now = start; now < start + time; pass(now < start + HOUR / 12 ? 100 : 1_000), now = Date.now()) {
    await session.accessToken().catch(({ code }) => assert.match(code, /^(waiting|refused)$/));
  }
  return asked.length - before;
}

describe("a session's rate", () => {
  for (const random of [0, 0.5, 0.999999]) {
    for (const [name, settings] of [
      ["defaults", {}],
      ["only a cap", { backoff: { cap: 300_000 } }],
      ["only a first", { backoff: { first: 2_000 } }],
      ["a first above the cap", { backoff: { first: 1e9, cap: 300_000 } }],
    ]) {
      test(`HTTP 500: at most 31 requests in an hour, by chance ${random}, with ${name}`, async (context) => {
        context.mock.method(Math, "random", () => random);
        const { fetch, asked } = server(() => ({ status: 500 }));
        const world = { asked, ...(await started(context, { fetch, ...settings })) };
        world.pass(HOUR);
        const requests = await asks(world, HOUR);
        assert.ok(requests <= 31 && requests >= 12, `${requests}`);
      });
    }

    for (const expires_in of [0, -5, 1, 29, "1", 0.5]) {
      test(`tokens of ${expires_in} s: at most 30 requests in the first hour, 24 in the next, by chance ${random}`, async (context) => {
        context.mock.method(Math, "random", () => random);
        const { fetch, asked } = rotating({ expires_in });
        const login = { ...AT, expires_in, refresh_token: "rt-1" };
        const world = { asked, ...(await started(context, { fetch }, { login })) };
        const requests = [await asks(world, HOUR), await asks(world, HOUR)];
        assert.ok(requests[0] <= 30 && requests[1] <= 24, `${requests}`);
        assert.equal((await world.session.state()).state, "ready");
      });
    }
  }

  for (const value of SETTINGS) {
    for (const name of ["first", "cap", "both"]) {
      test(`backoff, ${name}: ${value} makes no pause below a second, and none of a day`, async (context) => {
        const backoff = name === "both" ? { first: value, cap: value } : { [name]: value };
        const { fetch, asked } = server(() => ({ status: 500 }));
        const { session, pass } = await started(context, { fetch, backoff });
        pass(HOUR);
        for (let attempt = 0; attempt < 12; attempt++) {
          const { until } = await session.accessToken().catch((error) => error);
          const pause = until - Date.now();
          const most = Math.max(1_000, value === 0.001 && name !== "first" ? 0 : value === 1e9 && name !== "first" ? 1e9 : 300_000);
          assert.ok(pause >= 1_000 && pause <= most, `${pause}`);
          pass(pause - 1);
          await assert.rejects(session.accessToken(), { code: "waiting" });
          pass(1);
        }
        assert.equal(asked.length, 12);
      });
    }

    test(`leeway, spread and timeout: ${value} are the defaults, or as set`, async (context) => {
      context.mock.method(Math, "random", () => 0);
      const options = { leeway: value, spread: value, timeout: value, ...rotating() };
      const { session, pass } = await started(context, options);
      const own = { 0.001: 0.001, [1e9]: HOUR / 2 }[value] ?? 60_000;
      assert.equal((await session.state()).until, Date.now() + HOUR - own);
      pass(HOUR);
      assert.equal(await session.accessToken(), "at-2");
    });
  }

  test("leeway and spread take at most half of a token's life", async (context) => {
    const { session } = await started(context, { leeway: 1e9, spread: 1e9 });
    assert.equal((await session.state()).until, Date.now() + HOUR / 2);
  });
});

describe("a short token", () => {
  test("is returned until the next refresh may come, and is ready until then", async (context) => {
    const { fetch, asked } = rotating({ expires_in: 1 });
    const { session, pass } = await started(context, { fetch });
    pass(HOUR);
    assert.equal(await session.accessToken(), "at-2");
    const { state, until } = await session.state();
    const pause = until - Date.now();
    assert.ok(state === "ready" && pause >= 1_000 && pause <= 2_000, `${state} ${pause}`);
    pass(pause - 1);
    assert.equal(await session.accessToken(), "at-2");
    assert.equal(asked.length, 1);
    pass(1);
    assert.equal(await session.accessToken(), "at-3");
  });

  test("counts as a failed attempt, and a token that is not short begins anew", async (context) => {
    context.mock.method(Math, "random", () => 0);
    const lives = [1, 1, 1, 3600, 1];
    const { fetch } = server((_, number) => ({ ...AT, expires_in: lives[number - 1] }));
    const { session, store, pass } = await started(context, { fetch });
    const floors = [];
    for (const _ of lives) {
      pass(HOUR);
      await session.accessToken();
      floors.push((await session.state()).until - Date.now());
    }
    assert.deepEqual(floors, [1_000, 2_000, 4_000, HOUR - 60_000, 1_000]);
    assert.equal(stored(store).attempts, 1);
  });

  test("of another tab is seen by all", async (context) => {
    const { fetch, asked } = rotating({ expires_in: 0 });
    const { session, store, pass } = await started(context, { fetch });
    pass(HOUR);
    const tabs = [session, ...[1, 2].map(() => new Session(client, store, { key, fetch }))];
    for (let turn = 0; turn < 10; turn++, pass(99)) {
      for (const tab of tabs) {
        assert.equal(await tab.accessToken(), "at-2");
      }
    }
    assert.equal(asked.length, 1);
  });

  test("that comes after its planned refresh counts too, and is returned", async (context) => {
    const { session, pass } = await started(context, {
      fetch: async () => {
        pass(3600 * 1000);
        return new Response(JSON.stringify(AT));
      },
    });
    pass(HOUR);
    assert.equal(await session.accessToken(), "at-2");
    assert.equal(await session.accessToken(), "at-2");
    assert.equal((await session.state()).state, "ready");
  });

  test("that is rejected leaves the floor as it was: the session waits", async (context) => {
    const { fetch, asked } = rotating({ expires_in: 1 });
    const { session, pass } = await started(context, { fetch });
    pass(HOUR);
    for (let life = 0; life < 8; life++) {
      const token = await session.accessToken();
      const floor = (await session.state()).until;
      await session.rejected(token);
      const { state, until } = await session.state();
      assert.ok(state === "waiting" && until >= floor, `${state} ${until - floor}`);
      await assert.rejects(session.accessToken(), { code: "waiting", until });
      pass(until - Date.now());
    }
    assert.equal(asked.length, 8);
  });

  test("of a login is returned once, also without a refresh token", async (context) => {
    for (const refresh_token of ["rt-1", undefined]) {
      const login = { ...AT, expires_in: 0, refresh_token };
      const { session } = await started(context, { fetch: assert.fail }, { login });
      assert.equal(await session.accessToken(), "at-2");
      context.mock.timers.reset();
    }
  });

  test("of a login long ago is refreshed at once", async (context) => {
    const { fetch, asked } = rotating();
    const { session } = await started(context, { fetch });
    const { requestedAt, expiresAt, ...login } = tokenOf({ ...AT, refresh_token: "rt-1" });
    await session.start({ ...login, requestedAt: requestedAt - 2 * HOUR, expiresAt: expiresAt - 2 * HOUR });
    assert.equal(await session.accessToken(), "at-2");
    assert.equal(asked.length, 1);
  });
});

describe("a 401", () => {
  test("never shortens a pause that the server asked for", async (context) => {
    const { fetch, asked } = server((_, number) =>
      number < 2 ? { ...AT, refresh_token: "rt" } : { status: 503, headers: { "retry-after": "3600" } },
    );
    const { session, pass } = await started(context, { fetch });
    await session.rejected("at-1");
    assert.equal(await session.accessToken(), "at-2");
    pass(HOUR - 60_000);
    assert.equal(await session.accessToken(), "at-2");
    const { state, until } = await session.state();
    assert.deepEqual([state, until - Date.now() >= HOUR], ["waiting", true]);
    await session.rejected("at-2");
    assert.equal((await session.state()).until, until);
    assert.equal(asked.length, 2);
  });

  test("for each token, long or short: at most 32 requests in an hour", async (context) => {
    context.mock.method(Math, "random", () => 0);
    for (const expires_in of [3600, 1, null]) {
      const { fetch, asked } = rotating({ expires_in });
      const { session, pass } = await started(context, { fetch });
      for (const end = Date.now() + HOUR; Date.now() < end; pass(100)) {
        await session.accessToken().then((token) => session.rejected(token), () => {});
      }
      assert.ok(asked.length <= 32, `${asked.length}`);
      context.mock.timers.reset();
    }
  });
});

describe("clocks", () => {
  for (const jump of [10 * 365 * 24 * HOUR, -10 * 365 * 24 * HOUR]) {
    test(`one that jumps by ${jump / HOUR} hours and back costs a request each, and ends nothing`, async (context) => {
      const { fetch, asked } = server((_, number) =>
        number % 2 ? { status: 401, error: "invalid_client" } : { ...AT, access_token: `at-${number}`, refresh_token: `rt-${number}` },
      );
      const { session, pass } = await started(context, { fetch });
      for (let turn = 0; turn < 4; turn++) {
        pass(turn % 2 ? -jump : jump);
        for (let call = 0; call < 5; call++, pass(10)) {
          await session.accessToken().catch(({ code }) => assert.notEqual(code, "ended"));
        }
      }
      assert.ok(asked.length <= 5, `${asked.length}`);
      pass(HOUR);
      assert.notEqual((await session.state()).state, "ended");
    });
  }

  test("one that was set back does not hold a short token for longer", async (context) => {
    const { fetch, asked } = rotating({ expires_in: 1 });
    const { session, pass } = await started(context, { fetch });
    pass(HOUR);
    assert.equal(await session.accessToken(), "at-2");
    pass(-HOUR);
    assert.equal(await session.accessToken(), "at-3");
    assert.equal(await session.accessToken(), "at-3");
    assert.equal(asked.length, 2);
  });
});

describe("tokens of the client's own", () => {
  const service = { ...client, clientSecret: "s" };
  const world = (context, respond, options) => {
    context.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
    const { fetch, asked } = server(respond);
    const store = new Map();
    const session = new Session(service, store, { key, clientCredentials: true, fetch, ...options });
    return { session, store, asked, fetch, pass: (time) => context.mock.timers.setTime(Date.now() + time) };
  };

  for (const [name, respond, state] of [
    ["503 with Retry-After", () => ({ status: 503, headers: { "retry-after": "2" } }), "waiting"],
    ["a dead port", () => Promise.reject(new TypeError("fetch failed")), "waiting"],
    ["a wrong secret", () => ({ status: 401, error: "invalid_client" }), "refused"],
    ["an `invalid_grant`", () => ({ status: 400, error: "invalid_grant" }), "refused"],
  ]) {
    test(`before the first token, ${name}: four calls send one request, and a second session none`, async (context) => {
      const { session, store, asked, fetch, pass } = world(context, respond);
      const again = new Session(service, store, { key, clientCredentials: true, fetch });
      for (let call = 0; call < 4; call++, pass(150)) {
        await assert.rejects(session.accessToken(), { code: state });
        await assert.rejects(again.accessToken(), { code: state });
      }
      assert.deepEqual([asked.length, (await again.state()).state], [1, state]);
    });
  }

  test("in an hour of a wrong secret at most 24 requests are sent", async (context) => {
    const made = world(context, () => ({ status: 401, error: "invalid_client" }));
    assert.ok((await asks(made, HOUR)) <= 24);
  });

  test("a short one has a floor, and the next comes after it", async (context) => {
    const made = world(context, (_, number) => ({ ...AT, access_token: `at-${number}`, expires_in: 0 }));
    assert.ok((await asks(made, HOUR)) <= 31);
  });

  const asking = { scope: "a b", params: { audience: "x", resource: "y" } };
  for (const [name, other, isSame] of [
    ["the same words in another order", { scope: "b  a", params: { resource: "y", audience: "x" } }, true],
    ["another scope", { ...asking, scope: "a" }, false],
    ["no scope", { params: asking.params }, false],
    ["another audience", { ...asking, params: { audience: "z", resource: "y" } }, false],
    ["no parameters", { scope: "a b" }, false],
    ["neither", {}, false],
  ]) {
    for (const given of [undefined, key]) {
      test(`two sessions of one client and store, ${name}, ${given ? "one key" : "the default key"}: ${isSame ? "one token" : "two"}`, async (context) => {
        const { store, asked, fetch } = world(context, ({ scope = "", audience = "" }) => ({ ...AT, access_token: `${scope.split(/ +/).sort().join()}/${audience}` }));
        const of = (options) => new Session(service, store, { clientCredentials: true, fetch, key: given, ...options });
        const [first, second] = [of(asking), of(other)];
        for (let call = 0; call < 3; call++) {
          assert.equal(await first.accessToken(), "a,b/x");
          assert.equal(await second.accessToken(), isSame ? "a,b/x" : `${(other.scope ?? "").split(/ +/).join()}/${other.params?.audience ?? ""}`);
        }
        assert.equal(asked.length, isSame ? 1 : 2);
      });
    }
  }

  test("that an earlier version stored under this key are requested anew, for nothing shows what they are", async (context) => {
    const { session, store, asked } = world(context, () => AT);
    store.set(key, JSON.stringify({ sequence: 3, token: tokenOf({ ...AT, access_token: "old" }), early: 0, rejections: 0 }));
    assert.equal(await session.accessToken(), "at-2");
    assert.deepEqual([asked.length, stored(store).sequence], [1, 4]);
  });

  test("a user's session of an earlier version is read, by its default key too", async (context) => {
    const { store } = world(context, () => AT);
    const old = { sequence: 3, token: tokenOf({ ...AT, access_token: "old", refresh_token: "rt" }), early: 0, rejections: 0 };
    store.set("grantlet app https://as.example /token", JSON.stringify(old));
    assert.equal(await new Session(client, store).accessToken(), "old");
  });
});
