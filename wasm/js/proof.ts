// `grantlet/proof`: DPoP proofs and client assertions. The core writes what is signed, and WebCrypto signs it.

import { put } from "./bounded_map.js";
import type { Client } from "./client.js";
import { type KeyOptions, type SigningKey, keptKey } from "./dpop_key.js";
import type { OAuthError } from "./errors.js";
import { dateOf } from "./http_date.js";
import { algorithmOf, assertionInput, proofInput, signedBy, thumbprintOf } from "./jws.js";
import type { TokenRequest } from "./requests.js";
import type { Sent } from "./send.js";
import type { AssertionSigner, DpopKey, ErrorClass, SendOnce } from "./signed.js";

export type { KeyOptions as DpopKeyOptions, SigningKey } from "./dpop_key.js";
export type { AssertionSigner, DpopKey } from "./signed.js";

/** What one server said last. */
interface ServerState {
  nonce: string;
  /** By how many milliseconds its clock is ahead. */
  offset: number;
}

/** A difference of clocks up to this is ignored, in milliseconds. */
const STEP = 30_000;

/** The servers by origin, the least recently used first. */
class ServerStates {
  readonly #all = new Map<string, ServerState>();

  of(url: string): ServerState {
    const { origin } = new URL(url);
    const state = this.#all.get(origin) ?? { nonce: "", offset: 0 };
    put(this.#all, origin, state);
    return state;
  }

  /**
   * Keeps the nonce of a response of any status (RFC 9449, section 8.2), and the `Date` of a 400 or 401: other
   * responses can come from a cache. Returns whether nonce and clock differ from those that the proof had.
   */
  keep(url: string, used: ServerState, status: number, header: (name: string) => string | null): { hasNonce: boolean; hasClock: boolean } {
    const state = this.of(url);
    const nonce = header("dpop-nonce") ?? "";
    // RFC 9449, section 8.1. Rust has the same rule: `tests/tables/nonces.json` holds both.
    const isNonce = /^[!#-[\]-~]{1,128}$/.test(nonce);
    if (isNonce) {
      state.nonce = nonce;
    }
    const served = status === 400 || status === 401 ? dateOf(header("date") ?? "") : NaN;
    if (served > 0) {
      const offset = served - Date.now();
      state.offset = Math.abs(offset) > STEP ? offset : 0;
    }
    return { hasNonce: isNonce && nonce !== used.nonce, hasClock: Math.abs(state.offset - used.offset) > STEP };
  }
}

/** What one proof was made with: the nonce, and the time by the server's clock. */
interface Used extends ServerState {
  readonly now: number;
}

const asOf = (state: ServerState): Used => ({ ...state, now: Date.now() + state.offset });

/**
 * Returns the key of a client's DPoP proofs (RFC 9449): `client.dpop = await dpopKey()`. The private key cannot be
 * exported.
 *
 * 1. In a page or a worker the key is in IndexedDB: all pages and workers of an origin have the same, also if two
 *    create it at once.
 * 2. Without IndexedDB, as in Node.js, and with `memory: true`, the key is in memory: a token that is bound to it is
 *    worth nothing after the process has ended. Pass a `keyPair` of your own if a token must outlive the process.
 *
 * Errors: a `TypeError` for wrong options, or without WebCrypto, which a page has by https; what IndexedDB throws, such
 * as a `SecurityError`, and a `TimeoutError` after ten seconds.
 */
export async function dpopKey(options?: KeyOptions): Promise<DpopKey> {
  const pair = await keptKey(options ?? {});
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const states = new ServerStates();
  const prove = (method: string, url: string, { nonce, now }: Used, accessToken: string, fail: ErrorClass): Promise<string> =>
    signedBy(pair.privateKey, proofInput({ point, method, url, nonce, now, accessToken }, fail));
  const sends = (request: TokenRequest, client: Client, once: SendOnce, Failure: typeof OAuthError): Promise<Sent> =>
    sendWith(states, request, client, once, Failure, async (to, used) => {
      const [, accessToken = ""] = /^DPoP (.+)/i.exec(to.headers["Authorization"] ?? "") ?? [];
      return { ...to, headers: { ...to.headers, DPoP: await prove(to.method, to.url, used, accessToken, Failure) } };
    });
  const others: Pick<DpopKey, keyof DpopKey> = {
    jkt: thumbprintOf(point),
    algorithm: algorithmOf(pair.privateKey) as DpopKey["algorithm"],
    async headers(method, url, accessToken = "") {
      strings({ method, url, accessToken });
      const proof = await prove(method, url, asOf(states.of(url)), accessToken, ArgumentError);
      return { ...(accessToken && { Authorization: `DPoP ${accessToken}` }), DPoP: proof };
    },
    async call(stored, accessToken, url, method = "GET", headers, fetch, isRepeatable) {
      // A token whose session has just ended is not sent without a proof.
      if (((await stored())?.tokenType ?? "DPoP") !== "DPoP") {
        return undefined;
      }
      headers.set("Authorization", `DPoP ${accessToken}`);
      for (let isAgain = false; ; isAgain = true) {
        const used = asOf(states.of(url));
        headers.set("DPoP", await prove(sentAs(method), url, used, accessToken, ArgumentError));
        const response = await fetch();
        const header = (name: string): string | null => response.headers.get(name);
        const { hasNonce, hasClock } = states.keep(url, used, response.status, header);
        // A page sees the challenge of another origin only if that exposes it.
        const challenge = header("www-authenticate") ?? "use_dpop_nonce";
        const isWanted = (hasNonce && /\buse_dpop_nonce\b/.test(challenge)) || (hasClock && /\binvalid_dpop_proof\b/.test(challenge));
        if (isAgain || response.status !== 401 || !isWanted || !isRepeatable()) {
          return response;
        }
        response.body?.cancel().catch(() => {});
      }
    },
    typesWith: (types = "") => (isListed("DPoP", types) ? types : `${types}${types && SEPARATOR}DPoP`) as never,
    bound(token, tokenTypes, Failure) {
      const { accessToken, tokenType } = token;
      if (/^dpop$/i.test(tokenType)) {
        return { ...token, tokenType: "DPoP" };
      }
      if (accessToken && !isListed(tokenType, tokenTypes)) {
        throw new Failure("response_token_type", { sentence: "the token is not bound to the client's dpop" });
      }
      return token;
    },
  };
  return Object.assign(sends, others);
}

/** The separator of token types in an encoded client: see `lists.ts`. */
const SEPARATOR = "\x1f";

function isListed(type: string, types: unknown): boolean {
  return `${types}`.toLowerCase().split(SEPARATOR).includes(type.toLowerCase());
}

/** The method as `fetch` sends it: only these are changed to upper case. */
function sentAs(method: string): string {
  const text = `${method}`;
  return /^(delete|get|head|options|post|put)$/i.test(text) ? text.toUpperCase() : text;
}

/** Throws unless each value is a string. */
function strings(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== "string") {
      throw new TypeError(`${name} must be a string`);
    }
  }
}

