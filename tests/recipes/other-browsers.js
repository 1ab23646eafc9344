// What a user does with each recipe, in Firefox and WebKitGTK. `cargo xtask test recipes --full` runs it, once the tests in
// Chromium have ended: a recipe is built into one folder.

import assert from "node:assert/strict";
import { inEachBrowser } from "../browsers/world.js";
import { isOfReact, withProvider } from "./harness.js";
import { PAGES, SERVERS, WORKERS } from "./sites.js";

/** WebKit drops the `Secure` cookies that these set, as they are not at https here. */
const NOT_IN_WEBKIT = ["workerd", "sveltekit"];

inEachBrowser("recipes", ({ name, test }) => {
  const all = Object.entries({ ...PAGES, ...SERVERS, ...WORKERS });
  for (const [recipe, serve] of all.filter(([recipe]) => name !== "webkit" || !NOT_IN_WEBKIT.includes(recipe))) {
    test(recipe, ({ context, tab }) =>
      withProvider(async ({ issuer }) => {
        const site = await serve(recipe, issuer);
        try {
          await logsInAndOut(context, tab, { origin: site.origin, issuer, isPage: recipe in PAGES });
          // Where a policy allows no icon, Firefox writes so.
          assert.deepEqual(context.said.filter((text) => !isOfReact(text) && !text.includes("/favicon.ico")), []);
        } finally {
          await site.stop();
        }
      }),
    );
  }
});

const BUTTON = "button:not([hidden])";
const hasButton = (tab, name) => tab.says(BUTTON, new RegExp(`^${name}$`));
const isLoggedIn = (tab) => tab.says("body", /^Logged in as Ünï Tëst/);

/** Each page here has one button, which changes. */
async function press(tab, name) {
  await hasButton(tab, name);
  await tab.click(BUTTON);
}

/** How many token requests the page has sent since it was loaded. */
const tokenRequests = (tab, issuer) => tab.evaluate((url) => performance.getEntriesByName(url).length, `${issuer}/token`);

/** Logs in, comes back, reloads, goes on after the access token has expired, and logs out, also in another tab. */
async function logsInAndOut(context, tab, { origin, issuer, isPage }) {
  const here = isPage ? `${origin}/?page=2` : `${origin}/`;
  await tab.goto(here);
  await press(tab, "Log in");
  await isLoggedIn(tab);
  assert.equal(await tab.url(), here, "the user is back, and the code is out of the address");

  await tab.reload();
  await isLoggedIn(tab);
  assert.equal(await tokenRequests(tab, issuer), 0, "a reload keeps the session");

  await fetch(`${issuer}/expire`, { method: "POST" });
  await tab.reload();
  await isLoggedIn(tab);
  assert.equal(await tokenRequests(tab, issuer), isPage ? 1 : 0, "the API is called with a new token, which a page asks for once");

  const other = await context.open();
  await other.goto(here);
  await isLoggedIn(other);

  await tab.front();
  await press(tab, "Log out");
  if (isPage) {
    await press(tab, "Yes, sign me out");
    await tab.says("p", /^You are logged out\.$/);
    assert.equal(await tab.url(), `${origin}/`);
    await hasButton(other, "Log in");
  }
  await hasButton(tab, "Log in");
  for (const each of [tab, other]) {
    await each.reload();
    await hasButton(each, "Log in");
  }
}
