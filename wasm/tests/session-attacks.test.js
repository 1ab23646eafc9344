// Findings of attacks on the package: foreign errors, and values that are not what they seem.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import vm from "node:vm";
import { OAuthError, Session, bearer, clientCredentialsRequest, pollDevice, startLogin } from "grantlet";
import { AT, HOUR, client, server, started, stored } from "./sessions.js";

const service = { ...client, clientSecret: "sesame" };

describe("attacks", () => {
  for (const [name, circumstances] of [
    ["response_refused", { endsGrant: true }],
    ["response_refused", { said: { error: "login_required", errorDescription: "", errorUri: "", errorNumber: "" }, status: 400 }],
    ["response_status", { endpoint: "https://gateway.example/token", status: 404 }],
    ["ended", { endsGrant: true }],
  ]) {
    test(`an OAuthError of another session, thrown by fetch, ends nothing: ${name}`, async (context) => {
      const fetch = () => Promise.reject(new OAuthError(name, circumstances));
      const { session, store, pass } = await started(context, { fetch });
      pass(HOUR);
      await assert.rejects(session.accessToken(), { code: "waiting" });
      assert.equal(stored(store).token.refreshToken, "rt-1");
    });
  }

  test("waiting for a promise of another realm ends", async () => {
    const foreign = vm.runInNewContext("new Promise(() => {})");
    const session = new Session(client, { get: () => foreign, set() {} }, { key: "k", timeout: 20 });
    await assert.rejects(session.state(), { code: "storage_timeout" });
  });

  test("changing params later does not request another token under the same key", async (context) => {
    context.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
    const { fetch, asked } = server(() => AT);
    const params = { audience: "a" };
    const session = new Session(service, new Map(), { clientCredentials: true, params, fetch });
    params.audience = "b";
    await session.accessToken();
    assert.deepEqual(asked.map(({ audience }) => audience), ["a"]);
  });

  test("params that are a proxy, as in some frameworks, are copied", async (context) => {
    context.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
    const { fetch, asked } = server(() => AT);
    const params = new Proxy({ audience: "a", resource: ["b", "c"], none: null, count: 3 }, {});
    const session = new Session(service, new Map(), { clientCredentials: true, params, fetch });
    await session.accessToken();
    assert.deepEqual([asked[0].audience, asked[0].count, asked[0].none], ["a", "3", undefined]);
  });

  test("a storage whose lock is undefined is used without a lock", async (context) => {
    context.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
    const stored = new Map();
    const store = { get: (key) => stored.get(key), set: (key, text) => void stored.set(key, text), lock: undefined };
    const session = new Session(service, store, { clientCredentials: true, ...server(() => AT) });
    assert.ok(await session.accessToken());
  });

  for (const store of [undefined, null, 5, "x", {}, [], { get() {} }, { set() {} }, { get: 5, set: 5 }, { get() {}, lock: {} }]) {
    test(`the constructor rejects a storage without the required methods: ${store && JSON.stringify(store)}`, () => {
      assert.throws(() => new Session(client, store), (error) => error.code === "request_unexpected" && /store|[gs]et|lock/.test(error.member));
    });
  }

  for (const params of [new URLSearchParams("audience=x"), new Map([["audience", "x"]]), [["audience", "x"]], 5, "audience=x"]) {
    test(`params that are not a plain object are rejected: ${typeof params} ${params}`, () => {
      assert.throws(() => clientCredentialsRequest(service, { params }), { code: "request_unexpected", member: "params" });
      assert.throws(() => startLogin({ ...client, authorizationEndpoint: "/a" }, { redirectUri: "https://c.example/", params }), {
        code: "request_unexpected",
      });
    });
  }

  test("a misspelt requestBody is rejected", () => {
    assert.throws(() => clientCredentialsRequest({ ...service, requestBody: "JSON" }), {
      code: "request_unexpected",
      member: "requestBody",
    });
  });

  test("bearer rejects everything but a Bearer token", () => {
    for (const token of [{}, { accessToken: null }, { accessToken: 5 }, { accessToken: ["a"] }]) {
      assert.throws(() => bearer(token), { code: "request_unexpected" });
    }
  });

  test("without a revocation endpoint a logout keeps no tokens, and a second one succeeds", async (context) => {
    const { session, store } = await started(context, {}, { of: { ...client, revocationEndpoint: undefined } });
    await assert.rejects(session.end({ revoke: true }), { code: "not_revoked" });
    assert.ok(!/rt-1|at-1/.test(store.get("session")));
    assert.deepEqual(await session.end(), { revoked: false });
  });

  test("a proxy's long error page does not end polling", async (context) => {
    context.mock.timers.enable({ apis: ["Date", "setTimeout"], now: 1_800_000_000_000 });
    let polls = 0;
    const fetch = async () =>
      (polls += 1) === 1 ? new Response("x".repeat(3_000_000), { status: 502 }) : Response.json(AT);
    const device = { deviceCode: "d", interval: 5, expiresAt: Date.now() + 600_000 };
    const polled = pollDevice(client, device, { fetch });
    for (let turn = 0; turn < 40; turn += 1) {
      context.mock.timers.tick(5_000);
      for (let step = 0; step < 20; step += 1) {
        await new Promise(setImmediate);
      }
    }
    assert.equal((await polled).accessToken, "at-2");
  });
});
