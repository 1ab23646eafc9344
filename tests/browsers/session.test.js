// One session for the tabs and workers of an origin, in each browser: IndexedDB, Web Locks, changes, `fetch` and logout.

import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before } from "node:test";
import { readResponse } from "../../wasm/pkg/index.js";
import { SessionSite } from "../browser/session/site.js";
import { Site } from "../browser/windows/site.js";
import { inEachBrowser } from "./world.js";

const sessions = new SessionSite();
const windows = new Site();
before(() => Promise.all([sessions.open(), windows.open()]));
after(() => [sessions, windows].forEach((site) => site.close()));

/** Opens a tab with a worker, both of which use the session of a client. */
async function opened(tab) {
  await tab.goto(`${sessions.origin}/session/`);
  await tab.until(() => window.ready);
  const at = (where) => (how, given = [], more = {}) => (client) => tab.evaluate((where, message) => window[where](message), where, { client, how, given, ...more });
  return { tab, inTab: at("tab"), inWorker: at("worker") };
}
const granted = (options, { inTab }) => sessions.granted(options, (client, token) => inTab("start", [token])(client));
const ENDED = { code: "ended", endsGrant: true };

inEachBrowser("session", ({ everywhere, test }) => {
  everywhere("two tabs and two workers share each refresh", async ({ context, tab }) => {
    const tabs = [await opened(tab), await opened(await context.open())];
    const { client, provider } = await granted({}, tabs[0]);
    const places = tabs.flatMap(({ inTab, inWorker }) => [inTab, inWorker]);
    for (let life = 2; life < 5; life++) {
      const asked = [...places, ...places].map((at) => at("accessToken")(client));
      for (const outcome of await Promise.all(asked)) {
        assert.deepEqual(outcome, { given: `at-${life}` });
      }
      await Promise.all(places.map((at) => at("rejected", [`at-${life}`])(client)));
      // The first refresh after a rejection is due at once, the next ones wait.
      const until = (await tabs[0].inTab("state")(client)).given.until ?? 0;
      await new Promise((resolve) => setTimeout(resolve, until - Date.now() + 1));
    }
    assert.deepEqual(provider.asked, ["rt-1", "rt-2", "rt-3"]);
  });

  test("a tab makes way for whoever deletes the database, and goes on with a new one", async ({ context, tab }) => {
    const [one, other] = [await opened(tab), await opened(await context.open())];
    const { client } = await granted({}, one);
    assert.deepEqual(await other.inTab("accessToken")(client), { given: "at-2" });
    const deleted = await other.tab.evaluate(() => new Promise((resolve) => {
      const request = indexedDB.deleteDatabase("app");
      request.onsuccess = () => resolve("deleted");
      request.onerror = () => resolve("failed");
      setTimeout(() => resolve("blocked"), 5_000);
    }));
    assert.equal(deleted, "deleted");
    for (const at of [one.inTab, other.inTab, one.inWorker]) {
      assert.deepEqual(await at("accessToken")(client), ENDED);
    }
    await one.inTab("start", [readResponse(client, 200, '{"access_token":"at","token_type":"Bearer"}')])(client);
    assert.deepEqual(await other.inTab("accessToken")(client), { given: "at" });
  });

  test("a database without our object store gets it from two tabs at once, and keeps what is in it", async ({ context, tab }) => {
    const tabs = [await opened(tab), await opened(await context.open())];
    await tab.evaluate(() => new Promise((resolve) => {
      const opening = indexedDB.open("app", 3);
      opening.onupgradeneeded = () => opening.result.createObjectStore("theirs");
      opening.onsuccess = () => resolve(opening.result.close());
    }));
    const { client } = await granted({}, tabs[0]);
    const given = await Promise.all(tabs.map(({ inTab }) => inTab("accessToken")(client)));
    assert.deepEqual(given, [{ given: "at-2" }, { given: "at-2" }]);
    const names = await tab.evaluate(() => new Promise((resolve) => {
      const opening = indexedDB.open("app");
      opening.onsuccess = () => resolve([...opening.result.objectStoreNames]) ?? opening.result.close();
    }));
    assert.deepEqual(names, ["texts", "theirs"]);
  });

  test("where another holds the database for good, a call ends, and the lock is free", async ({ context, tab }) => {
    const [holder, one] = [await opened(tab), await opened(await context.open())];
    const { client } = await granted({}, one);
    await holder.tab.evaluate(() => new Promise((resolve) => {
      const opening = indexedDB.open("app");
      opening.onsuccess = () => {
        window.held = opening.result;
        indexedDB.deleteDatabase("app");
        // Firefox reports nothing that could be waited for.
        setTimeout(resolve, 500);
      };
    }));
    assert.deepEqual(await one.inTab("accessToken")(client), { code: "storage_timeout", endsGrant: false });
    assert.equal(await one.tab.evaluate(() => navigator.locks.query().then(({ held }) => held.length)), 0);
    await holder.tab.evaluate(() => window.held.close());
    assert.deepEqual(await one.inTab("accessToken")(client), ENDED);
  });

  for (const [death, at, dies] of [
    ["a tab is closed", "inTab", ({ tab }) => tab.close()],
    ["a worker is ended", "inWorker", ({ tab }) => tab.evaluate(() => window.terminate())],
  ]) {
    for (const [name, step, requests, outcome] of [
      ["before the mark", "before write 1", 1, "live"],
      ["after it sent, before the response", "silent", 2, "ended"],
      ["after it stored", "after write 2", 1, "live"],
    ]) {
      test(`${death} ${name}: ${requests} requests, ${outcome}`, async ({ context, tab }) => {
        const [dying, one] = [await opened(await context.open()), await opened(tab)];
        const { client, state, provider } = await granted({ grace: false }, one);
        state.isSilent = step === "silent";
        const reached = once(sessions.news, "reached", { signal: AbortSignal.timeout(30_000) });
        dying[at]("accessToken", [], { step })(client).catch(() => {});
        await reached;
        await dies(dying);
        const expected = outcome === "live" ? { given: `at-${requests + 1}` } : ENDED;
        for (const place of [one.inTab, one.inWorker, one.inTab]) {
          assert.deepEqual(await place("accessToken")(client), expected);
        }
        assert.equal(provider.asked.length, requests);
      });
    }
  }
});

