// Sessions: what is sent, what is stored, and what remains if a tab ends.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { forEachEntry } from "./entries.js";
import { Locks } from "./locks.js";
import { Rotating } from "./rotating.js";
import { answering, idToken, json } from "./suite/client.js";

const client = { clientId: "app", baseUrl: "https://as.example", tokenEndpoint: "/token", revocationEndpoint: "/revoke" };
const key = "session";
const HOUR = 3_600_000;
const never = () => new Promise(() => {});
/** Longer than any test, for a request that nothing ends. */
const timeout = 1e9;
const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
const withLocks = (locks) =>
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
const restored = () => {
  delete globalThis.navigator;
  Object.defineProperties(globalThis, own ? { navigator: own } : {});
};
const settled = () => new Promise(setImmediate);

await forEachEntry((entry, grantlet) => {
  const { OAuthError, Session } = grantlet;
  const tokenOf = (answer) => grantlet.readResponse(client, 200, JSON.stringify(answer));
  const AT = { access_token: "at-2", token_type: "Bearer", expires_in: 3600 };
  const login = { ...AT, access_token: "at-1", refresh_token: "rt-1" };

  /** A session an hour after its login, with a clock that the test moves. */
  const started = async (context, options, store = new Map()) => {
    const apis = options?.timeout ? ["Date", "setTimeout"] : ["Date"];
    context.mock.timers.enable({ apis, now: 1_800_000_000_000 });
    const session = new Session(client, store, { key, ...options });
    await session.start(tokenOf(login));
    return { session, store, pass: (time) => context.mock.timers.setTime(Date.now() + time) };
  };
  const stored = (store) => JSON.parse(store.get(key));

  describe(`${entry}: a session`, () => {
    test("without a login has ended, and reports it", async () => {
      const session = new Session(client, new Map());
      assert.deepEqual(await session.state(), { state: "ended", until: undefined, token: undefined });
      await assert.rejects(session.accessToken(), (error) => {
        assert.ok(error instanceof OAuthError);
        assert.deepEqual([error.code, error.endsGrant], ["ended", true]);
        return true;
      });
    });

    test("gives the token while it is fresh, and asks nothing", async (context) => {
      const { fetch, asked } = answering();
      const { session, pass } = await started(context, { fetch });
      const { state, until, token } = await session.state();
      assert.deepEqual([state, until, token.accessToken], ["ready", Date.now() + HOUR - 60_000, "at-1"]);
      pass(HOUR - 60_001);
      assert.equal(await session.accessToken(), "at-1");
      assert.equal(asked.length, 0);
    });

    test("refreshes a minute before the end, and stores before it gives", async (context) => {
      const { fetch, asked } = answering(json({ ...AT, refresh_token: "rt-2" }));
      const { session, store, pass } = await started(context, { fetch });
      pass(HOUR - 60_000);
      assert.equal((await session.state()).state, "due");
      assert.equal(await session.accessToken(), "at-2");
      assert.equal(asked[0].body, "grant_type=refresh_token&refresh_token=rt-1&client_id=app");
      const { sequence, token, sent } = stored(store);
      assert.deepEqual([sequence, token.refreshToken, sent], [2, "rt-2", undefined]);
    });

    test("keeps the old refresh token where none comes", async (context) => {
      for (const refresh_token of [undefined, null, ""]) {
        const { fetch } = answering(json({ ...AT, refresh_token }));
        const { session, store, pass } = await started(context, { fetch });
        pass(HOUR);
        assert.equal(await session.accessToken(), "at-2");
        assert.equal(stored(store).token.refreshToken, "rt-1");
        context.mock.timers.reset();
      }
    });

    test("continues from what is stored, through JSON", async (context) => {
      const { fetch } = answering(json(AT));
      const { store, pass } = await started(context);
      const other = new Session(client, store, { key, fetch });
      assert.equal(await other.accessToken(), "at-1");
      pass(HOUR);
      assert.equal(await other.accessToken(), "at-2");
    });

    test("accepts a storage that resolves later", async (context) => {
      const texts = new Map();
      const later = (value) => new Promise((resolve) => setImmediate(resolve, value));
      const store = { get: (key) => later(texts.get(key)), set: (key, text) => later(texts.set(key, text)) };
      const { session, pass } = await started(context, answering(json(AT)), store);
      pass(HOUR);
      assert.equal(await session.accessToken(), "at-2");
    });

    test("is one for each key, and by default for each client", async () => {
      const store = new Map();
      await new Session(client, store).start(tokenOf(login));
      await assert.rejects(new Session({ ...client, clientId: "b" }, store).accessToken(), { code: "ended" });
      await assert.rejects(new Session(client, store, { key }).accessToken(), { code: "ended" });
      assert.equal(await new Session(client, store).accessToken(), "at-1");
    });

    test("of the client's own is by default another than a user's", async () => {
      const store = new Map();
      await new Session(client, store).start(tokenOf(login));
      const service = new Session({ ...client, clientSecret: "s" }, store, { clientCredentials: true, ...answering(json(AT)) });
      assert.equal(await service.accessToken(), "at-2");
      assert.equal(await new Session(client, store).accessToken(), "at-1");
    });

    test("what is stored and is no session has ended, and can be started", async () => {
      for (const text of ["", "null", "{", "[]", '"x"', '{"sequence":"x"}']) {
        const store = new Map([[key, text]]);
        const session = new Session(client, store, { key });
        assert.equal((await session.state()).state, "ended", text);
        await session.start(tokenOf(login));
        assert.equal(await session.accessToken(), "at-1", text);
      }
    });

    test("a token that cannot be refreshed is used up to its end", async (context) => {
      const { session, pass } = await started(context);
      const { refreshToken, ...only } = tokenOf(login);
      await session.start(only);
      pass(HOUR - 1);
      assert.equal((await session.state()).state, "ready");
      assert.equal(await session.accessToken(), "at-1");
      pass(1);
      await assert.rejects(session.accessToken(), { code: "ended" });
    });

    test("a lifetime shorter than the leeway is not due at once", async (context) => {
      const { fetch, asked } = answering(json({ ...AT, expires_in: 10 }));
      const { session, pass } = await started(context, { fetch });
      pass(HOUR);
      for (const time of [0, 1_000, 3_999]) {
        pass(time);
        assert.equal(await session.accessToken(), "at-2");
      }
      assert.equal(asked.length, 1);
      pass(1);
      assert.equal((await session.state()).state, "due");
    });

    test("an unknown lifetime lasts until a 401", async (context) => {
      const { fetch } = answering(json({ ...AT, expires_in: null }), json({ ...AT, access_token: "at-3" }));
      const { session, pass } = await started(context, { fetch });
      pass(HOUR);
      assert.equal(await session.accessToken(), "at-2");
      pass(1000 * HOUR);
      assert.deepEqual((await session.state()).until, undefined);
      assert.equal(await session.accessToken(), "at-2");
      await session.rejected("at-2");
      assert.equal(await session.accessToken(), "at-3");
    });

    test("spread refreshes earlier, up to so much", async (context) => {
      context.mock.method(Math, "random", () => 0.5);
      const { session } = await started(context, { leeway: 1_000, spread: 2_000 });
      assert.equal((await session.state()).until, Date.now() + HOUR - 2_000);
    });

    test("logging out is for all, and revokes the token at the server if requested", async (context) => {
      const { fetch, asked } = answering({ status: 200 });
      const { session, store } = await started(context, { fetch });
      await session.end({ revoke: true });
      assert.equal(asked[0].body, "token=rt-1&token_type_hint=refresh_token&client_id=app");
      assert.deepEqual(stored(store), { sequence: 2 });
      await assert.rejects(new Session(client, store, { key }).accessToken(), { code: "ended" });
      await session.end({ revoke: true });
      assert.equal(asked.length, 1);
    });

    test("client credentials: no login, and no end", async (context) => {
      const refusal = { status: 401, ...json({ error: "invalid_grant" }) };
      const { fetch, asked } = answering(json({ ...AT, refresh_token: "rt" }), refusal, json({ ...AT, access_token: "at-3" }));
      const service = { ...client, clientSecret: "s" };
      context.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
      const session = new Session(service, new Map(), { clientCredentials: true, scope: "a", fetch });
      assert.equal((await session.state()).state, "due");
      assert.equal(await session.accessToken(), "at-2");
      context.mock.timers.setTime(Date.now() + HOUR);
      await assert.rejects(session.accessToken(), { code: "refused" });
      context.mock.timers.setTime(Date.now() + HOUR);
      assert.equal((await session.state()).state, "due");
      assert.equal(await session.accessToken(), "at-3");
      assert.ok(asked.every(({ body }) => body === "grant_type=client_credentials&scope=a"));
    });
  });

  describe(`${entry}: a refresh that fails`, () => {
    const [noAnswer, unreadable] = [{ body: "no answer" }, { body: "{" }];
    const said = (status, error) => ({ status, ...json({ error }) });
    const failing = (first) => {
      const { fetch, asked } = answering(first, json({ ...AT, refresh_token: "rt-2" }));
      const lost = async (...given) => {
        const answer = await fetch(...given);
        if (first === noAnswer && asked.length === 1) {
          throw new TypeError("fetch failed");
        }
        return answer;
      };
      return { fetch: lost, asked };
    };

    for (const [name, answer, state, cause] of [
      ["no answer", noAnswer, "waiting", "network"],
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
        const { fetch, asked } = failing(answer);
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
      const { fetch, asked } = answering(said(400, "invalid_grant"));
      const { session, store, pass } = await started(context, { fetch });
      pass(HOUR - 1);
      await assert.rejects(session.accessToken(), { code: "ended", endsGrant: true });
      await assert.rejects(session.accessToken(), { code: "ended" });
      assert.deepEqual([asked.length, stored(store)], [1, { sequence: 2 }]);
      await session.start(tokenOf(login));
      assert.equal(await session.accessToken(), "at-1");
    });

    test("so does what the profile lists", async (context) => {
      const answer = { status: 400, ...json({ error: "gone", error_description: "Spent" }) };
      const profile = { ...client, endsOn: [["gone", "Spent"]] };
      const { store, pass } = await started(context);
      pass(HOUR);
      const session = new Session(profile, store, { key, ...answering(answer) });
      await assert.rejects(session.accessToken(), { code: "ended" });
    });

    test("the old access token is returned while it is valid", async (context) => {
      const { fetch, asked } = answering({ status: 503 });
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
      const answers = [...Array.from({ length: 12 }, () => ({ status: 503 })), json(AT), { status: 503 }];
      const { session, pass } = await started(context, answering(...answers));
      context.mock.method(Math, "random", () => 0.5);
      const pauses = [];
      pass(HOUR);
      for (const _ of answers) {
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
          const { session, pass } = await started(context, answering({ status: 503, headers }));
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
        const { session, pass } = await started(context, answering({ status: 503, headers }));
        pass(HOUR);
        const { until } = await session.accessToken().catch((error) => error);
        const pause = until - Date.now();
        assert.ok(pause >= 120_000 && pause <= 240_000, `${pause}`);
      });
    }

    test("tabs share the pause", async (context) => {
      const { fetch, asked } = answering({ status: 503 });
      const { session, store, pass } = await started(context, { fetch });
      pass(HOUR);
      await assert.rejects(session.accessToken(), { code: "waiting" });
      const other = new Session(client, store, { key, fetch });
      await assert.rejects(other.accessToken(), { code: "waiting" });
      assert.equal(asked.length, 1);
    });

    test("a call at fault sends nothing and marks nothing", async (context) => {
      const { store, pass } = await started(context);
      const before = store.get(key);
      pass(HOUR);
      const { fetch, asked } = answering();
      const wrong = new Session({ ...client, baseUrl: "http://as.example" }, store, { key, fetch });
      await assert.rejects(wrong.accessToken(), { code: "request_url" });
      assert.deepEqual([asked.length, store.get(key)], [0, before]);
    });
  });

  describe(`${entry}: a 401`, () => {
    const numbered = () => {
      let number = 1;
      const asked = [];
      const fetch = async (_, { body }) => {
        asked.push(body);
        number += 1;
        return new Response(JSON.stringify({ ...AT, access_token: `at-${number}` }));
      };
      return { fetch, asked };
    };

    test("brings one refresh, whoever reports it", async (context) => {
      const { fetch, asked } = numbered();
      const { session, store } = await started(context, { fetch });
      const other = new Session(client, store, { key, fetch });
      await Promise.all([session.rejected("at-1"), other.rejected("at-1")]);
      assert.deepEqual(await Promise.all([session.accessToken(), other.accessToken()]), ["at-2", "at-2"]);
      // A late report is about a token that was replaced.
      await other.rejected("at-1");
      await other.rejected("");
      assert.equal(await other.accessToken(), "at-2");
      assert.equal(asked.length, 1);
    });

    test("for each token that comes does not storm", async (context) => {
      const { fetch, asked } = numbered();
      const { session, pass } = await started(context, { fetch });
      context.mock.method(Math, "random", () => 0.5);
      const pauses = [];
      for (let i = 0; i < 12; i++) {
        await session.rejected(await session.accessToken());
        const { state, until } = await session.state();
        pauses.push(until ? until - Date.now() : state);
        pass(until ? pauses.at(-1) : 0);
      }
      assert.deepEqual(pauses.slice(0, 4), ["due", 1_500, 3_000, 6_000]);
      assert.equal(pauses.at(-1), 225_000);
      // A token that was accepted resets the count.
      await session.accessToken();
      pass(HOUR);
      await session.rejected(await session.accessToken());
      assert.equal((await session.state()).state, "due");
      assert.equal(asked.length, 13);
    });
  });

  describe(`${entry}: clocks`, () => {
    test("one that jumps ahead makes it refresh early, one that jumps back once", async (context) => {
      const { fetch, asked } = answering(json(AT), json({ ...AT, access_token: "at-3" }));
      const { session, pass } = await started(context, { fetch });
      pass(24 * HOUR);
      assert.equal(await session.accessToken(), "at-2");
      pass(-24 * HOUR);
      assert.equal(await session.accessToken(), "at-3");
      assert.equal(await session.accessToken(), "at-3");
      assert.equal(asked.length, 2);
    });

    test("one that jumps back while the server is away: the token is returned, and it is asked once", async (context) => {
      const { fetch, asked } = answering({ status: 503 });
      const { session, pass } = await started(context, { fetch });
      pass(-HOUR);
      context.mock.method(Math, "random", () => 0.99);
      assert.equal(await session.accessToken(), "at-1");
      assert.equal(await session.accessToken(), "at-1");
      assert.equal(asked.length, 1);
    });

    test("one that jumps back during a pause does not make it longer", async (context) => {
      const { fetch } = answering({ status: 503 }, json(AT));
      const { session, pass } = await started(context, { fetch });
      pass(24 * HOUR);
      await assert.rejects(session.accessToken(), { code: "waiting" });
      pass(-20 * HOUR);
      assert.equal(await session.accessToken(), "at-2");
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

    test("to read: nothing is sent, and no login is requested", async (context) => {
      const { store, pass } = await started(context);
      pass(HOUR);
      let fails = true;
      const get = async (key) => {
        if (fails) {
          throw new Error("ECONNRESET");
        }
        return store.get(key);
      };
      const { fetch, asked } = answering(json(AT));
      const session = new Session(client, { get, set: (key, text) => store.set(key, text) }, { key, fetch });
      for (const call of ["accessToken", "state", "end"]) {
        await assert.rejects(session[call](), { message: "ECONNRESET" });
      }
      assert.deepEqual([asked.length, stored(store).sequence], [0, 1]);
      fails = false;
      assert.equal(await session.accessToken(), "at-2");
    });

    test("at the mark: nothing is sent", async (context) => {
      const { fetch, asked } = answering();
      const { store, pass } = await started(context);
      pass(HOUR);
      const session = new Session(client, broken(store, () => true), { key, fetch });
      await assert.rejects(session.accessToken(), { message: "QuotaExceeded" });
      await assert.rejects(session.accessToken(), { message: "QuotaExceeded" });
      assert.equal(asked.length, 0);
    });

    for (const [times, outcome] of [[1, "at once"], [2, "with the next call"]]) {
      test(`at the new token, ${times} times: it is stored ${outcome}, and not asked for again`, async (context) => {
        const { fetch, asked } = answering(json({ ...AT, refresh_token: "rt-2" }));
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
      const { fetch } = answering(json({ ...AT, refresh_token: "rt-2" }));
      const { session: other, store, pass } = await started(context);
      let failures = 2;
      const fails = (text) => text.includes("rt-2") && failures-- > 0;
      const session = new Session(client, broken(store, fails), { key, fetch });
      pass(HOUR);
      await assert.rejects(session.accessToken(), { message: "QuotaExceeded" });
      await other.start(tokenOf({ ...login, access_token: "at-9", refresh_token: "rt-9" }));
      await session.rejected("at-1"); // it takes the lock, where it could store
      assert.equal(await session.accessToken(), "at-9");
      assert.equal(stored(store).token.refreshToken, "rt-9");
    });
  });

  describe(`${entry}: Web Locks that are denied`, () => {
    const denied = new DOMException("denied", "SecurityError");
    before(() => withLocks({ request: () => Promise.reject(denied) }));
    after(restored);

    test("within the realm they are not needed", async (context) => {
      const provider = new Rotating();
      const options = { key: `denied ${entry}`, fetch: provider.fetch };
      const { session, store, pass } = await started(context, options);
      await session.start(tokenOf(provider.login()));
      pass(HOUR);
      const tabs = [session, new Session(client, store, options)];
      assert.deepEqual(await Promise.all(tabs.map((tab) => tab.accessToken())), ["at-2", "at-2"]);
      assert.equal(provider.asked.length, 1);
    });

    test("what a storage throws is not taken for it, and nothing is done twice", async () => {
      withLocks(new Locks());
      let reads = 0;
      const get = () => {
        reads += 1;
        throw denied;
      };
      await assert.rejects(new Session(client, { get, set: assert.fail }).start(tokenOf(login)), denied);
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

      test("while a token holds nobody waits for another's refresh", async (context) => {
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

      test("a signal ends the waiting, and not the refresh", async (context) => {
        const { fetch, asked } = answering({ ...json(AT), wait: 20 });
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
      ["after it sent, before the answer", 2, "ended"],
      ["after the answer, before it stores", 2, "ended"],
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
              if (step === (writes === 1 ? "before the mark" : "after the answer, before it stores")) {
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
            const answer = await provider.fetch(...given);
            return step === "after it sent, before the answer" ? dies() : answer;
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
