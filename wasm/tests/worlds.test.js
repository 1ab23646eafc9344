// Each seed of `tests/worlds` is a world and a history, and all invariants hold in it, in up to three tabs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./worlds/run.js";

/** Makes the histories: the program of `tests/worlds`. */
const program = process.env.GRANTLET_WORLDS;
const histories = process.env.GRANTLET_FULL ? 300_000 : 3_000;

/** Counts that show that a run exercises what it is about, and how many there must be for a thousand histories. */
const EXERCISED = {
  requests: 3_000,
  tokens: 400,
  "short tokens": 200,
  "tokens handed out": 10_000,
  "requests or responses that were lost": 100,
  "requests that were given up": 100,
  "responses of which a session keeps": 50,
  "responses of which a session distrusts": 5,
  "another user's responses": 2,
  "ended grants": 20,
  "faults of the storage": 300,
  "tabs that died": 200,
  "cleared storages": 100,
  logouts: 100,
};

test("all invariants hold in random histories", { skip: !program && "no GRANTLET_WORLDS" }, async () => {
  const { broken, shown, counts, ...report } = await run(program, 0, histories);
  process.stderr.write(`${JSON.stringify(counts, null, 2)}\n`);
  assert.equal(report.histories, histories);
  assert.equal(broken, 0, `${broken} histories broke an invariant\n\n${[...shown.values()].join("\n\n")}`);
  for (const [what, least] of Object.entries(EXERCISED)) {
    assert.ok(counts[what] * 1000 >= least * histories, `${what}: ${counts[what]}`);
  }
});

for (const [name, apart] of [["an hour", 3_600_000], ["a day, behind", -86_400_000], ["ten years", 315_360_000_000]]) {
  test(`machines whose clocks are ${name} apart keep the invariants`, { skip: !program && "no GRANTLET_WORLDS" }, async () => {
    const { broken, shown, ...report } = await run(program, 0, histories / 10, apart);
    assert.equal(report.histories, histories / 10);
    assert.equal(broken, 0, `${broken} histories broke an invariant\n\n${[...shown.values()].join("\n\n")}`);
  });
}
