// The fixtures of `tests/stored`, of the npm package.

import { readFileSync } from "node:fs";

const read = (revision) => JSON.parse(readFileSync(new URL(`../../tests/stored/${revision}/package.json`, import.meta.url), "utf8"));

export const STORED = [
  { edition: "the first edition", ...read("43264f4") },
  { edition: "the edition before", ...read("42f7535") },
  { edition: "this edition", ...read("57ef814") },
];

/** A text as if it had been stored two days ago. */
export const moved = (text) => text.replace(/18\d{11}/g, (date) => date - 1_800_000_000_000 + Date.now() - 172_800_000);

/** A text of each earlier edition whose refresh token is due, by its name; and those of this edition that are bound to a key. */
export const DUE = STORED.flatMap(({ edition, sessions }) =>
  sessions
    .filter(({ name, isBound }) => (edition === "this edition" ? isBound && !name.includes("refresh") : /^(a login|a mark|a short token)$/.test(name)))
    .map(({ name, text, isBound }) => ({ name: `${edition}, ${name}`, text, isBound })),
);
