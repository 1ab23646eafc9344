// How a user stays logged in, and logs out: popup, hidden frame, every tab, revocation, the provider's own logout.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { violationsOf } from "./axe.js";
import { choose, inBrowser, logIn, outcome, shownOf, skip, stateIs } from "./world.js";

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const told = (page, text) => outcome(page).getByText(text).waitFor();
const lines = (page) => page.locator("#exchanges summary").allTextContents();
const heard = (page) => page.locator("#changes li[data-type]").evaluateAll((all) => all.map(({ dataset }) => dataset.type));

/** Presses the button that opens a popup; returns the popup. */
async function openPopup(page) {
  const opened = page.waitForEvent("popup");
  await press(page, "Use a popup");
  return opened;
}

/** Goes to the provider's logout, and back. */
async function logOutThere(page, base) {
  await press(page, "Log out at the provider");
  await page.getByText("This is a simulator on your machine. It is not BoldSign.").waitFor();
  assert.deepEqual(await violationsOf(page), []);
  await press(page, "Log out");
  await page.waitForURL(base);
}

describe("staying logged in, and logging out", { skip }, () => {
  for (const path of ["", "strict/"]) {
    for (const grant of ["Code, PKCE", "Implicit"]) {
      test(`a popup logs in, and this page stays: ${grant}, at /${path}`, () =>
        inBrowser(async ({ page, base, requests }) => {
          await page.goto(base + path);
          await choose(page, "BoldSign", grant);
          await page.evaluate(() => (window.isSame = true));
          const popup = await openPopup(page);
          await popup.getByText("This is a simulator on your machine. It is not BoldSign.").waitFor();
          await Promise.all([popup.waitForEvent("close"), press(popup, "Allow")]);
          await told(page, "Logged in, and this page stayed where it was.");
          await stateIs(page, "ready");
          assert.ok(await page.evaluate(() => window.isSame));
          assert.equal((await requests(/grant_type=authorization_code.* -> 200/)).length, grant === "Implicit" ? 0 : 1);
          const shown = (await lines(page)).filter((line) => line.includes("Popup"));
          assert.deepEqual(shown, [`Popup back at/${path}callback/`, "Popup to/boldsign/connect/authorize"]);
        }));
    }

    test(`an implicit token is renewed in a hidden frame, at /${path}`, () =>
      inBrowser(async ({ page, base }) => {
        await logIn(page, base + path, "Implicit");
        await told(page, "Logged in.");
        const before = await shownOf(page, "accessToken");
        await press(page, "Renew now");
        await told(page, "A new token, in a hidden frame.");
        assert.notEqual(await shownOf(page, "accessToken"), before);
        assert.deepEqual((await lines(page)).slice(0, 2), [`Frame back at/${path}callback/`, "Hidden frame to/boldsign/connect/authorize"]);
        assert.equal(await page.locator("iframe").count(), 0);
        await press(page, "Call the API");
        await told(page, "The API responded with 200.");
      }));
  }

  test("a popup that the user denies, and one that is closed", () =>
    inBrowser(async ({ page, base }) => {
      await page.goto(base);
      await press(await openPopup(page), "Deny");
      await told(page, "access_denied");
      await (await openPopup(page)).close();
      await page.bringToFront();
      await told(page, "popup_closed");
      await stateIs(page, "ended");
    }));

  test("two tabs that need a token renew it in one frame", () =>
    inBrowser(async ({ page, context, base }) => {
      await logIn(page, base, "Implicit");
      await told(page, "Logged in.");
      const other = await context.newPage();
      await other.goto(base);
      await other.getByText("2 tabs are open").waitFor();
      await press(page, "Renew in every tab at once");
      await page.locator("#race-result").getByText("2 tabs, 1 request", { exact: true }).waitFor();
    }));

  test("a frame without the provider's login is login_required, and the token is used to its end", () =>
    inBrowser(async ({ page, context, base }) => {
      await logIn(page, base, "Implicit");
      await told(page, "Logged in.");
      await context.clearCookies();
      await press(page, "Renew now");
      await told(page, "No new token, but the stored one is still valid.");
      await page.getByLabel("This machine’s clock").fill("61");
      await press(page, "Use the token");
      await outcome(page).getByText("login_required").first().waitFor();
    }));

  test("every tab hears of a login, a renewal and a logout", () =>
    inBrowser(async ({ page, context, base }) => {
      const other = await context.newPage();
      await other.goto(base);
      await other.locator("#log-in:enabled").waitFor();
      await logIn(page, base);
      await told(page, "Logged in.");
      await press(page, "Reject it");
      await told(page, "A new token, by the refresh token.");
      const opened = context.waitForEvent("page");
      await page.getByRole("link", { name: "Open a second tab" }).click();
      const third = await opened;
      await stateIs(third, "ready");
      await press(third, "Log out here");
      await told(third, "Logged out here, in every tab.");
      for (const tab of [page, other, third]) {
        await tab.locator("#changes").getByText("The user has logged out.").waitFor();
        await stateIs(tab, "ended");
        assert.ok(await tab.locator("#end").isDisabled());
      }
      assert.deepEqual(await heard(page), ["ended", "renewed", "due", "ready"]);
      assert.deepEqual(await heard(other), ["ended", "renewed", "due", "ready"]);
      assert.deepEqual(await heard(third), ["ended"]);
    }));

  test("that a renewal is due is heard where the clock moves, and is not repeated", () =>
    inBrowser(async ({ page, base }) => {
      await logIn(page, base);
      await told(page, "Logged in.");
      const clock = page.getByLabel("This machine’s clock");
      for (const minutes of ["61", "62", "63"]) {
        await clock.fill(minutes);
      }
      await stateIs(page, "due");
      await page.locator("#changes li[data-type=due]").waitFor();
      await press(page, "Use the token");
      await told(page, "A new token");
      assert.deepEqual(await heard(page), ["renewed", "due", "ready"]);
    }));

  test("a logout that revokes makes the token invalid at the provider", () =>
    inBrowser(async ({ page, base, requests }) => {
      await logIn(page, base);
      await told(page, "Logged in.");
      await press(page, "Log out and revoke");
      await told(page, "the provider has revoked the tokens");
      assert.ok((await requests(/connect\/revocation.* -> 200/)).length > 0);
      await stateIs(page, "ended");
    }));

  for (const [grant, hasHint] of [["Code, PKCE", true], ["Implicit", false]]) {
    test(`a logout at the provider comes back, and ends the provider’s login: ${grant}`, () =>
      inBrowser(async ({ page, base, context, requests }) => {
        const addresses = [];
        page.on("framenavigated", (frame) => addresses.push(frame.url()));
        await logIn(page, base, grant);
        await told(page, "Logged in.");
        assert.equal((await context.cookies()).length, 1);
        await logOutThere(page, base);
        await told(page, "Logged out, here and at the provider.");
        assert.equal((await context.cookies()).length, 0);
        await stateIs(page, "ended");
        const [asked] = await requests(/POST .*endsession/);
        assert.equal(asked.includes("id_token_hint"), hasHint, asked);
        assert.ok(!addresses.some((address) => address.includes("id_token_hint")), "the hint is in an address");
        assert.ok(addresses.some((address) => /\?state=/.test(address)), "it came back without a state");
        assert.deepEqual((await lines(page)).slice(0, 2), ["Browser back at/", "Browser to/boldsign/connect/endsession"]);
        await page.reload();
        await page.locator("#log-in:enabled").waitFor();
        assert.equal(await outcome(page).count(), 0);
      }));
  }

  test("a link that pretends to come from a logout is refused", () =>
    inBrowser(async ({ page, base }) => {
      await logIn(page, base);
      await told(page, "Logged in.");
      await page.goto(`${base}?state=forged`);
      await outcome(page).getByText("OAuthError").waitFor();
      await stateIs(page, "ready");
    }));

  test("each outcome is in view, where its button is, and it is the only one", () =>
    inBrowser(async ({ page, base }) => {
      const isHere = async (button) => {
        const [at, card] = await page.evaluate((id) => {
          const place = document.querySelector(".outcome:not(:empty)");
          const { top, bottom } = place.getBoundingClientRect();
          return [top >= 0 && bottom <= innerHeight, place.closest(".card") === document.getElementById(id).closest(".card")];
        }, button);
        assert.ok(at && card, `the outcome of ${button} is not in view beside it`);
        assert.equal(await outcome(page).count(), 1);
      };
      await logIn(page, base, "Code, PKCE", "Deny");
      await told(page, "access_denied");
      await isHere("log-in");
      await logIn(page, base);
      await told(page, "Logged in.");
      await isHere("log-in");
      for (const [button, text] of [["Renew now", "A new token"], ["Call the API", "The API responded"], ["Reject it", "A new token"]]) {
        await press(page, button);
        await told(page, text);
        await isHere("renew");
      }
      await press(page, "Log out here");
      await told(page, "Logged out here");
      await isHere("end");
    }, { viewport: { width: 390, height: 844 } }));

  for (const [width, height] of [[1280, 800], [390, 844], [320, 640]]) {
    test(`at ${width} by ${height} the first screen has the headline and the button to log in`, () =>
      inBrowser(async ({ page, base }) => {
        await page.goto(base);
        await page.locator("#log-in:enabled").waitFor();
        for (const seen of ["h1", "#log-in"]) {
          const { y, height: tall } = await page.locator(seen).boundingBox();
          assert.ok(y >= 0 && y + tall <= height, `${seen} ends at ${y + tall}`);
        }
        assert.equal(await page.locator("button.main:enabled:visible").count(), 1);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
      }, { viewport: { width, height } }));
  }

  test("the clock’s slider never sticks at its end", () =>
    inBrowser(async ({ page, base }) => {
      await logIn(page, base);
      await told(page, "Logged in.");
      for (let times = 0; times < 4; times += 1) {
        await page.locator("#exchanges").getByText("/connect").first().waitFor();
        await press(page, "Clear the list");
        await press(page, "Renew now");
        await page.locator("#exchanges").getByText("/connect/token").waitFor();
        await told(page, "A new token");
        const [value, max] = await page.locator("#clock").evaluate(({ value, max }) => [Number(value), Number(max)]);
        assert.ok(value > 50 * (times + 1) && value < max, `${value} of ${max}`);
      }
    }));
});
