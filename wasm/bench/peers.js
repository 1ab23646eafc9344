// What a login takes in a page's bundle, with each package: esbuild, minified, brotli 11.

import { brotliCompressSync, constants } from "node:zlib";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeTable } from "../readme.js";
import { versionOf } from "./sample.js";

/** Entries that do the same: start a login, finish it, and tell whether its token has ended. */
const ENTRIES = [
  ["by hand, over the platform", "by-hand"],
  ["@badgateway/oauth2-client", "badgateway"],
  ["oauth4webapi", "oauth4webapi"],
  ["openid-client", "openid-client"],
  ["oidc-client-ts, OidcClient", "oidc-client-ts"],
  ["oidc-client-ts, UserManager", "user-manager"],
  ["grantlet", "grantlet"],
  ["grantlet/js", "grantlet-js"],
];

async function bundled(entry) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`entries/${entry}.js`, import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    platform: "browser",
    write: false,
    // What is loaded later than the first script is not counted: of Grantlet, what reads an `id_token`.
    splitting: true,
    outdir: "out",
  });
  const { contents } = outputFiles.find(({ path }) => path.endsWith(`${entry}.js`));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return { minified: contents.length, brotli: brotliCompressSync(contents, { params }).length };
}

/** Prints the table and writes it into the README. */
export async function writePeers() {
  const rows = [];
  for (const [name, entry] of ENTRIES) {
    const [installed] = name.split(",");
    const version = /^(grantlet|by hand)/.test(name) ? "" : versionOf(installed);
    rows.push({ name, version, ...(await bundled(entry)) });
  }
  const most = Math.max(...rows.map(({ brotli }) => brotli));
  console.log("\nA login in a page's bundle, in bytes after minification and brotli");
  for (const { name, version, brotli } of rows) {
    const bar = "█".repeat(Math.max(1, Math.round((30 * brotli) / most)));
    console.log(`  ${`${name} ${version}`.padEnd(36)}${String(brotli).padStart(8)}  ${bar}`);
  }
  writeTable(
    "peers",
    ["package", "version", "minified", "after brotli"],
    rows.map(({ name, version, minified, brotli }) => [name, version, minified, brotli]),
  );
}
