// What every recipe of a page does, and the same app on another package.

import assert from "node:assert/strict";
import { inBrowser } from "./harness.js";

/** Logs in, comes back, reloads, shows it in another tab, and logs out. */
export function livesThrough({ origin }) {
  return inBrowser(async ({ context, page, tokenRequests }) => {
    const here = `${origin}/?page=2`;
    const button = (name, of = page) => of.getByRole("button", { name });
    const isLoggedIn = (of = page) => of.getByText("Logged in as Ünï Tëst").waitFor();

    await page.goto(here);
    await button("Log in").click();
    await isLoggedIn();
    assert.equal(page.url(), here, "the user is back, and the code is out of the address");
    assert.deepEqual(tokenRequests().map(({ grant_type }) => grant_type), ["authorization_code"], "the code is sent once");

    await page.reload();
    await isLoggedIn();
    assert.equal(tokenRequests().length, 1, "a reload sends nothing");
    const other = await context.newPage();
    await other.goto(origin);
    await isLoggedIn(other);

    await button("Log out").click();
    await page.getByRole("button", { name: "Yes, sign me out" }).click();
    await page.getByText("You are logged out.").waitFor();
    assert.equal(page.url(), `${origin}/`);
    await button("Log in", other).waitFor();
    await page.reload();
    await button("Log in").waitFor();
  });
}
