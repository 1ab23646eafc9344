// Machines with different clocks that share a storage: each sends at most the requests of one machine.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Session } from "grantlet";
import { AT, HOUR, client, key, server, stored, tokenOf } from "./sessions.js";

const DAY = 24 * HOUR;
const START = 1_800_000_000_000;
const rotating = (more) => server((_, number) => ({ ...AT, access_token: `at-${number + 1}`, refresh_token: `rt-${number + 1}`, ...more }));

/** Machines on one storage, each with its own clock, which the test moves. */
function machines(context, clocks, options, { store = new Map(), of = client } = {}) {
  context.mock.timers.enable({ apis: ["Date"], now: START });
  let passed = 0;
  const all = clocks.map((ahead) => {
    const by = (clock = ahead) => context.mock.timers.setTime(START + passed + clock);
    by();
    // Each process has its own storage object.
    const own = { get: (key) => store.get(key), set: (key, text) => void store.set(key, text) };
    const session = new Session(of, own, { key, ...options });
    return { session, by, ahead };
  });
  return { all, store, pass: (time) => (passed += time) };
}

/** Each machine calls `accessToken` every `every` milliseconds. Returns the results, and throws unexpected errors. */
async function ask({ all, pass }, time, every = 500) {
  const got = { tokens: 0, waits: 0 };
  for (let left = time; left > 0; left -= every, pass(every)) {
    for (const { session, by } of all) {
      by();
      await session.accessToken().then(
        () => (got.tokens += 1),
        ({ code }) => {
          assert.match(code, /^(waiting|refused)$/);
          got.waits += 1;
        },
      );
    }
  }
  return got;
}

async function loggedIn(world, login = { ...AT, access_token: "at-1", refresh_token: "rt-1" }) {
  const [{ session, by }] = world.all;
  by();
  await session.start(tokenOf(login));
  return world;
}

