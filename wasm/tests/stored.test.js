// What packages of earlier editions stored is read, and what this one stores is read by them: `tests/stored`.
// GRANTLET_OLDER names folders of earlier packages that were built, by commas, as `cargo xtask test npm` does; without
// it only fixtures are read.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import * as grantlet from "grantlet";
import { fileStore } from "grantlet/file";
import { dpopKey } from "grantlet/proof";
import { HOUR, client, key, server } from "./sessions.js";
import { STORED } from "./stored.js";

const { Session, finishLogin, readCallback, startLogin } = grantlet;
const secret = { ...client, clientSecret: "fake-secret" };
const bound = { ...client, dpop: await dpopKey() };
const LATER = [["then", 0], ["later", 1_800_000], ["long after", 48 * HOUR]];
const NEXT = { access_token: "fake-at-next", refresh_token: "fake-rt-next", token_type: "Bearer", expires_in: 3600 };
const at = (context, now) => context.mock.timers.enable({ apis: ["Date"], now });
const set = (context, now) => context.mock.timers.setTime(now);
const optionsOf = ({ isOwn }) => ({ key, ...(isOwn && { clientCredentials: true }) });
const clientFor = ({ isOwn, isBound }) => (isOwn ? secret : isBound ? bound : client);

/** The first edition did not store what its own tokens are asked for: they are asked for anew. */
const isAskedAnew = ({ isOwn, text }) => isOwn && JSON.parse(text).grant === undefined;

