// The providers of the gallery: each is found, shown and logged in to, at the simulator that plays it from its file.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { choose, inBrowser, outcome, shownOf, skip } from "./world.js";
import { violationsOf } from "./axe.js";

const folder = new URL("../gallery/", import.meta.url);
const FILES = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => [name.replace(".json", ""), JSON.parse(readFileSync(new URL(name, folder), "utf8"))]),
);
/** They have no file: their whole documents are simulated. */
const DOCUMENTS = ["boldsign", "bold", "bolt", "json_body", "data_envelope"];

const valuesOf = (page) => page.locator("#providers input").evaluateAll((all) => all.map(({ value }) => value));
const chooseKey = (page, key) => page.locator(`#providers input[value="${key}"]`).check();
const press = (page, name) => page.getByRole("button", { name }).click();

/** Logs in by a button of the page that asks. */
async function logInBy(page, base, button) {
  await press(page, "Log in");
  await page.getByText("This is a simulator on your machine.").waitFor();
  await page.locator(button).click();
  await page.waitForURL((url) => url.href.startsWith(base));
  await outcome(page).locator(".result").waitFor();
}

/** The documented response with a token that the simulator chooses, and the first error, documented if there is one. */
function rowsOf({ responses }) {
  const first = (isIt) => responses.find((row) => row.documented && isIt(row)) ?? responses.find(isIt);
  const error = first((row) => row.error && !row.polled);
  return { token: first((row) => row.token)?.token, error: error?.error, index: responses.indexOf(error) };
}

