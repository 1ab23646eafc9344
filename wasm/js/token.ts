// A token, and when it ends.

import { KINDS, LIFETIME, LIFETIME_KNOWN, MOST_EXTRA, PLACE_OF_EXTRA } from "./abi.js";
import { type Name, call, words } from "./boundary.js";
import { checked, wrong } from "./checks.js";
import { type Client, clientOf } from "./client.js";
import { OAuthError } from "./errors.js";

/** A token, as a plain object: it can be stored as JSON and used again after a reload. */
export interface Token {
  readonly accessToken: string;
  /** `"Bearer"`, or another type that the profile allows. */
  readonly tokenType: string;
  /** When the request was sent, in milliseconds of this machine's clock. */
  readonly requestedAt: number;
  /** In seconds. Undefined is unknown, not "never": refresh at the first 401. */
  readonly expiresIn: number | undefined;
  /** In milliseconds of this machine's clock, counted from `requestedAt`. */
  readonly expiresAt: number | undefined;
  readonly refreshToken: string | undefined;
  /** Its claims may have been compared with the login; its signature was not verified. */
  readonly idToken: string | undefined;
  /** Undefined is: as requested. */
  readonly scope: string | undefined;
  /** The profile's extra members. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** By how much the server's clock is ahead of this machine's, in milliseconds, if it said. */
  readonly skew: number | undefined;
}

/** How an answer came. */
export interface Received {
  /** When the request was sent; now, unless stated. */
  readonly requestedAt?: number;
  /** The `Date` header, if the answer had one that can be read. */
  readonly date?: string | null;
  /** The address that was asked, for the message of an error. */
  readonly endpoint?: string;
  /** The longest response to read, in bytes or in characters of a text: 2 MiB unless stated. */
  readonly responseLimit?: number | undefined;
}

/**
 * Reads the answer of a token endpoint: `body` as bytes where you have them, for a text no longer
 * shows whether it was UTF-8. An `ArrayBuffer` is taken as its bytes.
 */
export function readResponse(
  client: Client,
  status: number,
  body: string | Uint8Array | ArrayBuffer,
  received?: Received,
): Token {
  const own = clientOf(client);
  const circumstances = checked("options", received, "t requestedAt s date endpoint n responseLimit");
  const { requestedAt = Date.now(), date } = circumstances;
  const served = date ? dateOf(date) : NaN;
  const skew = served >= 0 ? served - Date.now() : undefined;
  const texts = callWithResponse("read_response", own, status, body, circumstances);
  return tokenOf(texts, extraOf(own), requestedAt, skew);
}

/** Reads a response in the core, after what can be said of it outside. */
export function callWithResponse(
  name: Name,
  client: Client,
  status: number,
  given: string | Uint8Array | ArrayBuffer,
  { endpoint, responseLimit }: Received,
): string[] {
  if (!isStatus(status)) {
    throw wrong("status", "an HTTP status is a number from 100 to 999");
  }
  const body = typeof given === "string" ? given : bytesOf(given);
  if (body === undefined) {
    throw wrong("body", "it must be a string or bytes");
  }
  const limit = limitOf(responseLimit);
  if (body.length > limit) {
    throw tooLong(limit);
  }
  try {
    return call(name, client, [], body, status, status);
  } catch (error) {
    const { code } = error as OAuthError;
    const isPage = code === "response_syntax" && /^[\s\ufeff]*</.test(textOf(body));
    if (!isPage && !(code === "response_status" && /^(40[1345]|410)$/.test(`${status}`))) {
      throw error;
    }
    const sentence = (isPage ? "a page in HTML, and no JSON" : "no error that can be read") + ": is this the right address?";
    throw new OAuthError(code, { status, endpoint: endpoint?.split("?")[0] ?? "the endpoint", sentence });
  }
}

/** The start of a body. */
function textOf(body: string | Uint8Array): string {
  return typeof body === "string" ? body.slice(0, 99) : new TextDecoder().decode(body.slice(0, 99));
}

