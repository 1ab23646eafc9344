// The package's own suite, for its three entries, in a page of each browser.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import * as grantlet from "../../wasm/pkg/js.js";
import { given as start } from "../../wasm/tests/given.js";
import { serveSuite } from "../../wasm/tests/runtimes/served.js";
import { ENTRIES, casesOf } from "../../wasm/tests/suite/suite.js";
import { within } from "./driver/program.js";
import { inEachBrowser } from "./world.js";

inEachBrowser("suite", ({ test }) => {
  let inputs;
  let served;
  before(async () => {
    inputs = await start();
    // An origin for each entry: they share nothing, and wait at the same time.
    served = await Promise.all(ENTRIES.map(() => serveSuite(inputs.given)));
  });
  after(() => [...(served ?? []), inputs].forEach((one) => one?.stop()));

  test("every case of the suite, for each entry", async ({ tab }) => {
    await tab.goto(`${served[0].address}/frames`);
    const pages = served.map(({ address }, index) => `${address}/#${ENTRIES[index]}`);
    await tab.evaluate((pages) => pages.forEach((page) => document.body.append(Object.assign(document.createElement("iframe"), { src: page }))), pages);
    for (const [index, { told }] of served.entries()) {
      const entry = ENTRIES[index];
      const { rows } = JSON.parse(await within(150_000, told, `the suite of ${entry} to come to its end`));
      assert.deepEqual(rows.filter(({ error }) => error), []);
      const cases = casesOf(entry, grantlet, { ...inputs.given, providers: null, inspect: String });
      assert.deepEqual(rows.map(({ name }) => name), cases.map(({ name }) => name));
    }
  });
});
