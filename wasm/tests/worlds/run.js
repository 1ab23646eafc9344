// Many histories, and of one that breaks an invariant the shortest that still does.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { runHistory } from "./life.js";
import { Broken } from "./watch.js";

/** What came of many histories; `program` makes them, from this seed on. */
export async function run(program, first, histories, apart = 0) {
  const child = spawn(program, ["json", String(first), String(histories)], { stdio: ["ignore", "pipe", "inherit"] });
  const report = { counts: {}, broken: 0, shown: new Map(), histories: 0 };
  const started = Date.now();
  for await (const line of createInterface({ input: child.stdout })) {
    const history = JSON.parse(line);
    const broken = await brokenIn(history, report.counts, apart);
    report.histories += 1;
    if (broken) {
      report.broken += 1;
      if (!report.shown.has(broken.invariant)) {
        report.shown.set(broken.invariant, await shrunk(broken, history, apart));
      }
    }
    if (report.histories % 10_000 === 0) {
      const seconds = Math.round((Date.now() - started) / 1000);
      process.stderr.write(`  ${report.histories} of ${histories} histories, ${seconds} s\n`);
    }
  }
  return report;
}

async function brokenIn(history, counts, apart) {
  try {
    await runHistory(history, counts, apart);
  } catch (error) {
    return error instanceof Broken ? error : new Broken("Works", `${error.stack}`);
  }
  return undefined;
}

/** The same history without what it does not need to break the same invariant, in words. */
async function shrunk(broken, history, apart) {
  for (let index = 0; index < history.events.length; index++) {
    const shorter = { ...history, events: history.events.toSpliced(index, 1) };
    const same = await brokenIn(shorter, {}, apart);
    if (same?.invariant === broken.invariant) {
      [broken, history, index] = [same, shorter, -1];
    }
  }
  const { seed, world, events } = history;
  return [
    broken.message,
    `seed ${seed}: ${JSON.stringify(world)}`,
    ...events.map(({ words }, index) => `  ${index + 1}. ${words}`),
    `Again: node wasm/tests/worlds/again.js PROGRAM ${seed}`,
  ].join("\n");
}
