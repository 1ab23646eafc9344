// Eight processes that share one grant through a real Redis server, which `cargo xtask test redis` installs.

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as grantlet from "grantlet";
import { redisStore } from "grantlet/redis";
import { CLIENTS, monitor, startRedis } from "./redis-server.js";
import { Rotating } from "./rotating.js";

const program = process.env.GRANTLET_REDIS;
const skip = program ? false : "GRANTLET_REDIS names no redis-server";
const worker = fileURLToPath(new URL("redis-worker.js", import.meta.url));
const ENTRIES = ["grantlet", "grantlet/js", "grantlet/slim"];
const KINDS = Object.keys(CLIENTS);

describe("redis", { skip }, () => {
  let redis;
  let connection;
  let history;
  let http;
  let grants = 0;
  const workers = [];
  /** For the path of each grant: the provider, its action at a request, and the locks that it saw. */
  const providers = {};

  before(async () => {
    redis = await startRedis(program);
    connection = await CLIENTS.redis(redis.port);
    history = await monitor(redis.port);
    http = createServer(respond).listen(0, "127.0.0.1");
    await once(http, "listening");
    await Promise.all(Array.from({ length: 8 }, (_, place) => employ(place)));
  });
  after(async () => {
    workers.forEach((worker) => worker.kill());
    http?.close();
    history?.close();
    await connection?.close();
    await redis?.stop();
  });

  async function employ(place) {
    const args = [ENTRIES[place % 3], KINDS[place % 2], `${redis.port}`];
    workers[place] = fork(worker, args);
    const [word] = await once(workers[place], "message");
    assert.equal(word, "ready");
  }

  async function respond(request, response) {
    const { provider, locks, heard } = providers[request.url.split("/")[1]];
    let body = "";
    for await (const part of request) {
      body += part;
    }
    locks.push(request.headers["x-lock"]);
    provider.atOnce += 1;
    provider.mostAtOnce = Math.max(provider.mostAtOnce, provider.atOnce);
    // Long enough for another request to overlap, if that is possible.
    await new Promise((resolve) => setTimeout(resolve, 30));
    const { status, json } = provider.refresh(new URLSearchParams(body).get("refresh_token"));
    provider.atOnce -= 1;
    if (heard?.() !== "silent") {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
    }
  }

  /** A grant whose token is due, and its provider. */
  async function granted(options) {
    grants += 1;
    const key = `grant:${grants}`;
    const state = { provider: new Rotating(options), locks: [] };
    providers[grants] = state;
    const baseUrl = `http://127.0.0.1:${http.address().port}/${grants}`;
    const client = { clientId: "service", baseUrl, tokenEndpoint: "/token", allowLoopback: true };
    const session = new grantlet.Session(client, redisStore(connection.send), { key });
    // An old login whose token has expired.
    const login = { ...state.provider.login(), expires_in: 3600 };
    const received = { requestedAt: Date.now() - 7_200_000 };
    await session.start(grantlet.readResponse(client, 200, JSON.stringify(login), received));
    return { ...state, state, key, client, session };
  }

  const ask = async (worker, message) => {
    worker.send(message);
    return (await once(worker, "message"))[0];
  };

  /** Ends a lock while its holder is suspended. */
  async function endsLock(key) {
    assert.equal(await connection.send(["PEXPIRE", `{${key}} lock`, "1"]), 1);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  const life = async (key) => [await connection.send(["EXISTS", key]), await connection.send(["PTTL", key])];
  const DAY = 86_400_000;

  /** Checks the writes of a grant: no token after a later one, and one token per number. */
  function assertInOrder(key) {
    const stored = history.stored.filter((record) => record.key === key);
    assert.ok(stored.length > 0);
    let last = { sequence: 0 };
    for (const record of stored) {
      assert.ok(record.sequence >= last.sequence, `${record.sequence} after ${last.sequence}`);
      if (record.sequence === last.sequence) {
        assert.equal(record.token.refreshToken, last.token.refreshToken);
      } else {
        assert.notEqual(record.token?.refreshToken, last.token?.refreshToken);
      }
      last = record;
    }
  }

  /** Checks the provider's requests: one at a time, and one for each time the lock was held. */
  function assertOneForEachLock({ provider, locks }) {
    assert.equal(provider.mostAtOnce, 1);
    assert.ok(locks.every(Boolean));
    assert.equal(new Set(locks).size, locks.length);
  }

  test("eight processes, several lives: each refresh token is sent once, in its order", async () => {
    const grant = await granted({ expiresIn: 1 });
    const lives = 6;
    const told = await Promise.all(workers.map((worker) => ask(worker, { ...plain(grant), lives })));
    for (const { given, code } of told) {
      assert.equal(code, undefined);
      // Each process sees the stored tokens in order, and may miss some.
      assert.deepEqual(given, [...given].sort((a, b) => a.slice(3) - b.slice(3)));
    }
    const { asked } = grant.provider;
    assert.ok(asked.length >= lives);
    assert.deepEqual(asked, asked.map((_, index) => `rt-${index + 1}`));
    assertOneForEachLock(grant);
    assertInOrder(grant.key);
  });

  // Where the holder is killed, the total number of requests, and the outcome without a grace period.
  for (const [name, dies, requests, without] of [
    ["before the mark", "before write 1", 1, "live"],
    ["after the mark, before it sends", "after write 1", 1, "live"],
    ["after it sent, before the response", "silent", 2, "ended"],
    ["after the response, before it stores", "before write 2", 2, "ended"],
    ["after it stored, before it lets go", "after write 2", 1, "live"],
  ]) {
    for (const grace of [true, false]) {
      const outcome = grace ? "live" : without;
      const period = `${grace ? "with" : "without"} a grace period`;
      test(`the lock holder is killed ${name}, ${period}: ${requests} requests, ${outcome}`, async () => {
        const grant = await granted({ grace });
        const place = grants % 8;
        const [victim] = workers.splice(place, 1, undefined);
        const others = workers.filter(Boolean);
        if (dies === "silent") {
          grant.state.heard = () => {
            grant.state.heard = undefined;
            victim.kill("SIGKILL");
            return "silent";
          };
        }
        victim.send({ ...plain(grant), dies });
        assert.deepEqual(await once(victim, "exit"), [null, "SIGKILL"]);

        const told = await Promise.all(others.map((worker) => ask(worker, plain(grant))));
        // An API rejects it everywhere at once.
        const rejects = `at-${requests + 1}`;
        const again = await Promise.all(others.map((worker) => ask(worker, { ...plain(grant), rejects })));
        await employ(place);
        for (const [round, results] of [told, again].entries()) {
          for (const { given, code, endsGrant } of results) {
            if (outcome === "live") {
              assert.deepEqual([code, given.at(-1)], [undefined, `at-${requests + round + 1}`]);
            } else {
              assert.deepEqual([code, endsGrant, given], ["ended", true, []]);
            }
          }
        }
        // The second round sent one more.
        assert.equal(grant.provider.asked.length, requests + (outcome === "live" ? 1 : 0));
        assertOneForEachLock(grant);
        assertInOrder(grant.key);
      });
    }
  }

  test("a holder that was suspended does not overwrite a newer value, and uses that value", async () => {
    const { key, client, provider } = await granted({ grace: true });
    const options = { key, fetch: provider.fetch };
    const next = new grantlet.Session(client, redisStore(connection.send), options);
    let writes = 0;
    let given;
    const still = async (command) => {
      if (command[0] === "EVAL" && command[2] === "2" && ++writes === 2) {
        await endsLock(key);
        given = await next.accessToken();
      }
      return connection.send(command);
    };
    const session = new grantlet.Session(client, redisStore(still), options);
    assert.equal(await session.accessToken(), "at-3");
    assert.equal(given, "at-3");
    assert.deepEqual(provider.asked, ["rt-1", "rt-1"]);
    assert.equal((await next.state()).token.refreshToken, "rt-3");
    assertInOrder(key);
  });

  test("a holder that was suspended stores nothing while another holds the lock", async () => {
    const { key, client, provider, session: other } = await granted({ grace: true });
    let writes = 0;
    const still = async (command) => {
      if (command[0] === "EVAL" && command[2] === "2" && ++writes === 2) {
        await connection.send(["SET", `{${key}} lock`, "another's"]);
      }
      return connection.send(command);
    };
    const session = new grantlet.Session(client, redisStore(still), { key, fetch: provider.fetch });
    await assert.rejects(session.accessToken(), { code: "lock_lost" });
    assert.equal((await other.state()).token.refreshToken, "rt-1");
  });

  test("a holder that was suspended before sending sends nothing", async () => {
    const { key, client, provider } = await granted({ grace: false });
    const options = { key, fetch: provider.fetch };
    const next = new grantlet.Session(client, redisStore(connection.send), options);
    let given;
    const still = async (command) => {
      if (command[0] === "EVAL" && command[2] === "2" && !given) {
        await endsLock(key);
        given = await next.accessToken();
      }
      return connection.send(command);
    };
    const session = new grantlet.Session(client, redisStore(still), options);
    assert.equal(await session.accessToken(), "at-2");
    assert.deepEqual(provider.asked, ["rt-1"]);
  });

  test("a holder that was suspended stores its token if nobody took the lock", async () => {
    const { key, client, provider } = await granted({ grace: false });
    let writes = 0;
    const still = async (command) => {
      if (command[0] === "EVAL" && command[2] === "2" && ++writes === 2) {
        await connection.send(["DEL", `{${key}} lock`]);
      }
      return connection.send(command);
    };
    const session = new grantlet.Session(client, redisStore(still), { key, fetch: provider.fetch });
    assert.equal(await session.accessToken(), "at-2");
    assert.equal((await session.state()).token.refreshToken, "rt-2");
  });

  test("the lock of another process is not released", async () => {
    const store = redisStore(connection.send);
    const options = { timeout: 200, ifAvailable: false };
    await store.lock("k", async () => {
      await endsLock("k");
      await store.lock("k", async () => {}, options);
      await connection.send(["SET", "{k} lock", "another's"]);
    }, options);
    assert.equal(await connection.send(["GET", "{k} lock"]), "another's");
    assert.equal(await store.lock("k", assert.fail, { ...options, ifAvailable: true }), undefined);
  });

  test("a logout wins over a delayed refresh", async () => {
    const { key, client, provider, session: other } = await granted({ grace: true });
    let writes = 0;
    const still = async (command) => {
      if (command[0] === "EVAL" && command[2] === "2" && ++writes === 2) {
        await endsLock(key);
        await other.end();
      }
      return connection.send(command);
    };
    const session = new grantlet.Session(client, redisStore(still), { key, fetch: provider.fetch });
    await assert.rejects(session.accessToken());
    assert.equal((await session.state()).state, "ended");
  });

  test("a key with a refresh token has no TTL; an ended session has one of a day, and a delayed write does not restore it", async () => {
    const { key, client, provider, session } = await granted();
    assert.deepEqual(await life(key), [1, -1]);
    const own = new grantlet.Session(client, redisStore(connection.send), { key, fetch: provider.fetch });
    assert.equal(await own.accessToken(), "at-2");
    assert.deepEqual(await life(key), [1, -1]);
    let late;
    const still = async (command) => {
      if (command[0] === "EVAL" && command[2] === "2" && command.includes("2")) {
        late = command;
      }
      return connection.send(command);
    };
    await new grantlet.Session(client, redisStore(still), { key }).rejected("at-2");
    await session.end();
    const [exists, left] = await life(key);
    assert.ok(exists === 1 && left > DAY - 60_000 && left <= DAY, `${left}`);
    // A delayed write of a suspended holder arrives now, and again after the session was deleted.
    assert.equal(await connection.send(late), 0);
    await connection.send(["DEL", key]);
    assert.equal(await connection.send(late), 0);
    assert.equal((await session.state()).state, "ended");
  });

  test("tokens still to be revoked are kept for longer, and after a new login the key has no TTL", async () => {
    const { key, client, session } = await granted();
    const down = new grantlet.Session({ ...client, revocationEndpoint: "/revoke" }, redisStore(connection.send), { key, fetch: () => Promise.reject(new TypeError("down")) });
    await assert.rejects(down.end({ revoke: true }), { code: "not_revoked" });
    assert.ok((await life(key))[1] > 29 * DAY);
    await session.start({ refreshToken: "rt" });
    assert.deepEqual(await life(key), [1, -1]);
  });

  test("client credentials tokens, and tokens without a refresh token, are kept for their lifetime and a day", async () => {
    const { key, client } = await granted();
    const token = { access_token: "at", token_type: "Bearer", expires_in: 3600 };
    const fetch = async () => new Response(JSON.stringify(token));
    const service = new grantlet.Session({ ...client, clientSecret: "s" }, redisStore(connection.send), { key: `${key} own`, clientCredentials: true, fetch });
    assert.equal(await service.accessToken(), "at");
    const session = new grantlet.Session(client, redisStore(connection.send), { key });
    await session.start(grantlet.readResponse(client, 200, JSON.stringify(token)));
    for (const [, left] of [await life(`${key} own`), await life(key)]) {
      assert.ok(left > DAY + 3_500_000 && left <= DAY + 3_600_000, `${left}`);
    }
  });

  for (const timeout of [0, 2.6, 1300.7, NaN, Infinity, -1, undefined]) {
    test(`a timeout of ${timeout} gives a lock of whole milliseconds, longer than a request`, async () => {
      const { key, client, provider } = await granted();
      const lives = [];
      const counted = async (command) => {
        if (command[0] === "SET") {
          lives.push(command.at(-1));
        }
        return connection.send(command);
      };
      const store = redisStore(counted);
      await store.lock(`${key} alone`, async () => {}, { timeout: timeout > 100 || !(timeout > 0) ? timeout : 500.3, ifAvailable: false });
      if (timeout !== 2.6) {
        const session = new grantlet.Session(client, store, { key, timeout, fetch: provider.fetch });
        assert.equal(await session.accessToken(), "at-2");
      }
      assert.ok(lives.every((life) => /^[1-9]\d*$/.test(life) && Number(life) >= 1_500), lives.join());
    });
  }

  test("the lock is renewed at each write, so that a slow write leaves time for the request", async () => {
    const { key, client, provider } = await granted();
    const left = [];
    const fetch = async (...given) => {
      left.push(await connection.send(["PTTL", `{${key}} lock`]));
      return provider.fetch(...given);
    };
    const slow = async (command) => {
      if (command[0] === "EVAL" && command[2] === "2") {
        await new Promise((resolve) => setTimeout(resolve, 400));
      }
      return connection.send(command);
    };
    await new grantlet.Session(client, redisStore(slow), { key, fetch, timeout: 1_000 }).accessToken();
    assert.ok(left[0] > 2_500, `${left}`);
  });

  test("if the write before a request takes longer than half of the timeout, nothing is sent, and nothing is sent twice", async () => {
    const { key, client, provider } = await granted({ grace: false });
    const slow = async (command) => {
      if (command[0] === "EVAL" && command[2] === "2") {
        await new Promise((resolve) => setTimeout(resolve, 400));
      }
      return connection.send(command);
    };
    const options = { key, fetch: provider.fetch, timeout: 300 };
    const sessions = [slow, slow, connection.send].map((send) => new grantlet.Session(client, redisStore(send), options));
    const told = await Promise.all(sessions.map((session) => session.accessToken().catch(({ code }) => code)));
    assert.deepEqual(told.slice(0, 2).every((word) => /^(storage_timeout|lock_lost|at-2)$/.test(word)), true, told.join());
    assert.equal(told[2], "at-2");
    assert.deepEqual([provider.asked, provider.mostAtOnce], [["rt-1"], 1]);
  });

  test("if Redis never replies, each call ends", async () => {
    const { key, client } = await granted();
    for (const name of ["GET", "SET", "EVAL"]) {
      const silent = (command) => (command[0] === name ? new Promise(() => {}) : connection.send(command));
      const session = new grantlet.Session(client, redisStore(silent), { key, timeout: 100, fetch: assert.fail });
      await assert.rejects(session.accessToken(), { code: "storage_timeout" });
    }
  });
});

/** The part of a grant that is sent to a worker. */
const plain = ({ key, client }) => ({ key, client });
