// The suite in Deno, Bun, workerd and Chromium. Node.js starts each, serves the inputs, and reports each
// test that it ran.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { given as start } from "../given.js";
import { inChromium } from "../chromium.js";
import { ENTRIES, casesOf } from "../suite/suite.js";
import { serveSuite } from "./served.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const pkg = fileURLToPath(new URL("../../pkg/", import.meta.url));
const run = promisify(execFile);
const env = { ...process.env, TZ: "America/New_York" };

const { given, stop } = await start();
const served = await serveSuite(given);
after(() => {
  stop();
  served.stop();
});

/** The executable in a package for this platform. No script of the package is run. */
function program(scope, file) {
  const folder = join(here, "node_modules", scope);
  const found = readdirSync(folder).map((name) => join(folder, name, file));
  return found.find(existsSync) ?? assert.fail(`no ${file} for ${process.platform} ${process.arch}`);
}

const RUNTIMES = {
  async deno() {
    const options = ["--no-prompt", "--no-remote", "--cached-only", "--no-config", "--node-modules-dir=manual"];
    const allowed = ["--allow-net=127.0.0.1", `--allow-read=${join(here, "../..")}`];
    return output(program("@deno", "deno"), "run", ...options, ...allowed, "run.js", served.address);
  },
  bun: () => output(program("@oven", "bin/bun"), "run.js", served.address),
  workerd,
  chromium: async () => JSON.parse(await inChromium(served.address, served.told)),
};

async function output(...command) {
  const [file, ...args] = command;
  const { stdout } = await run(file, args, { cwd: here, env, maxBuffer: 1 << 27, timeout: 300_000 });
  return JSON.parse(stdout);
}

/** Bundles the worker with the conditions of its tools, and sends it one request. */
async function workerd() {
  const folder = await mkdtemp(join(tmpdir(), "grantlet-worker-"));
  let server;
  try {
    await build({
      entryPoints: [join(here, "worker.js")],
      outfile: join(folder, "worker.js"),
      bundle: true,
      format: "esm",
      conditions: ["workerd", "worker", "browser"],
      external: ["*.wasm", "inlined"],
      logLevel: "error",
    });
    await copyFile(join(here, "worker.capnp"), join(folder, "worker.capnp"));
    await copyFile(join(pkg, "index.js"), join(folder, "index.js"));
    await copyFile(join(pkg, "core.wasm"), join(folder, "core.wasm"));
    const file = program("@cloudflare", "bin/workerd");
    const args = ["serve", "worker.capnp", "--control-fd=3"];
    server = spawn(file, args, { cwd: folder, env, stdio: ["ignore", "inherit", "inherit", "pipe"] });
    const [line] = await once(server.stdio[3], "data", { signal: AbortSignal.timeout(30_000) });
    const { port } = JSON.parse(String(line).split("\n")[0]);
    const signal = AbortSignal.timeout(300_000);
    const asked = { method: "POST", body: JSON.stringify(given), signal };
    return await (await fetch(`http://127.0.0.1:${port}/`, asked)).json();
  } finally {
    server?.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The names of all tests, which are the same for each entry. `./js` needs no `init`. */
const js = await import("grantlet/js");
const namesOf = (given) => ENTRIES.flatMap((entry) => casesOf(entry, js, given).map(({ name }) => name));
const expected = (runtime) => {
  // A page can only read its own origin.
  const providers = runtime === "chromium" ? null : given.providers;
  return namesOf({ ...given, providers, inspect: String });
};

// Two at a time: much of the suite waits.
const reports = {};
const waiting = Object.entries(RUNTIMES);
const runNext = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, started] = next;
    reports[name] = await started().catch((failure) => ({ rows: [], failure }));
  }
};
await Promise.all([runNext(), runNext()]);

for (const name of Object.keys(RUNTIMES)) {
  const { rows, resolved, failure } = reports[name];
  describe(name, () => {
    test("it ran to its end", () => assert.ifError(failure));

    for (const { name, skip, error } of rows) {
      test(name, { skip }, () => assert.ok(!error, error));
    }

    test("every case of the suite was run", () => {
      const names = rows.map(({ name }) => name).slice(name === "workerd" ? 3 : 0);
      assert.deepEqual(names, expected(name));
    });

    if (resolved) {
      test("each entry is the file that its exports name", () => {
        const files = Object.values(resolved).map((address) => address.split("/").pop());
        assert.deepEqual(files, ["index.js", "js.js", "slim.js"]);
      });
    }
  });
}
