// What the tests of `wasm/examples` share: a provider, a build, a server and a browser for each recipe.
//
//   await withProvider(async ({ issuer, restart }) => {       oidc-provider, with the clients of wasm/examples/clients.json:
//     …                                                       `page` (public) and `server` / `secret of the server`
//   });
//   const folder = await built("react", { VITE_ISSUER });     `vite build` of a workspace; returns its dist folder
//   const site = await servedFolder(folder, { headers });     files on loopback; a path without a file is index.html
//   const site = await started("express", ["node", "server.js"], { ISSUER });
//                                                             a server of the recipe's own, on the port in $PORT
//   site.origin, await site.stop()
//   await inBrowser(async ({ context, page, tokenRequests, revocations }) => …)
//
// Redirect URIs are http://127.0.0.1:ANY_PORT/callback, or / for `page`. After a logout: http://127.0.0.1:ANY_PORT/.
// `inBrowser` is Chromium; other-browsers.js has the others.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { QUIET } from "../../wasm/tests/chromium.js";

const { chromium } = createRequire(new URL("../../wasm/package.json", import.meta.url))("playwright-core");
const run = promisify(execFile);
const inProject = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The folder of a recipe. */
export const folderOf = (recipe) => inProject(`wasm/examples/${recipe}`);

/** Does something with a provider of its own. `restart` makes it forget every login and token. */
export async function withProvider(work, options = []) {
  let child;
  const start = async (port) => {
    const server = inProject("tests/interop/server/server.mjs");
    const own = ["--port", `${port}`, "--clients", folderOf("clients.json"), ...options];
    child = spawn(process.execPath, [server, ...own], { stdio: ["pipe", "pipe", "ignore"] });
    const [line] = await once(createInterface(child.stdout), "line");
    return JSON.parse(line).issuer;
  };
  const stop = async () => {
    child.stdin.end();
    await once(child, "exit");
  };
  const issuer = await start(0);
  const restart = async () => {
    await stop();
    await start(new URL(issuer).port);
  };
  try {
    return await work({ issuer, restart });
  } finally {
    await stop();
  }
}

/** Builds a recipe with Vite; returns the folder of what it built. `NODE_ENV` may be `development`. */
export async function built(recipe, environment) {
  const vite = folderOf("node_modules/vite/bin/vite.js");
  const options = { cwd: folderOf(recipe), env: { ...process.env, NODE_ENV: "production", ...environment } };
  await run(process.execPath, [vite, "build", "--logLevel", "warn", "--mode", options.env.NODE_ENV], options);
  return folderOf(`${recipe}/dist`);
}

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/**
 * Serves a folder. `files`: more paths, each with the file that is there. `texts`: paths with their content. A path that
 * has none is the page, as of an app that routes by itself.
 */
export async function servedFolder(folder, { headers = {}, files = {}, texts = {} } = {}) {
  const server = createServer(async ({ url }, response) => {
    const path = normalize(new URL(url, "http://127.0.0.1").pathname);
    const name = extname(path) ? path : "/index.html";
    try {
      const body = texts[name] ?? (await readFile(files[name] ?? join(folder, name)));
      response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream", ...headers }).end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A port that nothing listens on. */
export async function freePort() {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Starts a recipe's own server with `PORT` and `ORIGIN` in its environment, and waits until it accepts connections. */
export async function started(recipe, [program, ...options], environment = {}) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const env = { ...process.env, PORT: `${port}`, ORIGIN: origin, ...environment };
  // A group of its own: some programs start another, which would outlive them.
  const child = spawn(program, options, { cwd: folderOf(recipe), env, detached: true, stdio: ["ignore", "inherit", "inherit"] });
  const ended = once(child, "close");
  const stop = async () => {
    try {
      process.kill(-child.pid);
    } catch {
      // It has ended by itself.
    }
    await ended;
  };
  for (let tries = 0; !(await accepts(port)); tries++) {
    if (tries === 200 || child.exitCode !== null) {
      await stop();
      throw new Error(`${recipe}: ${program} does not listen on port ${port}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { origin, stop };
}

async function accepts(port) {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** What React writes to each console while developing. */
export const isOfReact = (text) => text.includes("Download the React DevTools");

/** The browser of this file's tests. */
let launched;
after(async () => (await launched)?.close());

/**
 * Does something in a browser with an empty profile. `tokenRequests()` are the forms that its pages have posted to the token
 * endpoint, in order, and `revocations()` those to the revocation endpoint. Nothing may be in the console but what `allows`
 * matches.
 */
export async function inBrowser(work, { allows } = {}) {
  const browser = await (launched ??= chromium.launch({ executablePath: "/usr/bin/chromium", args: [...QUIET, "--no-proxy-server"] }));
  const context = await browser.newContext();
  try {
    context.setDefaultTimeout(15_000);
    const [logged, posted] = [[], []];
    context.on("console", (message) => {
      // No app here has an icon.
      if (!message.location().url.endsWith("/favicon.ico") && !isOfReact(message.text())) {
        logged.push(`${message.text()} (${message.location().url})`);
      }
    });
    context.on("weberror", (error) => logged.push(String(error.error())));
    context.on("request", (request) => {
      if (request.method() === "POST") {
        const { pathname } = new URL(request.url());
        posted.push({ pathname, form: Object.fromEntries(new URLSearchParams(request.postData() ?? "")) });
      }
    });
    const page = await context.newPage();
    const formsTo = (path) => posted.filter(({ pathname }) => pathname === path).map(({ form }) => form);
    const requests = { tokenRequests: () => formsTo("/token"), revocations: () => formsTo("/token/revocation") };
    await work({ context, page, ...requests }).catch(async (error) => {
      const body = await page.locator("body").innerText().catch(String);
      throw new Error(`${error.stack}\n${page.url()} shows: ${body}\n${logged.join("\n")}`);
    });
    assert.deepEqual(logged.filter((text) => !allows?.test(text)), []);
  } finally {
    await context.close();
  }
}
