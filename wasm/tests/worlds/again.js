// `node wasm/tests/worlds/again.js target/worlds/grantlet-worlds FIRST [COUNT]`: what breaks, in words.

import { run } from "./run.js";

const [program, first, count = "1"] = process.argv.slice(2);
const { broken, shown, counts } = await run(program, Number(first), Number(count));
console.log(counts);
console.log([`${broken} histories broke an invariant`, ...shown.values()].join("\n\n"));
process.exitCode = broken ? 1 : 0;
