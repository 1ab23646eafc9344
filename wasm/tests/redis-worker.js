// One instance of a service that shares a grant with seven others. It ends itself at the step that the test selects.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { redisStore } from "grantlet/redis";
import { CLIENTS } from "./redis-server.js";
import { work, written } from "./worker.js";

const [entry, kind, port] = process.argv.slice(2);
const grantlet = await import(entry);
if (entry === "grantlet/slim") {
  await grantlet.init(readFileSync(fileURLToPath(import.meta.resolve("grantlet/core.wasm"))));
}
const redis = await CLIENTS[kind](port);

work((client, key) => {
  let lock;
  const send = async (command) => {
    const [name, , count] = command;
    if (name === "EVAL" && count === "2") {
      return written(() => redis.send(command));
    }
    const reply = await redis.send(command);
    if (name === "SET" && reply === "OK") {
      lock = command[2];
    }
    return reply;
  };
  const fetch = (url, init) => globalThis.fetch(url, { ...init, headers: { ...init.headers, "x-lock": lock } });
  return new grantlet.Session(client, redisStore(send), { key, fetch, timeout: 1_000 });
});
