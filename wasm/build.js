// Builds the npm package in pkg/: `node build.js VERSION CORE.wasm MODULE.wasm…`, as `cargo xtask npm` does.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bare } from "./bare.js";
import { packed } from "./pack.js";
import { split } from "./split.js";

const here = fileURLToPath(new URL(".", import.meta.url));
process.chdir(here);
const [version, module, ...modules] = process.argv.slice(2);
/** What is a module and a file of its own, such as `metadata`. */
const names = modules.map((path) => basename(path, ".wasm"));
const run = (tool, ...args) => execFileSync(`node_modules/.bin/${tool}`, args, { stdio: "inherit" });
// V8 would optimize the tool itself, which takes longer than what the tool then saves.
const binaryen = (tool, ...args) => execFileSync(process.execPath, ["--liftoff-only", `node_modules/.bin/${tool}`, ...args], { stdio: "inherit" });
const FEATURES = [
  "--enable-bulk-memory",
  "--enable-sign-ext",
  "--enable-nontrapping-float-to-int",
  "--enable-mutable-globals",
  "--enable-multivalue",
  "--enable-reference-types",
];

mkdirSync("pkg", { recursive: true });
// What somebody packed there stays.
for (const file of readdirSync("pkg").filter((file) => !file.endsWith(".tgz"))) {
  rmSync(`pkg/${file}`, { recursive: true });
}
mkdirSync("pkg/types");

const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
// Control flow that is found anew in flat code is shorter. The first kilobyte is the end of the stack.
const shorter = ["--flatten", "--rereloop", "-Oz", "-O3", "-ocimfs", "0", "--converge", "--low-memory-unused"];
run("tsc", "--project", ".");

function literal(module) {
  return `"${packed(module).replace(/[\n\r"\\]|\0(\d?)/g, escape)}"`;
}
function escape(character, digit) {
  return { "\n": "\\n", "\r": "\\r" }[character] ?? (digit ? "\\x00" + digit : "\\" + character.replace("\0", "0"));
}

const optimized = (from, to) => binaryen("wasm-opt", ...shorter, ...FEATURES, ...strip, from, "-o", to);
writeFileSync("pkg/bare.wasm", bare(readFileSync(module)));
binaryen("wasm-opt", ...FEATURES, "--remove-unused-module-elements", "pkg/bare.wasm", "-o", "pkg/bare.wasm");
binaryen("wasm-dis", ...FEATURES, "pkg/bare.wasm", "-o", "pkg/bare.wat");
optimized("pkg/bare.wasm", "pkg/core.wasm");
const interfaces = readFileSync("js/abi.ts", "utf8").matchAll(/interface (?:More|IdTokens) \{([^}]*)/g);
const later = [...interfaces].map(([, exports]) => exports.match(/\w+(?=: Call)/g));
const [first, more, idTokens] = split(readFileSync("pkg/bare.wat", "utf8"), later).map((text) => {
  writeFileSync("pkg/bare.wat", text);
  optimized("pkg/bare.wat", "pkg/bare.wasm");
  return literal(readFileSync("pkg/bare.wasm"));
});
// They share nothing with the core: a page without them does not have their constants either.
modules.forEach((path, index) => {
  writeFileSync("pkg/bare.wasm", bare(readFileSync(path)));
  optimized("pkg/bare.wasm", `pkg/${names[index]}.wasm`);
});

for (const [entry, core] of [
  ["index", "inline"],
  ["js", "js"],
  ["slim", "slim"],
  ...names.map((name) => [name]),
]) {
  const { outputFiles } = await build({
    entryPoints: [`js/${entry}.ts`],
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    charset: "utf8",
    write: false,
    define: { GRANTLET_WASM: "INLINED_CORE", GRANTLET_MORE: "INLINED_MORE", GRANTLET_ID_TOKEN: "INLINED_ID_TOKEN" },
    plugins: [resolving(core)],
  });
  // It is put in here because a bundler would write its control characters as four each.
  const parts = { CORE: first, MORE: more, ID_TOKEN: idTokens };
  const text = outputFiles[0].text.replace(/INLINED_(\w+)/g, (_, name) => parts[name]);
  writeFileSync(`pkg/${entry}.js`, text);
}
// A file of its own, so that a bundler loads it only where it is used.
writeFileSync("pkg/id_token.js", `export default ${idTokens};\n`);

