// How long the first call takes in a fresh process: run with an entry's name it measures that one.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { median } from "./measure.js";

/** Milliseconds that a first call may take. */
export const MOST = 2;
const PROCESSES = 21;
const here = fileURLToPath(import.meta.url);

/** Medians over fresh processes. The slim entry is compiled by `init`, which is told beside it. */
export function firstCalls() {
  return ["grantlet", "grantlet/js", "grantlet/slim"].map((entry) => {
    const runs = Array.from({ length: PROCESSES }, () =>
      JSON.parse(execFileSync(process.execPath, [here, entry], { encoding: "utf8", timeout: 60_000 })),
    );
    return {
      entry,
      call: median(runs.map(({ call }) => call)),
      compile: median(runs.map(({ compile }) => compile)),
    };
  });
}

if (process.argv[1] === here) {
  const entry = process.argv[2];
  const module = readFileSync(fileURLToPath(import.meta.resolve("grantlet/core.wasm")));
  const { init, codeChallenge } = await import(entry);
  let compile = 0;
  if (entry === "grantlet/slim") {
    const start = performance.now();
    await init(module);
    compile = performance.now() - start;
  }
  const start = performance.now();
  codeChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  console.log(JSON.stringify({ call: performance.now() - start, compile }));
}
