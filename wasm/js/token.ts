// Token responses, and the lifetime of a token.

import { ID_TOKEN_ONLY, KINDS, LIFETIME, LIFETIME_KNOWN, SPAN_OF_EXTRA, SPAN_OF_TIMES } from "./abi.js";
import { type Name, call, words } from "./boundary.js";
import { checked, wrong } from "./checks.js";
import { type Client, clientOf } from "./client.js";
import { OAuthError } from "./errors.js";
import { dateOf } from "./http_date.js";
import { ENTRY } from "./lists.js";

/** A token response (RFC 6749, section 5.1) as a plain object: it can be stored as JSON. Secret: do not log it. */
export interface Token {
  /** Secret. */
  readonly accessToken: string;
  /** `"Bearer"`, `"DPoP"` with the client's `dpop`, or a type that the profile's `tokenTypes` lists. */
  readonly tokenType: string;
  /** When the request was sent, in milliseconds since 1970 by the local clock. */
  readonly requestedAt: number;
  /** The lifetime in seconds. Undefined means unknown, not unlimited: refresh after the first 401. */
  readonly expiresIn: number | undefined;
  /**
   * `requestedAt` plus the lifetime, in milliseconds since 1970 by the local clock. A moment of the profile's
   * `expiresAt` sets it where the response has no lifetime, and `expiresIn` follows from it.
   */
  readonly expiresAt: number | undefined;
  /** Secret. */
  readonly refreshToken: string | undefined;
  /** The lifetime of the refresh token in seconds, by the profile's `refreshTokenExpiresIn`. Undefined means unknown. */
  readonly refreshTokenExpiresIn: number | undefined;
  /** Secret. With `idToken: true` its claims were compared with the login. Its signature was never verified. */
  readonly idToken: string | undefined;
  /** The granted scope. Undefined means as requested (RFC 6749, section 5.1). */
  readonly scope: string | undefined;
  /** The members that the profile's `extra` lists, with their JSON values. A further token among them is secret. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** The base URL of the server that the login's callback named, out of the profile's `servers`. */
  readonly server?: string | undefined;
  /** By how many milliseconds the server's clock is ahead of the local one; undefined without a `Date` header. */
  readonly skew: number | undefined;
}

/** Options of `readResponse`: how the response was received. */
export interface Received {
  /** When the request was sent, in milliseconds since 1970. The default is now. */
  readonly requestedAt?: number;
  /** The `Date` header of the response, if there is one. It gives `skew`. */
  readonly date?: string | null;
  /** The endpoint's URL, for the message of an error. Its query is not shown. */
  readonly endpoint?: string;
  /** Limit for the body, in bytes, or in characters if it is a string. The default is 2 MiB. */
  readonly responseLimit?: number | undefined;
}

/**
 * Reads the response of a token endpoint (RFC 6749, section 5) that you received with your own HTTP client.
 * Pass `body` as bytes if you can: a string no longer shows whether the response was valid UTF-8.
 *
 * Errors: `response_…`. If `code` is `response_refused`, `error` is the server's, and `endsGrant` reports
 * whether the user must log in again.
 */
export function readResponse(
  client: Client,
  status: number,
  body: string | Uint8Array | ArrayBuffer,
  received?: Received,
): Token {
  const own = clientOf(client);
  const circumstances = checked("options", received, "t requestedAt s date endpoint n responseLimit");
  if (!isStatus(status)) {
    throw wrong("status", "it must be an HTTP status, a number from 100 to 999");
  }
  const given = typeof body === "string" ? body : bytesOf(body);
  if (given === undefined) {
    throw wrong("body", "it must be a string or bytes");
  }
  const limit = limitOf(circumstances.responseLimit);
  if (given.length > limit) {
    throw tooLong(limit);
  }
  return tokenIn(own, { requestedAt: Date.now(), ...circumstances, status, body: given });
}

/** A response that was checked. */
interface Response extends Received {
  readonly status: number;
  readonly body: string | Uint8Array;
}

/** As `readResponse`, for a response that was checked. */
export function tokenIn(own: Client, response: Response & { readonly requestedAt: number }, idTokenOnly = false): Token {
  const served = servedAt(response.date);
  const skew = served === undefined ? undefined : served - Date.now();
  const token = tokenOf(callWithResponse("read_response", own, response, idTokenOnly ? ID_TOKEN_ONLY : 0), own, response.requestedAt, skew);
  return own.dpop?.bound(token, own.tokenTypes, OAuthError) ?? token;
}

