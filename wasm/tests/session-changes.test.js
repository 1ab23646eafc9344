// What a session reports to its listeners, and how it renews a token that has no refresh token.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OAuthError, Session } from "grantlet";
import { AT, HOUR, LOGIN, client, idTokenOf, key, never, server, settled, stored, tokenOf } from "./sessions.js";

/** A session with a clock and timers that the test moves, and what its listeners hear. */
async function heard(context, options, login = LOGIN, store = new Map()) {
  context.mock.timers.enable({ apis: ["Date", "setTimeout"], now: 1_800_000_000_000 });
  const session = new Session(client, store, { key, ...options });
  const changes = [];
  const stop = session.onChange((change) => changes.push(change));
  // Sessions of one key hear each other.
  context.after(stop);
  if (login) {
    await session.start(tokenOf(login));
  }
  await settled();
  const pass = async (time) => {
    context.mock.timers.tick(time);
    await settled();
    await settled();
  };
  return { session, store, changes, stop, pass };
}

describe("changes of a session", () => {
  test("a login, a due token, a refresh and a logout are reported in this order", async (context) => {
    const { fetch } = server(() => ({ ...AT }));
    const { session, changes, pass } = await heard(context, { fetch });
    await pass(HOUR);
    assert.equal(await session.accessToken(), "at-2");
    await settled();
    await session.end();
    await settled();
    assert.deepEqual(changes, [{ type: "ready" }, { type: "due" }, { type: "renewed" }, { type: "ended", reason: "logout" }]);
  });

  test("a rejected token is due, once", async (context) => {
    const { session, changes } = await heard(context);
    await session.rejected("at-1");
    await session.rejected("at-1");
    await settled();
    assert.deepEqual(changes, [{ type: "ready" }, { type: "due" }]);
  });

  test("a grant that the server has ended is ended, and why", async (context) => {
    const { fetch } = server(() => ({ status: 400, error: "invalid_grant" }));
    const { session, changes, pass } = await heard(context, { fetch });
    await pass(HOUR);
    await assert.rejects(session.accessToken(), { code: "ended" });
    await settled();
    assert.deepEqual(changes.at(-1), { type: "ended", reason: "refused" });
  });

  test("another user's token ends it, and is reported", async (context) => {
    const { fetch } = server(() => ({ ...AT, id_token: idTokenOf({ sub: "another" }) }));
    const { session, changes, pass } = await heard(context, { fetch }, { ...LOGIN, id_token: idTokenOf({}) });
    await pass(HOUR);
    await assert.rejects(session.accessToken(), { code: "ended" });
    await settled();
    assert.deepEqual(changes.at(-1), { type: "ended", reason: "another_user" });
  });

  test("no change has a token, and a new login of another user is ready", async (context) => {
    const { session, changes } = await heard(context);
    await session.start(tokenOf({ ...LOGIN, access_token: "at-9", refresh_token: "rt-9" }));
    await settled();
    assert.deepEqual(changes, [{ type: "ready" }, { type: "ready" }]);
    assert.doesNotMatch(JSON.stringify(changes), /[ar]t-/);
  });

  for (const [name, response, expected] of [
    ["an end", { status: 400, error: "invalid_grant" }, { type: "ended", reason: "refused" }],
    ["another user's token", { ...AT, id_token: idTokenOf({ sub: "another" }) }, { type: "ended", reason: "another_user" }],
    ["a new token", AT, { type: "renewed" }],
  ]) {
    test(`${name} that could not be stored at first is reported once it is`, async (context) => {
      const { fetch } = server(() => response);
      const store = new Map();
      let isFull = false;
      const failing = { get: (name) => store.get(name), set: (name, text) => (isFull ? Promise.reject(new Error("full")) : store.set(name, text)) };
      const { session, changes, pass } = await heard(context, {
        fetch: async (...given) => {
          isFull = true;
          return fetch(...given);
        },
      }, { ...LOGIN, id_token: idTokenOf({}) }, failing);
      await pass(HOUR);
      await assert.rejects(session.accessToken());
      assert.equal(changes.at(-1).type, "due");
      isFull = false;
      await session.accessToken().catch(() => {});
      await settled();
      assert.deepEqual(changes.at(-1), expected);
    });
  }

  test("a token that nothing renews ends: by its time, and when it is rejected", async (context) => {
    const { session, changes, pass } = await heard(context, {}, { ...AT, access_token: "at-1" });
    await pass(HOUR);
    assert.deepEqual(changes, [{ type: "ready" }, { type: "ended" }]);
    await session.start(tokenOf({ ...AT, access_token: "at-1" }));
    await session.rejected("at-1");
    await pass(HOUR);
    assert.deepEqual(changes.slice(2), [{ type: "ready" }, { type: "ended" }]);
  });

  test("each start is ready, with whatever token", async (context) => {
    const { session, changes } = await heard(context, {});
    await session.start({ refreshToken: "rt-2" });
    await settled();
    await session.start({ refreshToken: "rt-3" });
    await settled();
    await session.start(tokenOf(LOGIN));
    await session.start(tokenOf(LOGIN));
    await settled();
    assert.deepEqual(changes.map(({ type }) => type), ["ready", "ready", "due", "ready", "due", "ready", "ready"]);
  });

  test("each listener hears once that the token is due", async (context) => {
    const { session, changes, pass } = await heard(context, {});
    await pass(HOUR);
    const more = [];
    for (const name of ["second", "third"]) {
      context.after(session.onChange(({ type }) => more.push([name, type])));
      await settled();
    }
    await session.rejected("at-1");
    await pass(HOUR);
    assert.deepEqual(changes, [{ type: "ready" }, { type: "due" }]);
    assert.deepEqual(more, [["second", "due"], ["third", "due"]]);
  });

  test("a rejected token is not due again at its end", async (context) => {
    const { session, changes, pass } = await heard(context, {});
    await session.rejected("at-1");
    await pass(HOUR);
    assert.deepEqual(changes, [{ type: "ready" }, { type: "due" }]);
  });

  test("the same access token with a later end is renewed, and due again", async (context) => {
    const { fetch } = server(() => ({ ...AT, access_token: "at-1" }));
    const { session, changes, pass } = await heard(context, { fetch });
    await pass(HOUR - 30_000);
    await session.accessToken();
    await settled();
    await pass(HOUR);
    assert.deepEqual(changes.map(({ type }) => type), ["ready", "due", "renewed", "due"]);
  });

  test("another session of the key in this process is heard, though nothing listens to it", async (context) => {
    const { session, store, changes } = await heard(context, {});
    await new Session(client, store, { key }).end();
    await settled();
    assert.deepEqual(changes.at(-1), { type: "ended", reason: "logout" });
    assert.equal((await session.state()).state, "ended");
  });

  test("a page whose BroadcastChannel is refused hears itself", async (context) => {
    const real = globalThis.BroadcastChannel;
    globalThis.BroadcastChannel = class {
      constructor() {
        throw new DOMException("The operation is insecure.", "SecurityError");
      }
    };
    context.after(() => (globalThis.BroadcastChannel = real));
    const { session, changes } = await heard(context, {});
    await session.end();
    await settled();
    assert.deepEqual(changes, [{ type: "ready" }, { type: "ended", reason: "logout" }]);
  });

  test("a listener that was removed hears nothing, and its timer is gone", async (context) => {
    const { session, changes, stop, pass } = await heard(context);
    stop();
    await pass(HOUR);
    await session.end();
    await settled();
    assert.deepEqual(changes, [{ type: "ready" }]);
  });

  test("a listener is a function", () => {
    assert.throws(() => new Session(client, new Map()).onChange("x"), { code: "request_unexpected", member: "listener" });
  });
});

