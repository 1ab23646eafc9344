import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { startRedis } from "../../wasm/tests/redis-server.js";
import { built, folderOf, freePort, started, withProvider } from "./harness.js";
import { CLIENT, servesThrough } from "./server.js";

describe("servers", () => {
  for (const recipe of ["express", "peers/express"]) {
    test(recipe, () =>
      withProvider(async (provider) => {
        const redis = await startRedis("redis-server");
        const port = await freePort();
        const origin = `http://127.0.0.1:${port}`;
        const own = { ISSUER: provider.issuer, REDIS_URL: `redis://127.0.0.1:${redis.port}`, COOKIE_SECRET: "kept", ORIGIN: origin };
        const environment = { ...CLIENT, ...own };
        const processes = [];
        let proxy;
        try {
          for (const _ of [1, 2]) {
            processes.push(await started(recipe, [process.execPath, "server.js"], environment));
          }
          proxy = await proxied(port, processes);
          await servesThrough({ origin }, provider, async ({ page }) => {
            const isLoggedIn = async () => (await (await fetch("/")).text()).includes("Logged in as");
            const all = await page.evaluate(`Promise.all(Array.from({ length: 8 }, ${isLoggedIn}))`);
            assert.deepEqual(all, Array(8).fill(true), "both processes share one refresh");
          });
        } finally {
          proxy?.closeAllConnections();
          proxy?.close();
          await Promise.all(processes.map(({ stop }) => stop()));
          await redis.stop();
        }
      }),
    );
  }

  for (const recipe of ["workerd", "peers/workerd"]) {
    test(recipe, () =>
      withProvider(async (provider) => {
        const workerd = `exec ${folderOf("node_modules/.bin/workerd")} serve config.capnp --socket-addr http=127.0.0.1:$PORT`;
        const environment = { ...CLIENT, ISSUER: provider.issuer, COOKIE_KEY: Buffer.alloc(32, 7).toString("base64") };
        const site = await started(recipe, ["sh", "-c", workerd], environment);
        try {
          await servesThrough(site, provider);
        } finally {
          await site.stop();
        }
      }),
    );
  }

  test("sveltekit", () =>
    withProvider(async (provider) => {
      const TOKENS = await mkdtemp(join(tmpdir(), "grantlet-sveltekit-"));
      await built("sveltekit");
      const environment = { ...CLIENT, ISSUER: provider.issuer, HOST: "127.0.0.1", TOKENS };
      const site = await started("sveltekit", [process.execPath, "dist"], environment);
      try {
        await servesThrough({ ...site, logoutPath: "/?/logout" }, provider);
      } finally {
        await site.stop();
        await rm(TOKENS, { recursive: true });
      }
    }));
});

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
