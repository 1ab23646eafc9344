// What a session reports in every tab and worker of an origin, in Chromium.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Site } from "./windows/site.js";

describe("changes", () => {
  const site = new Site();
  before(() => site.open());
  after(() => site.close());

  const LOGIN = { accessToken: "at-1", tokenType: "Bearer", refreshToken: "rt-1", extra: {}, skew: 0 };

  /** Two tabs, whose sessions and workers listen. */
  async function twoTabs({ page, context }, more) {
    const other = await context.newPage();
    await other.goto(page.url());
    const tabs = [page, other];
    for (const tab of tabs) {
      await tab.waitForFunction(() => window.grantlet);
      await tab.evaluate((given) => window.share(given), site.given(more));
      await tab.waitForFunction(() => window.heard.length === 1);
    }
    return tabs;
  }

  const start = (page, more, age = 0) =>
    page.evaluate((token) => window.session.start(token), { ...LOGIN, expiresIn: 3600, requestedAt: Date.now() - age, expiresAt: Date.now() - age + 3_600_000, ...more });

  /** Waits until the page, and its worker, have heard as many changes; returns them. */
  async function heardBy(page, count, isInWorker) {
    await page.waitForFunction(({ count, isInWorker }) => (isInWorker ? window.heard.length - 1 : window.changes.length) >= count, { count, isInWorker });
    return page.evaluate((isInWorker) => (isInWorker ? window.heard.slice(1) : window.changes), isInWorker);
  }

  test("a login, a refresh and a logout in one tab are heard in all tabs and workers", () =>
    site.inBrowser(async (given) => {
      const tabs = await twoTabs(given);
      await start(tabs[0]);
      await tabs[1].evaluate(() => window.session.rejected("at-1"));
      assert.match(await tabs[1].evaluate(() => window.session.accessToken()), /^token-/);
      await tabs[0].evaluate(() => window.session.end());
      for (const tab of tabs) {
        for (const isInWorker of [false, true]) {
          const changes = await heardBy(tab, 4, isInWorker);
          assert.deepEqual(changes, [{ type: "ready" }, { type: "due" }, { type: "renewed" }, { type: "ended", reason: "logout" }]);
        }
      }
      await assert.rejects(tabs[1].evaluate(() => window.session.accessToken()), /ended/);
    }));

  test("tabs without BroadcastChannel hear by storage events", () =>
    site.inBrowser(async (given) => {
      await given.context.addInitScript(() => delete window.BroadcastChannel);
      await given.page.reload();
      const tabs = await twoTabs(given);
      await start(tabs[0]);
      assert.deepEqual(await heardBy(tabs[1], 1), [{ type: "ready" }]);
      await tabs[1].evaluate(() => window.session.end());
      assert.deepEqual(await heardBy(tabs[0], 2), [{ type: "ready" }, { type: "ended", reason: "logout" }]);
      const kept = await tabs[0].evaluate(() => JSON.stringify(localStorage));
      assert.doesNotMatch(kept, /[ar]t-1/);
    }));

  test("a token that becomes due is heard in each tab", () =>
    site.inBrowser(async (given) => {
      const tabs = await twoTabs(given);
      // A minute before its end it is due.
      await start(tabs[0], {}, 3_538_000);
      for (const tab of tabs) {
        assert.deepEqual(await heardBy(tab, 2), [{ type: "ready" }, { type: "due" }]);
      }
    }));

  test("a listener that throws fails nothing of the session, and is reported to the page", () =>
    site.inBrowser(async (given) => {
      const [tab] = await twoTabs(given);
      const thrown = [];
      tab.on("pageerror", ({ message }) => thrown.push(message));
      await tab.evaluate(() => window.session.onChange(() => {
        throw new Error("of the listener");
      }));
      await start(tab);
      await heardBy(tab, 1);
      assert.match(await tab.evaluate(() => window.session.accessToken()), /^at-1/);
      assert.deepEqual(thrown, ["of the listener"]);
    }));

  test("an implicit session renews its token in a frame, once for two tabs", () =>
    site.inBrowser(async (given) => {
      const more = { flow: "implicit", renews: true };
      await given.page.evaluate((options) => (window.given = options), site.given({ flow: "implicit" }));
      await given.page.locator("#log-in").click();
      // A login of long ago.
      const { token } = await given.page.evaluate(() => window.login);
      const tabs = await twoTabs(given, more);
      await tabs[0].evaluate((token) => window.session.start(token), { ...token, requestedAt: Date.now() - 7_200_000, expiresAt: Date.now() - 3_600_000 });
      const before = site.count;
      const tokens = await Promise.all(tabs.map((tab) => tab.evaluate(() => window.session.accessToken().catch(({ code }) => code))));
      assert.deepEqual(tokens, [`token-${site.count}`, `token-${site.count}`]);
      assert.equal(site.count, before + 1);
    }));
});
