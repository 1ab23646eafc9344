// A token's life in the page: when it is refreshed, by whom, and what ends it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { choose, exchangeStored, inBrowser, logIn, outcome, shownOf, skip, stateIs } from "./world.js";

const press = (page, name) => page.getByRole("button", { name }).click();
const says = (page) => page.locator(".says");
const setClock = (page, minutes) => page.getByLabel("This machine’s clock").fill(String(minutes));

describe("a token's life", { skip }, () => {
  test("a token that holds is given without a request, an expired one after exactly one", () =>
    inBrowser(async ({ page, base, requests }) => {
      await logIn(page, base);
      await outcome(page).getByText("Logged in.").waitFor();
      await press(page, "Use the token");
      await outcome(page).getByText("nothing was sent").waitFor();
      assert.equal((await requests(/grant_type=refresh_token/)).length, 0);
      await setClock(page, 61);
      await says(page).getByText(/^Expired/).waitFor();
      await press(page, "Use the token");
      await outcome(page).getByText("A new token").waitFor();
      assert.equal((await requests(/grant_type=refresh_token.* -> 200/)).length, 1);
      await says(page).getByText(/^Good for (1 h 00|59) min/).waitFor();
    }));

  test("the session's word goes with the clock, and Renew now lets the time pass until it is due", () =>
    inBrowser(async ({ page, base, requests }) => {
      await page.goto(base);
      await stateIs(page, "ended");
      await logIn(page, base);
      await stateIs(page, "ready");
      await setClock(page, 61);
      await stateIs(page, "due");
      await setClock(page, 0);
      await stateIs(page, "ready");
      for (const [ahead, times] of [[/^58 min/, 1], [/^1 h 57 min/, 2]]) {
        await press(page, "Clear the list");
        await press(page, "Renew now");
        await page.locator("#clock-says").getByText(ahead).waitFor();
        await page.locator("#exchanges").getByText("/connect/token").waitFor();
        await outcome(page).getByText("A new token").waitFor();
        await stateIs(page, "ready");
        assert.equal((await requests(/grant_type=refresh_token.* -> 200/)).length, times);
      }
      await press(page, "Log out here");
      await stateIs(page, "ended");
      await page.getByText("No token yet").waitFor();
    }));

  test("a refresh token on its way is in doubt, in every tab, and a server that is away is waited for", () =>
    inBrowser(async ({ page, context, base }) => {
      await logIn(page, base);
      await stateIs(page, "ready");
      const other = await context.newPage();
      await other.goto(base);
      await stateIs(other, "ready");
      const asked = new Promise((resolve) => page.route(/connect\/token/, resolve, { times: 1 }));
      await setClock(page, 61);
      for (const tab of [page, other]) {
        await stateIs(tab, "due");
      }
      await press(page, "Use the token");
      const route = await asked;
      for (const tab of [page, other]) {
        await stateIs(tab, "in doubt");
      }
      await route.abort();
      await outcome(page).getByText("waiting", { exact: true }).waitFor();
      await outcome(page).getByText("network", { exact: true }).waitFor();
      // It lets the pause pass, two seconds at most, where that has not passed yet.
      await press(other, "Renew now");
      await outcome(other).getByText("A new token").waitFor();
      for (const tab of [page, other]) {
        await stateIs(tab, "ready");
      }
    }, { complains: true }));

  test("a rejected token is refreshed at once, a second waits, and the wait is counted down", () =>
    inBrowser(async ({ page, base, requests }) => {
      await page.clock.install();
      await logIn(page, base);
      await outcome(page).getByText("Logged in.").waitFor();
      await press(page, "Reject it");
      await outcome(page).getByText("A new token").waitFor();
      await page.clock.pauseAt(Date.now() + 60_000);
      await press(page, "Reject it");
      await outcome(page).getByText("waiting", { exact: true }).waitFor();
      await stateIs(page, "waiting");
      await page.locator(".session").getByText(/nothing is sent for \d s\.$/).waitFor();
      assert.match(await outcome(page).textContent(), /until\d\d:\d\d:\d\d/);
      assert.equal((await requests(/grant_type=refresh_token/)).length, 1);
      await page.clock.runFor(2_000);
      await stateIs(page, "due");
      await press(page, "Use the token");
      await outcome(page).getByText("A new token").waitFor();
      assert.equal((await requests(/grant_type=refresh_token.* -> 200/)).length, 2);
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

  test("a login under a clock that is two hours wrong succeeds by the server's date", () =>
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
      await press(page, "Renew now");
      await outcome(page).getByText("A new token").waitFor();
      await exchangeStored(page, stolen);
      await press(page, "Renew now");
      await outcome(page).getByText("This grant has ended").waitFor();
      await outcome(page).getByText("invalid_grant").waitFor();
      await stateIs(page, "ended");
    }, { complains: true }));

  test("a token that the API refuses is refreshed once, and the call repeated", () =>
    inBrowser(async ({ page, base, requests }) => {
      await logIn(page, base);
      await outcome(page).getByText("Logged in.").waitFor();
      await exchangeStored(page, { accessToken: "revoked-elsewhere" });
      await press(page, "Call the API");
      await outcome(page).getByText("The API responded with 200.").waitFor();
      const asked = await requests(/refresh_token|document\/list/);
      assert.deepEqual(
        asked.map((line) => /\S+$/.exec(line)[0]),
        ["401", "200", "200"],
      );
    }, { complains: true }));

  test("a refresh that a provider does not support is reported, and the token stays", () =>
    inBrowser(async ({ page, base }) => {
      await page.goto(base);
      await choose(page, "Bolt");
      await press(page, "Log in");
      await outcome(page).getByText("Logged in.").waitFor();
      await press(page, "Renew now");
      await outcome(page).getByText("the stored one is still valid").waitFor();
      await stateIs(page, "refused");
      await page.locator(".session").getByText(/nothing is sent for \d+ min/).waitFor();
      await says(page).getByText(/^Refresh is due/).waitFor();
      assert.match(await shownOf(page, "refreshToken"), /characters$/);
      await press(page, "Renew now");
      await outcome(page).getByText("unsupported_grant_type").waitFor();
      await outcome(page).getByText("somebody must look").waitFor();
      assert.match(await shownOf(page, "refreshToken"), /characters$/);
    }, { complains: true }));
});
