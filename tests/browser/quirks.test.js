// Responses that bend the standard: what the page says of each.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inBrowser, skip } from "./world.js";

/** Of each response the error's code and member, or what is worth knowing of its token. */
const VERDICTS = {
  "An error with status 200": ["response_refused", "bad_verification_code"],
  "The token inside data": ["A token", "3600 s"],
  "The token inside data, unannounced": ["response_missing", "access_token"],
  "data is a string of JSON": ["A token", "3600 s"],
  "expires_in as a string": ["A token", "3600 s"],
  "expires_in that is no number": ["A token", "unknown", "Unknown is not “never”"],
  "A refresh without a refresh token": ["A token", "none"],
  "A proxy’s page, 502": ["response_status", "502"],
  "An empty 401": ["response_status", "401"],
  "A lone surrogate": ["response_syntax"],
  "access_token twice": ["response_duplicate", "access_token"],
  "A space in the token": ["response_chars", "access_token"],
  "Another token_type": ["response_token_type", "token_type"],
  "bearer, in lower case": ["A token", "Bearer"],
  "A byte order mark": ["A token", "Bearer"],
  "A thousand brackets": ["response_depth"],
  "Success, and nothing in it": ["response_missing", "access_token"],
  "An error as an object": ["response_refused", "invalid_client"],
};

describe("responses that bend the standard", { skip }, () => {
  for (const path of ["", "strict/"]) {
    test(`each has its verdict and a reason, at /${path}`, () =>
      inBrowser(async ({ page, base }) => {
        await page.goto(base + path);
        const [choice, verdict] = [page.getByLabel("Response", { exact: true }), page.locator("#verdict")];
        await verdict.locator(".result").waitFor();
        const names = await choice.locator("option").allTextContents();
        assert.deepEqual(names, Object.keys(VERDICTS));
        for (const name of names) {
          await choice.selectOption(name);
          const text = await verdict.textContent();
          for (const word of VERDICTS[name]) {
            assert.ok(text.includes(word), `${name}: ${word} is not in ${text}`);
          }
          assert.match(await verdict.locator(".why").textContent(), /^\S.{30,}\.$/);
        }
      }));
  }

  test("a response from the text field is read as it is written", () =>
    inBrowser(async ({ page, base }) => {
      await page.goto(base);
      // What is typed before the first response is shown would be mixed with it.
      await page.locator("#verdict .why").waitFor();
      await page.getByLabel("Body, read as").fill('{"access_token":"mine","token_type":"Bearer"}');
      await page.locator("#verdict").getByText("You wrote this one.").waitFor();
      await page.locator("#verdict").getByText("A token").waitFor();
      await page.getByLabel("Status", { exact: true }).fill("400");
      await page.locator("#verdict").getByText("response_status").waitFor();
    }));
});
