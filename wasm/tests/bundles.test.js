// Bundles the package with four bundlers without configuration, and runs each bundle in a browser.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";
import { inChromium } from "./chromium.js";

const wasm = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);
/** What the first script of a login is held to, in bytes after brotli: no login grows in silence. */
const LOGIN = 29_450;
const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const resolving = join(wasm, "node_modules/@rollup/plugin-node-resolve/dist/es/index.js");
let root;

const tool = (cwd, name, ...args) => run(join(wasm, "node_modules/.bin", name), args, { cwd });

const BUNDLERS = {
  esbuild: (app, ...options) =>
    tool(app, "esbuild", "app.js", "--bundle", "--minify", "--format=esm", "--outdir=out", ...options),
  // Rollup finds no package without this plugin.
  rollup: (app) => tool(app, "rollup", "app.js", "--plugin", resolving, "--file", "out/app.js"),
  // Its minifier takes seconds: what several apps load later is minified once, by its content.
  webpack: (app) =>
    tool(app, "webpack", "./app.js", "--mode", "production", "--output-path", join(app, "out"), "--output-filename", "app.js",
      "--cache-type", "filesystem", "--cache-cache-directory", join(root, "webpack")),
  vite: (app) => tool(app, "vite", "build", "--minify", "--outDir", "out"),
};

/** Sends the challenge of RFC 7636, appendix B, to the page's server. */
const told = (ready) =>
  `const tell = (body) => fetch("/told", { method: "POST", body });
   ${ready}.then(() => tell(codeChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))).catch((e) => tell(String(e)));`;
const app = (entry) => `import { codeChallenge } from "${entry}"; ${told("Promise.resolve()")}`;
const slim = (core, first = "") =>
  `import { codeChallenge, init } from "grantlet/slim"; ${first} ${told(`init(${core})`)}`;

/** How each bundler loads the core for `./slim`, with the plugin or option that it needs. */
const APPS = Object.keys(BUNDLERS).flatMap((bundler) => [
  { bundler, name: "grantlet", text: app("grantlet") },
  { bundler, name: "grantlet/js", text: app("grantlet/js") },
]);
APPS.push(
  { bundler: "vite", name: "grantlet/slim", text: slim("fetch(core)", 'import core from "grantlet/core.wasm?url";') },
  {
    bundler: "webpack",
    name: "grantlet/slim",
    text: slim('fetch(new URL("grantlet/core.wasm", import.meta.url))'),
  },
  {
    bundler: "esbuild",
    name: "grantlet/slim, with --loader:.wasm=file, for it takes no .wasm by itself",
    text: slim("fetch(core)", 'import core from "grantlet/core.wasm";'),
    options: ["--loader:.wasm=file"],
  },
  {
    bundler: "rollup",
    name: "grantlet/slim, with core.wasm copied beside it, for it takes no .wasm by itself",
    text: slim('fetch("core.wasm")'),
    copied: true,
  },
);

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const html = '<!doctype html><meta charset="utf-8"><script type="module" src="./app.js"></script>';

/** Builds an app, serves its bundle, and returns its URL and what its page reports. */
async function bundled({ bundler, text, options = [], copied }, folder) {
  await mkdir(join(folder, "node_modules"), { recursive: true });
  await symlink(join(wasm, "pkg"), join(folder, "node_modules/grantlet"));
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  await writeFile(join(folder, "index.html"), html);
  await writeFile(join(folder, "app.js"), text);
  await BUNDLERS[bundler](folder, ...options);
  if (bundler !== "vite") {
    await cp(join(folder, "index.html"), join(folder, "out/index.html"));
  }
  if (copied) {
    await cp(join(wasm, "pkg/core.wasm"), join(folder, "out/core.wasm"));
  }
  return join(folder, "out");
}

