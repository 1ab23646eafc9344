// The suite in Deno and Bun. The only argument is the URL of its inputs.

import { ENTRIES, casesOf, report } from "../suite/suite.js";

const [address] = globalThis.Deno ? Deno.args : process.argv.slice(2);
const given = await (await fetch(`${address}/given`)).json();
given.inspect = (globalThis.Deno ?? Bun).inspect;

const rows = [];
const resolved = {};
for (const entry of ENTRIES) {
  const grantlet = await import(entry);
  if (entry === "grantlet/slim") {
    await grantlet.init(fetch(`${address}/core.wasm`));
  }
  resolved[entry] = import.meta.resolve(entry);
  rows.push(...(await report(casesOf(entry, grantlet, given))));
}
console.log(JSON.stringify({ rows, resolved }));
