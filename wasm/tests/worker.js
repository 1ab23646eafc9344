// What each process of several that share a grant does, whatever keeps the grant.

/** The write at which the process dies, and the writes until now. */
let [dying, writes] = ["", 0];

function die() {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => {});
}

/** Writes, or dies before or after it where it is told to. */
export async function written(write) {
  writes += 1;
  if (dying === `before write ${writes}`) {
    return die();
  }
  const reply = await write();
  return dying === `after write ${writes}` ? die() : reply;
}

/** Does what it is asked, with a session that `sessionOf` makes, and says what came of it. */
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
