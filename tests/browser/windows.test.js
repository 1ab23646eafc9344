// A login in a popup, and a renewal in a hidden frame, at a server of another site, in Chromium.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Site } from "./windows/site.js";

describe("windows", () => {
  const site = new Site();
  before(() => site.open());
  after(() => site.close());
  const inBrowser = (work, rules) => site.inBrowser(work, rules);

  /** Sets what a click does, and clicks. */
  async function logIn(page, more) {
    await page.evaluate((given) => (window.given = given), site.given(more));
    await page.locator("#log-in").click();
  }
  const resultOf = (page) => page.evaluate(() => window.login);

  const renew = (page, more) =>
    page.evaluate(
      ({ client, options }) => window.grantlet.renewInFrame(client, options).then((token) => ({ token }), ({ code, error }) => ({ code, error })),
      site.given(more),
    );

  for (const flow of ["code", "implicit"]) {
    test(`a popup returns the token of a login by ${flow}`, () =>
      inBrowser(async ({ page, context }) => {
        await logIn(page, { flow });
        const { token } = await resultOf(page);
        assert.equal(token.accessToken, `token-${site.count}`);
        assert.equal(context.pages().length, 1);
        assert.equal(page.url(), `${site.app.origin}/app/index.html`);
        assert.equal(site.exchanged.length, flow === "code" ? 1 : 0);
      }));

    test(`a frame renews a token of a login by ${flow}`, () =>
      inBrowser(async ({ page }) => {
        await logIn(page, { flow });
        await resultOf(page);
        const { token } = await renew(page, { flow });
        assert.equal(token.accessToken, `token-${site.count}`);
        assert.equal(await page.locator("iframe").count(), 0);
      }));

    test(`a frame without the user's cookie is login_required by ${flow}`, () =>
      inBrowser(async ({ page }) => {
        assert.deepEqual(await renew(page, { flow }), { code: "login_required", error: "login_required" });
      }));
  }

  test("a browser that blocks third-party cookies is login_required", () =>
    inBrowser(async ({ page }) => {
      await logIn(page);
      await resultOf(page);
      assert.deepEqual(await renew(page), { code: "login_required", error: "login_required" });
    }, { blocks: true }));

  test("a server that refuses to be framed is frame_timeout", () =>
    inBrowser(async ({ page }) => {
      assert.deepEqual(await renew(page, { timeout: 1_000 }), { code: "frame_timeout", error: "" });
      assert.equal(await page.locator("iframe").count(), 0);
    }, { page: true, headers: { "x-frame-options": "DENY" } }));

  test("a server that does not respond is frame_timeout", () =>
    inBrowser(async ({ page }) => {
      assert.deepEqual(await renew(page, { timeout: 1_000 }), { code: "frame_timeout", error: "" });
    }, { isMute: true }));

  test("a frame that is aborted is removed at once, and none opens after that", () =>
    inBrowser(async ({ page }) => {
      const thrown = [];
      page.on("pageerror", ({ message }) => thrown.push(message));
      const outcome = await page.evaluate(async ({ client, options }) => {
        const frames = () => document.querySelectorAll("iframe").length;
        const controller = new AbortController();
        const renewing = [1, 2].map(() => window.grantlet.renewInFrame(client, { ...options, timeout: 1_000, signal: controller.signal }).catch(({ code }) => code));
        await new Promise((done) => setTimeout(done, 200));
        const before = frames();
        controller.abort();
        const codes = await Promise.all(renewing);
        codes.push(await window.grantlet.renewInFrame(client, { ...options, timeout: 100, signal: controller.signal }).catch(({ code }) => code));
        const after = frames();
        await new Promise((done) => setTimeout(done, 1_500));
        return [before, codes, after, frames()];
      }, site.given());
      assert.deepEqual(outcome, [1, ["aborted", "aborted", "aborted"], 0, 0]);
      assert.deepEqual(thrown, []);
    }, { isMute: true }));

  test("a frame may take as long as it likes", () =>
    inBrowser(async ({ page }) => {
      await logIn(page);
      await resultOf(page);
      const { token } = await renew(page, { timeout: Infinity });
      assert.equal(token.accessToken, `token-${site.count}`);
    }));

  test("a session of any key can renew in a frame", () =>
    inBrowser(async ({ page }) => {
      await logIn(page);
      await resultOf(page);
      const token = await page.evaluate(async ({ client, options }) => {
        const session = new window.grantlet.Session(client, new Map(), { key: "frame", renew: () => window.grantlet.renewInFrame(client, options) });
        await session.start({ accessToken: "at-1", requestedAt: 1, expiresIn: 1, expiresAt: 1001 });
        return session.accessToken();
      }, site.given());
      assert.equal(token, `token-${site.count}`);
    }));

  test("a browser that refuses a BroadcastChannel logs in and renews by messages, and a session can be listened to", () =>
    inBrowser(async ({ page, context }) => {
      await context.addInitScript(() => {
        window.BroadcastChannel = class {
          constructor() {
            throw new DOMException("The operation is insecure.", "SecurityError");
          }
        };
      });
      await page.reload();
      await page.waitForFunction(() => window.grantlet);
      await logIn(page);
      assert.equal((await resultOf(page)).token?.accessToken, `token-${site.count}`);
      assert.equal((await renew(page)).token?.accessToken, `token-${site.count}`);
      assert.equal(await page.locator("iframe").count(), 0);
      await page.evaluate(({ client }) => new window.grantlet.Session(client, new Map()).onChange(() => {}), site.given());
    }));

  test("the page of a login is its returnUri, and a form that is posted to it is refused", () =>
    inBrowser(async ({ page }) => {
      const own = site.given();
      const codeOf = (options) => page.evaluate(({ client, options }) => window.grantlet.renewInFrame(client, options).catch(({ code, member }) => [code, member]), { client: { ...own.client, opaqueRedirectUri: true }, options: { timeout: 300, ...options } });
      assert.deepEqual(await codeOf({ redirectUri: "My-Name", returnUri: own.options.redirectUri }), ["frame_timeout", undefined]);
      assert.deepEqual(await codeOf({ redirectUri: "My-Name", returnUri: "https://other.example/" }), ["request_unexpected", "returnUri"]);
      assert.deepEqual(await codeOf({ ...own.options, responseMode: "form_post" }), ["request_unexpected", "responseMode"]);
      assert.deepEqual(await codeOf({ ...own.options, returnTo: "/" }), ["request_unexpected", "returnTo"]);
    }, { isMute: true }));

  test("a session sends its token neither to the base of a page nor by a request of a frame", () =>
    inBrowser(async ({ page }) => {
      const codes = await page.evaluate(async ({ client }) => {
        const session = new window.grantlet.Session(client, new Map(), { origins: [location.origin] });
        await session.start({ accessToken: "at-1" });
        const frame = document.createElement("iframe");
        document.body.append(frame);
        const codes = [await session.fetch(new frame.contentWindow.Request("https://other.example/")).catch(({ code }) => code)];
        const base = document.createElement("base");
        base.href = client.baseUrl;
        document.head.append(base);
        codes.push(await session.fetch("token").catch(({ code }) => code));
        return codes;
      }, site.given());
      assert.deepEqual(codes, ["request_unexpected", "origin_unlisted"]);
      assert.equal(site.exchanged.length, 0);
    }));

  test("two frames take turns", () =>
    inBrowser(async ({ page, context }) => {
      await logIn(page);
      await resultOf(page);
      const other = await context.newPage();
      await other.goto(`${site.app.origin}/app/index.html`);
      await other.waitForFunction(() => window.grantlet);
      const both = await Promise.all([renew(page), renew(other), renew(page)]);
      assert.equal(new Set(both.map(({ token }) => token.accessToken)).size, 3);
    }));

  test("a popup outside of a click is popup_blocked", () =>
    inBrowser(async ({ page }) => {
      // What a test evaluates counts as a click.
      await page.addInitScript((given) => (window.atOnce = given), site.given());
      await page.reload();
      await page.waitForFunction(() => window.login);
      assert.deepEqual(await resultOf(page), { code: "popup_blocked", error: "" });
    }));

  test("a popup that the user closes is popup_closed", () =>
    inBrowser(async ({ page, context }) => {
      const [popup] = await Promise.all([context.waitForEvent("page"), logIn(page)]);
      await popup.getByText("Yes").waitFor();
      await popup.close();
      await page.bringToFront();
      assert.deepEqual(await resultOf(page), { code: "popup_closed", error: "" });
    }, { page: true }));

  test("a popup without a response is popup_timeout, and closed", () =>
    inBrowser(async ({ page, context }) => {
      await logIn(page, { timeout: 500 });
      assert.deepEqual(await resultOf(page), { code: "popup_timeout", error: "" });
      assert.equal(context.pages().length, 1);
    }, { isMute: true }));

  test("a popup that is cut off from its opener logs in through the channel", () =>
    inBrowser(async ({ page, context }) => {
      const [popup] = await Promise.all([context.waitForEvent("page"), logIn(page)]);
      await popup.getByText("Yes").waitFor();
      await popup.getByText("Yes").click();
      const { token } = await resultOf(page);
      assert.equal(token.accessToken, `token-${site.count}`);
    }, { page: true, headers: { "cross-origin-opener-policy": "same-origin" } }));

  test("a callback of another login, another origin or another window changes nothing", () =>
    inBrowser(async ({ page, context }) => {
      const [popup] = await Promise.all([context.waitForEvent("page"), logIn(page, { timeout: 3_000 })]);
      await popup.getByText("Yes").waitFor();
      const state = new URL(popup.url()).searchParams.get("state");
      const forged = { grantlet: "callback", url: `${site.app.origin}/app/callback.html?code=evil&state=${state}` };
      // From the provider's own page, which is another origin, and from this page itself, which is another window.
      await popup.evaluate((message) => window.opener.postMessage(message, "*"), forged);
      await page.evaluate((message) => window.postMessage(message, "*"), forged);
      await page.evaluate((message) => {
        const frame = document.createElement("iframe");
        document.body.append(frame);
        frame.contentWindow.eval(`parent.postMessage(${JSON.stringify(message)}, "*")`);
      }, forged).catch(() => {});
      assert.equal((await resultOf(page)).code, "popup_timeout");
      assert.equal(site.exchanged.length, 0);
    }, { page: true }));

  test("a response with another state changes nothing", () =>
    inBrowser(async ({ page }) => {
      await logIn(page, { timeout: 1_500 });
      assert.equal((await resultOf(page)).code, "popup_timeout");
      assert.equal(site.exchanged.length, 0);
    }, { state: "another" }));

  test("a redirect_uri of another origin is refused before a window opens", () =>
    inBrowser(async ({ page, context }) => {
      await logIn(page, { redirectUri: "https://other.example/callback" });
      assert.equal((await resultOf(page)).code, "request_unexpected");
      assert.equal(context.pages().length, 1);
    }));

  test("the callback page clears its address before anything else", () =>
    inBrowser(async ({ context }) => {
      const back = await context.newPage();
      await back.goto(`${site.app.origin}/app/callback.html?code=c&state=s`);
      await back.waitForURL(`${site.app.origin}/app/callback.html`);
    }));
});
