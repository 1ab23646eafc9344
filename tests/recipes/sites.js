// How each recipe is built and served, to log in at an issuer: `serve(folder, issuer)` returns `{ origin, stop }`. The folder is
// a recipe or its peer.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startRedis } from "../../wasm/tests/redis-server.js";
import { built, folderOf, freePort, servedFolder, started } from "./harness.js";

const CLIENT = { CLIENT_ID: "server", CLIENT_SECRET: "secret of the server" };

/** Pages that keep the token. */
export const PAGES = { react, vue: withVite, svelte: withVite, esm };
/** Servers that keep it for their users. */
export const SERVERS = { express, workerd, sveltekit };
/** A service worker that keeps it from the page. */
export const WORKERS = { "service-worker": serviceWorker };

async function withVite(recipe, issuer) {
  return servedFolder(await built(recipe, { VITE_ISSUER: issuer }));
}

async function react(recipe, issuer) {
  const folder = await built(recipe, { VITE_ISSUER: issuer, NODE_ENV: "development" });
  const scripts = readdirSync(`${folder}/assets`).map((file) => readFileSync(`${folder}/assets/${file}`, "utf8"));
  assert.ok(scripts.some((text) => text.includes("React DevTools")), "only while developing does StrictMode run effects twice");
  return servedFolder(folder);
}

const LIBRARIES = {
  esm: { "/grantlet/js.js": "grantlet/js.js", "/grantlet/metadata.js": "grantlet/metadata.js" },
  "peers/esm": {
    "/oidc-client-ts.js": "oidc-client-ts/dist/esm/oidc-client-ts.js",
    "/jwt-decode.js": "jwt-decode/build/esm/index.js",
  },
};

/** Under a policy without `unsafe-` anything. */
async function esm(recipe, issuer) {
  const folder = folderOf(recipe);
  const entries = Object.entries(LIBRARIES[recipe]).map(([path, file]) => [path, folderOf(`node_modules/${file}`)]);
  const policy = [
    "default-src 'none'",
    `script-src ${["'self'", ...inlineScripts(`${folder}/index.html`)].join(" ")}`,
    `connect-src ${issuer}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ];
  const site = await servedFolder(folder, {
    files: Object.fromEntries(entries),
    texts: { "/config.js": `export const issuer = "${issuer}";` },
    headers: { "content-security-policy": policy.join("; ") },
  });
  return { ...site, callback: "/" };
}

/** The hashes of the scripts within a page, as its policy names them. */
function inlineScripts(page) {
  const scripts = readFileSync(page, "utf8").matchAll(/<script[^>]*>([^<]+)<\/script>/g);
  return Array.from(scripts, ([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
}

async function serviceWorker(folder, issuer) {
  await promisify(execFile)("npm", ["run", "build"], { cwd: folderOf(folder), env: { ...process.env, ISSUER: issuer } });
  return servedFolder(folderOf(`${folder}/dist`), {
    headers: { "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src *" },
  });
}

/** Two processes behind a proxy, with one Redis server. */
async function express(folder, issuer) {
  const stops = [];
  const stop = async () => {
    for (const end of stops.reverse()) {
      await end();
    }
  };
  try {
    const redis = await startRedis("redis-server");
    stops.push(redis.stop);
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const own = { ISSUER: issuer, REDIS_URL: `redis://127.0.0.1:${redis.port}`, COOKIE_SECRET: "kept", ORIGIN: origin };
    const processes = [];
    for (const _ of [1, 2]) {
      processes.push(await started(folder, [process.execPath, "server.js"], { ...CLIENT, ...own }));
      stops.push(processes.at(-1).stop);
    }
    const proxy = await proxied(port, processes);
    stops.push(async () => (proxy.closeAllConnections(), proxy.close()));
    return { origin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A proxy whose requests the processes take in turns. */
async function proxied(port, processes) {
  let turn = 0;
  const proxy = createServer((incoming, outgoing) => {
    const { origin } = processes[turn++ % processes.length];
    const { method, headers, url } = incoming;
    const onward = request(origin + url, { method, headers: { ...headers, "x-forwarded-proto": "http" } }, (response) => {
      outgoing.writeHead(response.statusCode, response.headers);
      response.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  }).listen(port, "127.0.0.1");
  await once(proxy, "listening");
  return proxy;
}

function workerd(folder, issuer) {
  const command = `exec ${folderOf("node_modules/.bin/workerd")} serve config.capnp --socket-addr http=127.0.0.1:$PORT`;
  const environment = { ...CLIENT, ISSUER: issuer, COOKIE_KEY: Buffer.alloc(32, 7).toString("base64") };
  return started(folder, ["sh", "-c", command], environment);
}

async function sveltekit(folder, issuer) {
  const TOKENS = await mkdtemp(join(tmpdir(), "grantlet-sveltekit-"));
  const remove = () => rm(TOKENS, { recursive: true });
  try {
    await built(folder);
    const site = await started(folder, [process.execPath, "dist"], { ...CLIENT, ISSUER: issuer, HOST: "127.0.0.1", TOKENS });
    const stop = async () => {
      await site.stop();
      await remove();
    };
    return { ...site, stop, logoutPath: "/?/logout" };
  } catch (error) {
    await remove();
    throw error;
  }
}
