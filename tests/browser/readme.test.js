// The first example of the npm package's README, as printed, in a page: a login, and a reload of its callback.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { QUIET } from "../../wasm/tests/chromium.js";
import { tools, skip } from "./world.js";

const { chromium } = tools("playwright-core");
const { build } = tools("esbuild");
const wasm = fileURLToPath(new URL("../../wasm", import.meta.url));
const [, example] = /^```js\n([^]*?)^```/m.exec(readFileSync(`${wasm}/README.md`, "utf8"));
const PROVIDER = "https://account.boldsign.com";

/** A server of two pages with the example as their module. */
async function serve() {
  const contents = `${example}\nObject.assign(window, { login, callback, accessToken });`;
  const { outputFiles } = await build({ stdin: { contents, resolveDir: wasm }, bundle: true, format: "esm", charset: "utf8", write: false });
  const server = createServer(({ url }, response) => {
    const isScript = url === "/app.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? outputFiles[0].contents : '<!doctype html><meta charset="utf-8"><script type="module" src="/app.js"></script>');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

test("the README's first example logs in, and a reload of the callback sends no code again", { skip }, async () => {
  const server = await serve();
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: [...QUIET, "--no-proxy-server"] });
  try {
    const base = `http://127.0.0.1:${server.address().port}`;
    const context = await browser.newContext();
    const grants = [];
    await context.route(`${PROVIDER}/connect/authorize?**`, (route) => {
      const asked = new URL(route.request().url()).searchParams;
      const back = new URL(asked.get("redirect_uri"));
      back.search = new URLSearchParams({ code: "the-code", state: asked.get("state") });
      return route.fulfill({ status: 302, headers: { location: back.href } });
    });
    await context.route(`${PROVIDER}/connect/token`, (route) => {
      grants.push(new URLSearchParams(route.request().postData()).get("grant_type"));
      const json = { access_token: "the-token", token_type: "Bearer", expires_in: 3600, refresh_token: "another" };
      return route.fulfill({ json, headers: { "access-control-allow-origin": base } });
    });
    const page = await context.newPage();
    await page.goto(base);
    await page.waitForFunction(() => window.login);
    await Promise.all([page.waitForURL(`${base}/callback?**`), page.evaluate(() => window.login())]);
    await page.waitForFunction(() => window.callback);
    const address = page.url();
    const both = await page.evaluate(() => {
      // As React's StrictMode does.
      const first = window.callback();
      return Promise.allSettled([first, window.callback()]).then((all) => all.map(({ status, reason }) => reason?.code ?? status));
    });
    assert.deepEqual(both, ["fulfilled", "fulfilled"]);
    assert.equal(page.url(), `${base}/callback`);
    assert.equal(await page.evaluate(() => window.accessToken()), "the-token");
    await page.goto(address);
    await page.waitForFunction(() => window.callback);
    const again = await page.evaluate(() => window.callback().catch(({ code }) => code));
    assert.match(again, /^login_(used|unreadable)$/);
    assert.deepEqual(grants, ["authorization_code"]);
  } finally {
    await browser.close();
    server.close();
  }
});