/** Options of `privateKeyJwt`. */
export interface PrivateKeyOptions {
  /**
   * A private `CryptoKey` for ECDSA with P-256, Ed25519, or RSA with SHA-256: its algorithm is that of the signatures.
   */
  readonly key: SigningKey;
  /** `kid`: which of the client's keys signs, if the server knows several. */
  readonly keyId?: string;
  /** `aud`. The default is the client's `issuer`. Set it only for a server that requires another value. */
  readonly audience?: string;
}

/**
 * Authenticates a client by a key of its own (`private_key_jwt`; OpenID Connect Core, section 9; RFC 7523, section
 * 2.2): `client.assertion = privateKeyJwt({ key })`. Each request has its own assertion, which is valid for a minute.
 *
 * Errors: a `TypeError` if the key cannot sign, or is of another algorithm.
 */
export function privateKeyJwt({ key, keyId, audience }: PrivateKeyOptions): AssertionSigner {
  const own = key as CryptoKey;
  algorithmOf(own);
  return signerOf(() => own, keyId, audience);
}

/**
 * As `privateKeyJwt`, by an HMAC with the client's secret (`client_secret_jwt`). The client has no `clientSecret` then.
 *
 * Errors: a `TypeError` if the secret has less than 32 bytes, which HS256 requires (RFC 7518, section 3.2).
 */
