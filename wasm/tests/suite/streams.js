// The body of a response: its chunks, its limit, and cancelling its stream.

import * as assert from "./assert.js";
import { AT, client, json, utf8 } from "./client.js";

export function streams(test, grantlet) {
  const service = { ...client, clientSecret: "s" };
  const ask = (fetch, more) => grantlet.clientCredentials(service, { fetch, ...more });
  const headers = new Headers();
  const pass = (milliseconds = 20) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  /** A stream without data that records whether it was cancelled. */
  const silent = () => {
    const seen = { isCancelled: false };
    seen.body = new ReadableStream({ cancel: () => void (seen.isCancelled = true) });
    return seen;
  };

  for (const [name, code, more] of [
    ["a timeout", "timeout", () => ({ timeout: 10 })],
    ["a signal", "aborted", () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 10);
      return { signal: controller.signal };
    }],
  ]) {
    test(`${name} cancels the stream that is read, where \`fetch\` hears of no signal`, async () => {
      const stream = silent();
      await assert.rejects(ask(async () => ({ status: 200, headers, body: stream.body }), more()), { code });
      await pass();
      assert.ok(stream.isCancelled, "it was not cancelled");
    });

    test(`${name} cancels the stream of a response that comes later`, async () => {
      const stream = silent();
      const fetch = () => pass(40).then(() => ({ status: 200, headers, body: stream.body }));
      await assert.rejects(ask(fetch, more()), { code });
      await pass(80);
      assert.ok(stream.isCancelled, "it was not cancelled");
    });
  }

  test("a reader that continues after it was cancelled is not read further", async () => {
    let reads = 0;
    const read = () => pass(5).then(() => ((reads += 1), { done: false, value: new Uint8Array(1) }));
    const fetch = async () => ({ status: 200, headers, body: { getReader: () => ({ read }) } });
    await assert.rejects(ask(fetch, { timeout: 20 }), { code: "timeout" });
    const before = reads;
    await pass(60);
    assert.ok(reads <= before + 1, `${reads - before} more`);
  });

  test("a response that is not read is cancelled", async () => {
    for (const [status, more, code] of [
      [302, {}, "redirect"],
      [200, { "content-length": "9999999" }, "response_length"],
    ]) {
      const stream = silent();
      await assert.rejects(ask(async () => ({ status, headers: new Headers(more), body: stream.body })), { code });
      await pass();
      assert.ok(stream.isCancelled, code);
    }
  });

  test("a stream of Node.js is destroyed, and one that cannot be cancelled harms nothing", async () => {
    let isDestroyed = false;
    const waits = () => new Promise(() => {});
    const fails = () => { throw new Error("canary"); };
    for (const body of [{ destroy: () => (isDestroyed = true) }, { cancel: fails }, { cancel: () => Promise.reject(new Error("canary")) }, { cancel: 5 }]) {
      await assert.rejects(ask(async () => ({ status: 200, headers, body, arrayBuffer: waits }), { timeout: 10 }), { code: "timeout" });
    }
    await pass();
    assert.ok(isDestroyed, "it was not destroyed");
  });

  test("a body that can only be iterated is read up to the limit, and destroyed there", async () => {
    let [reads, isDestroyed] = [0, false];
    const bodyOf = (chunks) => ({
      async *[Symbol.asyncIterator]() { for (const chunk of chunks) { reads += 1; yield chunk; } },
      destroy: () => (isDestroyed = true),
    });
    const whole = utf8(json(AT).body);
    const given = await ask(async () => ({ status: 200, headers, body: bodyOf([whole.slice(0, 9), whole.slice(9)]) }));
    assert.equal(given.accessToken, "at-secret");
    reads = 0;
    const long = async () => ({ status: 200, headers, body: bodyOf(Array(50).fill(new Uint8Array(100))) });
    await assert.rejects(ask(long, { responseLimit: 250 }), { code: "response_length" });
    await pass();
    assert.ok(reads === 3 && isDestroyed, `${reads} chunks, ${isDestroyed}`);
  });

  /** A response whose reader returns these chunks. */
  const chunked = (chunks) => async () => {
    const left = [...chunks];
    const read = async () => (left.length ? { done: false, value: left.shift() } : { done: true });
    return { status: 200, headers, body: { getReader: () => ({ read, cancel: async () => {} }) } };
  };
  const whole = utf8(json(AT).body);
  const halves = [whole.slice(0, 9), whole.slice(9)];
  const KINDS = {
    Uint8Array: (bytes) => bytes,
    ArrayBuffer: (bytes) => bytes.slice().buffer,
    DataView: (bytes) => new DataView(bytes.slice().buffer),
    "a part of a buffer": (bytes) => new Uint8Array([0, ...bytes, 0]).subarray(1, bytes.length + 1),
    Int8Array: (bytes) => new Int8Array(bytes),
    string: (bytes) => new TextDecoder().decode(bytes),
  };

  for (const [name, of] of Object.entries(KINDS)) {
    test(`chunks of a kind: ${name}, within the limit and beyond it`, async () => {
      assert.equal((await ask(chunked(halves.map(of)))).accessToken, "at-secret");
      const long = Array.from({ length: 30 }, () => of(new Uint8Array(100)));
      await assert.rejects(ask(chunked(long), { responseLimit: 1000 }), { code: "response_length" });
      await assert.rejects(ask(chunked([of(new Uint8Array(1001))]), { responseLimit: 1000 }), { code: "response_length" });
    });
  }

  test("a chunk that is not bytes is fetch_incompatible", async () => {
    for (const chunk of [undefined, null, 5, {}, [1, 2], { length: 3 }, Symbol("s"), true]) {
      await assert.rejects(ask(chunked([chunk])), { code: "fetch_incompatible" }, String(chunk));
    }
  });

  test("a body is a string or bytes of any kind, and each has the limit", () => {
    const { readResponse } = grantlet;
    for (const [name, of] of Object.entries(KINDS)) {
      assert.equal(readResponse(client, 200, of(whole)).accessToken, "at-secret", name);
      const read = () => readResponse(client, 200, of(new Uint8Array(1001)), { responseLimit: 1000 });
      assert.throws(read, { code: "response_length" }, name);
    }
    for (const body of [undefined, null, 5, {}, [1, 2], { length: 3 }, Symbol("s"), JSON.parse(json(AT).body)]) {
      assert.throws(() => readResponse(client, 200, body), { code: "request_unexpected", member: "body" }, String(body));
    }
  });

  test("an error whose properties cannot be read is reported as network", async () => {
    const refuse = () => {
      throw new Error("canary");
    };
    const getters = (...names) => names.reduce((error, name) => Object.defineProperty(error, name, { get: refuse }), {});
    const proxy = new Proxy({}, { get: refuse, getPrototypeOf: refuse, has: refuse, ownKeys: refuse });
    for (const thrown of [
      getters("cause"), getters("code"), getters("name"), getters("message"), getters("stack"),
      getters("cause", "code", "name", "message"), { cause: getters("code") }, { cause: proxy }, proxy, Symbol("s"),
    ]) {
      for (const fetch of [() => Promise.reject(thrown), () => { throw thrown; }]) {
        await assert.rejects(ask(fetch), (error) => {
          assert.ok(error instanceof grantlet.OAuthError && error.code === "network");
          return error.cause === thrown && !error.message.includes("canary");
        });
      }
    }
    for (const response of [getters("status"), { status: 200, headers: getters("get") }, { status: 200, headers: { get: refuse } }, proxy]) {
      await assert.rejects(ask(async () => response), (error) => error instanceof grantlet.OAuthError && /^(network|fetch_incompatible)$/.test(error.code));
    }
    await assert.rejects(ask(async () => Object.defineProperty({ status: 200, headers }, "body", { get: refuse })), { code: "network" });
  });
}
