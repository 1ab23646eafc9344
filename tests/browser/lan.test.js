// A page at plain http on a local network, where browsers take `crypto.subtle` and Web Locks away.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inBrowser, logIn, outcome, skip } from "./world.js";

const host = "lock.lan";
const options = { host, flags: [`--host-resolver-rules=MAP ${host} 127.0.0.1`] };

describe("plain http on a local network", { skip }, () => {
  for (const grant of ["Code, PKCE", "Implicit"]) {
    test(`a login completes: ${grant}`, () =>
      inBrowser(async ({ page, base }) => {
        await logIn(page, base, grant);
        await outcome(page).getByText("Logged in.").waitFor();
        assert.equal(page.url(), `http://${host}:${new URL(base).port}/`);
        const has = await page.evaluate(() => [isSecureContext, !!crypto.subtle, !!navigator.locks]);
        assert.deepEqual(has, [false, false, false]);
      }, options));
  }

  test("without Web Locks one page still refreshes once for two calls", () =>
    inBrowser(async ({ page, base, requests }) => {
      await logIn(page, base);
      await outcome(page).getByText("Logged in.").waitFor();
      await page.getByText("has no Web Locks").waitFor();
      await page.evaluate(() => {
        const race = document.getElementById("race");
        race.click();
        race.click();
      });
      await page.locator("#race-result").getByText("1 tab, 0 requests").waitFor();
      assert.equal((await requests(/grant_type=refresh_token.* -> 200/)).length, 1);
    }, options));
});
