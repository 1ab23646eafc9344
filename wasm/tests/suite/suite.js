// The suite: tests for every entry in every runtime. Nothing here depends on one runtime.
//
// A test is `{ name, run }`. Its inputs, from `given.js` and the runtime's runner:
//
//   vectors    the project's vectors, or null if their folder is absent
//   providers  the address of the simulator of the five providers, or null
//   peers      the address of servers that redirect, and that stall
//   inspect    a value as the runtime's console shows it

import { addresses } from "./addresses.js";
import { responses } from "./responses.js";
import { callbacks } from "./callbacks.js";
import { devices } from "./devices.js";
import { discovery } from "./discovery.js";
import { forms } from "./forms.js";
import { http } from "./http.js";
import { jsonFiles } from "./json_files.js";
import { lifetimes } from "./lifetimes.js";
import { limits } from "./limits.js";
import { logins } from "./logins.js";
import { once } from "./once.js";
import { proofs } from "./proofs.js";
import { providers } from "./providers.js";
import { refreshing } from "./refreshing.js";
import { returns } from "./returns.js";
import { rfcs } from "./rfcs.js";
import { secrets } from "./secrets.js";
import { sending } from "./sending.js";
import { settings } from "./settings.js";
import { signatures } from "./signatures.js";
import { streams } from "./streams.js";
import { tokenResponses } from "./token_responses.js";
import { types } from "./types.js";

const PARTS = [
  { logins },
  { once },
  { returns },
  { addresses },
  { limits },
  { responses },
  { lifetimes },
  { refreshing },
  { sending },
  { settings },
  { streams },
  { types },
  { devices },
  { discovery },
  { signatures },
  { proofs },
  { secrets },
  { needs: "peers", http },
  { needs: "providers", providers },
  { needs: "vectors", tokenResponses },
  { needs: "vectors", callbacks },
  { needs: "vectors", rfcs },
  { needs: "vectors", forms },
  { needs: "vectors", jsonFiles },
];

/** The package's entries. */
export const ENTRIES = ["grantlet", "grantlet/js", "grantlet/slim"];

/** The tests of an entry. Tests whose input is missing are skipped by name. */
export function casesOf(entry, grantlet, given) {
  return PARTS.flatMap(({ needs, ...part }) => {
    const [[name, register]] = Object.entries(part);
    if (needs && !given[needs]) {
      return [{ name: `${entry}: ${name}`, skip: `no ${needs}` }];
    }
    const cases = [];
    register((what, run) => cases.push({ name: `${entry}: ${name}: ${what}`, run }), grantlet, given);
    return cases;
  });
}

/** Runs tests one after the other, and returns their results. */
export async function report(cases) {
  const rows = [];
  for (const { name, skip, run } of cases) {
    try {
      await run?.();
      rows.push({ name, skip });
    } catch (error) {
      rows.push({ name, error: `${error?.message ?? error}\n${error?.stack ?? ""}` });
    }
  }
  return rows;
}