/** A form as the object of its pairs, also of those that are repeated, which the core reads. */
export function jsonOf({ formResponse }: Client, body: string | Uint8Array): string | Uint8Array {
  const text = formResponse ? textOf(body) : "{";
  if (/^\s*\{/.test(text)) {
    return body;
  }
  const pairsOf = (form: string) => [...new URLSearchParams("&" + form)];
  // U+FFFD replaces what is not UTF-8, unless it was sent.
  const valid = pairsOf(text.replace(/%ef%bf%bd/gi, "x"));
  // What is not UTF-8 is no string, and 0 is no error.
  const valueOf = (value: string, index: number): unknown => valid[index]![1].includes("\ufffd") || (value === "0" ? 0 : value);
  const pairs = pairsOf(text).map(([name, value], index) => `${JSON.stringify(name)}:${JSON.stringify(valueOf(value, index))}`);
  return `{${pairs}}`;
}

/** Reads a response in the core. With `ID_TOKEN_ONLY` it needs an `id_token`, and no access token; with `REVOCATION` it has none. */
export function callWithResponse(name: Name, client: Client, { status, body, endpoint }: Response, kind = 0): string[] {
  try {
    return call(name, client, [], name === "read_response" ? jsonOf(client, body) : body, status | kind, status);
  } catch (error) {
    const { code, outcome } = error as OAuthError;
    const isPage = code === "response_syntax" && /^\s*</.test(textOf(body));
    if (!isPage && !(code === "response_status" && /^(40[1345]|410)$/.test(`${status}`))) {
      throw error;
    }
    const sentence = (isPage ? "an HTML page, not JSON" : "no readable error") + ": is this the right URL?";
    throw new OAuthError(code, { status, endpoint: endpoint?.split("?")[0] ?? "the endpoint", outcome, sentence });
  }
}

/** A body without its byte order mark. */
function textOf(body: string | Uint8Array): string {
  return typeof body === "string" ? body.replace(/^\ufeff/, "") : new TextDecoder().decode(body);
}

/** Views an `ArrayBuffer` or any typed array, also of another realm, as bytes; undefined for other values. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  try {
    if (ArrayBuffer.isView(value)) {
      return value instanceof Uint8Array ? value : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    }
    const isBuffer = /\w*ArrayBuffer]$/.test(Object.prototype.toString.call(value));
    return isBuffer ? new Uint8Array(value as ArrayBuffer) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is an HTTP status. 0 is the status of a redirect that a browser hides. */
export function isStatus(status: unknown): status is number {
  return Number.isInteger(status) && ((status as number) > 99 || status === 0) && (status as number) < 1000;
}

/** The limit if it is positive, else 2 MiB. */
export function limitOf(limit: number | undefined): number {
  return limit! > 0 ? limit! : 2 ** 21;
}

export function tooLong(limit: number): OAuthError {
  return new OAuthError("response_length", { sentence: `longer than responseLimit, ${limit} bytes` });
}

/** The server's time from its `Date` header, else the local time. */
export function serverTime(date: string | null | undefined): number {
  return servedAt(date) ?? Date.now();
}

/** The time in a `Date` header; undefined if there is none, or it cannot be parsed. */
function servedAt(date: string | null | undefined): number | undefined {
  const served = dateOf(`${date}`);
  return served >= 0 ? served : undefined;
}

/** A number of a reply, or digits in a string, rounded down and at least 0. */
function wholeOf(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d+$/.test(value) ? +value : value;
  return typeof number === "number" ? Math.max(0, Math.floor(number)) : undefined;
}

/** A moment in milliseconds since 1970, in the format that the profile names, which the core has checked; else NaN. */
function momentOf(value: unknown, format: string): number {
  if (format.endsWith("9")) {
    // Only V8 parses `t` and `z`, which RFC 3339 allows.
    const text = String(value).replace(" ", "T").toUpperCase();
    // A leap second is the first second after it, and engines do not parse it.
    const date = text.replace(/:60(?=[^:])/, ":59");
    const isDate = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3])(:\d\d){2}(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(date);
    // Engines count a day that a month does not have on in the next.
    const isDay = isDate && new Date(date.slice(0, 10)).getUTCDate() === +date.slice(8, 10);
    return isDay ? Date.parse(date) + (date === text ? 0 : 1000) : NaN;
  }
  return wholeOf(value)! * (/l\w+$/.test(format) ? 1 : 1000);
}