/** A file server. A page posts its result to `/told`. */
async function serve(folder) {
  let tell;
  const told = new Promise((resolve) => (tell = resolve));
  const server = createServer(async (request, response) => {
    if (request.url === "/told") {
      response.end();
      tell(Buffer.concat(await request.toArray()).toString());
      return;
    }
    const path = request.url === "/" ? "/index.html" : request.url;
    const body = await readFile(join(folder, path)).catch(() => undefined);
    response.writeHead(body ? 200 : 404, { "content-type": TYPES[extname(path)] ?? "text/plain" }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, told, address: `http://127.0.0.1:${server.address().port}/` };
}

describe("bundles", () => {
  const results = new Map();

  before(async () => {
    root = await mkdtemp(join(tmpdir(), "grantlet-bundles-"));
    const pages = [];
    for (const [index, made] of APPS.entries()) {
      const out = await bundled(made, join(root, String(index))).catch((failure) => void results.set(made, failure));
      if (out) {
        pages.push({ made, ...(await serve(out)) });
      }
    }
    await writeFile(join(root, "index.html"), pages.map(({ address }) => `<iframe src="${address}"></iframe>`).join(""));
    const all = await serve(root);
    const waited = Promise.all(pages.map(async ({ made, told }) => results.set(made, await told)));
    // A page that reports nothing fails in its own test below.
    await inChromium(all.address, waited).catch(() => {});
    for (const { server } of [...pages, all]) {
      server.close();
      server.closeAllConnections();
    }
  });
  after(() => rm(root, { recursive: true, force: true }));

  for (const made of APPS) {
    test(`${made.bundler}: ${made.name}`, () => {
      const result = results.get(made);
      assert.ifError(result instanceof Error ? `${result.stdout}${result.stderr}` : null);
      assert.equal(result, challenge);
    });
  }

  test("a login bundles no session, device or storage, nor what of the core they need", async () => {
    const sizeOf = async (name, used, ...options) => {
      const folder = join(root, name);
      await mkdir(join(folder, "node_modules"), { recursive: true });
      await symlink(join(wasm, "pkg"), join(folder, "node_modules/grantlet"));
      await writeFile(join(folder, "app.js"), `export { ${used} } from "grantlet";`);
      const { stdout } = await tool(folder, "esbuild", "app.js", "--bundle", "--minify", "--format=esm", "--charset=utf8", ...options);
      return options.length ? readFile(join(folder, "out/app.js")) : stdout;
    };
    const login = await sizeOf("login", "startLogin, finishLogin, isExpired");
    for (const word of ["dpop+jwt", "grantlet-dpop", "openid-configuration", "code_challenge_methods", "jwks_uri", "RSA-PSS", "read_device", "read_kept", "write_request", "indexedDB", "in_doubt", "userCode"]) {
      assert.ok(!login.includes(word), word);
    }
    const device = await sizeOf("device", "startLogin, finishLogin, isExpired, startDevice, pollDevice");
    assert.ok(device.includes("read_device"));
    assert.ok(device.length - login.length > 2_000, `${login.length} and ${device.length}`);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
    assert.ok(!login.includes("device code has expired"));
    assert.ok(device.includes("device code has expired"));
    const { length } = brotliCompressSync((await sizeOf("first", "startLogin, finishLogin, isExpired", "--splitting", "--outdir=out")), { params });
    assert.ok(length <= LOGIN, `${length} bytes after brotli`);
  });

  test("what reads an id_token is in no first script of a login, with any bundler that splits", async () => {
    const text = 'import { startLogin, finishLogin, isExpired } from "grantlet"; window.login = [startLogin, finishLogin, isExpired];';
    const split = {
      esbuild: (app) => BUNDLERS.esbuild(app, "--splitting"),
      rollup: (app) => tool(app, "rollup", "app.js", "--plugin", resolving, "--dir", "out"),
      webpack: BUNDLERS.webpack,
      vite: BUNDLERS.vite,
    };
    for (const [bundler, run] of Object.entries(split)) {
      const folder = join(root, `split-${bundler}`);
      await mkdir(join(folder, "node_modules"), { recursive: true });
      await symlink(join(wasm, "pkg"), join(folder, "node_modules/grantlet"));
      await writeFile(join(folder, "package.json"), '{"type":"module"}');
      await writeFile(join(folder, "index.html"), html);
      await writeFile(join(folder, "app.js"), text);
      await run(folder);
      const scripts = (await readdir(join(folder, "out"), { recursive: true })).filter((name) => name.endsWith(".js"));
      const read = await Promise.all(scripts.map((name) => readFile(join(folder, "out", name), "utf8")));
      // The export's name, masked as the module is.
      const masked = Buffer.from("read_id_token").map((byte) => byte ^ 63).toString("latin1");
      const having = read.filter((script) => script.replaceAll("\\`", "`").includes(masked));
      assert.equal(having.length, 1, `${bundler}: ${scripts}`);
      assert.ok(!having[0].includes("callback_state"), bundler);
    }
  });

  for (const [name, file, word] of [["discover", /^metadata/, "openid-configuration"], ["verifyIdToken", /^keys/, "RSA-PSS"]]) {
    test(`what ${name} needs is in a file of its own`, async () => {
      const folder = join(root, name);
      await mkdir(join(folder, "node_modules"), { recursive: true });
      await symlink(join(wasm, "pkg"), join(folder, "node_modules/grantlet"));
      await writeFile(join(folder, "app.js"), `export { ${name} } from "grantlet";`);
      await BUNDLERS.esbuild(folder, "--splitting");
      const scripts = await readdir(join(folder, "out"));
      const having = await Promise.all(scripts.map(async (name) => (await readFile(join(folder, "out", name), "utf8")).includes(word)));
      assert.deepEqual(scripts.filter((_, index) => having[index]).map((name) => file.test(name)), [true]);
      // No part of the core.
      assert.ok((await readFile(join(folder, "out/app.js"))).length < 12_000);
    });
  }

  test("unused exports are removed from a bundle", async () => {
    await mkdir(join(root, "bare/node_modules"), { recursive: true });
    await symlink(join(wasm, "pkg"), join(root, "bare/node_modules/grantlet"));
    await writeFile(join(root, "bare/app.js"), 'import "grantlet"; console.log(1);');
    const { stdout } = await tool(join(root, "bare"), "esbuild", "app.js", "--bundle", "--format=esm");
    assert.ok(stdout.length < 100, stdout.slice(0, 200));
  });

  test("of the providers, a bundle has those that it imports", async () => {
    await mkdir(join(root, "one/node_modules"), { recursive: true });
    await symlink(join(wasm, "pkg"), join(root, "one/node_modules/grantlet"));
    await writeFile(join(root, "one/app.js"), 'import { discord } from "grantlet/providers"; console.log(discord);');
    const { stdout } = await tool(join(root, "one"), "esbuild", "app.js", "--bundle", "--format=esm");
    assert.ok(stdout.includes("discord.com") && stdout.length < 600, stdout.slice(0, 700));
  });
});