describe("clocks that differ", () => {
  for (const [name, apart] of [["59 seconds", 59_000], ["an hour", HOUR], ["a day", DAY], ["ten years", 3650 * DAY]]) {
    for (const clocks of [[0, apart], [0, -apart], [-apart, 0, apart]]) {
      test(`clocks differ by ${name}, ${clocks.length} machines: each refreshes a token at most once in its lifetime`, async (context) => {
        const { fetch, asked } = rotating();
        const world = await loggedIn(machines(context, clocks, { fetch }));
        const { waits } = await ask(world, 2 * HOUR);
        assert.ok(asked.length <= 3 * clocks.length, `${asked.length} requests`);
        assert.equal(waits, 0);
        assert.deepEqual(asked.map(({ refresh_token }) => refresh_token), asked.map((_, index) => `rt-${index + 1}`));
      });

      test(`by ${name}, ${clocks.length} machines: tokens of a second get the requests of one machine from each`, async (context) => {
        const { fetch, asked } = rotating({ expires_in: 1 });
        const world = await loggedIn(machines(context, clocks, { fetch }));
        await ask(world, HOUR);
        const first = asked.length;
        await ask(world, HOUR);
        assert.ok(first <= 31 * clocks.length && asked.length - first <= 24 * clocks.length, `${first}, ${asked.length - first}`);
      });

      for (const [fault, respond] of [
        ["HTTP 500", () => ({ status: 500 })],
        ["a wrong secret", () => ({ status: 401, error: "invalid_client" })],
        ["a dead port", () => Promise.reject(new TypeError("fetch failed"))],
      ]) {
        test(`by ${name}, ${clocks.length} machines: ${fault} gets the requests of one machine from each`, async (context) => {
          const { fetch, asked } = server(respond);
          const world = await loggedIn(machines(context, clocks, { fetch }));
          world.pass(2 * HOUR);
          await ask(world, HOUR);
          assert.ok(asked.length <= 31 * clocks.length, `${asked.length} requests`);
        });
      }

      test(`by ${name}, ${clocks.length} machines: rejected tokens get the requests of one machine from each`, async (context) => {
        const { fetch, asked } = rotating();
        const world = await loggedIn(machines(context, clocks, { fetch }));
        for (let left = HOUR; left > 0; left -= 500, world.pass(500)) {
          for (const { session, by } of world.all) {
            by();
            await session.accessToken().then((token) => session.rejected(token), () => {});
          }
        }
        assert.ok(asked.length <= 32 * clocks.length, `${asked.length} requests`);
      });
    }
  }

  test("client credentials: each machine requests a token at most once in its lifetime", async (context) => {
    const { fetch, asked } = server((_, number) => ({ ...AT, access_token: `at-${number}` }));
    const of = { ...client, clientSecret: "s" };
    const world = machines(context, [0, HOUR, -DAY], { fetch, clientCredentials: true }, { of });
    await ask(world, 2 * HOUR);
    assert.ok(asked.length <= 9, `${asked.length} requests`);
  });

  test("a pause that another machine stored lasts as long as planned", async (context) => {
    const { fetch, asked } = server(() => ({ status: 503, headers: { "retry-after": "600" } }));
    const world = await loggedIn(machines(context, [0, DAY, -DAY], { fetch }));
    const [one, ahead, behind] = world.all;
    // All have looked.
    await ask(world, 500);
    const before = asked.length;
    world.pass(30 * DAY);
    for (const { session, by } of [ahead, behind, one]) {
      by();
      await session.accessToken().catch(() => {});
    }
    const sent = asked.length - before;
    for (let minute = 0; minute < 9; minute++, world.pass(60_000)) {
      for (const { session, by } of world.all) {
        by();
        const error = await session.accessToken().catch((error) => error);
        assert.equal(error.code, "waiting");
        const left = error.until - Date.now();
        assert.ok(left > 0 && left <= 1_200_000, `${left}`);
      }
    }
    assert.ok(sent <= 3 && asked.length === before + sent, `${sent}, ${asked.length}`);
  });

  test("a token that another machine refreshed is returned until it expires by the local clock", async (context) => {
    const { fetch, asked } = rotating();
    const world = await loggedIn(machines(context, [0, -DAY], { fetch }));
    const [one, behind] = world.all;
    behind.by();
    await behind.session.accessToken();
    one.by();
    await one.session.accessToken();
    const before = asked.length;
    behind.by();
    const { state, until } = await behind.session.state();
    assert.equal(state, "ready");
    assert.ok(until - Date.now() <= HOUR, `${until - Date.now()}`);
    world.pass(HOUR);
    behind.by();
    await behind.session.accessToken();
    assert.equal(asked.length, before + 1);
  });

  test("a session created for each call remembers what the previous one saw", async (context) => {
    const { fetch, asked } = rotating();
    const { all, store, pass } = await loggedIn(machines(context, [0, DAY], { fetch }));
    const stores = all.map(() => ({ get: (key) => store.get(key), set: (key, text) => void store.set(key, text) }));
    for (let call = 0; call < 100; call++, pass(500)) {
      for (const [index, { by }] of all.entries()) {
        by();
        await new Session(client, stores[index], { key, fetch }).accessToken();
      }
    }
    assert.ok(asked.length <= 4, `${asked.length}`);
  });

  test("a pause of a machine whose clock was ahead does not block a new process", async (context) => {
    let respond = () => ({ status: 500 });
    const { fetch, asked } = server((...given) => respond(...given));
    const { all, store, pass } = await loggedIn(machines(context, [3650 * DAY, 0], { fetch }));
    pass(2 * HOUR);
    all[0].by();
    await assert.rejects(all[0].session.accessToken(), { code: "waiting" });
    respond = () => ({ ...AT, refresh_token: "rt-2" });
    all[1].by();
    const own = { get: (key) => store.get(key), set: (key, text) => void store.set(key, text) };
    assert.equal(await new Session(client, own, { key, fetch }).accessToken(), "at-2");
    assert.equal(asked.length, 2);
  });

  test("a token dated in the future counts as short: it is replaced, and the next has a floor", async (context) => {
    const { fetch, asked } = rotating();
    const world = await loggedIn(machines(context, [DAY, 0], { fetch }));
    const [, { session, by }] = world.all;
    by();
    assert.equal(await session.accessToken(), "at-2");
    const { attempts, floor } = stored(world.store);
    assert.deepEqual([attempts, floor.until > Date.now(), asked.length], [1, true, 1]);
  });

  test("a value of an earlier version, without the writer's time, is read by its dates", async (context) => {
    const { fetch, asked } = rotating();
    const world = await loggedIn(machines(context, [0, 0], { fetch }));
    const { written, ...old } = stored(world.store);
    assert.equal(written, START);
    world.store.set(key, JSON.stringify(old));
    await ask(world, 1_000);
    assert.equal(asked.length, 0);
    world.pass(HOUR);
    world.store.set(key, JSON.stringify({ ...old, token: { ...old.token, accessToken: "at-old" } }));
    await ask(world, 1_000);
    assert.equal(asked.length, 1);
  });
});
