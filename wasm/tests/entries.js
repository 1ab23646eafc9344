// The package's entries, each ready for its first call.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Runs `tests` once for each entry. */
export async function forEachEntry(tests) {
  for (const name of ["grantlet", "grantlet/js", "grantlet/slim"]) {
    const grantlet = await import(name);
    if (name === "grantlet/slim") {
      await grantlet.init(readFileSync(fileURLToPath(import.meta.resolve("grantlet/core.wasm"))));
    }
    tests(name, grantlet);
  }
}

/** A `fetch` that gives these answers one after the other, and keeps what it was asked. */
export function answering(...answers) {
  const asked = [];
  const fetch = async (url, init) => {
    asked.push({ url, ...init });
    const { status = 200, body = "", headers = {}, wait = 0 } = answers.shift();
    await new Promise((resolve) => setTimeout(resolve, wait));
    return new Response(body, { status, headers });
  };
  return { fetch, asked };
}

export const json = (value) => ({ body: JSON.stringify(value) });