/** Builds a token of a client, which `clientOf` has encoded, from the strings and words of a reply. */
export function tokenOf(texts: string[], client: Client, requestedAt: number, skew?: number): Token {
  const names = client.extra ? `${client.extra}`.split(ENTRY) : [];
  const [accessToken, type, refreshToken, idToken, scope] = texts;
  const extra = names.flatMap((name, index) => {
    // One byte for each member: the first byte of its JSON value.
    const kind = (words[KINDS + (index >> 2)]! >> ((index & 3) * 8)) & 255;
    // The strings end with the last that is there.
    const value = texts[SPAN_OF_EXTRA + index] ?? "";
    return kind ? [[name, kind === 34 || kind === 92 ? value : JSON.parse(value)]] : [];
  });
  const [moment, refreshLifetime] = texts.slice(SPAN_OF_TIMES, SPAN_OF_TIMES + 2).map((text) => JSON.parse(text || "null") as unknown);
  const zero = client.zeroLifetimeIsUnknown ? 0 : undefined;
  let expiresIn = words[LIFETIME_KNOWN] && words[LIFETIME] !== zero ? words[LIFETIME] : undefined;
  let expiresAt: number | undefined = expiresIn === undefined ? momentOf(moment, `${client.expiresAt}`) : requestedAt + expiresIn * 1000;
  if (expiresAt === zero || !(expiresAt! <= Number.MAX_VALUE)) {
    expiresAt = undefined;
  } else if (expiresIn === undefined) {
    // By the server's clock.
    expiresAt! -= skew ?? 0;
    expiresIn = wholeOf((expiresAt! - requestedAt) / 1000);
  }
  return {
    accessToken: accessToken!,
    tokenType: !type || /^bearer$/i.test(type) ? "Bearer" : type,
    requestedAt,
    expiresIn,
    expiresAt,
    refreshToken: refreshToken || undefined,
    refreshTokenExpiresIn: wholeOf(refreshLifetime) || undefined,
    idToken: idToken || undefined,
    scope: scope || undefined,
    extra: Object.fromEntries(extra),
    skew,
  };
}

/** Options of `isExpired` and `refreshDue`, in milliseconds. */
export interface Moment {
  /** The time to compare with, since 1970. The default is `Date.now()`. */
  readonly now?: number;
  /** How long before its expiry the token counts as expired; at most half of its lifetime. */
  readonly leeway?: number;
}

/** The expiry minus the leeway, which is at most half of the lifetime; `Infinity` if the expiry is unknown. */
export function endOf({ expiresIn = Infinity, expiresAt = Infinity }: Token, leeway: number): number {
  return expiresAt - Math.min(leeway, expiresIn * 500, Number.MAX_VALUE);
}

/** Checks the types of a caller's token. */
export function tokenGiven<T extends Partial<Token>>(token: T): T {
  return checked("token", token, "s accessToken tokenType refreshToken idToken scope server i requestedAt expiresIn expiresAt refreshTokenExpiresIn skew o extra");
}

/** Whether a token has expired, or expires within `leeway`, 5 seconds by default. False if the expiry is unknown. */
export function isExpired(token: Token, moment?: Moment): boolean {
  const given = tokenGiven(token);
  if (given.accessToken === undefined && given.expiresAt === undefined) {
    throw wrong("token", "it has neither accessToken nor expiresAt");
  }
  return isOver(given, checked("options", moment, "t now d leeway"));
}

/** As `isExpired`, for a token whose types were checked. */
export function isOver(token: Token, { now = Date.now(), leeway = 5_000 }: Moment): boolean {
  const end = endOf(token, leeway);
  // If the clock was set back, the expiry is unknown: count the token as expired.
  return now >= end || (now < token.requestedAt - 60_000 && end < Infinity);
}

/** Whether a refresh is due: the token expires within `leeway`, one minute by default, at most half of its lifetime. */
export function refreshDue(token: Token, moment?: Moment): boolean {
  return isExpired(token, { leeway: 60_000, ...checked("options", moment, "t now d leeway") });
}
