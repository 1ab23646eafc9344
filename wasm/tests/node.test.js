// The suite on Node.js, and what only Node.js shows.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { inspect } from "node:util";
import { forEachEntry } from "./entries.js";
import { given as start } from "./given.js";
import { casesOf } from "./suite/suite.js";

// Far from UTC, so that a time read as a local one is seen.
process.env.TZ = "America/New_York";

const { given, stop } = await start();
after(stop);
given.inspect = (value) => inspect(value, { showHidden: false, depth: 9 });

await forEachEntry((entry, grantlet) => {
  const cases = casesOf(entry, grantlet, given);
  describe(entry, () => {
    for (const { name, skip, run } of cases) {
      test(name, { skip }, () => run());
    }

    test("every vector has its case", { skip: given.vectors ? false : "no vectors" }, () => {
      const { tokenResponses, callbacks, rfcs, formsWritten, formsRead, jsonFiles } = given.vectors;
      const count = (part) => cases.filter(({ name }) => name.startsWith(`${entry}: ${part}: `)).length;
      const bytesOnly = tokenResponses.filter(({ body_base64 }) => body_base64).length;
      assert.equal(count("tokenResponses"), 2 * tokenResponses.length - bytesOnly);
      assert.equal(count("callbacks"), callbacks.cases.length);
      assert.equal(count("forms"), formsWritten.length + formsRead.length);
      assert.equal(count("jsonFiles"), jsonFiles.length);
      // The examples of RFC 6749 and the others, less five that nothing is exported for.
      const examples = Object.keys(rfcs).length + Object.keys(rfcs.rfc6749_examples).length - 2;
      assert.equal(count("rfcs"), examples - 5 + 1);
      assert.ok(tokenResponses.length > 50 && callbacks.cases.length > 34 && jsonFiles.length > 317);
    });
  });
});

describe("at import", () => {
  test("nothing is compiled", async () => {
    const { Module, compile } = WebAssembly;
    WebAssembly.Module = WebAssembly.compile = () => assert.fail("compiled at import");
    try {
      await import(`${import.meta.resolve("grantlet")}?again`);
    } finally {
      Object.assign(WebAssembly, { Module, compile });
    }
  });

  test("the slim entry says what it lacks until it has it", async () => {
    const slim = await import(`${import.meta.resolve("grantlet/slim")}?bare`);
    assert.throws(() => slim.codeChallenge("v".repeat(43)), { code: "not_initialized" });
  });
});