for (const { edition, sessions, logins, files } of STORED) {
  describe(`what ${edition} stored`, () => {
    for (const row of sessions) {
      const { name, text, seen } = row;
      test(`${name}: it is in the state that it was in`, async (context) => {
        at(context, row.at);
        for (const [when, pass] of LATER) {
          set(context, row.at + pass);
          const session = new Session(clientFor(row), new Map([[row.key, text]]), optionsOf(row));
          const { state, token } = await session.state();
          const said = { state, accessToken: token?.accessToken, refreshToken: token?.refreshToken };
          const anew = { state: "due", accessToken: undefined, refreshToken: undefined };
          assert.deepEqual(said, isAskedAnew(row) ? anew : { accessToken: undefined, refreshToken: undefined, ...seen[when] });
        }
      });

      test(`${name}: it goes on, and its refresh token is sent`, async (context) => {
        at(context, row.at + 48 * HOUR);
        const store = new Map([[row.key, text]]);
        const { fetch: responds, asked } = server(() => (row.isBound ? { ...NEXT, token_type: "DPoP" } : NEXT));
        const proofs = [];
        const fetch = (url, init) => {
          proofs.push(new Headers(init.headers).has("dpop"));
          return responds(url, init);
        };
        const session = new Session(clientFor(row), store, { ...optionsOf(row), fetch });
        const { token, version } = JSON.parse(text);
        assert.equal(version, row.isBound && 3);
        const state = (await session.state()).state;
        const given = await session.accessToken().catch(({ code }) => code);
        if (state === "ended") {
          assert.deepEqual([given, asked, store.get(row.key)], ["ended", [], text]);
        } else if (state === "ready") {
          assert.deepEqual([given, asked], [token.accessToken, []]);
        } else {
          assert.equal(given, JSON.parse(text).doubted ? "waiting" : "fake-at-next");
          assert.equal(asked[0].refresh_token, row.isOwn ? undefined : token.refreshToken);
          const next = JSON.parse(store.get(row.key));
          assert.deepEqual([next.token.refreshToken, next.version, proofs], ["fake-rt-next", version, [!!row.isBound]]);
        }
      });
    }

    test("what it kept to revoke is revoked, once", async (context) => {
      const row = sessions.find(({ name }) => name === "a revocation that failed");
      at(context, row.at + HOUR);
      const store = new Map([[row.key, row.text]]);
      const { fetch, asked } = server(() => ({}));
      const { revocations = [] } = JSON.parse(row.text);
      const { revoked } = await new Session(client, store, { key, fetch }).end();
      assert.deepEqual([revoked, asked.length], [revocations.length > 0, revocations.length]);
      assert.equal(JSON.parse(store.get(row.key)).revocations, undefined);
    });

    for (const login of logins) {
      test(`a saved login, ${login.name}: its response is read, another's is refused`, async (context) => {
        at(context, login.at + 60_000);
        const { state, flow } = JSON.parse(login.saved);
        const back = (what) => `https://app.example/callback${what}&iss=https%3A%2F%2Fas.example`;
        const of = { ...login.client, issuerRule: login.client.issuerRule ?? (login.client.issuer ? undefined : "ignored") };
        const saved = login.client.issuer ? login.saved : login.saved.replace('"iss_rule":"refused"', '"iss_rule":"ignored"');
        const isImplicit = flow.includes("token") && !flow.startsWith("code");
        const mark = isImplicit ? "#access_token=fake-at&token_type=Bearer" : "?code=fake-code";
        assert.throws(() => readCallback(of, back(`${mark}&state=another`), saved), { code: "callback_state" });
        if (flow === "id_token token") {
          assert.throws(() => readCallback(of, back(`${mark}&state=${state}`), saved), { member: "id_token" });
          return;
        }
        const { request, token } = readCallback(of, back(`${mark}&state=${state}`), saved);
        if (isImplicit) {
          assert.equal(token.accessToken, "fake-at");
        } else {
          const form = new URLSearchParams(request.body);
          assert.deepEqual([form.get("code"), form.get("code_verifier")], ["fake-code", JSON.parse(saved).code_verifier]);
        }
      });
    }

    test("a folder of its files is read, and goes on", { skip: files ? false : "it had no such storage" }, async (context) => {
      const folder = await mkdtemp(join(tmpdir(), "grantlet-stored-"));
      try {
        await mkdir(join(folder, files.folder));
        for (const [name, text] of Object.entries(files.files)) {
          await writeFile(join(folder, files.folder, name), text);
        }
        at(context, 1_800_000_000_000 + 48 * HOUR);
        const { fetch, asked } = server(() => NEXT);
        const session = new Session(client, fileStore(folder), { key, fetch });
        assert.equal(await session.accessToken(), "fake-at-next");
        assert.equal(asked[0].refresh_token, "fake-rt-2");
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  });
}

describe("a text of a later version", () => {
  for (const [name, text] of [
    ["with all of this one's members", JSON.stringify({ sequence: 9, version: 4, token: { accessToken: "fake", refreshToken: "fake" } })],
    ["with others", JSON.stringify({ sequence: 9, version: 4, grants: [] })],
    ["without a number", JSON.stringify({ version: 4 })],
    ["that names itself", JSON.stringify({ sequence: 9, version: "next" })],
  ]) {
    test(`${name} is reported by each call, and nothing is written over it`, async () => {
      const store = new Map([[key, text]]);
      const session = new Session(client, store, { key, fetch: assert.fail });
      for (const call of [() => session.accessToken(), () => session.state(), () => session.end(), () => session.end({ revoke: true }), () => session.start({ refreshToken: "fake" }), () => session.rejected("fake")]) {
        await assert.rejects(call(), { code: "storage_incompatible", message: /a later version/ });
      }
      assert.equal(store.get(key), text);
    });
  }
});

const folders = process.env.GRANTLET_OLDER?.split(",") ?? [];
for (const folder of folders) {
  const older = await import(pathToFileURL(join(resolve(folder), "index.js")));
  describe(`rollback to ${folder}`, () => {
    const LOGIN = { ...NEXT, access_token: "fake-at-1", refresh_token: "fake-rt-1" };
    const received = (response) => grantlet.readResponse(client, 200, JSON.stringify(response));
    const fails = (status, json = {}) => async () => new Response(JSON.stringify(json), { status });
    const goes = async (session) => void (await session.accessToken().catch(() => {}));
    for (const [name, fetch, step, refreshToken, isSent] of [
      ["a login", undefined, undefined, "fake-rt-1"],
      ["a refresh", fails(200, NEXT), goes, "fake-rt-next"],
      ["a pause", fails(503), goes, "fake-rt-1", true],
      ["a refusal", fails(401, { error: "invalid_client" }), goes, "fake-rt-1", true],
      ["a short token", fails(200, { ...NEXT, expires_in: 1 }), goes, "fake-rt-next"],
      ["a rejected token", undefined, (session) => session.rejected("fake-at-1"), "fake-rt-1"],
      ["an end", undefined, (session) => session.end(), undefined],
      ["a revocation that is kept", fails(503), (session) => session.end({ revoke: true }).catch(() => {}), undefined],
    ]) {
      test(`${name} of this edition is read, goes on, and is read here again`, async (context) => {
        at(context, 1_800_000_000_000);
        const store = new Map();
        const session = new Session(client, store, { key, fetch });
        await session.start(received(LOGIN));
        set(context, Date.now() + HOUR);
        await step?.(session);
        const before = store.get(key);
        set(context, Date.now() + 2 * HOUR);
        const { fetch: theirs, asked } = server(() => ({ ...NEXT, access_token: "fake-at-older", refresh_token: "fake-rt-older" }));
        const rolled = new older.Session(client, store, { key, fetch: theirs });
        assert.equal((await rolled.state()).token?.refreshToken, refreshToken);
        const given = await rolled.accessToken().catch(({ code }) => code);
        if (refreshToken) {
          assert.deepEqual([given, asked.map((form) => form.refresh_token)], ["fake-at-older", [refreshToken]]);
          const { state, token } = await new Session(client, store, { key }).state();
          assert.deepEqual([state, token.refreshToken], ["ready", "fake-rt-older"]);
        } else {
          assert.deepEqual([given, asked, store.get(key)], ["ended", [], before]);
        }
        assert.equal(isSent ?? false, !!JSON.parse(before).sent);
      });
    }

    test("a refresh token that is bound to a key is sent without a proof there; this edition goes on unless the grant ended", async (context) => {
      const row = STORED.flatMap(({ sessions }) => sessions).find(({ name }) => name === "a login bound to a key");
      for (const [error, state] of [["invalid_dpop_proof", "refused"], ["invalid_grant", "ended"]]) {
        at(context, row.at + 48 * HOUR);
        const store = new Map([[key, row.text]]);
        const proofs = [];
        const fetch = async (url, init) => {
          proofs.push(new Headers(init.headers).has("dpop"));
          return proofs.at(-1) ? new Response(JSON.stringify({ ...NEXT, token_type: "DPoP" })) : new Response(JSON.stringify({ error }), { status: 400 });
        };
        const rolled = new older.Session(client, store, { key, fetch });
        assert.equal(await rolled.accessToken().catch(({ code }) => code), state);
        set(context, row.at + 96 * HOUR);
        const given = await new Session(bound, store, { key, fetch }).accessToken().catch(({ code }) => code);
        assert.deepEqual([given, proofs], state === "ended" ? ["ended", [false]] : ["fake-at-next", [false, true]]);
        context.mock.timers.reset();
      }
    });

    test("a login that this edition saved is finished there, and one of there here", async () => {
      const redirectUri = "https://app.example/callback";
      const of = { ...client, authorizationEndpoint: "/authorize" };
      const back = (saved) => `${redirectUri}?code=fake-code&state=${JSON.parse(saved).state}`;
      for (const [from, to] of [[startLogin, older.finishLogin], [older.startLogin, finishLogin]]) {
        const { saved } = from(of, { redirectUri });
        const { fetch, asked } = server(() => LOGIN);
        const { token } = await to(of, back(saved), saved, { fetch });
        assert.deepEqual([token.refreshToken, asked[0].code], ["fake-rt-1", "fake-code"]);
      }
    });
  });
}
