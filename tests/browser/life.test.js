// A token's life in the page: when it is refreshed, by whom, and what ends it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { choose, exchangeStored, inBrowser, logIn, outcome, shownOf, skip } from "./world.js";

const press = (page, name) => page.getByRole("button", { name }).click();
const says = (page) => page.locator(".says");
const setClock = (page, minutes) => page.getByLabel("This machine’s clock").fill(String(minutes));

describe("a token's life", { skip }, () => {
  test("a token that holds is given without a request, an expired one after exactly one", () =>
    inBrowser(async ({ page, base, requests }) => {
      await logIn(page, base);
      await outcome(page).getByText("Logged in.").waitFor();
      await press(page, "Get a fresh token");
      await outcome(page).getByText("nothing was sent").waitFor();
      assert.equal((await requests(/grant_type=refresh_token/)).length, 0);
      await setClock(page, 61);
      await says(page).getByText(/^Expired/).waitFor();
      await press(page, "Get a fresh token");
      await outcome(page).getByText("A new token").waitFor();
      assert.equal((await requests(/grant_type=refresh_token.* -> 200/)).length, 1);
      assert.match(await says(page).textContent(), /^Good for (1 h 00|59) min/);
    }));

  test("the line moves with the clock: good, due, expired, set back", () =>
    inBrowser(async ({ page, base }) => {
      await page.clock.install();
      await page.goto(base);
      await choose(page, "Data envelope");
      await press(page, "Get a token");
      await says(page).getByText(/^Good for 59 min/).waitFor();
      const at = () => page.locator(".now").evaluate((now) => parseFloat(now.style.getPropertyValue("--at")));
      const places = [await at()];
      await page.clock.fastForward("59:20");
      await says(page).getByText(/^Refresh is due/).waitFor();
      places.push(await at());
      await page.clock.fastForward("02:00");
      await says(page).getByText(/^Expired/).waitFor();
      places.push(await at());
      await setClock(page, -120);
      await says(page).getByText(/set back/).waitFor();
      places.push(await at());
      const [fresh, due, expired, before] = places;
      assert.ok(before < 6 && fresh >= 6 && due > 70 && due < 88 && expired > 88, String(places));
    }));

  test("a login under a clock that is two hours wrong: the server's date tells, and it holds", () =>
    inBrowser(async ({ page, base }) => {
      await page.goto(base);
      await setClock(page, -120);
      await press(page, "Log in");
      await press(page, "Allow");
      await outcome(page).getByText("Logged in.").waitFor();
      assert.match(await shownOf(page, "skew"), /^the server is (2 h 00|1 h 59) min ahead/);
      assert.match(await says(page).textContent(), /^Good for/);
    }));

  test("a refresh token that another has used ends the grant", () =>
    inBrowser(async ({ page, base }) => {
      await logIn(page, base);
      await outcome(page).getByText("Logged in.").waitFor();
      const stolen = await exchangeStored(page, {});
      await press(page, "Refresh now");
      await outcome(page).getByText("A new token").waitFor();
      await exchangeStored(page, stolen);
      await press(page, "Refresh now");
      await outcome(page).getByText("This grant has ended").waitFor();
      await outcome(page).getByText("invalid_grant").waitFor();
    }, { complains: true }));

  test("a token that the API refuses is refreshed once, and the call repeated", () =>
    inBrowser(async ({ page, base, requests }) => {
      await logIn(page, base);
      await outcome(page).getByText("Logged in.").waitFor();
      await exchangeStored(page, { accessToken: "revoked-elsewhere" });
      await press(page, "Call the API");
      await outcome(page).getByText("The API answered 200.").waitFor();
      const asked = await requests(/refresh_token|document\/list/);
      assert.deepEqual(
        asked.map((line) => /\S+$/.exec(line)[0]),
        ["401", "200", "200"],
      );
    }, { complains: true }));

  test("a refresh that a provider has not is told, and the token stays", () =>
    inBrowser(async ({ page, base }) => {
      await page.goto(base);
      await choose(page, "Bolt");
      await press(page, "Log in");
      await outcome(page).getByText("Here is a token.").waitFor();
      await press(page, "Refresh now");
      await outcome(page).getByText("unsupported_grant_type").waitFor();
      assert.match(await says(page).textContent(), /^Good for/);
    }, { complains: true }));
});
