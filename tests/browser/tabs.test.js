// Tabs that refresh at the same moment.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inBrowser, logIn, outcome, skip } from "./world.js";

describe("tabs", { skip }, () => {
  for (const path of ["", "strict/"]) {
    test(`two tabs at /${path}: one request, and both have its token`, () =>
      inBrowser(async ({ page, context, base, requests }) => {
        await logIn(page, base + path);
        await outcome(page).getByText("Logged in.").waitFor();
        const opened = context.waitForEvent("page");
        await page.getByRole("link", { name: "Open a second tab" }).click();
        const second = await opened;
        const tabs = [page, second];
        for (const tab of tabs) {
          await tab.getByText("2 tabs are open").waitFor();
        }
        let end = "nothing yet";
        for (const round of [1, 2, 3, 4, 5, 6]) {
          await tabs[round % 2].getByRole("button", { name: "Renew in every tab at once" }).click();
          const ends = new Set();
          for (const tab of tabs) {
            const result = tab.locator("#race-result").filter({ hasNotText: end });
            await result.getByText("2 tabs, 1 request", { exact: true }).waitFor();
            for (const racer of await result.getByRole("listitem").allTextContents()) {
              ends.add(/has the token …(\S+)$/.exec(racer)[1]);
            }
          }
          assert.equal(ends.size, 1, [...ends].join());
          [end] = ends;
          assert.equal((await requests(/grant_type=refresh_token/)).length, round);
        }
      }));
  }

  test("a token that one tab gets is shown in the other", () =>
    inBrowser(async ({ page, context, base }) => {
      const second = await context.newPage();
      await second.goto(base);
      await second.getByText("No token yet").waitFor();
      await logIn(page, base);
      await second.locator(".says").getByText(/^Good for/).waitFor();
    }));
});
