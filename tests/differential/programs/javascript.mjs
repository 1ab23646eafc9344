// Reads batches of inputs from its standard input, as `main.c` does, and writes the verdict on each of an
// entry of the npm package. The package's folder and the entry's file are its arguments.

import { readSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const [, , folder, entry] = process.argv;

const NOW = 1_800_000_000;
const ISSUER = "https://as.example";
const STATE = "S".repeat(42) + "A";
const NONCE = "N".repeat(42) + "A";
const VERIFIER = "V".repeat(42) + "A";
const HAS_SECRET = 0x100;
const OF_ACCESS = 0x200;

// A clock that stands, and entropy that an input gives.
let ahead = 0;
Date.now = () => (NOW + ahead) * 1000;
let entropy = new Uint8Array(96).map((_, index) => index + 1);
let taken = 0;
globalThis.crypto.getRandomValues = (to) => {
  const bytes = new Uint8Array(to.buffer, to.byteOffset, to.byteLength);
  bytes.set(entropy.subarray(taken, (taken += bytes.length)));
  return to;
};

const grantlet = await import(pathToFileURL(join(folder, entry)).href);

const STANDARD = {
  authorizationEndpoint: "/authorize",
  tokenEndpoint: "/token",
  revocationEndpoint: "/revoke",
  deviceAuthorizationEndpoint: "/device",
};

// Those of rust/profiles.rs, by the same indexes.
const PROFILES = [
  STANDARD,
  grantlet.bold,
  grantlet.bolt,
  grantlet.boldsign,
  grantlet.jsonBody,
  grantlet.dataEnvelope,
  {
    ...STANDARD,
    clientAuth: "basic_verbatim",
    headers: { "X-Key": "client_secret", "X-Id": "client_id" },
    rename: { client_id: "clientId", scope: "scopes" },
    order: ["scope", "grant_type"],
    extra: ["tenant", "account_id", "id"],
    errors: [
      { code: "code", description: "message", number: "errorId" },
      { code: "code", description: "text", insideError: true },
    ],
    endsOn: [["invalid_request", "InvalidGrantCode"], ["expired"]],
    tokenTypes: ["mac", "DPoP"],
    scopeSeparator: ",",
    bearerByDefault: true,
    pkce: false,
    allowLoopback: true,
  },
  {
    ...STANDARD,
    clientAuth: "none",
    envelope: "result",
    errors: [{ code: "code_reason", description: "message", insideError: true }],
    extra: ["id"],
  },
];

/** Classes that name a member. */
const NAMES_MEMBER = /_(duplicate|type|missing|chars|misplaced|unexpected|length|url|base_url|mismatch)$/;

function verdict(className, lines) {
  let text = className + "\n";
  for (const [name, value] of lines) {
    if (value !== undefined && value !== "") {
      text += `${name}=${value}\n`;
    }
  }
  return text;
}

function ofError(error) {
  if (!(error instanceof grantlet.OAuthError)) {
    return verdict("thrown", [["error", error?.stack ?? String(error)]]);
  }
  const { code, member, status, endsGrant } = error;
  return verdict(code, [
    ["member", NAMES_MEMBER.test(code) && code !== "response_token_type" && code !== "callback_token_type" ? member : ""],
    ["error", error.error],
    ["error_description", error.errorDescription],
    ["error_uri", error.errorUri],
    ["error_number", error.errorNumber],
    ["claimed", error.unverifiedError?.error],
    ["claimed_description", error.unverifiedError?.error && error.unverifiedError.errorDescription],
    ["ends_grant", endsGrant ? "yes" : ""],
    ["status", /^response_(status|refused)$/.test(code) ? status : undefined],
  ]);
}

function ofToken(token, { extra = [] }) {
  const lines = [
    ["access_token", token.accessToken],
    ["token_type", token.tokenType],
    ["refresh_token", token.refreshToken],
    ["id_token", token.idToken],
    ["scope", token.scope],
    ["expires_in", token.expiresIn],
  ];
  for (const [name, value] of Object.entries(token.extra)) {
    lines.push(["extra", `${extra.indexOf(name)} ${typeof value}`]);
    lines.push(["value", typeof value === "string" ? value : undefined]);
  }
  return verdict("token", lines);
}

function ofRequest({ url, headers, body }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return verdict("request", [["url", url], ["headers", lines.join("")], ["body", body]]);
}

const isText = (bytes) => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const attempt = (work) => {
  try {
    return work();
  } catch (error) {
    return ofError(error);
  }
};

/** A response that `fetch` brings. */
const responding = (status, body) => async () => ({
  status,
  headers: { get: () => null },
  arrayBuffer: async () => body.buffer.slice(body.byteOffset, body.byteOffset + body.length),
});

/** The client of inputs that name none; it has a secret only where a header repeats it. */
function clientOf(profile, own) {
  const baseUrl = profile === 2 || profile === 3 ? "" : "https://as.example";
  const secret = profile === 2 || profile === 6 ? { clientSecret: "s3cret" } : {};
  return { ...PROFILES[profile], baseUrl, clientId: "c1", ...secret, ...own };
}

function tokenResponse({ profile, number, fields: [body] }) {
  const client = clientOf(profile);
  const read = (body) => attempt(() => ofToken(grantlet.readResponse(client, number, body), client));
  const ofBytes = read(body);
  // A text that is whole gives the same.
  const text = isText(body);
  const ofText = text === undefined ? ofBytes : read(text);
  return ofText === ofBytes ? ofBytes : `${ofBytes}but as a text ${ofText}`;
}

const SERVER = { ...STANDARD, baseUrl: "https://as.example", clientId: "c1", issuer: ISSUER };
const STARTED = JSON.parse(
  grantlet.startLogin(SERVER, { redirectUri: "https://c.example/cb", scope: "openid", idToken: true }).saved,
);

/** A login that was started, with what an input expects in place of what it was started with. */
function savedLogin(changes) {
  return JSON.stringify({ ...STARTED, started: NOW + ahead, state: STATE, nonce: NONCE, code_verifier: VERIFIER, ...changes });
}

const RULES = ["required", "if_present", "refused", "ignored"];

function callback({ profile, number, fields: [address, redirectUri, issuer] }) {
  const client = clientOf(profile);
  const saved = savedLogin({
    flow: number & 4 ? "token" : "code",
    redirect_uri: redirectUri.toString(),
    iss: issuer.toString(),
    iss_rule: RULES[number & 3],
    token_endpoint: `${client.baseUrl} ${client.tokenEndpoint}`,
  });
  return attempt(() => {
    const { token, request } = grantlet.readCallback(client, address.toString(), saved);
    return token ? ofToken(token, client) : ofRequest(request);
  });
}

async function deviceResponse({ profile, number, fields: [body] }) {
  const endpoint = profile === 2 || profile === 3 ? "https://as.example/device" : "/device";
  const client = clientOf(profile, { deviceAuthorizationEndpoint: endpoint });
  try {
    const device = await grantlet.startDevice(client, { fetch: responding(number, body) });
    return verdict("device", [
      ["device_code", device.deviceCode],
      ["user_code", device.userCode],
      ["verification_uri", device.verificationUri],
      ["verification_uri_complete", device.verificationUriComplete],
      ["expires_in", (device.expiresAt - Date.now()) / 1000],
      ["interval", device.interval],
    ]);
  } catch (error) {
    return ofError(error);
  }
}

let logins = 0;

/** Lets the package forget the logins that were used, of which it keeps those of a quarter of an hour. */
async function forgetLogins() {
  ahead = 3600;
  await finish({ number: 0, fields: ["a.b.c"] });
  ahead = 0;
}

async function idToken(input) {
  if (logins % 256 === 255) {
    await forgetLogins();
  }
  return finish(input);
}

async function finish({ number, fields: [token] }) {
  // A login is used once.
  const state = STATE + ++logins;
  const saved = savedLogin({ flow: number ? "id_token token" : "code id_token", iss_rule: "ignored", state });
  const address = new URLSearchParams({ state });
  if (number) {
    const front = { access_token: "AT", token_type: "Bearer", id_token: token.toString() };
    Object.entries(front).forEach(([name, value]) => address.append(name, value));
  } else {
    address.append("code", "C");
  }
  const response = { access_token: "AT", token_type: "Bearer", id_token: token.toString() };
  const fetch = responding(200, Buffer.from(JSON.stringify(response)));
  try {
    await grantlet.finishLogin(SERVER, `https://c.example/cb${number ? "#" : "?"}${address}`, saved, { fetch });
    return verdict("id_token", []);
  } catch (error) {
    return ofError(error);
  }
}

function pairsFrom(fields, first) {
  const params = {};
  for (let index = first; index + 1 < fields.length; index += 2) {
    params[fields[index].toString()] = fields[index + 1].toString();
  }
  return params;
}

function request({ profile, number, fields }) {
  const [baseUrl, clientId, clientSecret, first, , redirectUri, codeVerifier, state, scope, granted] = fields.map(String);
  const secret = number & HAS_SECRET ? { clientSecret } : {};
  const client = { ...PROFILES[profile], baseUrl, clientId, ...secret };
  const options = { scope, params: pairsFrom(fields, 10) };
  const write = [
    () => grantlet.codeRequest(client, first, { ...options, redirectUri, codeVerifier, state }),
    () => grantlet.refreshRequest(client, first, { ...options, granted }),
    () => grantlet.clientCredentialsRequest(client, options),
    () => grantlet.deviceTokenRequest(client, first),
    () => grantlet.extensionRequest(client, first, options),
    () => grantlet.revocationRequest(client, first, number & OF_ACCESS ? "access_token" : "refresh_token"),
    () => grantlet.deviceAuthorizationRequest(client, options),
  ][number & 0xff];
  return attempt(() => ofRequest(write()));
}

function login({ profile, number, fields }) {
  const [, baseUrl, clientId, redirectUri, scope] = fields.map(String);
  const client = { ...PROFILES[profile], baseUrl, clientId, issuer: ISSUER };
  [entropy, taken] = [fields[0], 0];
  const flow = number & 2 ? "implicit" : "code";
  const options = { redirectUri, scope, flow, idToken: (number & 1) === 1, params: pairsFrom(fields, 5) };
  return attempt(() => verdict("login", [["url", grantlet.startLogin(client, options).url]]));
}

const KINDS = [tokenResponse, callback, deviceResponse, idToken, request, login];

/** So many bytes, or none where there are no more. */
function take(length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const read = readSync(0, bytes, at, length - at, null);
    if (read === 0) {
      return undefined;
    }
    at += read;
  }
  return bytes;
}

function put(bytes) {
  for (let at = 0; at < bytes.length; ) {
    at += writeSync(1, bytes, at);
  }
}

function lengthOf(bytes) {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return length;
}

for (let head = take(4); head; head = take(4)) {
  const batch = take(head.readUInt32LE());
  const replies = [];
  for (let at = 0; at < batch.length; ) {
    const input = { profile: batch[at + 1], number: batch.readUInt32LE(at + 2), fields: [] };
    const kind = batch[at];
    const count = batch.readUInt32LE(at + 6);
    at += 10;
    for (let index = 0; index < count; index++) {
      const length = batch.readUInt32LE(at);
      input.fields.push(batch.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    const verdict = Buffer.from(await KINDS[kind](input));
    replies.push(lengthOf(verdict), verdict);
  }
  const whole = Buffer.concat(replies);
  put(lengthOf(whole));
  put(whole);
}