describe("the gallery", { skip }, () => {
  test("each profile of the package can be chosen, and each but the five documents has a file", () =>
    inBrowser(async ({ page, base }) => {
      await page.goto(base);
      await page.locator("#log-in:enabled").waitFor();
      const keys = await valuesOf(page);
      assert.deepEqual(keys.slice(0, 5), DOCUMENTS);
      for (const key of keys.slice(5)) {
        assert.ok(FILES.has(key), key);
      }
      const names = await page.evaluate(async () => Object.keys(await import("./profiles.js")));
      assert.equal(keys.length, names.length);
      assert.equal(await page.locator("#count").textContent(), String(keys.length));
    }));

  test("the login address is the documented one, and the quirks are lines", () =>
    inBrowser(async ({ page, base }) => {
      await page.goto(base);
      await page.locator("#log-in:enabled").waitFor();
      for (const key of (await valuesOf(page)).slice(5)) {
        const { login } = FILES.get(key);
        await chooseKey(page, key);
        assert.ok((await page.locator("#differs li").count()) > 0, key);
        assert.ok((await page.locator("#errors li").count()) > 0, key);
        if (!login) {
          assert.match(await page.locator("#address").textContent(), /^Nowhere/);
          assert.ok(await page.locator("#log-in").isHidden(), key);
          assert.ok(await page.locator("#responses .result").first().isVisible(), key);
          continue;
        }
        const url = new URL(login.url);
        assert.equal(await page.locator("#address .goes").textContent(), url.origin + url.pathname + url.hash);
        const shown = await page.locator("#address .pairs > div").evaluateAll((all) =>
          all.map(({ firstChild, lastChild }) => [firstChild.textContent, lastChild.textContent]),
        );
        const isRandom = (value) => /^\{\w+\}$/.test(value);
        assert.deepEqual(
          shown.map(([name, value]) => [name, value.startsWith("random: ") ? "random" : value]),
          [...url.searchParams].map(([name, value]) => [name, isRandom(value) ? "random" : value]),
          key,
        );
      }
    }));

  for (const path of ["", "strict/"]) {
    test(`each login completes, and its documented error is shown, at /${path}`, () =>
      inBrowser(async ({ page, base, said }) => {
        await page.goto(base + path);
        await page.locator("#log-in:enabled").waitFor();
        const keys = (await valuesOf(page)).slice(5).filter((key) => FILES.get(key).login);
        // The core is another there, and the page the same.
        for (const key of path ? keys.slice(0, 3) : keys) {
          const file = FILES.get(key);
          await chooseKey(page, key);
          const { token, error, index } = rowsOf(file);
          await logInBy(page, base, "button[value=allow]");
          const text = await outcome(page).textContent();
          assert.equal(text, "Logged in.", `${key}: ${text}`);
          const { access_token, expires_in, refresh_token } = token;
          // A documented moment is over.
          const elided = `…${access_token.slice(-4)}, ${access_token.length} characters`;
          assert.equal(await shownOf(page, "accessToken"), elided, key);
          assert.equal(await shownOf(page, "expiresIn"), expires_in == null && !token.ends_at ? "unknown" : `${expires_in ?? 0} s`, key);
          // One provider has its secrets in the URL of a request.
          const kept = await page.evaluate(() => sessionStorage.exchanges);
          assert.ok(!kept.includes("sesame"), `${key}: a secret is kept`);
          // The session cannot send a refresh with the redirect_uri of the login, or without the client.
          if (refresh_token && expires_in && file.refresh && !file.refresh.redirect_uri && !file.refresh.without) {
            await press(page, "Renew now");
            await outcome(page).getByText(/^(?!Logged in)/).first().waitFor();
            const refreshed = await outcome(page).textContent();
            assert.match(refreshed, /^A new token/, `${key}: ${refreshed}`);
            await press(page, "Set it right");
          }
          if (!error) {
            continue;
          }
          await logInBy(page, base, `button[value="${index}"]`);
          const failed = await outcome(page).textContent();
          assert.match(failed, /^OAuthErrorcoderesponse_refused/, `${key}: ${failed}`);
          for (const word of [error.error, error.error_number, error.error_description]) {
            assert.ok(!word || failed.includes(word), `${key}: ${word} is not in ${failed}`);
          }
          assert.equal(failed.includes("This grant has ended"), error.ends_grant ?? false, key);
        }
        assert.deepEqual(said.filter((line) => !/^Failed to load resource.* 4\d\d /.test(line)), []);
      }, { complains: true }));
  }

  test("a user who denies is not logged in", () =>
    inBrowser(async ({ page, base }) => {
      await page.goto(base);
      await page.locator("#log-in:enabled").waitFor();
      await choose(page, "Spotify");
      await logInBy(page, base, "button[value=deny]");
      await outcome(page).getByText("access_denied").waitFor();
      assert.equal(page.url(), base);
    }));

  test("a provider is found by a part of its name, and what is found is announced", () =>
    inBrowser(async ({ page, base }) => {
      await page.goto(base);
      await page.locator("#log-in:enabled").waitFor();
      const find = page.getByRole("searchbox", { name: /^Find a provider/ });
      const visible = () => page.locator("#providers label:visible").allTextContents();
      for (const [typed, names] of [
        ["spoti", ["Spotify"]],
        ["LOCK smart", ["TTLock smart locks", "Nuki smart locks, the Web API"]],
        ["twitter", ["X, formerly Twitter"]],
        ["nobody’s", []],
      ]) {
        await find.fill(typed);
        const found = await visible();
        for (const name of names) {
          assert.ok(found.includes(name), `${typed}: ${found}`);
        }
        assert.ok(found.length <= names.length + 1, `${typed}: ${found}`);
        const said = `${found.length || "No"} ${found.length === 1 ? "provider matches" : "providers match"}`;
        assert.equal(await page.getByRole("status").filter({ hasText: /match/ }).textContent(), said);
      }
      await find.fill("spoti");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
      assert.equal(await page.locator("#name").textContent(), "Spotify");
      await find.fill("");
      assert.equal((await visible()).length, (await valuesOf(page)).length);
    }));

  for (const colorScheme of ["light", "dark"]) {
    test(`the page that asks, and a provider without a login, have no violation, ${colorScheme}`, () =>
      inBrowser(async ({ page, base }) => {
        await page.goto(base);
        await page.locator("#log-in:enabled").waitFor();
        await choose(page, "Tuya");
        await page.locator("#errors-of").click();
        assert.deepEqual(await violationsOf(page), []);
        await choose(page, "Strava");
        await press(page, "Log in");
        await page.getByRole("button", { name: "Allow" }).waitFor();
        assert.deepEqual(await violationsOf(page), []);
      }, { colorScheme, viewport: { width: 390, height: 844 }, reducedMotion: "reduce" }));
  }
});
