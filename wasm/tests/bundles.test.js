// The package through four bundlers with no configuration: what each makes is run.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const wasm = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);
const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/** Vite's own loader looks for a document, which Node.js has not; the package does not. */
const page = "globalThis.document = { createElement: () => ({ relList: { supports: () => true } }) }";
let app;

before(async () => {
  app = await mkdtemp(join(tmpdir(), "grantlet-"));
  await mkdir(join(app, "node_modules"));
  await symlink(join(wasm, "pkg"), join(app, "node_modules/grantlet"));
  await writeFile(join(app, "package.json"), '{"type":"module"}');
  await writeFile(join(app, "index.html"), '<script type="module" src="./app.js"></script>');
});
after(() => rm(app, { recursive: true, force: true }));

const tool = (name, ...args) => run(join(wasm, "node_modules/.bin", name), args, { cwd: app });
const resolving = join(wasm, "node_modules/@rollup/plugin-node-resolve/dist/es/index.js");

const BUNDLERS = {
  esbuild: () => tool("esbuild", "app.js", "--bundle", "--minify", "--format=esm", "--outdir=out"),
  // Rollup finds no package without this plugin.
  rollup: () => tool("rollup", "app.js", "--plugin", resolving, "--file", "out/app.js"),
  webpack: () =>
    tool("webpack", "./app.js", "--mode", "production", "--output-path", join(app, "out"), "--output-filename", "app.js"),
  vite: () => tool("vite", "build", "--minify", "--outDir", "out"),
};

describe("bundles", () => {
  for (const [name, bundle] of Object.entries(BUNDLERS)) {
    for (const entry of ["grantlet", "grantlet/js"]) {
      test(`${name}: ${entry}`, async () => {
        await rm(join(app, "out"), { recursive: true, force: true });
        await writeFile(
          join(app, "app.js"),
          `import { codeChallenge } from "${entry}";
           globalThis.console.log(codeChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));`,
        );
        await bundle();
        const { stdout: made } = await run("find", [join(app, "out"), "-name", "*.js"]);
        const [file] = made.trim().split("\n");
        const loader = `data:text/javascript,${encodeURIComponent(page)}`;
        const { stdout } = await run(process.execPath, ["--import", loader, file], { cwd: app });
        assert.equal(stdout.trim(), challenge);
      });
    }
  }

  test("what is not used is left out", async () => {
    await writeFile(join(app, "app.js"), 'import "grantlet"; console.log(1);');
    const { stdout } = await tool("esbuild", "app.js", "--bundle", "--format=esm");
    assert.ok(stdout.length < 100, stdout.slice(0, 200));
  });
});
