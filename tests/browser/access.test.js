// Who can use the page: by keyboard alone, on a phone, in the dark, with a screen reader.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { violationsOf } from "./axe.js";
import { choose, inBrowser, logIn, outcome, picture, skip } from "./world.js";

const overflowOf = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What shows that an element has the focus, and which it is. */
const focused = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    const face = at.type === "radio" ? at.nextElementSibling : at;
    const { outlineStyle, outlineWidth } = getComputedStyle(face);
    return { id: at.id || at.value, visible: outlineStyle !== "none" && outlineWidth !== "0px" };
  });

async function tabTo(page, id, key = "Tab") {
  for (let steps = 0; steps < 40; steps += 1) {
    await page.keyboard.press(key);
    const at = await focused(page);
    assert.ok(at.visible, `the focus on ${at.id} cannot be seen`);
    if (at.id === id) {
      return;
    }
  }
  assert.fail(`Tab does not lead to ${id}`);
}

describe("access", { skip }, () => {
  test("a login by keyboard alone", () =>
    inBrowser(async ({ page, base }) => {
      await page.goto(base);
      await page.locator("#log-in:enabled").waitFor();
      await tabTo(page, "boldsign");
      for (const [key, id] of [["ArrowDown", "bold"], ["ArrowUp", "boldsign"]]) {
        await page.keyboard.press(key);
        assert.equal((await focused(page)).id, id);
      }
      await tabTo(page, "code", "Shift+Tab");
      await page.keyboard.press("ArrowRight");
      assert.equal((await focused(page)).id, "implicit");
      await page.keyboard.press("ArrowLeft");
      await tabTo(page, "log-in");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Allow" }).waitFor();
      await tabTo(page, "allow");
      await page.keyboard.press("Enter");
      await outcome(page).getByText("Logged in.").waitFor();
      await tabTo(page, "renew");
      await page.keyboard.press("Space");
      await outcome(page).getByText("A new token").waitFor();
      await tabTo(page, "clock");
      await page.keyboard.press("End");
      await page.locator(".says").getByText(/^Expired/).waitFor();
      await tabTo(page, "body");
    }));

  test("what happens is announced, once each, and the ticking clock is not", () =>
    inBrowser(async ({ page, base }) => {
      await logIn(page, base);
      await outcome(page).getByText("Logged in.").waitFor();
      const live = await page.locator("[aria-live=polite]").evaluateAll((all) => all.map(({ id }) => id));
      assert.deepEqual(live, ["outcome", "token-outcome", "race-result", "logout-outcome", "verdict"]);
      assert.equal(await page.locator("[aria-live] .says").count(), 0);
    }));

  for (const colorScheme of ["light", "dark"]) {
    for (const [device, viewport] of [
      ["desktop", { width: 1280, height: 900 }],
      ["phone", { width: 360, height: 740 }],
    ]) {
      test(`${device}, ${colorScheme}: no violation that axe finds, and no sideways scrolling`, () =>
        inBrowser(async ({ page, base }) => {
          const inspect = async (state) => {
            assert.deepEqual(await violationsOf(page), [], state);
            assert.ok((await overflowOf(page)) <= 0, `${state} is wider than the window`);
          };
          await page.goto(base);
          await page.locator("#log-in:enabled").waitFor();
          await inspect("at first");
          await page.getByRole("button", { name: "Log in" }).click();
          await page.getByRole("button", { name: "Allow" }).waitFor();
          await inspect("the provider's page");
          await page.getByRole("button", { name: "Allow" }).click();
          await outcome(page).getByText("Logged in.").waitFor();
          await page.getByRole("button", { name: "Renew in every tab at once" }).click();
          await page.getByText("1 tab, 1 request").waitFor();
          await inspect("logged in");
          await page.getByText("The whole code of a login").click();
          await inspect("with its code");
          await picture(page, `${device}-${colorScheme}`);
          await page.getByLabel("This machine’s clock").fill("90");
          await page.getByRole("button", { name: "Log out here" }).click();
          await choose(page, "Bolt");
          await page.getByRole("button", { name: "Log in" }).click();
          await outcome(page).getByText("Logged in.").waitFor();
          await page.getByRole("button", { name: "Renew now" }).click();
          await outcome(page).getByText("the stored one is still valid").waitFor();
          await inspect("refused, and it holds");
          await page.getByRole("button", { name: "Renew now" }).click();
          await outcome(page).getByText("OAuthError").waitFor();
          await inspect("refused");
          await choose(page, "Data envelope");
          await page.getByRole("button", { name: "Get a token" }).click();
          await outcome(page).getByText("A new token").waitFor();
          for (const name of ["A thousand brackets", "The token inside data"]) {
            await page.getByLabel("Response", { exact: true }).selectOption(name);
            await inspect(name);
          }
          // Half-way from one colour to another nothing is readable.
        }, { colorScheme, viewport, reducedMotion: "reduce", complains: true }));
    }
  }

  test("who wants less motion gets none", () =>
    inBrowser(async ({ page, base }) => {
      const moving = () =>
        page.evaluate(() => getComputedStyle(document.querySelector("#log-in")).transitionDuration);
      await page.goto(base);
      assert.match(await moving(), /0\.12s/);
      await page.emulateMedia({ reducedMotion: "reduce" });
      assert.equal(await moving(), "0s");
    }));
});
