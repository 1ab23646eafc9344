// Web Locks that are denied, and what remains if a tab ends.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { forEachEntry } from "./entries.js";
import { Locks } from "./locks.js";
import { Rotating } from "./rotating.js";
import { AT, HOUR, LOGIN, client, key, never, settled, stored } from "./sessions.js";
import { restored, sessionsOf, timeout, withLocks } from "./started.js";
import { responding, json } from "./suite/client.js";

await forEachEntry((entry, grantlet) => {
  const { Session } = grantlet;
  const { tokenOf, started } = sessionsOf(grantlet);

  describe(`${entry}: Web Locks that are denied`, () => {
    const denied = new DOMException("denied", "SecurityError");
    before(() => withLocks({ request: () => Promise.reject(denied) }));
    after(restored);

    test("within one realm a session works without them", async (context) => {
      const provider = new Rotating();
      const options = { key: `denied ${entry}`, fetch: provider.fetch };
      const { session, store, pass } = await started(context, options);
      await session.start(tokenOf(provider.login()));
      pass(HOUR);
      const tabs = [session, new Session(client, store, options)];
      assert.deepEqual(await Promise.all(tabs.map((tab) => tab.accessToken())), ["at-2", "at-2"]);
      assert.equal(provider.asked.length, 1);
    });

    test("a `SecurityError` of the storage is not mistaken for denied locks, and nothing is done twice", async () => {
      withLocks(new Locks());
      let reads = 0;
      const get = () => {
        reads += 1;
        throw denied;
      };
      await assert.rejects(new Session(client, { get, set: assert.fail }).start(tokenOf(LOGIN)), denied);
      assert.equal(reads, 1);
    });
  });

  for (const locks of [undefined, new Locks()]) {
    describe(`${entry}: ${locks ? "Web Locks" : "one realm"}`, () => {
      before(() => withLocks(locks));
      after(restored);

      test("many callers of many tabs make one refresh", async (context) => {
        const provider = new Rotating();
        const { store, pass } = await started(context);
        const tabs = Array.from({ length: 4 }, () => new Session(client, store, { key, fetch: provider.fetch }));
        await tabs[0].start(tokenOf(provider.login()));
        for (let life = 1; life < 4; life++) {
          pass(HOUR);
          const tokens = await Promise.all([...tabs, ...tabs, ...tabs].map((tab) => tab.accessToken()));
          assert.deepEqual(new Set(tokens), new Set([`at-${life + 1}`]));
        }
        assert.deepEqual(provider.asked, ["rt-1", "rt-2", "rt-3"]);
      });

      test("while a token is valid no caller waits for another's refresh", async (context) => {
        const { session, store, pass } = await started(context, { fetch: never, timeout });
        pass(HOUR - 1);
        const hanging = session.accessToken();
        await settled();
        const other = new Session(client, store, { key, fetch: () => assert.fail("asked") });
        assert.equal(await other.accessToken(), "at-1");
        assert.equal(await session.accessToken(), "at-1");
        hanging.then(assert.fail, assert.fail);
        locks?.kill();
      });

      test("a signal ends the waiting of its caller, and not the refresh", async (context) => {
        const { fetch, asked } = responding({ ...json(AT), wait: 20 });
        const { session, pass } = await started(context, { fetch, key: `aborted ${locks}` });
        pass(HOUR);
        const controller = new AbortController();
        const { signal } = controller;
        const [aborted, waiting] = [session.accessToken({ signal }), session.accessToken()];
        await settled();
        controller.abort();
        await assert.rejects(aborted, { code: "aborted" });
        assert.equal(await waiting, "at-2");
        pass(HOUR);
        await assert.rejects(session.accessToken({ signal }), { code: "aborted" });
        assert.equal(asked.length, 1);
      });
    });
  }

  describe(`${entry}: a tab that dies`, () => {
    const locks = new Locks();
    before(() => withLocks(locks));
    after(restored);
    beforeEach(() => locks.kill());

    // The step, the number of requests, and the outcome without a grace period.
    for (const [step, requests, without] of [
      ["before the mark", 1, "live"],
      ["after the mark, before it sends", 1, "live"],
      ["after it sent, before the response", 2, "ended"],
      ["after the response, before it stores", 2, "ended"],
      ["after it stored", 1, "live"],
    ]) {
      for (const grace of [true, false]) {
        const outcome = grace ? "live" : without;
        test(`${step}, ${grace ? "with" : "without"} a grace period: ${requests} requests, ${outcome}`, async (context) => {
          const provider = new Rotating({ grace });
          const { session, store, pass } = await started(context, { timeout });
          await session.start(tokenOf(provider.login()));
          let writes = 0;
          const dies = () => {
            locks.kill();
            return never();
          };
          const dying = {
            get: (key) => store.get(key),
            set(key, text) {
              writes += 1;
              if (step === (writes === 1 ? "before the mark" : "after the response, before it stores")) {
                return dies();
              }
              store.set(key, text);
              return step === "after it stored" && writes === 2 ? dies() : undefined;
            },
          };
          const fetch = async (...given) => {
            if (step === "after the mark, before it sends") {
              return dies();
            }
            const response = await provider.fetch(...given);
            return step === "after it sent, before the response" ? dies() : response;
          };
          pass(HOUR);
          new Session(client, dying, { key, fetch, timeout }).accessToken().then(assert.fail, assert.fail);
          for (let i = 0; i < 10; i++) {
            await settled();
          }

          const next = new Session(client, store, { key, fetch: provider.fetch });
          for (let i = 0; i < 3; i++) {
            if (outcome === "live") {
              assert.match(await next.accessToken(), /^at-[23]$/);
            } else {
              await assert.rejects(next.accessToken(), { code: "ended", endsGrant: true });
            }
          }
          assert.equal(provider.asked.length, requests);
          if (outcome === "live") {
            pass(HOUR);
            assert.match(await next.accessToken(), /^at-[34]$/);
            assert.equal(provider.asked.length, requests + 1);
          }
        });
      }
    }
  });
});
