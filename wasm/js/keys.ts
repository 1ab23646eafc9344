// Fetches a server's keys, caches them, and verifies signatures with them. It is built into a file of its own, which
// `verifyIdToken` loads.

import { instantiate } from "#translated_keys";
import * as abi from "./abi.js";
import { put } from "./bounded_map.js";
import type { ErrorDetails, OAuthErrorCode } from "./errors.js";
import { callModule, fieldsOf, secondsOf } from "./module.js";
import { SENDING } from "./option_types.js";
import { isSecure } from "./origins.js";
import type { Sent } from "./send.js";
import type { SharedFunctions } from "./shared_functions.js";
import type { VerifiedIdToken, VerifyOptions, VerifyingClient } from "./verify_id_token.js";

/** Why a token is not verified. The caller makes an `OAuthError` of it, whose class is not in this file. */
interface Failure extends ErrorDetails {
  readonly code: OAuthErrorCode;
}

/** Sends a request for the keys. */
type Get = () => Promise<Sent>;

/** The cached keys of a server. */
interface CachedKeys {
  /** The last JWK set, and when it came. */
  set?: Uint8Array;
  at: number;
  /** When the last request was sent. */
  askedAt: number;
  /** The request that is in flight. */
  coming?: Promise<Failure | Uint8Array> | undefined;
}

/** By the URL of the keys, the oldest first. */
const servers = new Map<string, CachedKeys>();
/** For how long after a request no key that fits is no reason for another, in milliseconds. */
const PAUSE = 60_000;

