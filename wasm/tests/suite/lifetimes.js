// A token's life: when it ends, and when a refresh is due.

import * as assert from "./assert.js";
import { AT, client } from "./client.js";

export function lifetimes(test, grantlet) {
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

  test("a lifetime shorter than the leeway does not storm", () => {
    const t = token(0, 10);
    assert.equal(grantlet.refreshDue(t, { now: 4_999 }), false);
    assert.equal(grantlet.refreshDue(t, { now: 5_000 }), true);
  });

  test("unknown is not never, and not over", () => {
    const t = token(0, null);
    assert.equal(t.expiresAt, undefined);
    assert.equal(grantlet.isExpired(t), false);
  });

  test("a clock that was set back says nothing", () => {
    assert.equal(grantlet.refreshDue(token(10_000_000, 3600), { now: 0 }), true);
  });
}
