// The two entries under a Content-Security-Policy.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inBrowser, logIn, outcome, skip } from "./world.js";

const policyOf = async (page, address) =>
  (await page.request.get(address)).headers()["content-security-policy"];

describe("Content-Security-Policy", { skip }, () => {
  for (const [path, entry, compiles] of [
    ["", "grantlet", true],
    ["strict/", "grantlet/js", false],
  ]) {
    test(`${entry} logs in ${compiles ? "with" : "without"} 'wasm-unsafe-eval'`, () =>
      inBrowser(async ({ page, base }) => {
        const policy = await policyOf(page, base + path);
        assert.equal(policy.includes("'wasm-unsafe-eval'"), compiles);
        assert.ok(!/unsafe-inline|'unsafe-eval'/.test(policy), policy);
        await logIn(page, base + path);
        await outcome(page).getByText("Logged in.").waitFor();
        assert.equal(page.url(), base + path);
      }));
  }

  test("grantlet without 'wasm-unsafe-eval' reports what is missing, and logs nobody in", () =>
    inBrowser(async ({ page, base, said }) => {
      await page.route(base, async (route) => {
        const response = await route.fetch();
        const headers = response.headers();
        headers["content-security-policy"] = headers["content-security-policy"].replace(" 'wasm-unsafe-eval'", "");
        await route.fulfill({ response, headers });
      });
      await page.goto(base);
      await outcome(page).getByText("not_compiled", { exact: true }).waitFor();
      await outcome(page).getByText("Import grantlet/js").waitFor();
      assert.ok(await page.getByRole("button", { name: "Log in" }).isDisabled());
      assert.deepEqual(said.filter((line) => !/Content Security Policy|unsafe-eval/.test(line)), []);
    }, { complains: true }));
});