export function clientSecretJwt(secret: string, options?: Pick<PrivateKeyOptions, "audience">): AssertionSigner {
  const bytes = new TextEncoder().encode(secret);
  if (typeof secret !== "string" || bytes.length < 32) {
    throw new TypeError("the secret must have 32 bytes or more");
  }
  let key: Promise<CryptoKey> | undefined;
  return signerOf(() => (key ??= crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"])), undefined, options?.audience);
}

function signerOf(keyOf: () => CryptoKey | Promise<CryptoKey>, keyId = "", audience?: string): AssertionSigner {
  strings({ keyId, audience: audience ?? "" });
  const states = new ServerStates();
  const signed = async ({ clientId, issuer }: Client, now: number, Failure: ErrorClass, url = ""): Promise<[jwt: string, kind: string]> => {
    const key = await keyOf();
    const [input, kind] = assertionInput({ key, clientId, audience: audience ?? issuer ?? "", keyId, now, url }, Failure);
    return [await signedBy(key, input), kind];
  };
  const sends = (request: TokenRequest, client: Client, once: SendOnce, Failure: typeof OAuthError): Promise<Sent> =>
    sendWith(states, request, client, once, Failure, async (to) => to);
  const others: Pick<AssertionSigner, keyof AssertionSigner> = {
    requestObject: async (client: Client, url: string, Failure: ErrorClass = ArgumentError) => (await signed(client, Date.now(), Failure, url))[0],
    async parametersFor(client, now, Failure) {
      const [jwt, kind] = await signed(client, now, Failure);
      return `client_assertion_type=${encodeURIComponent(kind)}&client_assertion=${jwt}`;
    },
  };
  return Object.assign(sends, others);
}

/**
 * Sends a request, and once more without a pause if the server requires another nonce or its clock differs (RFC 9449,
 * section 8).
 */
async function sendWith(
  states: ServerStates,
  request: TokenRequest,
  client: Client,
  once: SendOnce,
  Failure: typeof OAuthError,
  prove: (request: TokenRequest, used: Used) => Promise<TokenRequest>,
): Promise<Sent> {
  for (let isAgain = false; ; isAgain = true) {
    const used = asOf(states.of(request.url));
    // A request that carries a token, such as to userinfo, needs no client authentication.
    const parameters = "Authorization" in request.headers ? "" : await client.assertion?.parametersFor(client, used.now, Failure);
    const sent = await once(await prove(withParameters(request, parameters), used));
    const { hasNonce, hasClock } = states.keep(request.url, used, sent.status, sent.header);
    if (isAgain || sent.status < 400 || !(hasNonce || hasClock)) {
      return sent;
    }
    const error = errorIn(sent.body);
    const says = (wanted: string): boolean => error === wanted || (!error && sent.header("www-authenticate").includes(wanted));
    if (!(hasNonce && says("use_dpop_nonce")) && !(hasClock && (says("invalid_dpop_proof") || error === "invalid_client"))) {
      return sent;
    }
  }
}

/** The `error` of a body. The errors of RFC 9449 have this shape, also from a server whose other errors differ. */
function errorIn(body: Uint8Array): unknown {
  try {
    return (JSON.parse(new TextDecoder().decode(body)) as { error?: unknown }).error;
  } catch {
    return undefined;
  }
}

/** Adds form parameters to a request, whose body is a form or JSON, or which is a GET. */
function withParameters(request: TokenRequest, parameters: string | undefined): TokenRequest {
  const { method, url, body } = request;
  if (!parameters) {
    return request;
  }
  if (method === "GET") {
    return { ...request, url: `${url}${url.includes("?") ? "&" : "?"}${parameters}` };
  }
  if (body.startsWith("{")) {
    return { ...request, body: JSON.stringify({ ...JSON.parse(body), ...Object.fromEntries(new URLSearchParams(parameters)) }) };
  }
  return { ...request, body: body + (body && "&") + parameters };
}

/** The error of functions that the user calls directly: this file has no `OAuthError`. */
class ArgumentError extends TypeError {
  constructor(code: string, { member }: { member?: string | undefined }) {
    super(`${code}: ${member}`);
  }
}
