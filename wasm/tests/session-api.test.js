// Calls of an API through a session: which origins get the token, what is sent twice, and what is not.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { Session } from "grantlet";
import { AT, LOGIN, client, key, server, tokenOf } from "./sessions.js";

describe("an API called through a session", () => {
  let http;
  let origin;
  /** The responses to come, and the requests so far. */
  let answers;
  let asked;
  before(async () => {
    http = createServer(async (request, response) => {
      let body = "";
      for await (const part of request) {
        body += part;
      }
      asked.push({ method: request.method, token: request.headers.authorization, body });
      const [status = 200, headers = {}] = answers.shift() ?? [];
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
    answers = [...coming];
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
