// Popups and frames at a server of another site, in each browser with the cookies that it allows by default.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Site } from "../browser/windows/site.js";
import { LONGEST } from "./driver/tab.js";
import { inEachBrowser } from "./world.js";

const site = new Site();
before(() => site.open());
after(() => site.close());

/** Opens the app, whose server has these rules. */
async function open(tab, rules = {}) {
  site.rules = rules;
  site.exchanged = [];
  await tab.goto(`${site.app.origin}/app/index.html`);
  await tab.until(() => window.grantlet !== undefined);
}

async function logIn(tab, more) {
  await tab.evaluate((given) => void (window.given = given), site.given(more));
  await tab.click("#log-in");
}
const resultOf = (tab) => tab.evaluate(() => window.login);

const renew = (tab, more) =>
  tab.evaluate(
    ({ client, options }) => window.grantlet.renewInFrame(client, options).then((token) => ({ token }), ({ code, error }) => ({ code, error })),
    site.given(more),
  );

/** The popup, where the server's page asks the user. */
async function popupOf(context) {
  for (const end = Date.now() + LONGEST; Date.now() < end; ) {
    const [, popup] = await context.tabs();
    if (popup) {
      await popup.says("a", /Yes/);
      return popup;
    }
  }
  return assert.fail("no popup opened");
}

/**
 * What comes of a frame with the cookies of a new profile. Debian's Chromium blocks those of other sites and Firefox
 * partitions them. WebKitGTK only stores none in a frame, and sends what it has.
 */
const FRAMES = { chromium: "login_required", firefox: "login_required", webkit: "renewed" };

/** What comes of a frame after a login in a popup: its server finds its cookie, or does not. */
async function renewsAfterLogin(tab, flow, name) {
  // WebKit drops a `Secure` cookie of http://localhost, and needs none for `SameSite=None`.
  await open(tab, name === "webkit" ? { cookie: "user=ada; Path=/; SameSite=None; HttpOnly" } : {});
  await logIn(tab, { flow });
  await resultOf(tab);
  // In a window of its own the server knows its user.
  await logIn(tab, { flow, params: { prompt: "none" } });
  assert.ok((await resultOf(tab)).token);
  const { token, code } = await renew(tab, { flow });
  assert.equal(await tab.evaluate(() => document.querySelectorAll("iframe").length), 0);
  return token ? "renewed" : code;
}

inEachBrowser("windows", ({ name, everywhere, test }) => {
  for (const flow of ["code", "implicit"]) {
    everywhere(`a popup returns the token of a login by ${flow}, and is closed`, async ({ context, tab }) => {
      await open(tab);
      await logIn(tab, { flow });
      const { token, code } = await resultOf(tab);
      assert.equal(token?.accessToken, `token-${site.count}`, code);
      assert.equal((await context.tabs()).length, 1);
      assert.equal(await tab.url(), `${site.app.origin}/app/index.html`);
      assert.equal(site.exchanged.length, flow === "code" ? 1 : 0);
    });

    everywhere(`a frame after a login by ${flow}: ${FRAMES[name]}`, async ({ tab }) => {
      assert.equal(await renewsAfterLogin(tab, flow, name), FRAMES[name]);
    });

    test(`a frame without the user's cookie is login_required by ${flow}`, async ({ tab }) => {
      await open(tab);
      assert.deepEqual(await renew(tab, { flow }), { code: "login_required", error: "login_required" });
    });
  }

  test("a server that refuses to be framed, and one that does not respond, are frame_timeout", async ({ tab }) => {
    for (const rules of [{ page: true, headers: { "x-frame-options": "DENY" } }, { isMute: true }]) {
      await open(tab, rules);
      assert.deepEqual(await renew(tab, { timeout: 1_000 }), { code: "frame_timeout", error: "" });
      assert.equal(await tab.evaluate(() => document.querySelectorAll("iframe").length), 0);
    }
  });

  test("a popup outside of a click is popup_blocked", async ({ context, tab }) => {
    await open(tab);
    const code = await tab.evaluate(({ client, options }) => window.grantlet.loginInPopup(client, options).catch(({ code }) => code), site.given({ timeout: 1_000 }));
    assert.equal(code, "popup_blocked");
    assert.equal((await context.tabs()).length, 1);
  });

  test("a popup that the user closes is popup_closed", async ({ context, tab }) => {
    await open(tab, { page: true });
    await logIn(tab);
    await (await popupOf(context)).close();
    await tab.front();
    assert.deepEqual(await resultOf(tab), { code: "popup_closed", error: "" });
  });

  test("a popup without a response is popup_timeout, and closed", async ({ context, tab }) => {
    await open(tab, { isMute: true });
    await logIn(tab, { timeout: 1_000 });
    assert.deepEqual(await resultOf(tab), { code: "popup_timeout", error: "" });
    assert.equal((await context.tabs()).length, 1);
  });

  test("a popup in which the user consents, and one that is cut off from its opener", async ({ context, tab }) => {
    for (const headers of [{}, { "cross-origin-opener-policy": "same-origin" }]) {
      await open(tab, { page: true, headers });
      await logIn(tab);
      await (await popupOf(context)).click("a");
      const { token, code } = await resultOf(tab);
      assert.equal(token?.accessToken, `token-${site.count}`, code);
    }
  });

  test("a callback of another login, another origin or another window changes nothing", async ({ context, tab }) => {
    await open(tab, { page: true });
    await logIn(tab, { timeout: 5_000 });
    const popup = await popupOf(context);
    const state = new URL(await popup.url()).searchParams.get("state");
    const forged = { grantlet: "callback", url: `${site.app.origin}/app/callback.html?code=evil&state=${state}` };
    // From the server's own page, which is another origin, and from the app itself, which is another window.
    await popup.evaluate((message) => window.opener.postMessage(message, "*"), forged);
    await tab.evaluate((message) => window.postMessage(message, "*"), forged);
    assert.equal((await resultOf(tab)).code, "popup_timeout");
    assert.equal(site.exchanged.length, 0);
  });

  test("a response with another state changes nothing", async ({ tab }) => {
    await open(tab, { state: "another" });
    await logIn(tab, { timeout: 2_000 });
    assert.equal((await resultOf(tab)).code, "popup_timeout");
    assert.equal(site.exchanged.length, 0);
  });

  test("the callback page clears its address", async ({ tab }) => {
    // A script may close a tab that has nothing to go back to.
    await open(tab);
    await tab.goto(`${site.app.origin}/app/callback.html?code=c&state=s`);
    await tab.until((url) => location.href === url, `${site.app.origin}/app/callback.html`);
  });
});

for (const [what, thirdPartyCookies, outcome] of [
  ["allowed", true, "renewed"],
  ["blocked", false, "login_required"],
]) {
  inEachBrowser(`windows with the cookies of other sites ${what}`, ({ name, test }) => {
    for (const flow of ["code", "implicit"]) {
      test(`a frame after a login by ${flow}: ${outcome}`, async ({ tab }) => {
        assert.equal(await renewsAfterLogin(tab, flow, name), outcome);
      });
    }
  }, { thirdPartyCookies });
}
