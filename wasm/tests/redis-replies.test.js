// Replies of the caller's Redis client, and the commands for Redis, without a server.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Session } from "grantlet";
import { redisStore } from "grantlet/redis";
import { AT, HOUR, LOGIN, client, key, server, tokenOf } from "./sessions.js";

/** A fake Redis client that converts its replies with `of` and records the commands. */
function redis(of = (reply) => reply) {
  const texts = new Map();
  const sent = [];
  const run = ([name, ...rest]) => {
    if (name === "GET") {
      return texts.get(rest[0]) ?? null;
    }
    if (name === "SET") {
      return texts.has(rest[0]) ? null : (texts.set(rest[0], rest[1]), "OK");
    }
    if (rest[1] === "1") {
      return Number(texts.delete(rest[2]));
    }
    texts.set(rest[2], rest[6]);
    return 1;
  };
  const send = async (command) => {
    sent.push(command);
    return of(run(command), command[0]);
  };
  return { send, sent, texts };
}

const granted = (context, of, options) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
  const { fetch, asked } = server(() => ({ ...AT, refresh_token: "rt-2" }));
  const made = redis(of);
  const session = new Session(client, redisStore(made.send), { key, fetch, ...options });
  return { ...made, session, asked };
};

describe("replies of Redis", () => {
  for (const [name, one] of [["1", 1], ["1n", 1n], ['"1"', "1"], ["true", true], ["bytes", Buffer.from("1")], ["a Uint8Array", new Uint8Array([49])]]) {
    test(`the script's reply ${name} means stored`, async (context) => {
      const { session, asked } = granted(context, (reply, command) => (command === "EVAL" && reply === 1 ? one : reply));
      await session.start(tokenOf(LOGIN));
      assert.equal(await session.accessToken(), "at-1");
      context.mock.timers.setTime(Date.now() + HOUR);
      assert.equal(await session.accessToken(), "at-2");
      assert.equal(asked.length, 1);
    });
  }

  for (const [name, zero] of [["0", 0], ["0n", 0n], ['"0"', "0"], ["false", false], ["bytes", Buffer.from("0")]]) {
    test(`the script's reply ${name} means lock_lost`, async (context) => {
      const { session } = granted(context, (reply, command) => (command === "EVAL" ? zero : reply));
      await assert.rejects(session.start(tokenOf(LOGIN)), { code: "lock_lost" });
    });
  }

  for (const [name, other] of [["nothing", undefined], ["null", null], ["a list", [null, 1]], ["OK", "OK"], ["an object", {}], ["NaN", NaN]]) {
    test(`the script's reply ${name} is reported as an error of the caller's function`, async (context) => {
      const { session } = granted(context, (reply, command) => (command === "EVAL" ? other : reply));
      await assert.rejects(session.start(tokenOf(LOGIN)), ({ code, message }) => code === "storage_incompatible" && /your function/.test(message));
    });
  }

  test("a function that returns nothing is reported, and does not wait for the lock", async (context) => {
    const { session, sent } = granted(context, () => undefined);
    await assert.rejects(session.start(tokenOf(LOGIN)), { code: "storage_incompatible" });
    assert.deepEqual(sent.map(([name]) => name), ["SET"]);
  });

  test("bytes instead of a string are an error, and nothing is lost", async (context) => {
    const { session, texts } = granted(context, (reply, name) => (name === "GET" && reply ? Buffer.from(reply) : reply));
    texts.set(key, '{"sequence":7}');
    await assert.rejects(session.accessToken(), { code: "storage_incompatible" });
    assert.equal(texts.get(key), '{"sequence":7}');
  });
});

describe("commands for Redis", () => {
  for (const timeout of [1e300, Number.MAX_VALUE, 2 ** 53, 0.1, 1e-300, -1, NaN, Infinity, "5", 5n, null, undefined]) {
    for (const forgetAfter of [undefined, 1e300, NaN, Infinity, -1, 0, 0.5, 86_400_000.7]) {
      test(`timeout ${typeof timeout} ${timeout}, forgetAfter ${forgetAfter}: Redis gets whole milliseconds in its range`, async () => {
        const { send, sent } = redis();
        await redisStore(send).lock(key, (set) => set("{}", 1, forgetAfter), { timeout, ifAvailable: false });
        const [[, , , , , life], [, , , , , , , , lockLife, textLife]] = sent;
        for (const number of [life, lockLife, ...(textLife ? [textLife] : [])]) {
          assert.match(number, /^[1-9]\d{0,15}$/);
        }
        assert.equal(textLife === "", !(Number.isFinite(forgetAfter) && forgetAfter < 1e300), textLife);
      });
    }
  }

  test("with maxAge a refresh token expires in Redis, and an ended session as without", async () => {
    const { send, sent } = redis();
    const store = redisStore(send, { maxAge: 1000.5 });
    for (const forgetAfter of [undefined, 7]) {
      await store.lock(key, (set) => set("{}", 1, forgetAfter), { timeout: 1000, ifAvailable: false });
    }
    assert.deepEqual(sent.filter(([, , keys]) => keys === "2").map((command) => command.at(-1)), ["1001", "7"]);
  });

  test("a token with a lifetime of 1e300 seconds is stored without expiry", async (context) => {
    const { session, sent } = granted(context);
    await session.start({ ...tokenOf({ ...AT, refresh_token: undefined }), expiresAt: 1e300, expiresIn: 1e297 });
    assert.equal(sent.find(([name, , keys]) => name === "EVAL" && keys === "2").at(-1), "");
  });
});
