// One session for the tabs and workers of an origin, in Chromium: they share a refresh, and outlive each other.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { readResponse } from "../../wasm/pkg/index.js";
import { QUIET } from "../../wasm/tests/chromium.js";
import { SessionSite } from "./session/site.js";

const { chromium } = createRequire(new URL("../../wasm/package.json", import.meta.url))("playwright-core");

describe("session", () => {
  const site = new SessionSite();
  const { news } = site;
  let browser;
  let context;

  before(async () => {
    await site.open();
    const executablePath = process.env.GRANTLET_CHROMIUM ?? "/usr/bin/chromium";
    browser = await chromium.launch({ executablePath, args: QUIET });
    context = await browser.newContext();
  });
  after(async () => {
    await browser?.close();
    site.close();
  });

  async function open() {
    const page = await context.newPage();
    await page.goto(`${site.origin}/session/`);
    await page.waitForFunction(() => window.ready);
    const inTab = (how, given = [], more = {}) => (client) => page.evaluate((message) => window.tab(message), { client, how, given, ...more });
    const inWorker = (how, given = [], more = {}) => (client) => page.evaluate((message) => window.worker(message), { client, how, given, ...more });
    return { page, inTab, inWorker };
  }

  const granted = (options, tab) => site.granted(options, (client, token) => tab.inTab("start", [token])(client));

  test("two tabs and two workers share each refresh", async () => {
    const tabs = [await open(), await open()];
    const { client, provider } = await granted({}, tabs[0]);
    const everywhere = tabs.flatMap(({ inTab, inWorker }) => [inTab, inWorker]);
    for (let life = 2; life < 6; life++) {
      const asked = [...everywhere, ...everywhere].map((at) => at("accessToken")(client));
      for (const result of await Promise.all(asked)) {
        assert.deepEqual(result, { given: `at-${life}` });
      }
      // An API rejects it everywhere at once.
      await Promise.all(everywhere.map((at) => at("rejected", [`at-${life}`])(client)));
      // The first such refresh is due at once, the next ones wait.
      const until = (await tabs[0].inTab("state")(client)).given.until ?? 0;
      await new Promise((resolve) => setTimeout(resolve, until - Date.now() + 1));
    }
    assert.deepEqual(provider.asked, ["rt-1", "rt-2", "rt-3", "rt-4"]);
    await Promise.all(tabs.map(({ page }) => page.close()));
  });

  test("where a site's data is cleared the session has ended, and can be started", async () => {
    const tab = await open();
    const { client } = await granted({}, tab);
    const devtools = await context.newCDPSession(tab.page);
    await devtools.send("Storage.clearDataForOrigin", { origin: site.origin, storageTypes: "indexeddb" });
    // The tab hears of it some turns later.
    let result;
    for (let turn = 0; turn < 1_000 && result?.code !== "ended"; turn++) {
      result = await tab.inTab("accessToken")(client);
    }
    assert.deepEqual(result, { code: "ended", endsGrant: true });
    const token = readResponse(client, 200, '{"access_token":"at","token_type":"Bearer"}');
    await tab.inTab("start", [token])(client);
    assert.deepEqual(await tab.inTab("accessToken")(client), { given: "at" });
    await tab.page.close();
  });

  test("a tab makes way for whoever deletes the database, and goes on with a new one", async () => {
    const [tab, other] = [await open(), await open()];
    const { client } = await granted({}, tab);
    assert.deepEqual(await other.inTab("accessToken")(client), { given: "at-2" });
    const deleted = other.page.evaluate(() => new Promise((resolve) => {
      const request = indexedDB.deleteDatabase("app");
      request.onsuccess = () => resolve("deleted");
      request.onerror = () => resolve("failed");
      setTimeout(() => resolve("blocked"), 5_000);
    }));
    assert.equal(await deleted, "deleted");
    for (const one of [tab, other, await open()]) {
      assert.deepEqual(await one.inTab("accessToken")(client), { code: "ended", endsGrant: true });
    }
    await tab.inTab("start", [readResponse(client, 200, '{"access_token":"at","token_type":"Bearer"}')])(client);
    assert.deepEqual(await other.inTab("accessToken")(client), { given: "at" });
    await Promise.all(context.pages().map((page) => page.close()));
  });

  test("a database of that name without our object store gets it, and keeps what is in it", async () => {
    const tab = await open();
    await tab.page.evaluate(() => new Promise((resolve) => {
      const deleting = indexedDB.deleteDatabase("app");
      deleting.onsuccess = () => {
        const opening = indexedDB.open("app", 3);
        opening.onupgradeneeded = () => opening.result.createObjectStore("theirs");
        opening.onsuccess = () => resolve(opening.result.close());
      };
    }));
    const tabs = [tab, await open()];
    const { client } = await granted({}, tab);
    // Both at once, of which one is the faster.
    const given = await Promise.all(tabs.map((one) => one.inTab("accessToken")(client)));
    assert.deepEqual(given, [{ given: "at-2" }, { given: "at-2" }]);
    const names = await tab.page.evaluate(() => new Promise((resolve) => {
      const opening = indexedDB.open("app");
      opening.onsuccess = () => resolve([...opening.result.objectStoreNames]) ?? opening.result.close();
    }));
    assert.deepEqual(names, ["texts", "theirs"]);
    await Promise.all(tabs.map(({ page }) => page.close()));
  });

  test("where another holds the database for good, a call ends, the lock is free, and it goes on after that", async () => {
    const [holder, tab] = [await open(), await open()];
    const { client } = await granted({}, tab);
    // As a tab of an earlier edition, which does not make way; the database is then to be deleted.
    await holder.page.evaluate(() => new Promise((resolve) => {
      const opening = indexedDB.open("app");
      opening.onsuccess = () => {
        window.held = opening.result;
        const deleting = indexedDB.deleteDatabase("app");
        deleting.onblocked = resolve;
      };
    }));
    const from = performance.now();
    assert.deepEqual(await tab.inTab("accessToken")(client), { code: "storage_timeout", endsGrant: false });
    assert.ok(performance.now() - from < 20_000);
    const held = await tab.page.evaluate(() => navigator.locks.query().then(({ held }) => held.length));
    assert.equal(held, 0);
    await holder.page.evaluate(() => window.held.close());
    assert.deepEqual(await tab.inTab("accessToken")(client), { code: "ended", endsGrant: true });
    await Promise.all([holder, tab].map(({ page }) => page.close()));
  });

  test("where a site's data is cleared during a refresh, what comes is dropped and revoked, and nobody is logged in", async () => {
    const [tab, other] = [await open(), await open()];
    const { client, state, provider } = await granted({}, tab);
    state.holds = true;
    const reached = once(news, "reached");
    const asking = tab.inTab("accessToken")({ ...client, revocationEndpoint: "/revoke" });
    await reached;
    const deleted = await other.page.evaluate(() => new Promise((resolve) => {
      const request = indexedDB.deleteDatabase("app");
      request.onsuccess = () => resolve("deleted");
      setTimeout(() => resolve("blocked"), 5_000);
    }));
    assert.equal(deleted, "deleted");
    const revoking = once(news, "revoked");
    news.emit("go on");
    assert.deepEqual(await asking, { code: "ended", endsGrant: true });
    assert.deepEqual(await revoking, ["rt-2"]);
    assert.deepEqual(await other.inTab("accessToken")(client), { code: "ended", endsGrant: true });
    assert.deepEqual(provider.asked, ["rt-1"]);
    await Promise.all([tab, other].map(({ page }) => page.close()));
  });

  test("every order of login, logout, clear, refresh and failed write: never another user's token", async () => {
    const { page } = await open();
    const told = await page.evaluate(async () => {
      const { Session, indexedDbStore } = await import("/grantlet/index.js");
      const { orders, play } = await import("/tests/grants.js");
      const steps = ["login 1", "logout 1", "clear", "fails 0", "refreshes 0", "refreshes 1", "clear in 0", "other in 0"];
      const { get, set } = indexedDbStore("grants");
      const clear = () => new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase("grants");
        request.onsuccess = resolve;
        request.onblocked = request.onerror = reject;
      });
      const { now } = Date;
      let [ahead, stories] = [0, 0];
      Date.now = () => now() + ahead;
      for (const story of orders(steps, 2)) {
        await clear();
        await play(story, { Session, texts: { get, set, clear }, clock: (time) => (ahead += time) });
        stories += 1;
      }
      return stories;
    });
    assert.equal(told, 64);
    await page.close();
  });

  test("what is stored outlives a power cut", async () => {
    const tab = await open();
    await tab.page.evaluate(() => {
      const { transaction } = IDBDatabase.prototype;
      window.durabilities = [];
      IDBDatabase.prototype.transaction = function (...given) {
        const made = transaction.apply(this, given);
        window.durabilities.push(made.durability);
        return made;
      };
    });
    await granted({}, tab);
    const durabilities = await tab.page.evaluate(() => window.durabilities);
    assert.deepEqual([...new Set(durabilities)], ["strict"]);
    await tab.page.close();
  });

  const DEATHS = {
    "a tab is closed": ({ page }) => page.close({ runBeforeUnload: false }),
    "a tab crashes": async ({ page }) => {
      const crashed = once(page, "crash");
      const devtools = await context.newCDPSession(page);
      devtools.send("Page.crash").catch(() => {});
      await crashed;
      await page.close();
    },
    "a worker is ended": ({ page }) => page.evaluate(() => window.terminate()),
  };

  for (const [death, dies] of Object.entries(DEATHS)) {
    // Where it dies, how many requests it takes in all, and what is left without a grace period.
    for (const [name, step, requests, without] of [
      ["before the mark", "before write 1", 1, "live"],
      ["after the mark, before it sends", "after write 1", 1, "live"],
      ["after it sent, before the response", "silent", 2, "ended"],
      ["after the response, before it stores", "before write 2", 2, "ended"],
      ["after it stored", "after write 2", 1, "live"],
    ]) {
      for (const grace of [true, false]) {
        const outcome = grace ? "live" : without;
        const period = `${grace ? "with" : "without"} a grace period`;
        test(`${death} ${name}, ${period}: ${requests} requests, ${outcome}`, async () => {
          const [dying, tab] = await Promise.all([open(), open()]);
          const { client, state, provider } = await granted({ grace }, tab);
          state.isSilent = step === "silent";
          const reached = once(news, "reached");
          const at = death.includes("worker") ? dying.inWorker : dying.inTab;
          at("accessToken", [], { step })(client).catch(() => {});
          await reached;
          await dies(dying);

          const expected = outcome === "live" ? { given: `at-${requests + 1}` } : { code: "ended", endsGrant: true };
          for (const at of [tab.inTab, tab.inWorker, tab.inTab]) {
            assert.deepEqual(await at("accessToken")(client), expected);
          }
          assert.equal(provider.asked.length, requests);
          await Promise.all([dying, tab].map(({ page }) => page.close()));
        });
      }
    }
  }
});
