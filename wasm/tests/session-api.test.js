// Calls of an API through a session: which origins get the token, what is sent twice, and what is not.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { OAuthError, Session } from "grantlet";
import { AT, LOGIN, client, key, never, server, tokenOf } from "./sessions.js";

describe("an API called through a session", () => {
  let http;
  let origin;
  /** The responses to come, and the requests so far. */
  let responses;
  let asked;
  before(async () => {
    http = createServer(async (request, response) => {
      let body = "";
      for await (const part of request) {
        body += part;
      }
      asked.push({ method: request.method, token: request.headers.authorization, body });
      const [status = 200, headers = {}] = responses.shift() ?? [];
      response.writeHead(status, headers).end(`${status}`);
    }).listen(0, "127.0.0.1");
    await once(http, "listening");
    origin = `http://127.0.0.1:${http.address().port}`;
  });
  after(() => {
    http.closeAllConnections();
    http.close();
  });

  async function using(coming, options) {
    responses = [...coming];
    asked = [];
    const refreshes = server((_, count) => ({ ...AT, access_token: `at-${count + 1}` }));
    const session = new Session(client, new Map(), { key, origins: [origin], fetch: refreshes.fetch, ...options });
    await session.start(tokenOf(LOGIN));
    return { session, refreshes };
  }
  const INVALID = { "www-authenticate": 'Bearer realm="api", error="invalid_token"' };

  test("it has the access token", async () => {
    const { session } = await using([]);
    const response = await session.fetch(`${origin}/me`, { headers: { accept: "text/plain" } });
    assert.equal(await response.text(), "200");
    assert.deepEqual(asked, [{ method: "GET", token: "Bearer at-1", body: "" }]);
  });

  for (const [name, headers] of [
    ["invalid_token", INVALID],
    ["invalid_token without quotes", { "www-authenticate": "Bearer error=invalid_token" }],
    ["no challenge", {}],
    ["a challenge without an error", { "www-authenticate": 'Bearer realm="x"' }],
    ["an error that a realm quotes", { "www-authenticate": 'Bearer realm="error=\\"insufficient_scope\\""' }],
  ]) {
    test(`a 401 with ${name} is sent once more, with a new token`, async () => {
      const { session, refreshes } = await using([[401, headers]]);
      const response = await session.fetch(`${origin}/me`, { method: "POST", body: "x" });
      assert.equal(response.status, 200);
      assert.deepEqual(asked.map(({ token, body }) => [token, body]), [["Bearer at-1", "x"], ["Bearer at-2", "x"]]);
      assert.equal(refreshes.asked.length, 1);
    });
  }

  test("a refresh after a 401 that ends the session is an error, as it is at the next call", async () => {
    const { fetch } = server(() => ({ status: 400, body: { error: "invalid_grant" } }));
    const { session } = await using([[401, INVALID]], { fetch });
    await assert.rejects(session.fetch(`${origin}/me`), { code: "ended", endsGrant: true });
    await assert.rejects(session.fetch(`${origin}/me`), { code: "ended", endsGrant: true });
    assert.equal(asked.length, 1);
  });

  test("a refresh after a 401 that fails otherwise leaves the 401", async () => {
    const { fetch } = server(() => ({ status: 503, body: {} }));
    const { session } = await using([[401, INVALID]], { fetch });
    assert.equal((await session.fetch(`${origin}/me`)).status, 401);
  });

  test("a second 401 is returned", async () => {
    const { session } = await using([[401, INVALID], [401, INVALID]]);
    assert.equal((await session.fetch(`${origin}/me`)).status, 401);
    assert.equal(asked.length, 2);
  });

  for (const [name, status, headers] of [
    ["insufficient_scope", 401, { "www-authenticate": 'Bearer error="insufficient_scope", scope="more"' }],
    ["insufficient_scope, of two challenges", 401, { "www-authenticate": 'Basic realm="x", Bearer error="insufficient_scope"' }],
    ["invalid_request", 401, { "www-authenticate": 'Bearer error="invalid_request"' }],
    ["status 403", 403, INVALID],
  ]) {
    test(`after ${name} nothing is sent again, and the token stays`, async () => {
      const { session, refreshes } = await using([[status, headers]]);
      assert.equal((await session.fetch(`${origin}/me`)).status, status);
      assert.equal(await session.accessToken(), "at-1");
      assert.equal(refreshes.asked.length, 0);
    });
  }

  test("a body that is a stream is not sent twice; the next call has a new token", async () => {
    const bodies = {
      "a ReadableStream": () => ({ body: new Blob(["x"]).stream(), duplex: "half" }),
      "an iterable": () => ({ body: (async function* () { yield new TextEncoder().encode("x"); })(), duplex: "half" }),
    };
    for (const [name, body] of Object.entries(bodies)) {
      const { session } = await using([[401, INVALID]]);
      assert.equal((await session.fetch(`${origin}/me`, { method: "POST", ...body() })).status, 401, name);
      assert.equal(asked.length, 1, name);
      await session.fetch(`${origin}/me`);
      assert.equal(asked[1].token, "Bearer at-2", name);
    }
  });

  test("a Request is sent as it is, and once only where it has a body", async () => {
    const { session } = await using([[401, INVALID], [200], [401, INVALID]]);
    assert.equal((await session.fetch(new Request(`${origin}/me`, { headers: { accept: "a/b" } }))).status, 200);
    assert.equal((await session.fetch(new Request(`${origin}/me`, { method: "POST", body: "x" }))).status, 401);
    assert.equal(asked.length, 3);
  });

  for (const [name, url] of [
    ["another origin", () => "https://api.example/"],
    ["another port", () => origin.replace(/\d+$/, "1") + "/"],
    ["the same host by https", () => `${origin.replace("http:", "https:")}/`],
    ["a host that continues", () => `${origin}.evil.example/`],
    ["user information", () => `${origin}@evil.example/`],
    ["a relative URL without a page", () => "/me"],
    ["data", () => "data:text/plain,x"],
    ["no URL", () => "http://["],
  ]) {
    test(`the token is not sent to ${name}`, async () => {
      const { session } = await using([]);
      await assert.rejects(session.fetch(url()), { code: "origin_unlisted" });
      assert.equal(asked.length, 0);
    });
  }

  describe("the URL that is checked is the one that is sent", () => {
    const EVIL = "https://evil.example/x";

    /** The URLs that a call sends the token to, with a `fetch` that sends nothing. */
    async function sentBy(call) {
      const real = globalThis.fetch;
      const urls = [];
      globalThis.fetch = async (input, init) => {
        urls.push([String(input?.url ?? input), new Headers(init.headers).get("authorization")]);
        return new Response("");
      };
      try {
        const { session } = await using([]);
        await call(session).catch(({ code }) => urls.push(code));
      } finally {
        globalThis.fetch = real;
      }
      return urls;
    }

    test("of a URL object that the caller changes meanwhile", async () => {
      const url = new URL(`${origin}/me`);
      const sent = await sentBy((session) => {
        const response = session.fetch(url);
        url.href = EVIL;
        return response;
      });
      assert.deepEqual(sent, [[`${origin}/me`, "Bearer at-1"]]);
    });

    test("of an object whose toString returns two URLs, or a request of another realm, which are refused", async () => {
      let count = 0;
      for (const input of [{ toString: () => (count++ ? EVIL : origin) }, { url: EVIL, headers: new Headers() }, undefined, null, 5]) {
        assert.deepEqual(await sentBy((session) => session.fetch(input)), ["request_unexpected"]);
      }
    });

    test("of a Request whose class states another", async () => {
      class Disguised extends Request {
        get url() {
          return `${origin}/me`;
        }
      }
      for (const request of [new Disguised(EVIL), Object.create(Request.prototype)]) {
        assert.deepEqual(await sentBy((session) => session.fetch(request)), ["origin_unlisted"]);
      }
    });

    test("of a relative URL in a page with a base", async () => {
      Object.assign(globalThis, { location: { href: `${origin}/`, origin }, document: { baseURI: EVIL } });
      try {
        assert.deepEqual(await sentBy((session) => session.fetch("me")), ["origin_unlisted"]);
        globalThis.document.baseURI = `${origin}/base/`;
        assert.deepEqual(await sentBy((session) => session.fetch("me")), [[`${origin}/base/me`, "Bearer at-1"]]);
      } finally {
        delete globalThis.location;
        delete globalThis.document;
      }
    });

    test("a Request in place of the options is refused: its members could not be read", async () => {
      const init = new Request(origin, { method: "DELETE" });
      assert.deepEqual(await sentBy((session) => session.fetch(origin, init)), ["request_unexpected"]);
    });
  });

  test("a Request with a body is sent once where a browser does not show its body", async () => {
    const { session } = await using([[401, INVALID]]);
    const body = Object.getOwnPropertyDescriptor(Request.prototype, "body");
    Object.defineProperty(Request.prototype, "body", { configurable: true, get: () => undefined });
    try {
      assert.equal((await session.fetch(new Request(`${origin}/me`, { method: "POST", body: "x" }))).status, 401);
    } finally {
      Object.defineProperty(Request.prototype, "body", body);
    }
    assert.equal(asked.length, 1);
  });

  test("a challenge is read in linear time", async () => {
    const { session } = await using([]);
    const real = globalThis.fetch;
    for (const challenge of ["a".repeat(65_536), 'a="'.repeat(20_000), 'a="\\'.repeat(15_000), "a= ".repeat(20_000)]) {
      globalThis.fetch = async () => ({ status: 401, headers: { get: () => challenge } });
      const start = performance.now();
      try {
        await session.fetch(origin);
      } finally {
        globalThis.fetch = real;
      }
      assert.ok(performance.now() - start < 2_000);
    }
  });

  test("an access token with a line break is refused by an error that does not show it", async () => {
    const { session } = await using([]);
    await session.start({ accessToken: "secret\nx" });
    await assert.rejects(session.fetch(origin), (error) => error.code === "request_unexpected" && !/secret/.test(`${error.message}${error.cause}`));
  });

  test("a call that is aborted while a renewal holds the lock ends", async () => {
    // The renewal holds the lock until its time is over: no other session has this key.
    const { session } = await using([[401, INVALID]], { renew: never, timeout: 500, key: `${key} aborted` });
    await session.start(tokenOf({ ...AT, access_token: "at-1" }));
    const controller = new AbortController();
    const call = session.fetch(`${origin}/me`, { signal: controller.signal });
    await once(http, "request");
    setTimeout(() => controller.abort(), 50);
    await assert.rejects(call.then((response) => response.text()));
  });

  describe("an API that always returns a 401 without a reason", () => {
    const responding = (of) => async (input) => new Response("", { status: of(String(input)) });
    const ORIGINS = ["https://a.example", "https://b.example"];
    const real = globalThis.fetch;
    after(() => (globalThis.fetch = real));
    const bad = responding((url) => (url.includes("//b.") ? 401 : 200));

    test("costs one refresh, and the other APIs nothing", async () => {
      const { session, refreshes } = await using([], { origins: ORIGINS });
      globalThis.fetch = bad;
      for (let count = 0; count < 4; count++) {
        assert.equal((await session.fetch("https://b.example/")).status, 401);
        assert.equal((await session.fetch("https://a.example/")).status, 200);
      }
      assert.equal(refreshes.asked.length, 1);
      assert.equal((await session.state()).state, "ready");
    });

    test("counts again once a call there has succeeded", async () => {
      const { session } = await using([], { origins: ORIGINS });
      globalThis.fetch = bad;
      await session.fetch("https://b.example/");
      assert.equal((await session.state()).state, "ready");
      globalThis.fetch = responding(() => 200);
      await session.fetch("https://b.example/");
      globalThis.fetch = bad;
      await session.fetch("https://b.example/");
      // Rejected again: the next refresh waits.
      assert.equal((await session.state()).state, "waiting");
    });

    for (const [name, options] of [["a frame renews the token", { renew: () => Promise.reject(new OAuthError("login_required")) }], ["nothing renews the token", {}]]) {
      test(`ends no session where ${name}`, async () => {
        const { session } = await using([], { origins: ORIGINS, ...options });
        await session.start(tokenOf({ ...AT, access_token: "at-1" }));
        globalThis.fetch = bad;
        assert.equal((await session.fetch("https://b.example/")).status, 401);
        assert.equal(await session.accessToken(), "at-1");
      });
    }

    test("calls at the same time all get the new token", async () => {
      const { session, refreshes } = await using([], { origins: ORIGINS });
      globalThis.fetch = async (_, init) => new Response("", { status: init.headers.get("authorization") === "Bearer at-2" ? 200 : 401 });
      const responses = await Promise.all([1, 2, 3].map(() => session.fetch("https://b.example/")));
      assert.deepEqual(responses.map(({ status }) => status), [200, 200, 200]);
      assert.equal(refreshes.asked.length, 1);
    });
  });

  test("the token is not sent to where an API redirects to", async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      const { session } = await using([[status, { location: `${origin}/other` }]]);
      await assert.rejects(session.fetch(`${origin}/me`), { code: "redirect" });
      assert.equal(asked.length, 1);
    }
  });

  test("a header that the session sets is refused, and so are origins that are none", async () => {
    const { session } = await using([]);
    await assert.rejects(session.fetch(`${origin}/me`, { headers: { authorization: "Basic x" } }), { code: "request_unexpected", member: "Authorization" });
    for (const origins of [["https://api.example/"], ["https://API.example"], ["http://api.example"], ["null"], ["*"], [""], [5], "https://api.example", { 0: "x" }]) {
      assert.throws(() => new Session(client, new Map(), { origins }), { code: "request_unexpected", member: "origins" }, String(origins));
    }
    for (const origins of [[], ["https://api.example", "https://api.example:8443"], ["http://localhost:3000"], ["http://[::1]"], undefined, null]) {
      new Session(client, new Map(), { origins });
    }
  });
});