describe("a token without a refresh token is renewed", () => {
  const IMPLICIT = { ...AT, access_token: "at-1" };
  const requiring = () => Promise.reject(new OAuthError("login_required", { said: { error: "login_required" } }));

  test("by what the session was given, when it is due", async (context) => {
    let count = 1;
    const { session, changes, store, pass } = await heard(context, { renew: async () => tokenOf({ ...AT, access_token: `at-${(count += 1)}` }) }, IMPLICIT);
    await pass(HOUR - 30_000);
    assert.equal(await session.accessToken(), "at-2");
    assert.notEqual(stored(store).sent, true);
    await settled();
    assert.deepEqual(changes.map(({ type }) => type), ["ready", "due", "renewed"]);
    assert.equal(await session.accessToken(), "at-2");
    assert.equal(count, 2);
  });

  test("once for all calls", async (context) => {
    let count = 0;
    const { session, pass } = await heard(context, { renew: async () => tokenOf({ ...AT, access_token: `at-${(count += 1) + 1}` }) }, IMPLICIT);
    await pass(HOUR);
    assert.deepEqual(await Promise.all([session.accessToken(), session.accessToken(), session.accessToken()]), ["at-2", "at-2", "at-2"]);
  });

  test("login_required: the old token is used to its end, and then the session ends", async (context) => {
    const { session, changes, pass } = await heard(context, { renew: requiring }, IMPLICIT);
    await pass(HOUR - 30_000);
    assert.equal(await session.accessToken(), "at-1");
    assert.equal((await session.state()).state, "refused");
    await pass(30_000);
    await assert.rejects(session.accessToken(), (error) => error.code === "ended" && error.endsGrant);
    await settled();
    assert.deepEqual(changes.at(-1), { type: "ended", reason: "refused" });
  });

  test("a failure that passes waits, and tries again", async (context) => {
    let fails = true;
    const renew = async () => {
      if (fails) {
        throw new OAuthError("frame_timeout");
      }
      return tokenOf({ ...AT, access_token: "at-2" });
    };
    const { session, pass } = await heard(context, { renew }, IMPLICIT);
    await pass(HOUR);
    await assert.rejects(session.accessToken(), { code: "waiting" });
    fails = false;
    await pass(10_000);
    assert.equal(await session.accessToken(), "at-2");
  });

  test("what is no token, and another user's, is not used", async (context) => {
    const { session, pass } = await heard(context, { renew: async () => tokenOf({ ...AT, id_token: idTokenOf({ sub: "another" }) }) }, { ...IMPLICIT, id_token: idTokenOf({}) });
    await pass(HOUR);
    await assert.rejects(session.accessToken(), { code: "ended" });
    const wrong = new Session(client, new Map(), { key, renew: async () => ({ accessToken: 5 }) });
    await wrong.start(tokenOf(IMPLICIT));
    await pass(HOUR);
    await assert.rejects(wrong.accessToken(), { code: "waiting" });
    assert.throws(() => new Session(client, new Map(), { renew: "x" }), { code: "request_unexpected" });
  });

  test("what is no token is not stored, and waits", async (context) => {
    let count = 0;
    let given;
    const { session, pass } = await heard(context, { renew: async () => (count++, given) }, IMPLICIT);
    await pass(HOUR - 30_000);
    for (given of [{ token: tokenOf({ ...AT }), address: "x" }, {}, { accessToken: "" }, { refreshToken: "rt" }, null, undefined]) {
      const before = count;
      assert.equal(await session.accessToken(), "at-1");
      assert.equal(await session.accessToken(), "at-1");
      assert.equal(count, before + 1);
      assert.equal((await session.state()).state, "waiting");
      // The pause, without the old token's end.
      await session.start({ ...tokenOf({ ...AT, access_token: "at-1" }), expiresIn: 3600, requestedAt: Date.now() - HOUR + 30_000, expiresAt: Date.now() + 30_000 });
    }
  });

  test("a short token without expiresIn is not renewed at each call", async (context) => {
    let count = 0;
    const { session, pass } = await heard(context, { renew: async () => ({ accessToken: `at-${(count += 1)}`, expiresAt: Date.now() + 50_000 }) }, IMPLICIT);
    await pass(HOUR);
    for (let calls = 0; calls < 6; calls++) {
      await session.accessToken();
    }
    assert.equal(count, 1);
  });

  test("a token without an id_token is not taken where the stored one has one", async (context) => {
    const { session, pass } = await heard(context, { renew: async () => tokenOf({ ...LOGIN, access_token: "at-bob", refresh_token: "rt-bob" }) }, { ...IMPLICIT, id_token: idTokenOf({}) });
    await pass(HOUR - 30_000);
    assert.equal(await session.accessToken(), "at-1");
    assert.equal((await session.state()).token.refreshToken, undefined);
    await pass(60_000);
    await assert.rejects(session.accessToken(), ({ code, cause }) => code === "waiting" && cause.code === "id_token_missing");
  });

  test("a refused code of a renewal ends nothing", async (context) => {
    const refused = new OAuthError("response_refused", { status: 400, said: { error: "invalid_grant" }, endsGrant: true });
    const { session, pass } = await heard(context, { renew: () => Promise.reject(refused) }, IMPLICIT);
    await pass(HOUR - 30_000);
    assert.equal(await session.accessToken(), "at-1");
    await pass(60_000);
    await assert.rejects(session.accessToken(), ({ code, endsGrant }) => /waiting|refused/.test(code) && !endsGrant);
  });

  test("a renewal that never ends has a time limit, and then the lock is free", async (context) => {
    const { session, pass } = await heard(context, { renew: never, timeout: 500 }, IMPLICIT);
    await pass(HOUR);
    const call = assert.rejects(session.accessToken(), ({ code, cause }) => code === "waiting" && cause.code === "timeout");
    await settled();
    const end = session.end();
    await pass(1_000);
    await call;
    assert.deepEqual(await end, { revoked: false });
  });

  test("without it, the session ends with the token", async (context) => {
    const { session, pass } = await heard(context, {}, IMPLICIT);
    await pass(HOUR);
    await assert.rejects(session.accessToken(), { code: "ended" });
  });
});
