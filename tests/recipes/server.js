// What every recipe of a server does, and the same app on another package.

import assert from "node:assert/strict";
import { inBrowser } from "./harness.js";

/**
 * Logs in, comes back, goes on after the access token has expired, and logs out. `more` is done when it has just expired.
 * After the logout, cookies from before are of no use, and another browser is logged in until the provider ends its grant.
 */
export function servesThrough({ origin, logoutPath = "/logout" }, { issuer, restart }, more = async () => {}) {
  return inBrowser(async ({ context, page, tokenRequests }) => {
    const button = (name) => page.getByRole("button", { name });
    const isLoggedIn = () => page.getByText("Logged in as Ünï Tëst").waitFor();
    const cookies = async () => (await context.cookies(origin)).filter(({ name }) => !name.startsWith("_"));

    await page.goto(origin);
    await button("Log in").click();
    await isLoggedIn();
    assert.equal(page.url(), `${origin}/`, "the code is out of the address");
    for (const { name, httpOnly, sameSite } of await cookies()) {
      assert.deepEqual({ name, httpOnly, sameSite }, { name, httpOnly: true, sameSite: "Lax" });
    }
    await page.reload();
    await isLoggedIn();

    await fetch(`${issuer}/expire`, { method: "POST" });
    await more({ page });
    await page.reload();
    await isLoggedIn();

    const other = await (await context.browser().newContext()).newPage();
    await other.goto(origin);
    await other.getByRole("button", { name: "Log in" }).click();
    await other.getByText("Logged in as").waitFor();

    const before = await cookies();
    await button("Log out").click();
    await button("Log in").waitFor();
    await context.addCookies(before);
    await page.goto(origin);
    await button("Log in").waitFor();
    await other.reload();
    await other.getByText("Logged in as").waitFor();
    assert.deepEqual(tokenRequests(), [], "the browser sends no token request");

    await restart();
    await other.reload();
    await other.getByRole("button", { name: "Log in" }).waitFor();
    const logout = await page.request.post(new URL(logoutPath, origin).href, { form: {}, headers: { origin }, maxRedirects: 0 });
    assert.ok(logout.status() < 400, "a logout of nobody changes nothing");
    const forged = await page.goto(`${origin}/callback?code=1&state=2`);
    assert.ok(forged.status() >= 400);
  }, { allows: /status of [45]\d\d/ });
}
