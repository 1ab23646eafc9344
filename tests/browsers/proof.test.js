// Tokens that are bound to a key of WebCrypto, at oidc-provider, in each browser: the key is in IndexedDB, and cannot be read.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { ProofSite } from "../browser/proof/site.js";
import { inEachBrowser } from "./world.js";

const site = new ProofSite();
before(() => site.open());
after(() => site.close());

async function opened(tab) {
  await tab.goto(`${site.origin}/proof/`);
  await tab.until(() => window.ready);
  return tab;
}

async function loggedIn(tab) {
  await opened(tab);
  await tab.evaluate(() => {
    window.ready = false;
    // WebKit's driver waits for no page that is left.
    setTimeout(window.login, 100);
  });
  await tab.until(() => window.ready && !location.search);
}

const USER = [200, "user-1"];

inEachBrowser("proof", ({ everywhere }) => {
  everywhere("a login, calls, a refresh, and a reload, with proofs of one key", async ({ tab }) => {
    await loggedIn(tab);
    assert.equal(await tab.evaluate(() => window.type()), "DPoP");
    assert.deepEqual(await tab.evaluate(() => window.me()), USER);
    assert.equal(await tab.evaluate(() => window.asBearer()), 401);
    await tab.evaluate(() => window.rejected());
    assert.deepEqual(await tab.evaluate(() => window.me()), USER);
    const before = await tab.evaluate(() => window.jkt);
    await opened(tab);
    assert.equal(await tab.evaluate(() => window.jkt), before);
    assert.deepEqual(await tab.evaluate(() => window.me()), USER);
    await tab.evaluate(() => window.rejected());
    const until = Date.now() + 20_000;
    // A second rejection waits.
    let [status] = [];
    while (status !== 200 && Date.now() < until) {
      [status] = await tab.evaluate(() => window.me());
    }
    assert.equal(status, 200);
    const isExtractable = await tab.evaluate(() => new Promise((resolve, reject) => {
      const opening = indexedDB.open("grantlet-dpop");
      opening.onerror = reject;
      opening.onsuccess = () => {
        const reading = opening.result.transaction("keys").objectStore("keys").get("grantlet ES256");
        reading.onsuccess = () => resolve(reading.result.privateKey.extractable);
        opening.result.close();
      };
    }));
    assert.equal(isExtractable, false);
  });

  everywhere("two tabs that create it at once have one key, and share the session", async ({ context, tab }) => {
    const other = await context.open();
    await Promise.all([opened(tab), opened(other)]);
    const keys = await Promise.all([tab, other].flatMap((one) => [one.evaluate(() => window.jkt), one.evaluate(async () => (await window.dpopKey()).jkt)]));
    assert.equal(new Set(keys).size, 1);
    // Without a break between them.
    const made = await Promise.all([tab, other].map((one) => one.evaluate(async () => {
      const keys = await Promise.all(Array.from({ length: 5 }, () => window.dpopKey({ name: "another" })));
      return keys.map(({ jkt }) => jkt);
    })));
    assert.equal(new Set(made.flat()).size, 1);
    assert.notEqual(made[0][0], keys[0]);
    await loggedIn(tab);
    assert.deepEqual(await other.evaluate(() => window.me()), USER);
  });

  everywhere("where the key was deleted, the page goes on until its reload, then its user logs in", async ({ tab }) => {
    await loggedIn(tab);
    const deleted = await tab.evaluate(() => new Promise((resolve) => {
      const request = indexedDB.deleteDatabase("grantlet-dpop");
      request.onsuccess = () => resolve("deleted");
      request.onblocked = () => resolve("blocked");
    }));
    assert.equal(deleted, "deleted");
    assert.deepEqual(await tab.evaluate(() => window.me()), USER);
    const before = await tab.evaluate(() => window.jkt);
    await opened(tab);
    assert.notEqual(await tab.evaluate(() => window.jkt), before);
    const [code] = await tab.evaluate(() => window.me());
    assert.match(String(code), /^(ended|refused|401)$/);
    await loggedIn(tab);
    assert.deepEqual(await tab.evaluate(() => window.me()), USER);
  });

  everywhere("a database of another shape is an error of IndexedDB, and a key in memory is none", async ({ tab }) => {
    await opened(tab);
    const names = await tab.evaluate(async () => {
      const wait = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
      await wait(indexedDB.deleteDatabase("grantlet-dpop"));
      (await wait(indexedDB.open("grantlet-dpop", 3))).close();
      const failure = await window.dpopKey().then(() => "none", ({ name }) => name);
      const { jkt } = await window.dpopKey({ memory: true });
      return [failure, jkt.length];
    });
    assert.deepEqual(names, ["VersionError", 43]);
  });
});
