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
    served = await serveSuite(inputs.given);
  });
  after(() => [served, inputs].forEach((one) => one?.stop()));

  test("every case of the suite, for each entry", async ({ tab }) => {
    await tab.goto(served.address);
    const { rows } = JSON.parse(await within(160_000, served.told, "the suite to come to its end"));
    assert.deepEqual(rows.filter(({ error }) => error), []);
    // A page reads its own origin only.
    const given = { ...inputs.given, providers: null, inspect: String };
    const cases = ENTRIES.flatMap((entry) => casesOf(entry, grantlet, given));
    assert.deepEqual(rows.map(({ name }) => name), cases.map(({ name }) => name));
  });
});