const LOGIN = { accessToken: "at-1", tokenType: "Bearer", refreshToken: "rt-1", extra: {}, skew: 0 };

/** Two tabs, whose sessions and workers listen. */
async function twoTabs({ context, tab }, { more, without = "" } = {}) {
  windows.rules = {};
  windows.exchanged = [];
  const tabs = [tab, await context.open()];
  for (const one of tabs) {
    await one.goto(`${windows.app.origin}/app/index.html${without && `?without=${without}`}`);
    await one.until(() => window.grantlet !== undefined);
    await one.evaluate((given) => window.share(given), windows.given(more));
    await one.until(() => window.heard.length === 1);
  }
  return tabs;
}

const start = (tab, more, age = 0) =>
  tab.evaluate((token) => window.session.start(token), { ...LOGIN, expiresIn: 3600, requestedAt: Date.now() - age, expiresAt: Date.now() - age + 3_600_000, ...more });

/** The changes that a page, or its worker, has heard, once they are as many. */
const heardBy = (tab, count, isInWorker = false) =>
  tab.until((count, isInWorker) => {
    const changes = isInWorker ? window.heard.slice(1) : window.changes;
    return changes.length >= count && changes;
  }, count, isInWorker);

inEachBrowser("changes", ({ everywhere, test }) => {
  everywhere("a login, a refresh and a logout in one tab are heard in all tabs and workers", async (given) => {
    const tabs = await twoTabs(given);
    await start(tabs[0]);
    await tabs[1].evaluate(() => window.session.rejected("at-1"));
    assert.match(await tabs[1].evaluate(() => window.session.accessToken()), /^token-/);
    await tabs[0].evaluate(() => window.session.end());
    for (const tab of tabs) {
      for (const isInWorker of [false, true]) {
        assert.deepEqual(await heardBy(tab, 4, isInWorker), [{ type: "ready" }, { type: "due" }, { type: "renewed" }, { type: "ended", reason: "logout" }]);
      }
    }
    assert.equal(await tabs[1].evaluate(() => window.session.accessToken().catch(({ code }) => code)), "ended");
  });

  test("tabs without BroadcastChannel hear by storage events", async (given) => {
    const tabs = await twoTabs(given, { without: "BroadcastChannel" });
    await start(tabs[0]);
    assert.deepEqual(await heardBy(tabs[1], 1), [{ type: "ready" }]);
    await tabs[1].evaluate(() => window.session.end());
    assert.deepEqual(await heardBy(tabs[0], 2), [{ type: "ready" }, { type: "ended", reason: "logout" }]);
    assert.doesNotMatch(await tabs[0].evaluate(() => JSON.stringify(localStorage)), /[ar]t-1/);
  });

  test("a token that becomes due is heard in each tab", async (given) => {
    const tabs = await twoTabs(given);
    // A minute before its end it is due.
    await start(tabs[0], {}, 3_538_000);
    for (const tab of tabs) {
      assert.deepEqual(await heardBy(tab, 2), [{ type: "ready" }, { type: "due" }]);
    }
  });

  test("a session sends its token to a named origin, and neither to a page's base nor by a request of a frame", async ({ tab }) => {
    windows.rules = {};
    windows.exchanged = [];
    await tab.goto(`${windows.app.origin}/app/index.html`);
    await tab.until(() => window.grantlet !== undefined);
    const outcomes = await tab.evaluate(async ({ client }) => {
      const session = new window.grantlet.Session(client, new Map(), { origins: [location.origin] });
      await session.start({ accessToken: "at-1" });
      const outcome = (sent) => sent.then(({ status }) => status, ({ code }) => code);
      const outcomes = [await outcome(session.fetch("/app/index.html"))];
      outcomes.push(await outcome(session.fetch(new URL("/token", client.baseUrl))));
      const frame = document.createElement("iframe");
      document.body.append(frame);
      outcomes.push(await outcome(session.fetch(new frame.contentWindow.Request("https://other.example/"))));
      const base = document.createElement("base");
      base.href = client.baseUrl;
      document.head.append(base);
      outcomes.push(await outcome(session.fetch("token")));
      return outcomes;
    }, windows.given());
    assert.deepEqual(outcomes, [200, "origin_unlisted", "request_unexpected", "origin_unlisted"]);
    assert.equal(windows.exchanged.length, 0);
  });
});