/** The parameters of WebCrypto for each algorithm: to import a key, and to verify. */
const ALGORITHMS = {
  RS256: [{ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, "RSASSA-PKCS1-v1_5"],
  ES256: [{ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }],
  PS256: [{ name: "RSA-PSS", hash: "SHA-256" }, { name: "RSA-PSS", saltLength: 32 }],
  EdDSA: [{ name: "Ed25519" }, "Ed25519"],
} as const;

/** `verifyIdToken`, with the functions that the first script lends. */
export async function verifyBy(
  [OAuthError, checked, must, wrong, send, unlessAborted]: SharedFunctions,
  client: VerifyingClient,
  idToken: string | undefined,
  options: VerifyOptions | undefined,
): Promise<VerifiedIdToken> {
  const { issuer, clientId, jwksUri, allowLoopback } = checked("client", client, "s issuer clientId jwksUri b allowLoopback");
  must("idToken", idToken ?? "", "s");
  const table = `${SENDING} s algorithm nonce accessToken code subject i now d maxAge`;
  const { signal, algorithm = "RS256", nonce, accessToken, code, subject, now = Date.now(), maxAge = 3_600_000, ...sending } = checked("options", options, table);
  const number = abi.SIGNATURE_ALGORITHMS.indexOf(algorithm);
  if (number < 0) {
    throw wrong("algorithm", `it must be one of: ${abi.SIGNATURE_ALGORITHMS.join(", ")}`);
  }
  // An empty string is a value that got lost on its way here, and would be compared with nothing.
  const optional = { nonce, access_token: accessToken, code, sub: subject };
  for (const [member, value] of Object.entries({ iss: issuer, client_id: clientId, jwks_uri: jwksUri, ...optional })) {
    if (!(member in optional ? (value ?? "-") : value)) {
      throw new OAuthError("request_missing", { member });
    }
  }
  if (!isSecure(jwksUri!, !allowLoopback)) {
    throw new OAuthError("request_url", { member: "jwks_uri" });
  }
  if (!idToken) {
    throw new OAuthError("id_token_missing", { member: "id_token" });
  }
  const get = (): Promise<Sent> => send({ url: jwksUri!, method: "GET", headers: { Accept: "application/json" }, body: "" }, sending);
  const result = await unlessAborted(() => verified(jwksUri!, maxAge, [idToken, number, issuer, clientId, nonce, accessToken, code, subject], now, get), signal);
  if ("claims" in result) {
    return result;
  }
  throw new OAuthError(result.code, result);
}

/** The claims of a token whose signature is that of a key of this URL. The fields are those of `keys.rs`. */
async function verified(url: string, maxAge: number, fields: readonly unknown[], now: number, get: Get): Promise<Failure | VerifiedIdToken> {
  const text = fieldsOf(fields);
  // Validated before anything is fetched, so that a token that is not valid causes no request.
  let last = servers.get(url)?.set ?? new TextEncoder().encode('{"keys":[]}');
  const first = found(text, now, last);
  if ("code" in first && !first.code.startsWith("keys")) {
    return first;
  }
  const come = (): Promise<Failure | Uint8Array> => fetched(get, text, now);
  let set = await kept(url, come, ({ at }) => isWithin(at, maxAge));
  let key = "code" in set ? set : set === last ? first : found(text, now, set);
  if ("code" in key && key.code === "keys_missing" && !("code" in set)) {
    last = set;
    set = await kept(url, come, ({ set: newest, askedAt }) => newest !== last || isWithin(askedAt, PAUSE));
    key = "code" in set ? set : set === last ? key : found(text, now, set);
  }
  return "code" in key ? (key.code.startsWith("keys") ? { endpoint: url, ...key } : key) : verify(fields, key);
}

/** Whether a moment is less than so many milliseconds ago. False if the clock was set back since. */
function isWithin(at: number, milliseconds: number): boolean {
  const age = Date.now() - at;
  return age >= 0 && age < milliseconds;
}

/** The keys of a server: those that come, those that are kept if they are good enough, or new ones. */
async function kept(url: string, come: () => Promise<Failure | Uint8Array>, isGood: (kept: CachedKeys) => boolean): Promise<Failure | Uint8Array> {
  const own = servers.get(url) ?? { at: 0, askedAt: 0 };
  if (own.coming) {
    return own.coming;
  }
  if (own.set && isGood(own)) {
    return own.set;
  }
  put(servers, url, own);
  own.askedAt = Date.now();
  own.coming = come();
  try {
    const result = await own.coming;
    if (!("code" in result)) {
      // A failure does not replace the keys that are there.
      own.set = result;
      own.at = Date.now();
    }
    return result;
  } finally {
    own.coming = undefined;
  }
}

/** A response that is no JWK set, such as a page that says when the server will be back, is a failure whatever its status. */
async function fetched(get: Get, text: string, now: number): Promise<Failure | Uint8Array> {
  const { status, endpoint, body } = await get();
  if (status > 299) {
    return { code: "keys_status", status, endpoint, sentence: NO_KEYS };
  }
  const read = found(text, now, body);
  return "code" in read && /^keys_(?!conflict|missing $)/.test(`${read.code} ${read.member ?? ""}`) ? read : body;
}

/** The claims, and the key that verifies the signature, as JSON. */
interface Found {
  readonly claims: string;
  readonly jwk: string;
}

/** Validates the claims of the token, and finds its key. Neither is changed. */
function found(text: string, now: number, set: Uint8Array): Failure | Found {
  const module = instantiate<abi.Keys>({});
  // 0 would mean that no time is compared.
  const seconds = Math.max(1, secondsOf(now));
  // Three times the token, which is the longest field, and a key of 8192 bits.
  const { fault, texts, words } = callModule(module, module.read_keys, text, set, seconds, 2 * text.length + 2112);
  if (!fault) {
    const [claims, jwk] = texts as [string, string];
    return { claims, jwk };
  }
  const stage = abi.STAGES[fault >> 5] ?? "keys";
  const code = `${stage}_${abi.CLASSES[fault & 31]}` as OAuthErrorCode;
  const member = abi.KEYS_MEMBERS[words[abi.MEMBER]!];
  return { code, member, sentence: SENTENCES[member ? `${code} ${member}` : code] ?? (stage === "keys" ? NO_KEYS : undefined) };
}

const NO_KEYS = "no JWK set: check jwksUri";

/** Explanations of errors. */
const SENTENCES: Readonly<Record<string, string>> = {
  "id_token_algorithm alg": "the token has another alg: set algorithm to the one that the client is registered for",
  "id_token_unexpected crit": "the header has an extension that must be understood",
  "id_token_unexpected typ": "the header is that of another kind of token",
  keys_missing: "the server has no key for it",
  keys_conflict: "several keys fit, and the token does not name one",
  keys_syntax: "the keys are not JSON",
};

/** Verifies the signature with the key that was found for it. */
async function verify([idToken, number]: readonly unknown[], { claims, jwk }: Found): Promise<Failure | VerifiedIdToken> {
  const algorithm = abi.SIGNATURE_ALGORITHMS[number as number]!;
  const [imported, by] = ALGORITHMS[algorithm];
  const token = idToken as string;
  const end = token.lastIndexOf(".");
  const bytes = (base64url: string) => Uint8Array.from(atob(base64url.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  let isValid = false;
  try {
    const key = await crypto.subtle.importKey("jwk", JSON.parse(jwk) as JsonWebKey, imported, false, ["verify"]);
    isValid = await crypto.subtle.verify(by, key, bytes(token.slice(end + 1)), new TextEncoder().encode(token.slice(0, end)));
  } catch (cause) {
    // A page over http has no `subtle`.
    if (!globalThis.crypto?.subtle || (cause as Error).name === "NotSupportedError") {
      return { code: "id_token_algorithm", member: "alg", sentence: `this runtime does not verify ${algorithm}; a page must be https`, cause };
    }
  }
  if (!isValid) {
    return { code: "id_token_signature" };
  }
  const all = JSON.parse(claims) as Readonly<Record<string, unknown>>;
  const { iss: issuer, sub: subject, aud, exp, iat } = all;
  const moments = { expiresAt: 1000 * (exp as number), issuedAt: 1000 * (iat as number) };
  return Object.freeze({ issuer, subject, audience: Object.freeze([aud].flat()), ...moments, claims: Object.freeze(all) }) as unknown as VerifiedIdToken;
}
