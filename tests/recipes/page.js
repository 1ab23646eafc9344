// What a recipe of a page does, and the same app on oidc-client-ts.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inBrowser, withProvider } from "./harness.js";
import { PAGES } from "./sites.js";

/** Tests a recipe and its peer. */
export function testBoth(recipe, serve = PAGES[recipe]) {
  describe(recipe, () => {
    for (const folder of [recipe, `peers/${recipe}`]) {
      test(folder, () =>
        withProvider(async ({ issuer, restart }) => {
          const site = await serve(folder, issuer);
          try {
            await logsInAndOut(site);
            await renewsOnce(site);
            await endsAtTheServer(site, restart);
            await showsAnError(site);
          } finally {
            await site.stop();
          }
        }),
      );
    }
  });
}

const button = (page, name) => page.getByRole("button", { name });
const isLoggedIn = (page) => page.getByText("Logged in as Ünï Tëst").waitFor();
const grants = (requests) => requests.map(({ grant_type }) => grant_type);

/** Logs in, comes back, reloads, is logged in in another tab, logs out in both, and logs in in both. */
function logsInAndOut({ origin }) {
  return inBrowser(async ({ context, page, tokenRequests, revocations }) => {
    const here = `${origin}/?page=2`;
    await page.goto(here);
    await button(page, "Log in").click();
    await isLoggedIn(page);
    assert.equal(page.url(), here, "the user is back, and the code is out of the address");
    assert.deepEqual(grants(tokenRequests()), ["authorization_code"], "the code is sent once");

    await page.reload();
    await isLoggedIn(page);
    const other = await context.newPage();
    await other.goto(origin);
    await isLoggedIn(other);
    assert.equal(tokenRequests().length, 1, "neither a reload nor a tab sends anything");

    await button(page, "Log out").click();
    await button(page, "Yes, sign me out").click();
    await page.getByText("You are logged out.").waitFor();
    assert.equal(page.url(), `${origin}/`);
    await button(other, "Log in").waitFor();
    assert.ok(revocations().some(({ token_type_hint }) => token_type_hint === "refresh_token"), "the refresh token is revoked");
    await page.reload();
    await button(page, "Log in").click();
    await Promise.all([isLoggedIn(page), isLoggedIn(other)]);
  });
}

/** An hour later, in two tabs at once: the refresh token is sent once. */
function renewsOnce({ origin }) {
  return inBrowser(async ({ context, page, tokenRequests }) => {
    await page.goto(origin);
    await button(page, "Log in").click();
    await isLoggedIn(page);
    await context.clock.setSystemTime(Date.now() + 3_601_000);
    const other = await context.newPage();
    await Promise.all([page.reload(), other.goto(origin)]);
    await Promise.all([isLoggedIn(page), isLoggedIn(other)]);
    assert.deepEqual(grants(tokenRequests()), ["authorization_code", "refresh_token"]);
  });
}

/** The server has ended the grant: the API rejects the token, the server the refresh token, and the page asks for a login. */
function endsAtTheServer({ origin }, restart) {
  return inBrowser(
    async ({ page, tokenRequests }) => {
      await page.goto(origin);
      await button(page, "Log in").click();
      await isLoggedIn(page);
      await restart();
      await page.reload();
      await button(page, "Log in").click();
      await isLoggedIn(page);
      assert.deepEqual(grants(tokenRequests()), ["authorization_code", "refresh_token", "authorization_code"]);
    },
    { allows: /status of 40[01]/ },
  );
}

/** A callback that nobody here has asked for. */
function showsAnError({ origin, callback = "/callback" }) {
  return inBrowser(async ({ page, tokenRequests }) => {
    await page.goto(`${origin}${callback}?code=1&state=2`);
    await page.getByRole("alert").waitFor();
    assert.notEqual(await page.getByRole("alert").textContent(), "");
    assert.deepEqual(tokenRequests(), [], "its code is not sent");
  });
}
