// The suite in Node.js, and tests that only Node.js can run.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { forEachEntry } from "./entries.js";
import { given as start } from "./given.js";
import { casesOf } from "./suite/suite.js";

// Far from UTC, so that a time read as local time is noticed.
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

    test("every vector has a test", { skip: given.vectors ? false : "no vectors" }, () => {
      const { tokenResponses, callbacks, rfcs, formsWritten, formsRead, jsonFiles } = given.vectors;
      const count = (part) => cases.filter(({ name }) => name.startsWith(`${entry}: ${part}: `)).length;
      const bytesOnly = tokenResponses.filter(({ body_base64 }) => body_base64).length;
      assert.equal(count("tokenResponses"), 2 * tokenResponses.length - bytesOnly);
      assert.equal(count("callbacks"), callbacks.cases.length);
      assert.equal(count("forms"), formsWritten.length + formsRead.length);
      assert.equal(count("jsonFiles"), jsonFiles.length);
      // The examples of the RFCs, except five for which the package has no export.
      const examples = Object.keys(rfcs).length + Object.keys(rfcs.rfc6749_examples).length - 2;
      assert.equal(count("rfcs"), examples - 5 + 1);
      assert.ok(tokenResponses.length > 50 && callbacks.cases.length > 34 && jsonFiles.length > 317);
    });
  });
});

describe("an error in a log", () => {
  const refused = (grantlet) => {
    try {
      grantlet.readResponse({ clientId: "a" }, 400, '{"error":"invalid_grant","error_description":"canary"}');
    } catch (error) {
      return error;
    }
    return assert.fail("no error");
  };

  test("JSON has its message and its code, and nothing of the server's", async () => {
    const error = refused(await import("grantlet"));
    const expected = { message: error.message, code: "response_refused", status: 400, endsGrant: true, retries: false };
    assert.deepEqual(JSON.parse(JSON.stringify(error)), expected);
  });

  test("it goes by the name of its class, which no bundler has minified", async () => {
    const error = refused(await import("grantlet"));
    assert.equal(error.constructor.name, "OAuthError");
    assert.match(inspect(error), /^OAuthError: response_refused: 400: invalid_grant: the server returned an error: see error\n/);
  });

  test("a structured clone keeps name, message and stack", async () => {
    const error = refused(await import("grantlet"));
    const { message, stack } = structuredClone(error);
    assert.deepEqual({ message, stack }, { message: error.message, stack: error.stack });
  });

  test("each entry has a class of its own, and all go by one name", async () => {
    const [one, other] = [await import("grantlet"), await import("grantlet/js")];
    assert.ok(!(refused(other) instanceof one.OAuthError));
    assert.equal(refused(other).name, refused(one).name);
  });

  test("indexedDbStore reports that Node.js has no IndexedDB", async () => {
    const { Session, indexedDbStore } = await import("grantlet");
    const store = indexedDbStore();
    for (const call of [() => store.get("a"), () => store.set("a", "b"), () => new Session({ clientId: "a", tokenEndpoint: "https://a.example/t" }, store).accessToken()]) {
      await assert.rejects(call(), { code: "storage_incompatible", message: /no IndexedDB/ });
    }
  });
});

describe("at import", () => {
  test("importing compiles nothing", async () => {
    const { Module, compile } = WebAssembly;
    WebAssembly.Module = WebAssembly.compile = () => assert.fail("compiled at import");
    try {
      await import(`${import.meta.resolve("grantlet")}?again`);
    } finally {
      Object.assign(WebAssembly, { Module, compile });
    }
  });

  test("a call while init compiles, or a second init, replaces no core that is in use", async () => {
    const core = readFileSync(fileURLToPath(import.meta.resolve("grantlet/core.wasm")));
    const client = { clientId: "app", tokenEndpoint: "https://as.example/token" };
    for (const entry of ["grantlet", "grantlet/js", "grantlet/slim"]) {
      const grantlet = await import(`${import.meta.resolve(entry)}?early`);
      const [first, second] = [grantlet.init(core), grantlet.init(WebAssembly.compile(core))];
      if (entry === "grantlet/slim") {
        await first;
      }
      const called = () => grantlet.refreshRequest(client, "rt").body;
      const before = called();
      await Promise.all([first, second]);
      assert.equal(called(), before, entry);
    }
  });

  test("the slim entry reports not_initialized before init", async () => {
    const slim = await import(`${import.meta.resolve("grantlet/slim")}?bare`);
    assert.throws(() => slim.codeChallenge("v".repeat(43)), { code: "not_initialized" });
  });

  test("the slim entry's init rejects invalid sources, and keeps the cause of a rejected promise", async () => {
    const slim = await import(`${import.meta.resolve("grantlet/slim")}?wrong`);
    for (const source of [undefined, null, 5, "core.wasm", true, [], () => {}]) {
      await assert.rejects(slim.init(source), { code: "request_unexpected", member: "source" }, String(source));
    }
    const cause = new TypeError("fetch failed");
    await assert.rejects(slim.init(Promise.reject(cause)), (error) => error.code === "network" && error.cause === cause);
    await assert.rejects(slim.init({}), { code: "not_compiled" });
    await assert.rejects(slim.init(Promise.resolve(undefined)), { code: "not_compiled" });
    await assert.rejects(slim.init(new Response("<p>", { status: 404 })), { code: "not_compiled" });
    const core = readFileSync(fileURLToPath(import.meta.resolve("grantlet/core.wasm")));
    await slim.init(Promise.resolve(new Response(core)));
    assert.equal(slim.codeChallenge("v".repeat(43)).length, 43);
  });
});

describe("the storages of a service", () => {
  test("fileStore and redisStore reject invalid arguments at once", async () => {
    const { redisStore } = await import("grantlet/redis");
    const { fileStore } = await import("grantlet/file");
    for (const value of [undefined, null, 5, {}, [], true, Symbol("s"), new Proxy({}, {})]) {
      assert.throws(() => redisStore(value), { name: "TypeError", message: /send/ });
      assert.throws(() => fileStore(value), { name: "TypeError", message: /folder/ });
    }
    assert.throws(() => redisStore("x"), { name: "TypeError", message: /send/ });
    for (const maxAge of [0, -1, NaN, null, "x"]) {
      assert.throws(() => redisStore(() => {}, { maxAge }), { name: "TypeError", message: /maxAge/ });
    }
    assert.throws(() => fileStore(""), { name: "TypeError", message: /folder/ });
  });
});
