// An upgrade over a real Redis server that writes through: what an earlier edition stored, and a power cut before
// and after each command of the first refresh of this one.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Redis } from "ioredis";
import { Session } from "grantlet";
import { dpopKey } from "grantlet/proof";
import { redisStore } from "grantlet/redis";
import { startRedis } from "./redis-server.js";
import { client, key, server } from "./sessions.js";
import { DUE, moved } from "./stored.js";

const program = process.env.GRANTLET_REDIS;
const skip = program ? false : "GRANTLET_REDIS names no redis-server";
/** GET, SET of the lock, GET, EVAL of the mark, GET, EVAL of the token, EVAL that lets go. */
const COMMANDS = 7;
const options = { key };
/** What the lock of a session whose power is cut lasts follows from its `timeout`, and the next one waits for it. */
const short = { ...options, timeout: 400 };
const older = await Promise.all(
  (process.env.GRANTLET_OLDER?.split(",") ?? []).map(async (folder) => {
    const load = (name) => import(pathToFileURL(join(resolve(folder), name)));
    return { folder, ...(await load("index.js")), ...(await load("redis.js")) };
  }),
);

/** A provider with a grace period: each refresh token is numbered. */
const provider = (from, token_type = "Bearer") => server((_, number) => ({ access_token: `fake-at-${from + number}`, refresh_token: `fake-rt-${from + number}`, token_type, expires_in: 3600 }));
const bound = { ...client, dpop: await dpopKey() };
const numberOf = (text) => Number(JSON.parse(text).token.refreshToken.split("-")[2]);

describe("redis, an upgrade", { skip, concurrency: true }, () => {
  for (const { name, text, isBound } of DUE) {
    const [of, type] = isBound ? [bound, "DPoP"] : [client, "Bearer"];
    test(`${name}: a power cut at each command, and on from what is stored`, async () => {
      for (let cut = 0; cut <= 2 * COMMANDS; cut++) {
        const folder = await mkdtemp(join(tmpdir(), "grantlet-redis-"));
        const through = ["--dir", folder, "--appendonly", "yes", "--appendfsync", "always"];
        let redis = await startRedis(program, ...through);
        const connect = () => new Redis(redis.port, "127.0.0.1", { retryStrategy: null, maxRetriesPerRequest: 0 }).on("error", () => {});
        let connection = connect();
        const send = ([command, ...rest]) => connection.call(command, ...rest);
        try {
          await send(["SET", key, moved(text)]);
          const first = provider(10, type);
          let steps = 0;
          const cuts = async () => {
            if (++steps === cut) {
              await redis.kill();
              throw new Error("no power");
            }
          };
          const fails = async (command) => {
            await cuts();
            const reply = await send(command);
            await cuts();
            return reply;
          };
          // With the power on it is the token; without, whatever the call says, nothing more is stored.
          await new Session(of, redisStore(fails), { ...short, fetch: first.fetch }).accessToken().catch(() => {});
          if (cut) {
            connection.disconnect();
            await redis.stop();
            redis = await startRedis(program, ...through);
            connection = connect();
          }
          const stored = await send(["GET", key]);
          const newest = numberOf(stored);
          assert.ok([numberOf(text), 11].includes(newest), `${cut}: ${stored}`);
          if (first.asked.length === 0) {
            assert.equal(newest, numberOf(text), `${cut}`);
          }
          // Older programs read what is there, at each cut.
          for (const { Session, redisStore } of older) {
            const { token } = await new Session(client, redisStore(send), options).state();
            assert.equal(token.refreshToken, `fake-rt-${newest}`);
          }
          const next = provider(20, type);
          const session = new Session(of, redisStore(send), { ...options, fetch: next.fetch });
          await session.rejected((await session.state()).token.accessToken);
          const given = await session.accessToken();
          assert.deepEqual([given, next.asked.map((form) => form.refresh_token)], ["fake-at-21", [`fake-rt-${newest}`]], `${cut}`);
          assert.equal(numberOf(await send(["GET", key])), 21);
        } finally {
          connection.disconnect();
          await redis.stop();
          await rm(folder, { recursive: true, force: true, maxRetries: 9, retryDelay: 100 });
        }
      }
    });
  }

  for (const { folder, Session: Older, redisStore: olderStore } of older) {
    test(`rollback to ${folder}: it goes on, and this edition from there`, async () => {
      const redis = await startRedis(program);
      const connection = new Redis(redis.port, "127.0.0.1");
      const send = ([command, ...rest]) => connection.call(command, ...rest);
      try {
        await send(["SET", key, moved(DUE[0].text)]);
        let from = 10;
        for (const [Its, store] of [[Session, redisStore], [Older, olderStore], [Session, redisStore]]) {
          const { fetch, asked } = provider(from);
          const before = numberOf(await send(["GET", key]));
          const session = new Its(client, store(send), { ...options, fetch });
          await session.rejected((await session.state()).token.accessToken);
          for (let wait = 0; wait < 50 && !asked.length; wait++) {
            await session.accessToken().catch(() => new Promise((resolve) => setTimeout(resolve, 100)));
          }
          assert.equal(asked[0].refresh_token, `fake-rt-${before}`);
          assert.equal(numberOf(await send(["GET", key])), from + 1);
          from += 10;
        }
        // An end of this edition ends it there; what comes late revives nothing.
        await new Session(client, redisStore(send), options).end();
        assert.equal((await new Older(client, olderStore(send), options).state()).state, "ended");
      } finally {
        connection.disconnect();
        await redis.stop();
      }
    });
  }
});
