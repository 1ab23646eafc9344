// Tokens that a logout could not revoke are kept: a limited number, tried again after pauses.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Session } from "grantlet";
import { AT, HOUR, client, key, server, settled, started, stored, tokenOf } from "./sessions.js";

const login = (name) => tokenOf({ ...AT, access_token: `at ${name}`.replace(" ", "-"), refresh_token: name });
const down = () => ({ status: 503, text: "" });

async function endedWith(context, count, respond = down) {
  const { fetch, asked } = server(respond);
  const world = { fetch, asked, ...(await started(context, { fetch })) };
  for (let index = 0; index < count; index++) {
    await world.session.start(login(`rt-${index + 10}`));
    await settled();
    await assert.rejects(world.session.end({ revoke: true }), { code: "not_revoked" });
  }
  return world;
}

describe("revocations that are kept", () => {
  test("a hundred calls of `end` and `start` try one once, and again only after its pause", async (context) => {
    const { session, asked } = await endedWith(context, 1);
    const { until } = await session.end().catch((error) => error);
    assert.ok(until > Date.now());
    for (let call = 0; call < 100; call++) {
      await session.start(login("rt-same"));
      await settled();
      await assert.rejects(session.end({ revoke: call < 50 }), { code: "not_revoked", endsGrant: true });
    }
    // And the new one, once.
    assert.deepEqual(asked.map(({ token }) => token), ["rt-10", "rt-same"]);
  });

  for (const [name, respond] of [["HTTP 503", down], ["a dead port", () => Promise.reject(new TypeError("x"))], ["a wrong secret", () => ({ status: 401, error: "invalid_client" })], ["an error with status 500", () => ({ status: 500, error: "server_error" })]]) {
    test(`in an hour of ${name} at most 31 revocations are sent`, async (context) => {
      const { session, store, asked, fetch, pass } = await endedWith(context, 1, respond);
      const other = new Session(client, store, { key, fetch });
      for (let second = 0; second < 3_600; second++, pass(1_000)) {
        for (const tab of [session, other]) {
          await assert.rejects(tab.end(), { code: "not_revoked" });
        }
      }
      assert.ok(asked.length > 5 && asked.length <= 31, `${asked.length}`);
      assert.ok(stored(store).revoking.attempts > 5);
    });
  }

  test("the oldest of more than sixteen is dropped, and the caller gets an error", async (context) => {
    const { session, store, asked } = await endedWith(context, 16);
    assert.equal(stored(store).revocations.length, 16);
    await session.start(login("rt-99"));
    await assert.rejects(session.end({ revoke: true }), ({ code, cause }) => code === "not_revoked" && cause.code === "revocations_full");
    const names = stored(store).revocations.map(({ refreshToken }) => refreshToken);
    assert.deepEqual([names.length, names.includes("rt-99")], [16, true]);
    assert.ok(asked.length <= 18, `${asked.length}`);
  });

  test("if the server cannot be reached, one request is sent, not one per token", async (context) => {
    const { session, asked, pass } = await endedWith(context, 10);
    const before = asked.length;
    pass(HOUR);
    await assert.rejects(session.end(), { code: "not_revoked" });
    assert.equal(asked.length, before + 1);
  });

  test("a token whose revocation always fails does not block the others", async (context) => {
    let isDown = true;
    const { session, store, pass } = await endedWith(context, 4, ({ token }) => (isDown || token === "rt-10" ? down() : {}));
    isDown = false;
    for (let call = 0; call < 3; call++, pass(HOUR)) {
      pass(HOUR);
      await session.end().catch(({ code }) => assert.equal(code, "not_revoked"));
    }
    assert.deepEqual(stored(store).revocations.map(({ refreshToken }) => refreshToken), ["rt-10"]);
  });

  test("all are revoked when the server is back, and a new one during a pause takes the others with it", async (context) => {
    let isDown = true;
    const { session, store, asked } = await endedWith(context, 3, () => (isDown ? down() : {}));
    isDown = false;
    await session.start(login("rt-99"));
    assert.deepEqual(await session.end({ revoke: true }), { revoked: true });
    assert.deepEqual(asked.slice(-4).map(({ token }) => token).sort(), ["rt-10", "rt-11", "rt-12", "rt-99"]);
    assert.deepEqual(Object.keys(stored(store)), ["sequence"]);
  });

  test("the pause remains if a tab ends while it revokes", async (context) => {
    const { fetch } = server(() => new Promise(() => {}));
    const { session, store } = await started(context, { fetch });
    session.end({ revoke: true }).catch(() => {});
    await settled();
    const other = server(down);
    await assert.rejects(new Session(client, store, { key, fetch: other.fetch }).end(), { code: "not_revoked" });
    assert.equal(other.asked.length, 0);
  });

  test("a refresh, a failure and an error that ends the grant keep the tokens and the pause", async (context) => {
    let respond = down;
    const { session, store, pass } = await endedWith(context, 1, (...given) => respond(...given));
    await session.start(login("rt-99"));
    const kept = stored(store);
    for (const next of [() => ({ ...AT, refresh_token: "rt-100" }), down, () => ({ status: 400, error: "invalid_grant" })]) {
      respond = next;
      pass(HOUR);
      await session.accessToken().catch(() => {});
      const { revocations, revoking } = stored(store);
      assert.deepEqual([revocations, revoking], [kept.revocations, kept.revoking]);
    }
  });

  for (const [name, revocations] of [["an object", {}], ["a string", "rt"], ["a list of what is none", [null, 5, "x", {}, { accessToken: 5 }]]]) {
    test(`where ${name} is stored in their place, the session continues`, async (context) => {
      const { session, store } = await started(context, { fetch: assert.fail });
      store.set(key, JSON.stringify({ ...stored(store), revocations, revoking: { attempts: "x" } }));
      assert.equal(await session.accessToken(), "at-1");
      assert.deepEqual(await session.end(), { revoked: false });
    });
  }
});
