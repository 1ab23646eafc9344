// Logins through a real browser: there, back, and what can go wrong on the way.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { choose, inBrowser, logIn, outcome, skip, shownOf } from "./world.js";

const failed = (page, code) => outcome(page).getByText(code, { exact: true }).waitFor();

describe("logins", { skip }, () => {
  test("by code: one exchange, a token, and a clean address", () =>
    inBrowser(async ({ page, base, requests, secrets }) => {
      const addresses = [];
      page.on("framenavigated", (frame) => addresses.push(frame.url()));
      await logIn(page, base);
      await outcome(page).getByText("Logged in.").waitFor();
      assert.ok(addresses.some((address) => address.includes("code=")), "the code came by the address");
      assert.equal(page.url(), base);
      assert.equal((await requests(/grant_type=authorization_code.* -> 200/)).length, 1);
      assert.match(await shownOf(page, "refreshToken"), /^…[0-9A-F]{4}, 64 characters$/);
      assert.equal(await page.evaluate(() => sessionStorage.login), undefined);
      // What the page shows and keeps for its list has no secret in it either.
      assert.ok(secrets.size >= 6, `${secrets.size} secrets were seen`);
      const shown = await page.evaluate(() => document.body.innerText + sessionStorage.exchanges);
      for (const secret of secrets) {
        assert.ok(!shown.includes(secret), `the page shows ${secret.slice(0, 4)}…`);
      }
    }));

  test("implicit: no exchange, no refresh token, and a clean address", () =>
    inBrowser(async ({ page, base, requests }) => {
      await logIn(page, base, "Implicit");
      await outcome(page).getByText("Logged in.").waitFor();
      assert.equal(page.url(), base);
      assert.equal((await requests(/connect\/token/)).length, 0);
      assert.equal(await shownOf(page, "refreshToken"), "none");
      await page.getByRole("button", { name: "Call the API" }).click();
      await outcome(page).getByText("The API responded with 200.").waitFor();
      await page.getByRole("button", { name: "Renew now" }).click();
      await outcome(page).getByText("A new token, in a hidden frame.").waitFor();
      assert.equal((await requests(/connect\/token/)).length, 0);
    }));

  test("implicit with an id_token, which the provider does not support: its error is reported", () =>
    inBrowser(async ({ page, base }) => {
      await logIn(page, base, "Implicit, id_token");
      await failed(page, "callback_refused");
      await outcome(page).getByText("unsupported_response_type").waitFor();
      assert.equal(page.url(), base);
    }));

  test("denied", () =>
    inBrowser(async ({ page, base, requests }) => {
      await logIn(page, base, "Code, PKCE", "Deny");
      await failed(page, "callback_refused");
      await outcome(page).getByText("access_denied").waitFor();
      assert.equal(page.url(), base);
      assert.equal((await requests(/connect\/token/)).length, 0);
    }));

  test("a callback with another state is refused, and the login stays open", () =>
    inBrowser(async ({ page, base, requests }) => {
      await page.goto(base);
      await page.getByRole("button", { name: "Log in" }).click();
      await page.getByRole("button", { name: "Allow" }).waitFor();
      const asked = page.url();
      await page.goto(`${base}?code=forged-code&state=forged-state`);
      await failed(page, "callback_state");
      assert.equal(page.url(), base);
      assert.equal((await requests(/connect\/token/)).length, 0);
      await page.goto(asked);
      await page.getByRole("button", { name: "Allow" }).click();
      await outcome(page).getByText("Logged in.").waitFor();
    }));

  test("a callback without a login is refused", () =>
    inBrowser(async ({ page, base, requests }) => {
      await page.goto(`${base}?code=forged-code&state=forged-state`);
      await failed(page, "login_unreadable");
      assert.equal((await requests(/connect\/token/)).length, 0);
    }));

  test("a callback is accepted once", () =>
    inBrowser(async ({ page, base, requests }) => {
      let callbackUrl;
      page.on("framenavigated", (frame) => (callbackUrl = frame.url().includes("code=") ? frame.url() : callbackUrl));
      await logIn(page, base);
      await outcome(page).getByText("Logged in.").waitFor();
      await page.goto(callbackUrl);
      await failed(page, "login_unreadable");
      assert.equal((await requests(/grant_type=authorization_code/)).length, 1);
    }));

  test("a login is used by one tab, and by none after it; no token is kept for that", () =>
    inBrowser(async ({ page, base, context }) => {
      await page.goto(base);
      const other = await context.newPage();
      await other.goto(base);
      const login = await page.evaluate(async () => {
        const { startLogin } = await import("./grantlet.js");
        const client = { clientId: "c", authorizationEndpoint: "https://as.example/a", tokenEndpoint: "https://as.example/t" };
        const redirectUri = location.origin + "/callback";
        return Array.from({ length: 20 }, () => {
          const { saved } = startLogin(client, { redirectUri });
          return { client, saved, address: `${redirectUri}?code=c&state=${JSON.parse(saved).state}` };
        });
      });
      const finish = (tab, index, twice = 1) =>
        tab.evaluate(
          async ([{ client, saved, address }, twice]) => {
            const { finishLogin } = await import("./grantlet.js");
            let sent = 0;
            const fetch = async () => {
              sent++;
              await new Promise((resolve) => setTimeout(resolve, 100));
              return new Response('{"access_token":"canary-token","token_type":"Bearer"}');
            };
            const calls = Array.from({ length: twice }, () => finishLogin(client, address, saved, { fetch }));
            const settled = await Promise.all(calls.map((call) => call.then(() => "token", ({ code }) => code)));
            return { sent, settled };
          },
          [login[index], twice],
        );
      for (let index = 0; index < 19; index++) {
        const tabs = await Promise.all([finish(page, index), finish(other, index)]);
        assert.deepEqual(tabs.flatMap(({ settled }) => settled).sort(), ["login_used", "token"], `${index}`);
        assert.equal(tabs[0].sent + tabs[1].sent, 1);
      }
      assert.deepEqual(await finish(page, 19, 2), { sent: 1, settled: ["token", "token"] });
      await page.reload();
      for (const tab of [page, other]) {
        assert.deepEqual((await finish(tab, 19)).settled, ["login_used"]);
      }
      const kept = await page.evaluate(() => JSON.stringify(localStorage));
      assert.ok(kept.includes("grantlet logins") && !kept.includes("canary"), kept);
      const { state } = JSON.parse(login[19].saved);
      assert.ok(!kept.includes(state), "a state is kept");
    }));

  test("a login that took eleven minutes is refused", () =>
    inBrowser(async ({ page, base, requests }) => {
      await page.clock.install();
      await page.goto(base);
      await page.getByRole("button", { name: "Log in" }).click();
      await page.getByRole("button", { name: "Allow" }).waitFor();
      await page.clock.fastForward("11:00");
      await page.getByRole("button", { name: "Allow" }).click();
      await failed(page, "login_expired");
      assert.equal(page.url(), base);
      assert.equal((await requests(/connect\/token/)).length, 0);
    }));

  for (const [provider, button, grant, told] of [
    ["Bold", "Log in", "authorization_code", "Logged in."],
    ["Bolt", "Log in", "authorization_code", "Logged in."],
    ["JSON body", "Get a token", "", "A new token"],
    ["Data envelope", "Get a token", "", "A new token"],
  ]) {
    test(`${provider}: a token in one page`, () =>
      inBrowser(async ({ page, base, requests }) => {
        await page.goto(base);
        await choose(page, `${provider}(?!Sign)`);
        await page.getByRole("button", { name: button }).click();
        await outcome(page).getByText(told).waitFor();
        const tokens = await requests(/\/token .* -> 200/);
        assert.equal(tokens.length, 1);
        assert.ok(grant ? tokens[0].includes(`grant_type=${grant}`) : !tokens[0].includes("grant_type"));
      }));
  }
});
