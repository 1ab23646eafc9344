// One instance of a service: it shares a grant with seven others, and dies where it is told to.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { redisStore } from "grantlet/redis";
import { CLIENTS } from "./redis-server.js";

const [entry, kind, port] = process.argv.slice(2);
const grantlet = await import(entry);
if (entry === "grantlet/slim") {
  await grantlet.init(readFileSync(fileURLToPath(import.meta.resolve("grantlet/core.wasm"))));
}
const redis = await CLIENTS[kind](port);
const die = () => {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => {});
};

/** Does what it is asked, and tells what came of it. */
process.on("message", async ({ client, key, step, lives = 1, rejects = "" }) => {
  let lock;
  let writes = 0;
  const send = async (command) => {
    const [name, , count, id] = [command[0], ...command.slice(1)];
    const stores = name === "EVAL" && count === "2";
    writes += stores ? 1 : 0;
    if (stores && step === `before write ${writes}`) {
      return die();
    }
    const reply = await redis.send(command);
    if (name === "SET" && reply === "OK") {
      lock = command[2];
    }
    return stores && step === `after write ${writes}` ? die() : reply;
  };
  const fetch = (url, init) => globalThis.fetch(url, { ...init, headers: { ...init.headers, "x-lock": lock } });
  const session = new grantlet.Session(client, redisStore(send), { key, fetch, timeout: 1_000 });
  const given = [];
  try {
    await session.rejected(rejects);
    while (given.length < lives) {
      const accessToken = await session.accessToken();
      if (given.at(-1) !== accessToken) {
        given.push(accessToken);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    process.send({ given });
  } catch (error) {
    process.send({ given, code: error.code ?? error.message, endsGrant: error.endsGrant });
  }
});
process.on("disconnect", () => process.exit());
process.send("ready");
