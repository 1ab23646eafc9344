// Writes fixtures with a built npm package of an earlier edition: `node tests/stored/write.js FOLDER > REVISION/package.json`.
// The README says how. Every token is obviously none.

import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = resolve(process.argv[2]);
const load = (name) => import(pathToFileURL(join(folder, name)));
const { Session, readResponse, startLogin } = await load("index.js");
const { fileStore } = await load("file.js").catch(() => ({}));
const { dpopKey } = await load("proof.js").catch(() => ({}));

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
let now = NOW;
Date.now = () => now;

const client = {
  clientId: "app",
  baseUrl: "https://as.example",
  authorizationEndpoint: "/authorize",
  tokenEndpoint: "/token",
  revocationEndpoint: "/revoke",
};
const secret = { ...client, clientSecret: "fake-secret" };
const named = { ...client, issuer: "https://as.example" };
// Which key it is, is not stored.
const bound = dpopKey && { ...client, dpop: await dpopKey() };
const key = "session";
const LOGIN = { access_token: "fake-at-1", refresh_token: "fake-rt-1", token_type: "Bearer", expires_in: 3600 };
const NEXT = { access_token: "fake-at-2", refresh_token: "fake-rt-2", token_type: "Bearer", expires_in: 3600 };
const toKey = (response) => ({ ...response, token_type: "DPoP" });
const responding = (json, status = 200) => async () => new Response(JSON.stringify(json), { status });
const never = () => new Promise(() => {});

/** An `id_token` whose signature is none. */
const idToken = (claims) => {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const all = { iss: "https://as.example", aud: "app", sub: "fake-user", iat: NOW / 1000, exp: NOW / 1000 + 86_400, ...claims };
  return `${part({ alg: "RS256" })}.${part(all)}.ZmFrZQ`;
};

/** What a session stores after a login and some calls, in a store that the calls may watch. */
async function stored(login, calls, options = {}, store = new Map(), of = client) {
  now = NOW;
  const session = new Session(of, store, { key, ...options });
  if (login) {
    await session.start(readResponse(of, 200, JSON.stringify(login)));
  }
  await calls?.(session, store);
  return store;
}

const later = (session) => {
  now += HOUR;
  return session.accessToken().catch(() => {});
};

const mark = async (session) => {
  now += HOUR;
  session.accessToken().catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 50));
};

const rows = [
  ["a login", LOGIN],
  ["a login without a refresh token", { ...LOGIN, refresh_token: undefined }],
  ["a login without a lifetime", { ...LOGIN, expires_in: undefined }],
  ["a login with scope and id_token", { ...LOGIN, scope: "openid a", id_token: "fake.id.token" }],
  ["a refresh that rotated", LOGIN, later, { fetch: responding(NEXT) }],
  ["a refresh that brought no refresh token", LOGIN, later, { fetch: responding({ ...NEXT, refresh_token: undefined }) }],
  ["a mark", LOGIN, mark, { fetch: never }],
  ["a pause", LOGIN, later, { fetch: responding({}, 503) }],
  ["a refusal", LOGIN, later, { fetch: responding({ error: "invalid_client" }, 401) }],
  ["a rejected token", LOGIN, (session) => session.rejected("fake-at-1")],
  ["a token rejected twice", LOGIN, async (session) => {
    await session.rejected("fake-at-1");
    await session.accessToken();
    await session.rejected("fake-at-2");
  }, { fetch: responding(NEXT) }],
  ["a short token", LOGIN, later, { fetch: responding({ ...NEXT, expires_in: 5 }) }],
  ["an end", LOGIN, (session) => session.end()],
  ["an end by the server", LOGIN, later, { fetch: responding({ error: "invalid_grant" }, 400) }],
  ["a revocation that failed", LOGIN, (session) => session.end({ revoke: true }).catch(() => {}), { fetch: responding({}, 503) }],
  ["an id_token that failed", { ...LOGIN, id_token: idToken({}) }, later, { fetch: responding({ ...NEXT, id_token: idToken({ exp: 1 }) }) }, named],
  ["client credentials", undefined, (session) => session.accessToken(), { fetch: responding(LOGIN), clientCredentials: true }],
  ...(bound
    ? [
        ["a login bound to a key", toKey(LOGIN), undefined, {}, bound],
        ["a refresh bound to a key", toKey(LOGIN), later, { fetch: responding(toKey(NEXT)) }, bound],
        ["a mark bound to a key", toKey(LOGIN), mark, { fetch: never }, bound],
      ]
    : []),
];

const sessions = [];
for (const [name, login, calls, options = {}, of = options.clientCredentials ? secret : client] of rows) {
  const isOwn = !!options.clientCredentials;
  const store = await stored(login, calls, options, new Map(), of);
  const [[where, text]] = store;
  const seen = {};
  for (const [when, pass] of [["then", 0], ["later", 1_800_000], ["long after", 48 * HOUR]]) {
    const before = now;
    now += pass;
    const { state, token } = await new Session(of, new Map([[where, text]]), { key, ...options }).state();
    seen[when] = { state, accessToken: token?.accessToken, refreshToken: token?.refreshToken };
    now = before;
  }
  sessions.push({ name, isOwn, ...(of.dpop && { isBound: true }), key: where, at: now, text, seen });
}

now = NOW;
const redirectUri = "https://app.example/callback";
const issuer = "https://as.example";
const logins = [
  ["code", client, {}],
  ["code, iss required", { ...client, issuer, issuerRule: "required" }, {}],
  ["code id_token", { ...client, issuer }, { scope: "openid", idToken: true }],
  ["token", client, { flow: "implicit" }],
  ["id_token token", { ...client, issuer }, { flow: "implicit", scope: "openid", idToken: true }],
].map(([name, of, options]) => ({ name, client: of, at: NOW, saved: startLogin(of, { redirectUri, ...options }).saved }));

let files;
if (fileStore) {
  const own = mkdtempSync(join(tmpdir(), "grantlet-"));
  await stored(LOGIN, later, { fetch: responding(NEXT) }, fileStore(own));
  const [inner] = readdirSync(own);
  // A lock names the machine and the process that held it.
  const read = (name) => readFileSync(join(own, inner, name), "utf8").replace(/^(F\w+) .*$/s, "$1 fake-host 1");
  files = { folder: inner, files: Object.fromEntries(readdirSync(join(own, inner)).map((name) => [name, read(name)])) };
  rmSync(own, { recursive: true });
}
console.log(JSON.stringify({ sessions, logins, files }, undefined, 1));
process.exit();
