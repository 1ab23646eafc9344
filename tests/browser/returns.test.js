// A login comes back to a page that was left, reloaded, restored or bookmarked: the code is sent once, in Chromium.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Site } from "./windows/site.js";

/** Where the user is when a login starts. */
const PAGE = "/returns/index.html?of=ada#3";

describe("returns", () => {
  const site = new Site();
  before(() => site.open());
  after(() => site.close());

  const at = (path) => site.app.origin + path;

  /** Opens the app's page, with the settings of this test. */
  async function open(page, settings = {}) {
    const given = { client: site.given().client, redirectUri: at("/returns/callback.html"), ...settings };
    await page.evaluate((text) => (localStorage.given = text), JSON.stringify(given));
    await visit(page);
  }
  async function visit(page, path = PAGE) {
    await page.goto(at(path));
    await page.waitForFunction(() => window.app);
  }
  const inBrowser = (work, { settings, ...rules } = {}) =>
    site.inBrowser(async ({ page, context }) => {
      await open(page, settings);
      await work({ page, context });
    }, rules);

  /** Starts a login; with the rule `page`, up to the server's page. Returns that page's URL. */
  async function start(page, options) {
    const leaves = page.waitForURL(/authorize|callback/);
    await page.evaluate((given) => window.app.login(given), options);
    await leaves;
    return page.url();
  }
  const allow = (page) => page.getByRole("link", { name: "Yes" }).click();
  /** Waits for what both effects of the callback page report. */
  async function ends(page, ...said) {
    await page.locator("#outcome").getByText(said.map((one) => `[${one}]`).join(""), { exact: true }).waitFor();
  }
  const codes = () => site.exchanged.map((form) => form.get("code"));
  /** Goes back, and returns whether the page was restored as it was. */
  async function back(page) {
    // The navigation can destroy the page's context before the call returns.
    await page.evaluate(() => history.back()).catch((error) => {
      if (!String(error).includes("Execution context was destroyed")) {
        throw error;
      }
    });
    await page.waitForFunction(() => window.app ?? window.results);
    return page.evaluate(() => window.isRestored === true);
  }
  const watchRestored = (page) => page.evaluate(() => addEventListener("pageshow", ({ persisted }) => (window.isRestored = persisted)));

  for (const isTwice of [false, true]) {
    test(`a login returns to the page that it was started on; an effect that ${isTwice ? "finishes it twice" : "runs twice"} sends the code once`, () =>
      inBrowser(async ({ page }) => {
        await start(page);
        await ends(page, PAGE, PAGE);
        const isSame = await page.evaluate(async () => {
          const [a, b] = await Promise.all(window.results);
          return a.token === b.token;
        });
        assert.ok(isSame);
        assert.equal(codes().length, 1);
        await page.evaluate(async () => location.assign((await window.results[0]).said));
        await page.waitForURL(at(PAGE));
        await page.getByText("private", { exact: true }).waitFor();
      }, { settings: { isTwice } }));
  }

  test("two tabs log in at once", () =>
    inBrowser(async ({ page, context }) => {
      const other = await context.newPage();
      await visit(other, "/returns/index.html#other");
      await Promise.all([start(page), start(other)]);
      await Promise.all([allow(page), allow(other)]);
      await ends(page, PAGE, PAGE);
      await ends(other, "/returns/index.html#other", "/returns/index.html#other");
      assert.equal(new Set(codes()).size, 2);
      assert.equal(codes().length, 2);
    }, { page: true }));

  test("of two logins of one tab the later is finished, and the earlier does not disturb it", () =>
    inBrowser(async ({ page }) => {
      const earlier = await start(page);
      await visit(page, "/returns/index.html#later");
      const later = await start(page);
      await page.goto(earlier);
      await allow(page);
      await ends(page, "callback_state", "callback_state");
      assert.equal(codes().length, 0);
      await page.goto(later);
      await allow(page);
      await ends(page, "/returns/index.html#later", "/returns/index.html#later");
      assert.equal(codes().length, 1);
      await page.goto(earlier);
      await allow(page);
      await ends(page, "login_unreadable", "login_unreadable");
      assert.equal(codes().length, 1);
    }, { page: true }));

  test("a page that is restored when the user comes back from the server starts another login", (t) =>
    inBrowser(async ({ page }) => {
      await watchRestored(page);
      const earlier = await start(page);
      if (!(await back(page))) {
        t.skip("this browser restored no page");
        return;
      }
      const later = await start(page);
      assert.notEqual(later, earlier);
      await allow(page);
      await ends(page, PAGE, PAGE);
      assert.equal(codes().length, 1);
    }, { page: true, restores: true }));

  test("a callback page that is restored after its login sends nothing", (t) =>
    inBrowser(async ({ page }) => {
      await start(page);
      await ends(page, PAGE, PAGE);
      await watchRestored(page);
      await visit(page);
      if (!(await back(page))) {
        t.skip("this browser restored no page");
        return;
      }
      await ends(page, PAGE, PAGE);
      assert.equal(page.url(), at("/returns/callback.html"));
      assert.equal(codes().length, 1);
    }, { restores: true }));

  for (const restores of [true, false]) {
    test(`the page of a session that has ended meanwhile shows nothing private when the user goes back, ${restores ? "restored or not" : "loaded anew"}`, (t) =>
      inBrowser(async ({ page }) => {
        await start(page);
        await ends(page, PAGE, PAGE);
        await visit(page);
        await page.getByText("private", { exact: true }).waitFor();
        await watchRestored(page);
        await visit(page, "/returns/index.html?another");
        await page.evaluate(() => window.app.session.end());
        t.diagnostic(`restored: ${await back(page)}`);
        await page.getByText("logged out").waitFor();
        assert.equal(codes().length, 1);
      }, { restores }));
  }

  /** Without a channel a page is restored as it was, and has missed what other pages reported. */
  const withoutChannel = (page) => page.addInitScript(() => delete window.BroadcastChannel);

  for (const [name, before, after, shown] of [
    ["a session that ended meanwhile", true, (page) => page.evaluate(() => window.app.session.end()), ["private", "ended: logged out"]],
    ["a session that is stored no longer", true, (page) => page.evaluate(() => window.app.store.set(window.app.key, "")), ["private", "ended: logged out"]],
    ["a session that goes on", true, () => {}, ["private", "ready: private"]],
    ["a session of another user", true, (page) => page.evaluate(() => window.app.session.start({ accessToken: "another", expiresIn: 60, requestedAt: Date.now() })), ["private", "ready: private"]],
    ["no session", false, () => {}, ["logged out", "logged out"]],
  ]) {
    test(`a page that is restored hears of ${name}`, (t) =>
      inBrowser(async ({ page }) => {
        await withoutChannel(page);
        await visit(page);
        if (before) {
          await start(page);
          await ends(page, PAGE, PAGE);
          await visit(page);
        }
        await page.getByText(shown[0], { exact: true }).waitFor();
        await watchRestored(page);
        await visit(page, "/returns/index.html?another");
        await after(page);
        if (!(await back(page))) {
          t.skip("this browser restored no page");
          return;
        }
        await page.waitForTimeout(200);
        assert.equal(await page.locator("#data").textContent(), shown[1]);
      }, { restores: true }));
  }

  test("a reload in the middle of the exchange: the code is sent once", () =>
    inBrowser(async ({ page }) => {
      let release;
      site.rules.held = new Promise((done) => (release = done));
      await start(page);
      while (!codes().length) {
        await page.waitForTimeout(50);
      }
      await page.reload();
      release();
      await ends(page, "callback_empty", "callback_empty");
      assert.equal(codes().length, 1);
      // What was saved is of no use any more, and the next login replaces it.
      await visit(page);
      await start(page);
      await ends(page, PAGE, PAGE);
      assert.equal(codes().length, 2);
    }));

  test("a reload in the middle of the exchange, in an app that leaves the code in the address", () =>
    inBrowser(async ({ page }) => {
      let release;
      site.rules.held = new Promise((done) => (release = done));
      await start(page);
      while (!codes().length) {
        await page.waitForTimeout(50);
      }
      await page.reload();
      release();
      await ends(page, "login_used", "login_used");
      assert.match(await page.evaluate(async () => (await window.results[0]).message), /start a new login/);
      assert.equal(codes().length, 1);
    }, { settings: { isLazy: true, isTwice: true } }));

  test("a reload before the exchange finishes the login", () =>
    inBrowser(async ({ page }) => {
      let isFirst = true;
      await page.route("**/returns/callback.js", (route) => {
        const [was] = [isFirst, (isFirst = false)];
        return was ? route.abort() : route.continue();
      });
      await start(page);
      await page.waitForURL(/code=/);
      assert.equal(codes().length, 0);
      await page.reload();
      await ends(page, PAGE, PAGE);
      assert.equal(codes().length, 1);
    }));

  test("a reload of the callback page after the login", () =>
    inBrowser(async ({ page }) => {
      await start(page);
      await ends(page, PAGE, PAGE);
      await page.reload();
      await ends(page, "callback_empty", "callback_empty");
      assert.equal(codes().length, 1);
    }));

  test("a reload of the callback page after the login, in an app that leaves the code in the address", () =>
    inBrowser(async ({ page }) => {
      await start(page);
      await ends(page, PAGE, PAGE);
      await page.reload();
      await ends(page, "login_used", "login_used");
      assert.equal(codes().length, 1);
    }, { settings: { isLazy: true, isTwice: true } }));

  test("a bookmark of the callback page, with a code or without, disturbs no login", () =>
    inBrowser(async ({ page, context }) => {
      await start(page);
      const bookmark = await context.newPage();
      await bookmark.goto(at("/returns/callback.html"));
      await ends(bookmark, "callback_empty", "callback_empty");
      await bookmark.goto(at("/returns/callback.html?code=old&state=old"));
      await ends(bookmark, "login_unreadable", "login_unreadable");
      const asked = page.url();
      await page.goto(at("/returns/callback.html"));
      await ends(page, "callback_empty", "callback_empty");
      await page.goto(asked);
      await allow(page);
      await ends(page, PAGE, PAGE);
      assert.equal(codes().length, 1);
    }, { page: true }));

  test("a page to return to that a script has put into the saved login is not returned to", () =>
    inBrowser(async ({ page }) => {
      const asked = await start(page);
      await page.goto(at("/returns/index.html"));
      await page.evaluate(() => (sessionStorage.login = JSON.stringify({ ...JSON.parse(sessionStorage.login), return_to: "/\\evil.example" })));
      await page.goto(asked);
      await allow(page);
      await ends(page, "login_unreadable", "login_unreadable");
      assert.equal(codes().length, 0);
    }, { page: true }));
});
