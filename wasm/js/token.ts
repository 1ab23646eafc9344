// A token, and when it ends.

import { call, words } from "./boundary.js";
import type { Client } from "./client.js";

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
}

/**
 * Reads the answer of a token endpoint: `body` as bytes where you have them, for a text no longer
 * shows whether it was UTF-8.
 */
export function readResponse(
  client: Client,
  status: number,
  body: string | Uint8Array,
  { requestedAt = Date.now(), date }: Received = {},
): Token {
  const served = date ? Date.parse(date) : NaN;
  const skew = served >= 0 ? served - Date.now() : undefined;
  const names = extraOf(client);
  return tokenOf(call("read_response", client, [], body, status, status), names, requestedAt, skew);
}

/** The names of the profile's extra members; the core reads eight. */
export function extraOf({ extra }: Client): string[] {
  return extra?.split(" ").filter(Boolean).slice(0, 8) ?? [];
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
    const kind = (words[38 + ((9 + index) >> 2)]! >> (((9 + index) & 3) * 8)) & 255;
    const value = texts[9 + index]!;
    return kind ? [[name, kind === 34 || kind === 92 ? value : JSON.parse(value)]] : [];
  });
  const expiresIn = words[45] ? words[44] : undefined;
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

/** Whether a token has ended, or ends within 5 seconds. False where its end is unknown. */
export function isExpired(token: Token, { now = Date.now(), leeway = 5_000 }: Moment = {}): boolean {
  const { requestedAt, expiresIn, expiresAt } = token;
  if (expiresIn === undefined || expiresAt === undefined) {
    return false;
  }
  // A clock that was set back says nothing of the end.
  return now < requestedAt - 60_000 || now >= expiresAt - Math.min(leeway, expiresIn * 500);
}

/** Whether it is time to refresh: within a minute of the end, or half of a shorter lifetime. */
export function refreshDue(token: Token, { now, leeway = 60_000 }: Moment = {}): boolean {
  return isExpired(token, { ...(now !== undefined && { now }), leeway });
}