rmSync("pkg/bare.wasm");
rmSync("pkg/bare.wat");
names.forEach((name) => rmSync(`pkg/${name}.wasm`));

// They have nothing of the core, and a bundle has only those providers that it names; no bundle for a page meets what the second needs of Node.js.
await build({
  entryPoints: ["js/redis.ts", "js/file.ts", "js/providers.ts"],
  external: ["node:*"],
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  outdir: "pkg",
});

/** Resolves the modules that differ between the entries. */
function resolving(core) {
  return {
    name: "core",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^#core$/ }, () => ({ path: `${here}js/core-${core}.ts` }));
      onResolve({ filter: /^#id_token$/ }, () => ({ path: "./id_token.js", external: true }));
      const own = new RegExp(`^#(${names.join("|")})$`);
      onResolve({ filter: own }, ({ path }) => ({ path: `./${path.slice(1)}.js`, external: true }));
      onResolve({ filter: /^#translated/ }, ({ path }) => ({ path: path.split("_")[1] ?? "core", namespace: "translated" }));
      onLoad({ filter: /.*/, namespace: "translated" }, ({ path }) => ({ contents: translated(path) }));
    },
  };
}

/** A module as JavaScript: a function that makes an instance, instead of one that is made at import. */
function translated(name) {
  binaryen("wasm2js", "-Oz", "--emscripten", ...FEATURES, `pkg/${name}.wasm`, "-o", "pkg/translated.js");
  const text = readFileSync("pkg/translated.js", "utf8");
  rmSync("pkg/translated.js");
  // Its constants are text for the most part, which brotli takes better than Base64.
  const decoder = /\n  var base64ReverseLookup[^]*?\nfunction initActiveSegments/;
  const put = `\n  function put(at, text) {\n    for (var i = 0; i < text.length; i++) bufferView[at + i] = text.charCodeAt(i);\n  }\nfunction initActiveSegments`;
  const segment = /base64DecodeToExistingUint8Array\(bufferView, (\d+), "([^"]*)"\)/g;
  const constant = (_, at, base64) => `put(${at}, ${JSON.stringify(Buffer.from(base64, "base64").toString("latin1"))})`;
  return `${text.replace(decoder, put).replace(segment, constant)}\nexport { instantiate };`;
}

const entry = (name, more = {}) => ({ types: `./types/${name}.d.ts`, ...more, default: `./${name}.js` });
const description = {
  name: "grantlet",
  version,
  description: "OAuth 2.0 client: logins, tokens and refreshes; lenient with providers, strict with responses",
  keywords: ["oauth2", "oauth", "pkce", "openid", "token", "refresh", "implicit", "wasm"],
  license: "MIT OR Apache-2.0",
  type: "module",
  sideEffects: false,
  exports: {
    // workerd does not compile WebAssembly from bytes.
    ".": { types: "./types/index.d.ts", workerd: "./js.js", default: "./index.js" },
    "./js": entry("js"),
    "./slim": entry("slim"),
    "./redis": entry("redis"),
    "./core.wasm": "./core.wasm",
    "./file": entry("file"),
    "./proof": entry("proof"),
    "./providers": entry("providers"),
    "./package.json": "./package.json",
  },
  types: "./types/index.d.ts",
  files: ["*.js", "core.wasm", "types", "LICENSE-*", "THIRD-PARTY-NOTICES"],
};
writeFileSync("pkg/package.json", JSON.stringify(description, null, 2) + "\n");
for (const file of ["LICENSE-APACHE", "LICENSE-MIT"]) {
  cpSync(`../${file}`, `pkg/${file}`);
}
cpSync("README.md", "pkg/README.md");
// For the tests, which import the package by its name.
rmSync("node_modules/grantlet", { recursive: true, force: true });
symlinkSync("../pkg", "node_modules/grantlet", "dir");
