// Token lifetimes: expiry, and when a refresh is due.

import * as assert from "./assert.js";
import { AT, client } from "./client.js";
import { settingsOf } from "./lists.js";

export function lifetimes(test, grantlet, { tables }) {
  const token = (requestedAt, expires_in) =>
    grantlet.readResponse(client, 200, JSON.stringify({ ...AT, expires_in }), { requestedAt });

  test("expiry, leeway, refreshDue", () => {
    const t = token(1_000_000, 3600);
    assert.equal(t.expiresAt, 4_600_000);
    assert.equal(grantlet.isExpired(t, { now: 4_594_999 }), false);
    assert.equal(grantlet.isExpired(t, { now: 4_595_000 }), true);
    assert.equal(grantlet.isExpired(t, { now: 4_599_999, leeway: 0 }), false);
    assert.equal(grantlet.refreshDue(t, { now: 4_539_999 }), false);
    assert.equal(grantlet.refreshDue(t, { now: 4_540_000 }), true);
    const stored = JSON.parse(JSON.stringify(t));
    assert.equal(grantlet.refreshDue(stored, { now: 4_540_000 }), true);
  });

  test("the times of a token are read as in the table", () => {
    assert.ok(tables.times.length > 60);
    for (const { profile, members, expires_in, ends_at_unix, refresh_token_expires_in } of tables.times) {
      const body = `{"access_token":"at","token_type":"Bearer"${members}}`;
      const token = grantlet.readResponse({ ...client, ...settingsOf(profile) }, 200, body, { requestedAt: 0 });
      if (ends_at_unix === null) {
        assert.equal(token.expiresIn, expires_in ?? undefined, members);
        assert.equal(token.expiresAt, expires_in === null ? undefined : expires_in * 1000, members);
      } else {
        assert.equal(Math.floor(token.expiresAt / 1000), ends_at_unix, members);
        assert.equal(token.expiresIn, ends_at_unix, members);
      }
      assert.equal(token.refreshTokenExpiresIn, refresh_token_expires_in ?? undefined, members);
    }
  });

  test("a lifetime of zero in a fragment is unknown if the profile sets it", () => {
    const redirectUri = "https://app.example/cb";
    for (const [zeroLifetimeIsUnknown, expiresIn] of [[true, undefined], [false, 0]]) {
      const by = { ...client, authorizationEndpoint: "https://as.example/a", zeroLifetimeIsUnknown };
      const { saved } = grantlet.startLogin(by, { redirectUri, flow: "implicit" });
      const fragment = `access_token=a&token_type=bearer&expires_in=0&state=${JSON.parse(saved).state}`;
      assert.equal(grantlet.readCallback(by, `${redirectUri}#${fragment}`, saved).token.expiresIn, expiresIn);
    }
  });

  test("a moment is by the server's clock, and its token expires by the local one", () => {
    const by = { ...client, expiresAt: { expires_at: "rfc3339" } };
    const body = JSON.stringify({ ...AT, expires_at: new Date(Date.now() + 3_600_000 + 600_000).toISOString() });
    // The server is ten minutes ahead.
    const date = new Date(Date.now() + 600_000).toUTCString();
    const token = grantlet.readResponse(by, 200, body, { date });
    assert.ok(Math.abs(token.expiresIn - 3600) <= 2, String(token.expiresIn));
    assert.equal(grantlet.isExpired(token), false);
    assert.equal(grantlet.isExpired(token, { now: Date.now() + 3_603_000 }), true);
    assert.equal(grantlet.refreshDue(token, { now: Date.now() + 3_541_000 }), true);
  });

  test("a lifetime shorter than the leeway is not due at once", () => {
    const t = token(0, 10);
    assert.equal(grantlet.refreshDue(t, { now: 4_999 }), false);
    assert.equal(grantlet.refreshDue(t, { now: 5_000 }), true);
  });

  test("a token with unknown expiry is not expired", () => {
    const t = token(0, null);
    assert.equal(t.expiresAt, undefined);
    assert.equal(grantlet.isExpired(t), false);
  });

  test("if the clock was set back, the expiry is unknown", () => {
    assert.equal(grantlet.refreshDue(token(10_000_000, 3600), { now: 0 }), true);
  });

  test("an invalid time is an error, and never makes a token valid", () => {
    const t = token(1_000_000, 60);
    for (const ask of [grantlet.isExpired, grantlet.refreshDue]) {
      for (const value of [NaN, -1, "5000", "", {}, true, [], 5n, Symbol("s"), new Date()]) {
        for (const name of ["now", "leeway"]) {
          assert.throws(() => ask(t, { [name]: value }), { code: "request_unexpected", member: name }, String(value));
        }
      }
      assert.throws(() => ask(t, { now: Infinity }), { code: "request_unexpected", member: "now" });
      for (const value of [undefined, null]) {
        assert.equal(ask(t, { now: value, leeway: value }), true);
      }
      for (const member of ["expiresAt", "expiresIn", "requestedAt"]) {
        for (const value of [NaN, Infinity, "1060000", {}, true]) {
          assert.throws(() => ask({ ...t, [member]: value }), { code: "request_unexpected", member }, `${member} ${value}`);
        }
      }
      for (const nothing of [{}, { access_token: "a", expires_in: 60 }]) {
        assert.throws(() => ask(nothing), { code: "request_unexpected", member: "token" });
      }
    }
    assert.equal(grantlet.isExpired({ ...t, expiresAt: null, expiresIn: null, skew: null }), false);
  });

  test("at most half of the lifetime counts as leeway, and an unknown expiry stays unknown", () => {
    for (const leeway of [1e9, Number.MAX_VALUE, Infinity]) {
      assert.equal(grantlet.isExpired(token(0, 60), { now: 29_999, leeway }), false);
      assert.equal(grantlet.isExpired(token(0, 60), { now: 30_000, leeway }), true);
      assert.equal(grantlet.isExpired(token(0, null), { leeway }), false);
    }
  });

  test("an invalid requestedAt or date is rejected", () => {
    for (const requestedAt of [NaN, Infinity, -1, "x", "1000", {}, true, 5n, new Date()]) {
      assert.throws(() => token(requestedAt, 60), { code: "request_unexpected", member: "requestedAt" }, String(requestedAt));
    }
    for (const requestedAt of [undefined, null]) {
      assert.ok(Math.abs(token(requestedAt, 60).expiresAt - Date.now() - 60_000) < 5_000);
    }
    assert.equal(token(0, 60).expiresAt, 60_000);
  });
}
