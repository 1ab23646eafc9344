// What a session reports to its listeners, and how it renews a token that has no refresh token.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OAuthError, Session } from "grantlet";
import { AT, HOUR, LOGIN, client, idTokenOf, key, server, settled, stored, tokenOf } from "./sessions.js";

/** A session with a clock and timers that the test moves, and what its listeners hear. */
async function heard(context, options, login = LOGIN) {
  context.mock.timers.enable({ apis: ["Date", "setTimeout"], now: 1_800_000_000_000 });
  const store = new Map();
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

  test("another user's token ends it, and says so", async (context) => {
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

  test("without it, the session ends with the token", async (context) => {
    const { session, pass } = await heard(context, {}, IMPLICIT);
    await pass(HOUR);
    await assert.rejects(session.accessToken(), { code: "ended" });
  });
});
