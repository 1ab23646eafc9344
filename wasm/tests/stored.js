// The fixtures of `tests/stored`, of the npm package.

import { readFileSync } from "node:fs";

const read = (revision) => JSON.parse(readFileSync(new URL(`../../tests/stored/${revision}/package.json`, import.meta.url), "utf8"));

export const STORED = [
  { edition: "the first edition", ...read("43264f4") },
  { edition: "the edition before", ...read("42f7535") },
];
