// Prints how long each job takes beside others, and writes the README's table: `cargo xtask bench js`.

import { firstCalls, MOST } from "./first_call.js";
import { JOBS } from "./jobs.js";
import { measure } from "./measure.js";
import { writePeers } from "./peers.js";
import { writeTable } from "../readme.js";

const microseconds = (number) => (number < 10 ? number.toFixed(2) : number.toFixed(number < 100 ? 1 : 0));

/** One line of a chart: a bar on a scale that all lines of a job share. */
function line(by, took, slowest, ratio) {
  const eighths = Math.max(1, Math.round((took / slowest) * 30 * 8));
  const bar = "█".repeat(eighths >> 3) + ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths & 7];
  console.log(`  ${by.padEnd(36)}${microseconds(took).padStart(8)} us ${ratio.padStart(7)}  ${bar}`);
}

function verdict(aim, ratio) {
  return aim === undefined ? "" : ratio >= aim ? `aim ${aim}: reached` : `aim ${aim}: not reached`;
}

console.log(`Node.js ${process.version}, medians; how many times as long as grantlet\n`);
const rows = [];
for (const { job, note, aims = {}, grantlet, platform, peers } of JOBS) {
  const names = ["grantlet", platform[0].replaceAll("`", ""), ...Object.keys(peers)];
  const took = await measure([grantlet, platform[1], ...Object.values(peers)]);
  const [ours, theirs] = took;
  const verdicts = [verdict(aims.platform, theirs / ours)];
  console.log(`${job}: ${note}`);
  for (const [index, name] of names.entries()) {
    const ratio = took[index] / ours;
    line(name, took[index], Math.max(...took), index ? `${ratio.toFixed(1)}x` : "");
    if (index > 1 && aims[name]) {
      verdicts.push(`${name} ${verdict(aims[name], ratio)}`);
    }
  }
  console.log(`  ${verdicts.filter(Boolean).join("; ")}\n`);
  const beside = names.slice(2).map((name, index) => `${name} ${microseconds(took[index + 2])}`);
  rows.push([
    job,
    microseconds(ours),
    `${platform[0]} ${microseconds(theirs)}`,
    `${(theirs / ours).toFixed(1)}x`,
    beside.join(", "),
  ]);
}
writeTable("speed", ["job", "µs", "the platform", "ratio", "beside it"], rows);

console.log(`First call after import, in a process of its own (at most ${MOST} ms)`);
const firsts = firstCalls();
for (const { entry, call, compile } of firsts) {
  const verdict = call <= MOST ? "" : "  over";
  console.log(`  ${entry.padEnd(16)}${call.toFixed(2)} ms${verdict}${compile ? `, after ${compile.toFixed(2)} ms of init` : ""}`);
}
writeTable(
  "first",
  ["entry", "first call, ms", "`init` before it, ms"],
  firsts.map(({ entry, call, compile }) => [`\`${entry}\``, call.toFixed(2), compile ? compile.toFixed(2) : ""]),
);

await writePeers();
