// Servers that a callback chooses from, refreshes at an endpoint of their own, and those by the access token.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { idTokenOf } from "./sessions.js";
import { Session, finishLogin, readCallback, readResponse, refresh, refreshRequest, revoke, startLogin } from "grantlet";

const file = new URL("../../tests/tables/servers.json", import.meta.url);
const table = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { servers: "", cases: [] };
const redirectUri = "https://app.example/cb";
const client = {
  clientId: "id",
  authorizationEndpoint: "/auth",
  tokenEndpoint: "/token",
  revocationEndpoint: "/revoke",
  baseUrl: "https://own.example",
  issuer: "https://as.example",
  servers: table.servers.split(" ").map((word) => word.split("=")),
};

describe("the shared table of callbacks that name a server", { skip: !table.cases.length }, () => {
  for (const { callback, fragment, server, class: refused } of table.cases) {
    test(`${callback} ${fragment ? "in the fragment" : ""}`, () => {
      const options = { redirectUri, responseMode: fragment ? "fragment" : "query" };
      const { saved } = startLogin(client, options);
      const { state } = JSON.parse(saved);
      const url = redirectUri + callback.replace("state=s1", `state=${state}`);
      if (server === undefined) {
        const code = refused === "denied" ? "callback_refused" : `callback_${refused}`;
        return assert.throws(() => readCallback(client, url, saved), { code });
      }
      const read = readCallback(client, url, saved);
      const base = table.base_urls[server - 1];
      assert.equal(read.server, base);
      assert.equal(read.request.url, `${base ?? client.baseUrl}/token`);
    });
  }
});

/** A fetch that responds with a token, and the URLs that it was asked for. */
function tokens(...bodies) {
  const asked = [];
  const fetch = (url, { body }) => {
    asked.push(`${url} ${body ?? ""}`);
    const members = { access_token: `at-${asked.length}`, token_type: "Bearer", expires_in: 3600, refresh_token: "rt" };
    return Promise.resolve(Response.json({ ...members, ...bodies[asked.length - 1] }));
  };
  return { asked, fetch };
}

const EU = "https://accounts.zoho.eu";

async function loggedIn({ asked, fetch }) {
  const { saved } = startLogin(client, { redirectUri });
  const { state } = JSON.parse(saved);
  const address = `${redirectUri}?code=c1&state=${state}&accounts-server=${encodeURIComponent(EU)}`;
  const { token } = await finishLogin(client, address, saved, { fetch });
  assert.equal(token.server, EU);
  assert.match(asked[0], /^https:\/\/accounts\.zoho\.eu\/token /);
  return token;
}

