// Random histories of a session in three tabs: tabs end, responses are lost, storages fail, clocks jump.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { Session, readResponse } from "grantlet";
import { Locks } from "./locks.js";
import { Rotating } from "./rotating.js";

const HISTORIES = 1_000;
const STEPS = 12;
const client = { clientId: "app", baseUrl: "https://as.example", tokenEndpoint: "/token" };
const key = "session";
const options = { key, timeout: 1e9, backoff: { cap: 60_000 } };
const FAULTS = [
  "none",
  "dies before write 1",
  "dies after write 1",
  "dies before write 2",
  "dies after write 2",
  "the request is lost",
  "the response is lost",
  "dies before the response",
  "503",
  "a page",
  "fails at write 1",
  "fails at write 2",
  "is rejected",
];

/** Numbers that look random, the same for the same seed (mulberry32). */
function random(seed) {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One tab. `strike` gives it a fault that happens once. */
function tabOf({ texts, provider, locks, assertNewest }) {
  let fault = "none";
  let writes = 0;
  const dies = () => {
    locks.kill();
    return new Promise(() => {});
  };
  const store = {
    get: (key) => texts.get(key),
    set(key, text) {
      writes += 1;
      if (fault === `dies before write ${writes}`) {
        return dies();
      }
      if (fault === `fails at write ${writes}`) {
        fault = "none";
        throw new Error("QuotaExceeded");
      }
      texts.set(key, text);
      return fault === `dies after write ${writes}` ? dies() : undefined;
    },
  };
  const fetch = async (url, init) => {
    assertNewest(new URLSearchParams(init.body).get("refresh_token"));
    const now = fault;
    if (now === "the request is lost") {
      fault = "none";
      throw new TypeError("fetch failed");
    }
    if (now === "503" || now === "a page") {
      fault = "none";
      return new Response("<html>", { status: now === "503" ? 503 : 200 });
    }
    const response = await provider.fetch(url, init);
    if (now === "the response is lost") {
      fault = "none";
      throw new TypeError("fetch failed");
    }
    return now === "dies before the response" ? dies() : response;
  };
  const strike = (next) => {
    [fault, writes] = [next, 0];
  };
  return { session: new Session(client, store, { ...options, fetch }), strike };
}

describe("a session's faults", () => {
  const had = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  const counts = { live: 0, ended: 0, requests: 0 };
  after(() => {
    delete globalThis.navigator;
    if (had) {
      Object.defineProperty(globalThis, "navigator", had);
    }
  });

  test(`${HISTORIES} histories settle, and no token is sent after a later one was stored`, async (context) => {
    context.mock.timers.enable({ apis: ["Date", "setTimeout"], now: 1_800_000_000_000 });
    const locks = new Locks();
    Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
    for (let seed = 0; seed < HISTORIES; seed++) {
      const below = random(seed);
      const provider = new Rotating({ grace: seed % 2 === 0 });
      const texts = new Map();
      const stored = () => JSON.parse(texts.get(key));
      const assertNewest = (sent) => assert.equal(sent, stored().token.refreshToken, `seed ${seed}`);
      const world = { texts, provider, locks, assertNewest };
      const login = readResponse(client, 200, JSON.stringify(provider.login()));
      await new Session(client, texts, options).start(login);
      const tabs = Array.from({ length: 3 }, () => tabOf(world));
      const story = [];
      let ended = false;
      for (let step = 0; step < STEPS && !ended; step++) {
        const fault = FAULTS[below(FAULTS.length)];
        const jump = [0, 1_000, 120_000, 3_600_000, 90_000_000, -3_600_000][below(6)];
        story.push(`${fault}, ${jump}`);
        context.mock.timers.setTime(Date.now() + jump);
        const struck = below(3);
        tabs.forEach(({ strike }, index) => strike(index === struck ? fault : "none"));
        const calls = tabs.map(({ session }) =>
          session.accessToken().then((token) => ({ token }), (error) => ({ error })),
        );
        const settled = Promise.all(calls);
        // A tab that ended never settles; the others have settled by then.
        for (let i = 0; i < 12; i++) {
          await new Promise(setImmediate);
        }
        locks.kill();
        if (fault.startsWith("dies")) {
          // The calls that waited for its lock have ended with it.
          tabs.splice(0, 3, ...tabs.map(() => tabOf(world)));
        } else {
          const results = await settled;
          const { token } = results[struck];
          if (fault === "is rejected" && token) {
            await tabs[struck].session.rejected(token);
          }
        }
        ended = (await tabs[0].session.state()).state === "ended";
      }
      // A call without a fault needs at most one request after the pause.
      const before = provider.asked.length;
      tabs.forEach(({ strike }) => strike("none"));
      let token;
      for (let tries = 0; tries < 2 && !token && !ended; tries++) {
        context.mock.timers.setTime(Date.now() + 200_000);
        token = await tabs[tries].session.accessToken().catch(({ code }) => {
          ended = code === "ended";
        });
      }
      const told = `seed ${seed}: ${story.join("; ")}`;
      assert.ok(token || ended, told);
      assert.ok(provider.asked.length - before <= 1, told);
      // Only an error of the server ended it.
      assert.ok(provider.isRevoked || !ended, told);
      assert.ok(provider.mostAtOnce <= 1, told);
      counts[ended ? "ended" : "live"] += 1;
      counts.requests += provider.asked.length;
    }
    context.diagnostic(JSON.stringify(counts));
    assert.ok(counts.live > HISTORIES / 4 && counts.ended > HISTORIES / 10, JSON.stringify(counts));
  });
});