/** Bytes of any kind, whatever realm they come from; undefined where it is something else. */
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

/** Whether it is an HTTP status; 0 is that of a redirect that a browser hides. */
export function isStatus(status: unknown): status is number {
  return Number.isInteger(status) && ((status as number) > 99 || status === 0) && (status as number) < 1000;
}

/** A limit that is one. */
export function limitOf(limit: number | undefined): number {
  return limit! > 0 ? limit! : 2 ** 21;
}

export function tooLong(limit: number): OAuthError {
  return new OAuthError("response_length", { sentence: `longer than responseLimit, ${limit} bytes` });
}

/** An HTTP date. Of the three forms (RFC 9110, section 5.6.7) one does not say that it is GMT. */
export function dateOf(date: string): number {
  return /^[A-Z][a-z]{2}/.test(date) ? Date.parse(date.replace(/( GMT)?$/, " GMT")) : NaN;
}

/** The names of the profile's extra members; the core reads eight. */
export function extraOf({ extra }: Client): string[] {
  return extra?.split(" ").filter(Boolean).slice(0, MOST_EXTRA) ?? [];
}

/** The token in a reply. */
export function tokenOf(
  texts: string[],
  names: readonly string[],
  requestedAt: number,
  skew?: number,
): Token {
  const [accessToken, type, refreshToken, idToken, scope] = texts;
  const extra = names.flatMap((name, index) => {
    // A byte for each member: what its value starts with.
    const place = PLACE_OF_EXTRA + index;
    const kind = (words[KINDS + (place >> 2)]! >> ((place & 3) * 8)) & 255;
    const value = texts[place]!;
    return kind ? [[name, kind === 34 || kind === 92 ? value : JSON.parse(value)]] : [];
  });
  const expiresIn = words[LIFETIME_KNOWN] ? words[LIFETIME] : undefined;
  return {
    accessToken: accessToken!,
    tokenType: !type || /^bearer$/i.test(type) ? "Bearer" : type,
    requestedAt,
    expiresIn,
    expiresAt: expiresIn === undefined ? undefined : requestedAt + expiresIn * 1000,
    refreshToken: refreshToken || undefined,
    idToken: idToken || undefined,
    scope: scope || undefined,
    extra: Object.fromEntries(extra),
    skew,
  };
}

/** What of a token's life is asked; both in milliseconds. */
export interface Moment {
  /** `Date.now()` unless stated. */
  readonly now?: number;
  /** How long before the end it counts as over; at most half of the lifetime. */
  readonly leeway?: number;
}

/** So long before its end, and at most half of its life; `Infinity` where its end is unknown. */
export function endOf({ expiresIn = Infinity, expiresAt = Infinity }: Token, leeway: number): number {
  return expiresAt - Math.min(leeway, expiresIn * 500, Number.MAX_VALUE);
}

/** A token as a caller has it, each member of its type. */
export function tokenGiven<T extends Partial<Token>>(token: T): T {
  return checked("token", token, "s accessToken tokenType refreshToken idToken scope i requestedAt expiresIn expiresAt skew o extra");
}

/** Whether a token has ended, or ends within 5 seconds. False where its end is unknown. */
export function isExpired(token: Token, moment?: Moment): boolean {
  const given = tokenGiven(token);
  if (given.accessToken === undefined && given.expiresAt === undefined) {
    throw wrong("token", "it has neither accessToken nor expiresAt");
  }
  return isOver(given, checked("options", moment, "t now d leeway"));
}

/** As `isExpired`, of a token that was checked. */
export function isOver(token: Token, { now = Date.now(), leeway = 5_000 }: Moment): boolean {
  const end = endOf(token, leeway);
  // A clock that was set back says nothing of the end.
  return now >= end || (now < token.requestedAt - 60_000 && end < Infinity);
}

/** Whether it is time to refresh: within a minute of the end, or half of a shorter lifetime. */
export function refreshDue(token: Token, moment?: Moment): boolean {
  return isExpired(token, { leeway: 60_000, ...checked("options", moment, "t now d leeway") });
}
