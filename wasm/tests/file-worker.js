// One process of several that share a grant through files; it dies where it is told to.

import { renameSync } from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const [folder] = process.argv.slice(2);
const die = () => {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => {});
};
let [step, writes] = ["", 0];
const { rename } = fs;
fs.rename = async (from, to) => {
  writes += 1;
  if (step === `before write ${writes}`) {
    return die();
  }
  if (step === `after write ${writes}`) {
    renameSync(from, to);
    return die();
  }
  return rename(from, to);
};
syncBuiltinESMExports();
const { Session } = await import("grantlet");
const { fileStore } = await import("grantlet/file");

/** Does what it is asked, and tells what came of it. */
process.on("message", async ({ client, key, dies = "", lives = 1, rejects = "" }) => {
  [step, writes] = [dies, 0];
  const session = new Session(client, fileStore(folder), { key, timeout: 2_000 });
  const given = [];
  try {
    await session.rejected(rejects);
    [step, writes] = [dies, 0];
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
