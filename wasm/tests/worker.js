// The work of each of several processes that share a grant, for any storage.

/** The write at which the process ends itself, and the number of writes so far. */
let [dying, writes] = ["", 0];

function die() {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => {});
}

/** Writes, and ends the process before or after it if selected. */
export async function written(write) {
  writes += 1;
  if (dying === `before write ${writes}`) {
    return die();
  }
  const reply = await write();
  return dying === `after write ${writes}` ? die() : reply;
}

/** Runs commands with a session from `sessionOf`, and sends the results. */
export function work(sessionOf) {
  process.on("message", async ({ client, key, dies = "", lives = 1, rejects = "" }) => {
    [dying, writes] = [dies, 0];
    const session = sessionOf(client, key);
    const given = [];
    try {
      await session.rejected(rejects);
      [dying, writes] = [dies, 0];
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
}
