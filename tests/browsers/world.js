// A test in each browser: a browser for each file, a context for each test.

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { after, before, describe, test } from "node:test";
import { BROWSERS, missing } from "./driver/driver.js";

const NAMES = process.env.GRANTLET_BROWSERS?.split(",") ?? Object.keys(BROWSERS);

/** How long a test may take in one browser, in milliseconds. Each wait in it is shorter. */
const TIMEOUT = 180_000;

/**
 * Describes the same tests in each browser, which is launched with `options`. `register` is called with the browser's name and
 *
 *   test(name, work)            a test; `work` is called with `{ context, tab }`, of which the tab is open
 *   everywhere(name, work)      a test in Chromium too, whose other tests are in tests/browser
 */
export function inEachBrowser(about, register, options = {}) {
  for (const name of NAMES) {
    describe(`${about}, ${name}`, { skip: missing(name) }, () => {
      let browser;
      before(async () => (browser = await BROWSERS[name].launch(options)), { timeout: TIMEOUT });
      after(() => browser?.close());
      const inContext = async (what, work) => {
        const context = await browser.context();
        try {
          await work({ context, tab: await context.open() });
        } catch (error) {
          if (!error.isLost) {
            await pictures(context, `${name} ${about} ${what}`).catch(() => {});
          }
          throw error;
        } finally {
          await context.close();
        }
      };
      const everywhere = (what, work) =>
        test(what, { timeout: 2 * TIMEOUT }, async (context) => {
          try {
            await inContext(what, work);
          } catch (error) {
            if (!error.isLost) {
              throw error;
            }
            // A driver that stopped responding says nothing about a page.
            context.diagnostic(`${name}, ${what}: the browser is started anew after ${error.message}`);
            await browser.close();
            browser = await BROWSERS[name].launch(options);
            await inContext(what, work);
          }
        });
      register({ name, everywhere, test: name === "chromium" ? () => {} : everywhere });
    });
  }
}

/** What a failed test looked like. */
async function pictures(context, name) {
  const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../target", import.meta.url));
  mkdirSync(`${target}/browsers`, { recursive: true });
  for (const [index, tab] of (await context.tabs()).entries()) {
    writeFileSync(`${target}/browsers/${name.replaceAll(/\W+/g, "-")}-${index}.png`, await tab.screenshot());
  }
}
