import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { inBrowser, withProvider } from "./harness.js";
import { WORKERS } from "./sites.js";

test("service-worker", () =>
  withProvider(async ({ issuer }) => {
    const site = await WORKERS["service-worker"]("service-worker", issuer);
    const other = await otherOrigin();
    try {
      await inBrowser(({ context, page }) => driven(context, page, { ...site, issuer, other }), { allows: /status of 401/ });
    } finally {
      other.server.close();
      await site.stop();
    }
  }));

async function driven(context, page, { origin, issuer, other }) {
  const button = (name) => page.getByRole("button", { name });
  const isLoggedIn = () => page.getByText("Logged in as Ünï Tëst").waitFor();

  await page.goto(origin);
  await button("Log in").click();
  await isLoggedIn();
  assert.equal(page.url(), `${origin}/`);
  assert.deepEqual(await page.evaluate(() => performance.getEntriesByType("navigation").map(({ name }) => name)), [`${origin}/`]);

  // A browser ends a worker that is idle.
  const devtools = await context.newCDPSession(page);
  await devtools.send("ServiceWorker.enable");
  await devtools.send("ServiceWorker.stopAllWorkers");
  await page.reload();
  await isLoggedIn();

  const [worker] = context.serviceWorkers();
  const { accessToken, refreshToken } = await worker.evaluate(tokenInStorage);
  assert.ok(accessToken && refreshToken);

  const addresses = [`${issuer}/me`, "/", "/sw.js", "/page.js", "/login", "/callback", "/logout", other.origin, `${other.origin}/me`];
  const seen = await page.evaluate(everythingSeen, addresses);
  assert.ok(seen.includes("Ünï Tëst"), "the worker calls the API for the page");
  assert.ok(!seen.includes(accessToken) && !seen.includes(refreshToken), "no response of the worker contains a token");
  assert.deepEqual(other.authorizations, [undefined, undefined], "another origin gets no token");

  await fetch(`${issuer}/expire`, { method: "POST" });
  await page.reload();
  await isLoggedIn();
  assert.notEqual((await worker.evaluate(tokenInStorage)).accessToken, accessToken);

  await button("Log out").click();
  await button("Log in").waitFor();
  assert.equal(await worker.evaluate(tokenInStorage), undefined);
}

/** In the page: what its requests, its storages and messages of the worker contain. */
async function everythingSeen(addresses) {
  const seen = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, location.href, document.referrer];
  navigator.serviceWorker.onmessage = ({ data }) => seen.push(JSON.stringify(data));
  for (const message of ["token", { type: "token" }, { accessToken: true }]) {
    navigator.serviceWorker.controller.postMessage(message);
  }
  for (const address of addresses) {
    const response = await fetch(address);
    seen.push(response.url, JSON.stringify([...response.headers]), await response.text());
  }
  return seen.join("\n");
}

/** In the worker: the token in IndexedDB. */
async function tokenInStorage() {
  const done = (request) =>
    new Promise((resolve, reject) => {
      Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject });
    });
  const database = await done(indexedDB.open("grantlet"));
  const texts = await done(database.transaction("texts").objectStore("texts").getAll());
  database.close();
  return texts.filter((text) => text.startsWith("{")).map((text) => JSON.parse(text).token).find(Boolean);
}

/** An origin that any page may call, with what it was sent. */
async function otherOrigin() {
  const authorizations = [];
  const server = createServer(({ headers, method }, response) => {
    if (method !== "OPTIONS") {
      authorizations.push(headers.authorization);
    }
    response.writeHead(200, { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization" }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, authorizations, origin: `http://127.0.0.1:${server.address().port}` };
}
