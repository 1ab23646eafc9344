// Redis as a session's storage, with a lock: for services whose instances share one grant.

import type { LockingStore } from "./session.js";

/**
 * Sends a command by your own client, and gives its reply as a string, a number or null. In a cluster
 * it goes to the node of `key`.
 */
export type RedisCommand = (command: string[], key: string) => Promise<unknown>;

/** Stores, unless another holds the lock, or what is stored comes later, or is as late and the lock is gone. */
const STORE = `local held = redis.call("GET", KEYS[2])
if held and held ~= ARGV[1] then return 0 end
local stored = redis.call("GET", KEYS[1]) or ""
local ahead = ARGV[2] - (string.match(stored, '^{"sequence":(%d+)') or 0)
if ahead < 0 or (ahead == 0 and not held) then return 0 end
redis.call("SET", KEYS[1], ARGV[3])
return 1`;

const RELEASE = `if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end`;

/**
 * Redis as the storage of a `Session`. The lock is a key beside the session's: `SET NX PX`, for twice as
 * long as a request may take, so that one whose holder died is free again after that. What is stored
 * is compared by its sequence number, so that a holder who stood still too long overwrites nothing newer.
 *
 * ```js
 * redisStore((command) => client.sendCommand(command)); // redis
 * redisStore(([name, ...rest]) => client.call(name, ...rest)); // ioredis
 * ```
 */
export function redisStore(send: RedisCommand): LockingStore {
  return {
    get: (key) => send(["GET", key], key) as Promise<string | null>,
    async lock(key, work, { timeout, ifAvailable }) {
      // In braces, so that a cluster keeps both on one node.
      const lock = `{${key}} lock`;
      const id = crypto.randomUUID();
      const take = ["SET", lock, id, "NX", "PX", `${2 * timeout}`];
      for (let pause = 20; !(await send(take, key)); pause = Math.min(2 * pause, 320)) {
        if (ifAvailable) {
          return undefined;
        }
        await new Promise((resolve) => setTimeout(resolve, pause * (1 + Math.random())));
      }
      try {
        return await work(async (text, sequence) => {
          const stored = await send(["EVAL", STORE, "2", key, lock, id, `${sequence}`, text], key);
          return stored === 1;
        });
      } finally {
        // Where this fails, the lock ends by itself.
        await send(["EVAL", RELEASE, "1", lock, id], key).catch(() => {});
      }
    },
  };
}
