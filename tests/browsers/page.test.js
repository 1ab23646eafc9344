// The demo's page in each browser: logins, tabs, a reload, the two policies, and who can use it.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { readFileSync } from "node:fs";
import { serve, skip, tools } from "../browser/world.js";
import { LONGEST } from "./driver/tab.js";
import { inEachBrowser } from "./world.js";

const way = (id) => `label:has(input[value="${id}"])`;
/** How the latest action ended: it is shown where its button is. */
const OUTCOME = ".outcome:not(:empty)";

/** Logs in to BoldSign, and says yes or no. */
async function logIn(tab, base, { grant = "code", answer = "allow" } = {}) {
  await tab.goto(base);
  await tab.click(way("boldsign"));
  await tab.click(way(grant));
  await tab.click("#log-in");
  await tab.click(`button[value="${answer}"]`);
  await tab.arrivesAt(base);
}

inEachBrowser("page", ({ everywhere, test }) => {
  let site;
  before(async () => (site = await serve()), { skip });
  after(() => site?.stop());
  /** The requests of this test: the providers serve all of them. */
  const counting = async (pattern) => {
    const before = (await site.requests(pattern)).length;
    return async () => (await site.requests(pattern)).length - before;
  };

  for (const [path, what] of [["", "with 'wasm-unsafe-eval' in its policy"], ["strict/", "with a policy without unsafe-*"]]) {
    everywhere(`a login by code, ${what}`, async ({ tab }) => {
      const exchanges = await counting(/grant_type=authorization_code.* -> 200/);
      const base = site.base + path;
      const policy = (await fetch(base)).headers.get("content-security-policy");
      assert.equal(/unsafe/.test(policy), path === "", policy);
      await logIn(tab, base);
      await tab.says(OUTCOME, /Logged in\./);
      assert.equal(await tab.url(), base);
      assert.equal(await exchanges(), 1);
    });
  }

  test("an implicit login: no exchange, and a clean address", async ({ tab }) => {
    const exchanges = await counting(/connect\/token/);
    await logIn(tab, site.base, { grant: "implicit" });
    await tab.says(OUTCOME, /Logged in\./);
    assert.equal(await tab.url(), site.base);
    assert.equal(await exchanges(), 0);
    await tab.click("#call");
    await tab.says(OUTCOME, /The API responded with 200\./);
  });

  test("a login that the user denies", async ({ tab }) => {
    const exchanges = await counting(/connect\/token/);
    await logIn(tab, site.base, { answer: "deny" });
    await tab.says(OUTCOME, /callback_refused[^]*access_denied/);
    assert.equal(await tab.url(), site.base);
    assert.equal(await exchanges(), 0);
  });

  test("a forged callback is refused", async ({ tab }) => {
    const exchanges = await counting(/connect\/token/);
    await tab.goto(`${site.base}?code=forged-code&state=forged-state`);
    await tab.says(OUTCOME, /login_unreadable/);
    assert.equal(await tab.url(), site.base);
    assert.equal(await exchanges(), 0);
  });

  test("a session outlives a reload, and ends in each tab by a logout", async ({ context, tab }) => {
    await logIn(tab, site.base);
    await tab.says(OUTCOME, /Logged in\./);
    await tab.reload();
    await tab.says(".says", /^Good for/);
    const other = await context.open();
    await other.goto(site.base);
    await other.says(".says", /^Good for/);
    await other.click("#end");
    for (const one of [tab, other]) {
      await one.says("#token", /No token yet/);
    }
  });

  for (const path of ["", "strict/"]) {
    test(`two tabs at /${path} that refresh at once send one request, and both have its token`, async ({ context, tab }) => {
      const refreshes = await counting(/grant_type=refresh_token/);
      await logIn(tab, site.base + path);
      await tab.says(OUTCOME, /Logged in\./);
      await tab.click("#second-tab");
      const [, second] = await waitFor(async () => (await context.tabs()).length === 2 && context.tabs());
      const tabs = [tab, second];
      for (const one of tabs) {
        await one.says("#tabs-open", /2 tabs are open/);
      }
      let end = "nothing yet";
      for (const round of [1, 2, 3]) {
        await tabs[round % 2].front();
        await tabs[round % 2].click("#race");
        const ends = new Set();
        for (const one of tabs) {
          const racers = await one.until((end) => {
            const result = document.querySelector("#race-result");
            const text = result.textContent;
            return text.includes("2 tabs, 1 request") && !text.includes(end) && [...result.querySelectorAll("li")].map(({ textContent }) => textContent);
          }, end);
          racers.forEach((racer) => ends.add(/has the token …(\S+)$/.exec(racer)[1]));
        }
        assert.equal(ends.size, 1, [...ends].join());
        [end] = ends;
        assert.equal(await refreshes(), round);
      }
    });
  }

  for (const path of ["", "strict/"]) {
    test(`a popup logs in, and the page stays, at /${path}`, async ({ context, tab }) => {
      await tab.goto(site.base + path);
      await tab.click(way("boldsign"));
      await tab.click("#popup");
      const [, popup] = await waitFor(async () => (await context.tabs()).length === 2 && context.tabs());
      await popup.click(`button[value="allow"]`);
      await tab.says(OUTCOME, /Logged in, and this page stayed where it was\./);
      await tab.says(".word", /^ready$/);
      await waitFor(async () => (await context.tabs()).length === 1);
    });

    test(`an implicit token is renewed in a hidden frame, at /${path}`, async ({ tab }) => {
      await logIn(tab, site.base + path, { grant: "implicit" });
      await tab.says(OUTCOME, /Logged in\./);
      await tab.click("#renew");
      await tab.says(OUTCOME, /A new token, in a hidden frame\./);
      assert.equal(await tab.evaluate(() => document.querySelectorAll("iframe").length), 0);
    });
  }

  test("a logout that revokes, and one at the provider, which comes back", async ({ tab }) => {
    const revocations = await counting(/connect\/revocation.* -> 200/);
    const logouts = await counting(/POST .*endsession/);
    await logIn(tab, site.base);
    await tab.says(OUTCOME, /Logged in\./);
    await tab.click("#revoke");
    await tab.says(OUTCOME, /the provider has revoked the tokens/);
    assert.ok((await revocations()) > 0);
    await logIn(tab, site.base);
    await tab.says(OUTCOME, /Logged in\./);
    await tab.click("#log-out");
    await tab.arrivesAt(`${site.providers}/boldsign/connect/endsession`);
    await tab.click("button");
    await tab.says(OUTCOME, /Logged out, here and at the provider\./);
    assert.equal(await tab.url(), site.base);
    // The page asks by one, and the user says yes by another.
    assert.equal(await logouts(), 2);
    await tab.says(".word", /^ended$/);
  });

  test("no violation that axe finds, before and after a login", async ({ tab }) => {
    const axe = readFileSync(tools.resolve("axe-core/axe.min.js"), "utf8");
    const violations = () =>
      tab.evaluate(`async () => {
        ${axe};
        // Half-way from one colour to another nothing is readable.
        await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
        const { violations } = await axe.run();
        return violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" "));
      }`);
    await tab.goto(site.base);
    await tab.until(() => document.querySelector("#log-in:enabled") !== null);
    assert.deepEqual(await violations(), []);
    await logIn(tab, site.base);
    await tab.says(OUTCOME, /Logged in\./);
    assert.deepEqual(await violations(), []);
  });
});

async function waitFor(look) {
  for (const end = Date.now() + LONGEST; Date.now() < end; ) {
    const found = await look();
    if (found) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  return assert.fail(`waited ${LONGEST} ms for ${look}`);
}
