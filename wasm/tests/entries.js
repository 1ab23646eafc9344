// The package's entries in Node.js, each ready for its first call.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { ENTRIES } from "./suite/suite.js";

/** Runs `tests` once for each entry. */
export async function forEachEntry(tests) {
  for (const entry of ENTRIES) {
    const grantlet = await import(entry);
    if (entry === "grantlet/slim") {
      await grantlet.init(await readFile(fileURLToPath(import.meta.resolve("grantlet/core.wasm"))));
    }
    tests(entry, grantlet);
  }
}
