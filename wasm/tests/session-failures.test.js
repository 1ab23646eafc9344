// Refreshes and storages that fail.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { forEachEntry } from "./entries.js";
import { AT, HOUR, LOGIN, client, key, stored } from "./sessions.js";
import { sessionsOf } from "./started.js";
import { responding, json } from "./suite/client.js";

await forEachEntry((entry, grantlet) => {
  const { Session } = grantlet;
  const { tokenOf, started } = sessionsOf(grantlet);

  describe(`${entry}: a refresh that fails`, () => {
    const [noResponse, unreadable] = [{ body: "no response" }, { body: "{" }];
    const said = (status, error) => ({ status, ...json({ error }) });
    const failing = (first) => {
      const { fetch, asked } = responding(first, json({ ...AT, refresh_token: "rt-2" }));
      const lost = async (...given) => {
        const response = await fetch(...given);
        if (first === noResponse && asked.length === 1) {
          throw new TypeError("fetch failed");
        }
        return response;
      };
      return { fetch: lost, asked };
    };

    for (const [name, response, state, cause] of [
      ["no response", noResponse, "waiting", "network"],
      ["a 2xx that cannot be read", unreadable, "waiting", "response_syntax"],
      ["a proxy's page", { status: 502, body: "<html>" }, "waiting", "response_status"],
      ["too many requests", said(429, "slow_down"), "waiting", "response_refused"],
      ["a server's trouble", said(400, "temporarily_unavailable"), "waiting", "response_refused"],
      ["trouble with a status of its own", said(503, "invalid_grant"), "waiting", "response_refused"],
      ["a redirect", { status: 302 }, "waiting", "redirect"],
      ["a page with status 200", { body: "\ufeff <!doctype html>" }, "refused", "response_syntax"],
      ["no such address", { status: 404, body: "<html>" }, "refused", "response_status"],
      ["no such method", { status: 405 }, "refused", "response_status"],
      ["what is gone", { status: 410, body: "{}" }, "refused", "response_status"],
      ["a gateway that knows nobody", { status: 401 }, "refused", "response_status"],
      ["a gateway that forbids", { status: 403, body: "no" }, "refused", "response_status"],
      ["a client that is refused", said(401, "invalid_client"), "refused", "response_refused"],
      ["an error with status 200", said(200, "unauthorized_client"), "refused", "response_refused"],
    ]) {
      test(`${name}: ${state}, and the token is asked for again`, async (context) => {
        const { fetch, asked } = failing(response);
        const { session, pass } = await started(context, { fetch });
        pass(HOUR);
        let until;
        await assert.rejects(session.accessToken(), (error) => {
          assert.deepEqual([error.code, error.cause.code, error.endsGrant], [state, cause, false]);
          until = error.until;
          return true;
        });
        // While it waits nothing is sent.
        await assert.rejects(session.accessToken(), { code: state, until });
        assert.deepEqual([(await session.state()).state, asked.length], [state, 1]);
        const [least, most] = state === "refused" ? [150_000, 300_000] : [1_000, 2_000];
        assert.ok(until >= Date.now() + least && until <= Date.now() + most, `${until - Date.now()}`);
        pass(until - Date.now() + 1);
        assert.equal((await session.state()).state, "in_doubt");
        assert.equal(await session.accessToken(), "at-2");
        assert.ok(asked.every(({ body }) => body.includes("refresh_token=rt-1&")));
      });
    }

    test("`invalid_grant` ends it: one request, and none after", async (context) => {
      const { fetch, asked } = responding(said(400, "invalid_grant"));
      const { session, store, pass } = await started(context, { fetch });
      pass(HOUR - 1);
      await assert.rejects(session.accessToken(), { code: "ended", endsGrant: true });
      await assert.rejects(session.accessToken(), { code: "ended" });
      assert.deepEqual([asked.length, stored(store)], [1, { sequence: 2 }]);
      await session.start(tokenOf(LOGIN));
      assert.equal(await session.accessToken(), "at-1");
    });

    test("an error that the profile lists in `endsOn` ends it too", async (context) => {
      const response = { status: 400, ...json({ error: "gone", error_description: "Spent" }) };
      const profile = { ...client, endsOn: [["gone", "Spent"]] };
      const { store, pass } = await started(context);
      pass(HOUR);
      const session = new Session(profile, store, { key, ...responding(response) });
      await assert.rejects(session.accessToken(), { code: "ended" });
    });

    test("the old access token is returned while it is valid", async (context) => {
      const { fetch, asked } = responding({ status: 503 });
      const { session, pass } = await started(context, { fetch, backoff: { first: 60_000 } });
      context.mock.method(Math, "random", () => 0.99);
      pass(HOUR - 59_000);
      for (let i = 0; i < 3; i++) {
        assert.equal(await session.accessToken(), "at-1");
      }
      assert.deepEqual([asked.length, (await session.state()).state], [1, "waiting"]);
      pass(59_000);
      await assert.rejects(session.accessToken(), { code: "waiting" });
      assert.equal(asked.length, 1);
    });

    test("pauses double up to the cap, and anything below it; success begins anew", async (context) => {
      const responses = [...Array.from({ length: 12 }, () => ({ status: 503 })), json(AT), { status: 503 }];
      const { session, pass } = await started(context, responding(...responses));
      context.mock.method(Math, "random", () => 0.5);
      const pauses = [];
      pass(HOUR);
      for (const _ of responses) {
        const from = Date.now();
        const error = await session.accessToken().catch((error) => error);
        pauses.push(error.until - from);
        pass(HOUR);
      }
      assert.deepEqual(pauses.slice(0, 4), [1_500, 3_000, 6_000, 12_000]);
      assert.deepEqual(pauses.slice(7), [192_000, 225_000, 225_000, 225_000, 225_000, NaN, 1_500]);
    });

    for (const [name, value, least, most] of [
      ["seconds", "120", 120_000, 240_000],
      ["a date", (now) => new Date(now + 120_000).toUTCString(), 119_000, 240_000],
      ["a date that has passed", "Wed, 21 Oct 2015 07:28:00 GMT", 1_000, 2_000],
      ["more than a day: the jitter is no day", "999999999", 86_400_000, 86_400_000 + 300_000],
      ["more digits than a number has", "9".repeat(400), 86_400_000, 86_400_000 + 300_000],
      ["nothing that can be read", "soon", 1_000, 2_000],
      ["a date in another zone", "Wed, 21 Oct 2099 07:28:00 +0100", 1_000, 2_000],
    ]) {
      test(`Retry-After is a minimum: ${name}`, async (context) => {
        for (const random of [0, 0.999]) {
          const headers = { "retry-after": typeof value === "string" ? value : value(1_800_003_600_000) };
          const { session, pass } = await started(context, responding({ status: 503, headers }));
          context.mock.method(Math, "random", () => random);
          pass(HOUR);
          const { until } = await session.accessToken().catch((error) => error);
          const pause = until - Date.now();
          assert.ok(pause >= least && pause <= most, `${pause}`);
          assert.equal(pause < least + 1_001, random === 0 || most === 2_000);
          context.mock.timers.reset();
          context.mock.restoreAll();
        }
      });
    }

    for (const ahead of [-10 * 365 * 24 * HOUR, -HOUR, 0, HOUR, 10 * 365 * 24 * HOUR]) {
      test(`a date in Retry-After is of the server's clock, which is ${ahead / HOUR} hours ahead`, async (context) => {
        const date = (after) => new Date(1_800_003_600_000 + ahead + after).toUTCString();
        const headers = { "retry-after": date(120_000), date: date(0) };
        const { session, pass } = await started(context, responding({ status: 503, headers }));
        pass(HOUR);
        const { until } = await session.accessToken().catch((error) => error);
        const pause = until - Date.now();
        assert.ok(pause >= 120_000 && pause <= 240_000, `${pause}`);
      });
    }

    test("tabs share the pause", async (context) => {
      const { fetch, asked } = responding({ status: 503 });
      const { session, store, pass } = await started(context, { fetch });
      pass(HOUR);
      await assert.rejects(session.accessToken(), { code: "waiting" });
      const other = new Session(client, store, { key, fetch });
      await assert.rejects(other.accessToken(), { code: "waiting" });
      assert.equal(asked.length, 1);
    });

    test("a call with an invalid client sends nothing and stores nothing", async (context) => {
      const { store, pass } = await started(context);
      const before = store.get(key);
      pass(HOUR);
      const { fetch, asked } = responding();
      const wrong = new Session({ ...client, baseUrl: "http://as.example" }, store, { key, fetch });
      await assert.rejects(wrong.accessToken(), { code: "request_url" });
      assert.deepEqual([asked.length, store.get(key)], [0, before]);
    });
  });

  describe(`${entry}: a storage that fails`, () => {
    const broken = (texts, fails) => ({
      get: (key) => texts.get(key),
      set(key, text) {
        if (fails(text)) {
          throw new Error("QuotaExceeded");
        }
        texts.set(key, text);
      },
    });

    test("when it is read: nothing is sent, and no login is requested", async (context) => {
      const { store, pass } = await started(context);
      pass(HOUR);
      let fails = true;
      const get = async (key) => {
        if (fails) {
          throw new Error("ECONNRESET");
        }
        return store.get(key);
      };
      const { fetch, asked } = responding(json(AT));
      const session = new Session(client, { get, set: (key, text) => store.set(key, text) }, { key, fetch });
      for (const call of ["accessToken", "state", "end"]) {
        await assert.rejects(session[call](), { message: "ECONNRESET" });
      }
      assert.deepEqual([asked.length, stored(store).sequence], [0, 1]);
      fails = false;
      assert.equal(await session.accessToken(), "at-2");
    });

    test("before the request, when the attempt is stored: nothing is sent", async (context) => {
      const { fetch, asked } = responding();
      const { store, pass } = await started(context);
      pass(HOUR);
      const session = new Session(client, broken(store, () => true), { key, fetch });
      await assert.rejects(session.accessToken(), { message: "QuotaExceeded" });
      await assert.rejects(session.accessToken(), { message: "QuotaExceeded" });
      assert.equal(asked.length, 0);
    });

    for (const [times, outcome] of [[1, "at once"], [2, "with the next call"]]) {
      test(`when the new token is stored, ${times} times: it is stored ${outcome}, and not requested again`, async (context) => {
        const { fetch, asked } = responding(json({ ...AT, refresh_token: "rt-2" }));
        const { store, pass } = await started(context);
        let failures = times;
        const fails = (text) => text.includes("rt-2") && failures-- > 0;
        const session = new Session(client, broken(store, fails), { key, fetch });
        pass(HOUR);
        if (times > 1) {
          await assert.rejects(session.accessToken(), { message: "QuotaExceeded" });
        }
        assert.equal(await session.accessToken(), "at-2");
        assert.deepEqual([asked.length, stored(store).token.refreshToken], [1, "rt-2"]);
      });
    }

    test("a token that could not be stored does not replace a later one", async (context) => {
      const { fetch } = responding(json({ ...AT, refresh_token: "rt-2" }));
      const { session: other, store, pass } = await started(context);
      let failures = 2;
      const fails = (text) => text.includes("rt-2") && failures-- > 0;
      const session = new Session(client, broken(store, fails), { key, fetch });
      pass(HOUR);
      await assert.rejects(session.accessToken(), { message: "QuotaExceeded" });
      await other.start(tokenOf({ ...LOGIN, access_token: "at-9", refresh_token: "rt-9" }));
      await session.rejected("at-1"); // it takes the lock, where it could store
      assert.equal(await session.accessToken(), "at-9");
      assert.equal(stored(store).token.refreshToken, "rt-9");
    });
  });
});