describe("a server that a login chose", { skip: !table.cases.length }, () => {
  test("a login for an id_token alone returns the server with the refresh token", async () => {
    const options = { redirectUri, scope: "openid", idToken: true, idTokenOnly: true };
    const { saved } = startLogin(client, options);
    const { state, nonce } = JSON.parse(saved);
    const id_token = idTokenOf({ aud: "id", nonce, exp: Math.floor(Date.now() / 1000) + 300, iat: Math.floor(Date.now() / 1000) });
    const fetch = async () => Response.json({ id_token, token_type: "Bearer", refresh_token: "rt" });
    const address = `${redirectUri}?code=c1&state=${state}&accounts-server=${encodeURIComponent(EU)}`;
    const { server, refreshToken } = await finishLogin(client, address, saved, { fetch, idTokenOnly: true });
    assert.deepEqual([server, refreshToken], [EU, "rt"]);
  });

  test("a server that is not listed is named as the reason", () => {
    const { saved } = startLogin(client, { redirectUri });
    const { state } = JSON.parse(saved);
    const address = `${redirectUri}?code=c1&state=${state}&accounts-server=x`;
    assert.throws(() => readCallback(client, address, saved), { code: "callback_issuer", message: /servers do not list/ });
  });

  test("gets the refreshes and revocations of the token", async () => {
    const { asked, fetch } = tokens();
    const token = await loggedIn({ asked, fetch });
    const refreshed = await refresh(client, token, { fetch });
    assert.equal(refreshed.server, EU);
    await revoke(client, refreshed, { fetch });
    assert.deepEqual(asked.slice(1).map((url) => url.split(" ")[0]), [`${EU}/token`, `${EU}/revoke`]);
  });

  test("is kept in a session's record, which earlier versions of the package refuse", async () => {
    const { asked, fetch } = tokens({}, { refresh_token: "rt-2" });
    const token = await loggedIn({ asked, fetch });
    const store = new Map();
    await new Session(client, store, { key: "k", fetch }).start({ ...token, requestedAt: 1, expiresAt: 1 });
    assert.equal(JSON.parse(store.get("k")).version, 2);
    assert.ok(store.get("k").startsWith('{"sequence"'));
    const session = new Session(client, store, { key: "k", fetch });
    assert.equal(await session.accessToken(), "at-2");
    assert.equal((await session.state()).token.server, EU);
    await session.end({ revoke: true });
    assert.deepEqual(asked.slice(1).map((url) => url.split(" ")[0]), [`${EU}/token`, `${EU}/revoke`]);
    assert.equal(JSON.parse(store.get("k")).version, undefined);
  });

  test("that the client does not list is sent nothing", async () => {
    const { asked, fetch } = tokens();
    const token = { refreshToken: "rt", accessToken: "at", server: "https://accounts.zoho.eu.evil" };
    for (const server of [token.server, "accounts-server", "", "eu"]) {
      const code = "request_other_server";
      await assert.rejects(refresh(client, { ...token, server }, { fetch }), { code });
      await assert.rejects(revoke(client, { ...token, server }, { fetch }), { code });
    }
    const plain = { clientId: "id", tokenEndpoint: "https://as.example/token" };
    await assert.rejects(refresh(plain, { ...token, server: EU }, { fetch }), { code: "request_other_server" });
    const stored = { sequence: 1, version: 2, token: { ...token, accessToken: "" } };
    const store = new Map([["k", JSON.stringify(stored)]]);
    await assert.rejects(new Session(client, store, { key: "k", fetch }).accessToken(), { code: "request_other_server" });
    assert.deepEqual(JSON.parse(store.get("k")), stored);
    assert.deepEqual(asked, []);
  });

  test("is misspelt where it has no base URL", () => {
    for (const servers of [[["dc"]], [["dc"], ["us.example"]], [["iss"], [EU]], [["dc", "x"], [EU]], "dc", [[]]]) {
      assert.throws(() => startLogin({ ...client, servers }, { redirectUri }), { code: "request_unexpected" });
    }
  });
});

describe("refreshes", () => {
  const photos = {
    clientId: "id",
    clientAuth: "omitted",
    tokenEndpoint: "https://photos.example/access_token",
    refreshEndpoint: "https://photos.example/refresh_access_token",
    grantTypes: { refresh_token: "ig_refresh_token" },
    rename: { refresh_token: "access_token" },
    refreshByAccessToken: true,
    dangerouslySendInQuery: true,
  };

  test("have an endpoint of their own", () => {
    assert.equal(
      refreshRequest(photos, "a1").url,
      "https://photos.example/refresh_access_token?grant_type=ig_refresh_token&access_token=a1",
    );
    const evil = { ...photos, refreshEndpoint: "http://evil.example" };
    assert.throws(() => refreshRequest(evil, "a1"), { code: "request_url", member: "refresh_endpoint" });
  });

  test("by the access token go on in a session", async () => {
    const body = new TextEncoder().encode('{"access_token":"a\\/1","token_type":"bearer","expires_in":1}');
    const token = readResponse(photos, 200, body);
    assert.equal(token.refreshToken, "a/1");
    const asked = [];
    const fetch = (url) => {
      asked.push(url);
      return Promise.resolve(Response.json({ access_token: `a${asked.length + 1}`, token_type: "bearer", expires_in: 3600 }));
    };
    const store = new Map();
    const session = new Session(photos, store, { key: "k", fetch });
    await session.start({ ...token, requestedAt: 1, expiresAt: 1001 });
    assert.equal(await session.accessToken(), "a2");
    assert.equal(JSON.parse(store.get("k")).token.refreshToken, "a2");
    assert.equal(JSON.parse(store.get("k")).version, undefined);
    assert.deepEqual(asked, ["https://photos.example/refresh_access_token?grant_type=ig_refresh_token&access_token=a%2F1"]);
  });
});
