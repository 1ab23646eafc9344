// What a page pays for what it imports: bytes that each group of functions adds to its first script.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { writeTable } from "../readme.js";

const wasm = fileURLToPath(new URL("..", import.meta.url));
const LOGIN = { grantlet: ["startLogin", "finishLogin", "isExpired"] };
const SESSION = { grantlet: [...LOGIN.grantlet, "Session", "indexedDbStore"] };
const BESIDE = new Map([[LOGIN, "a login"], [SESSION, "a login and a session"]]);

/**
 * Groups of exports, each with what the page has already and with its ceiling in bytes after brotli. A ceiling is
 * sixty bytes or more above what was measured: no function grows in silence.
 */
const GROUPS = [
  { what: "`startLogin`, `finishLogin`, `isExpired`", adds: LOGIN, most: 29_450 },
  { what: "`cleanAddress`", adds: "cleanAddress", beside: LOGIN, most: 150 },
  { what: "`Session` with `indexedDbStore`", adds: ["Session", "indexedDbStore"], beside: LOGIN, most: 12_300 },
  { what: "`Session` with a storage of your own", adds: "Session", beside: LOGIN, most: 12_000 },
  { what: "- its `fetch`", within: "session_fetch", most: 1_100 },
  { what: "- its `onChange`", within: "changes", most: 800 },
  { what: "`loginInPopup`", adds: "loginInPopup", beside: LOGIN, most: 790 },
  { what: "`renewInFrame`", adds: "renewInFrame", beside: LOGIN, most: 870 },
  { what: "`loginInPopup` and `renewInFrame`", adds: ["loginInPopup", "renewInFrame"], beside: LOGIN, most: 1_200 },
  { what: "`postCallback`, in the callback page", adds: "postCallback", most: 1_560 },
  { what: "`startLogout`, `finishLogout`, `submitForm`", adds: ["startLogout", "finishLogout", "submitForm"], beside: LOGIN, most: 810 },
  { what: "`startDevice`, `pollDevice`", adds: ["startDevice", "pollDevice"], beside: LOGIN, most: 2_240 },
  { what: "`refresh`", adds: "refresh", beside: LOGIN, most: 4_350 },
  { what: "`revoke`", adds: "revoke", beside: LOGIN, most: 1_770 },
  { what: "`checkIdToken`", adds: "checkIdToken", beside: LOGIN, most: 2_810 },
  { what: "`discover`; what it loads is in the table above", adds: "discover", beside: LOGIN, most: 630 },
  { what: "`verifyIdToken`; what it loads is in the table above", adds: "verifyIdToken", beside: LOGIN, most: 190 },
  { what: "`endpoints`; what it loads is in the table above", adds: "endpoints", beside: LOGIN, most: 1_600 },
  { what: "`boldsign`, or another of the five providers", adds: "boldsign", beside: LOGIN, most: 160 },
  { what: "one of `grantlet/providers`, such as `google`", adds: { "grantlet/providers": ["google"] }, beside: LOGIN, most: 240 },
  { what: "`dpopKey`, or a signer, of `grantlet/proof`", adds: { "grantlet/proof": ["dpopKey"] }, beside: LOGIN, most: 11_700 },
  { what: "`redisStore` of `grantlet/redis`", adds: { "grantlet/redis": ["redisStore"] }, beside: SESSION, most: 790 },
  { what: "`fileStore` of `grantlet/file`", adds: { "grantlet/file": ["fileStore"] }, beside: SESSION, most: 1_260 },
];

/** Writes the table; returns the groups that are above their ceilings, in words. */
export async function writeCosts() {
  const rows = [];
  const over = [];
  for (const { what, adds, beside, within, most } of GROUPS) {
    const bytes = within ? await partOfSession(within) : await added(adds, beside);
    rows.push([what, within ? "`Session` has it" : (BESIDE.get(beside) ?? ""), bytes]);
    if (bytes > most) {
      over.push(`${what}: ${bytes} bytes after brotli, where ${most} are the most`);
    }
  }
  writeTable("costs", ["import", "beside", "bytes after brotli"], rows);
  return over;
}

/** Bytes of the first script of a page that only logs in. */
export const loginSize = () => added(LOGIN);

/** What a page with only that has, by what it has. */
const before = new Map([[undefined, 0]]);

async function added(adds, beside) {
  const named = typeof adds === "string" || Array.isArray(adds) ? { grantlet: [adds].flat() } : adds;
  if (!before.has(beside)) {
    before.set(beside, await firstScript([beside]));
  }
  return (await firstScript([beside ?? {}, named])) - before.get(beside);
}

/** Bytes of a page's first script; what is loaded later is not in it. */
async function firstScript(imports) {
  const lines = imports.flatMap(Object.entries).map(([entry, names]) => `export { ${names.join(", ")} } from "${entry}";`);
  return bundled({ contents: lines.join("\n"), resolveDir: wasm }, { external: ["node:*"] });
}

/** What a module of the source adds to a session, which has it whether or not a page calls it. */
async function partOfSession(name) {
  const stub = (text) => text.replace(/^export (?:async )?(function|class) (\w+)|[^]/gm, (_, kind, name) => (kind ? `export ${kind} ${name} ${kind === "class" ? "{}" : "() {}"}\n` : ""));
  const without = {
    name: "stub",
    setup: ({ onLoad }) => onLoad({ filter: new RegExp(`/js/${name}\\.ts$`) }, async ({ path }) => ({ contents: stub(await readFile(path, "utf8")) })),
  };
  const core = { "#core": `${wasm}js/core-slim.ts` };
  const source = (plugins) => bundled({ contents: 'export { Session } from "./js/exports.ts";', resolveDir: wasm }, { plugins, alias: core, external: ["#*"] });
  return (await source([])) - (await source([without]));
}

async function bundled(stdin, options) {
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    write: false,
    outdir: "out",
    ...options,
  });
  const { contents } = outputFiles.find(({ path }) => path.endsWith("stdin.js"));
  return brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}
