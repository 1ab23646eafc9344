// The size of each entry as a browser downloads it, and its limit.

import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { writeTable } from "../readme.js";
import { loginSize, writeCosts } from "./costs.js";

/** What the first script of a login is to be, without and with what the world's providers need; and what is aimed at. */
const MUST = [9600, 10500];
const AIM = [8500, 9400];
/** What is held until then: no entry grows in silence. */
export const GATES = { "index.js": 44500, "js.js": 52300, "slim.js": 21700, "redis.js": 900, "file.js": 1400, "providers.js": 2900, "proof.js": 11900, "metadata.js": 9450, "keys.js": 15200, "endpoints.js": 25900, "core.wasm": 24000 };

/** Bytes of a file of the package, written and after brotli. */
export function sizes(file) {
  const bytes = readFileSync(new URL(`../pkg/${file}`, import.meta.url));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return { raw: bytes.length, brotli: brotliCompressSync(bytes, { params }).length };
}

const USE = {
  "index.js": ["`grantlet`", "pages and Node.js; the core inlined, ready at the first call"],
  "js.js": ["`grantlet/js`", "a strict Content-Security-Policy, workers; the core as JavaScript"],
  "slim.js": ["`grantlet/slim`", "the core loaded by you from `grantlet/core.wasm`"],
  "redis.js": ["`grantlet/redis`", "a session that machines share; goes with any of the three"],
  "file.js": ["`grantlet/file`", "a session that Node.js processes of one machine share"],
  "proof.js": ["`grantlet/proof`", "tokens that are bound to a key, services that sign; goes with any of the three"],
  "providers.js": ["`grantlet/providers`", "providers as objects; a bundle has those that you import"],
  "metadata.js": ["`discover`", "what it loads, in each of the three"],
  "keys.js": ["`verifyIdToken`", "what it loads, in each of the three"],
  "endpoints.js": ["`endpoints`", "what it loads, in each of the three"],
  "core.wasm": ["`grantlet/core.wasm`", "the core for `./slim`"],
};

/** Writes the table into the README and the package's copy. */
function write() {
  const rows = Object.entries(USE).map(([file, [entry, use]]) => {
    const { raw, brotli } = sizes(file);
    return [entry, use, raw, brotli];
  });
  writeTable("sizes", ["entry", "for", "bytes", "after brotli"], rows);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  write();
  const over = await writeCosts();
  over.forEach((line) => console.log(line));
  let within = !over.length;
  for (const [file, gate] of Object.entries(GATES)) {
    const { raw, brotli } = sizes(file);
    within &&= brotli <= gate;
    console.log(`${file.padEnd(10)} ${raw} bytes, ${brotli} after brotli (gate ${gate})`);
  }
  const login = await loginSize();
  for (const [index, providers] of ["", ", with the world's providers"].entries()) {
    const reached = login <= AIM[index] ? "aim" : login <= MUST[index] ? "must" : "not reached";
    console.log(`a login's first script: ${login} after brotli; must ${MUST[index]}, aim ${AIM[index]}${providers}: ${reached}`);
  }
  process.exit(within ? 0 : 1);
}
