// The stored JSON of a session, and the state that follows from it.

import { DAY, type Pause, type Period, type Settings, STEP_BACK, isNow, longer, positive } from "./backoff.js";
import type { SessionChange } from "./changes.js";
import type { OAuthError } from "./errors.js";
import { sessionError } from "./session_error.js";
import { type Token, endOf, isOver as isExpired } from "./token.js";

/** A token to revoke. */
export type Revocable = Pick<Token, "accessToken" | "refreshToken" | "server">;

/** The stored value. Members that older versions lack are optional, and may be dropped by them without harm. Secret. */
export interface Stored {
  /** Counts refresh tokens, and ends of the session. It is first in the JSON, for the script in Redis. */
  readonly sequence: number;
  /** Undefined if the session has ended. Its access token is empty after it was rejected. */
  readonly token?: Token | undefined;
  /** The random time before the leeway at which it is refreshed. */
  readonly early?: number;
  /** Whether the refresh token was sent, and no response is stored. */
  readonly sent?: boolean | undefined;
  /** The number of consecutive attempts that failed or returned a short token. */
  readonly attempts?: number | undefined;
  readonly rejections?: number | undefined;
  readonly pause?: Pause | undefined;
  /** After a short token: it is returned meanwhile, and nothing is sent. */
  readonly floor?: Period | undefined;
  /** A random identifier of the login. With client credentials, the requested scope and parameters. */
  readonly grant?: string | undefined;
  /** An `id_token` of a refresh was invalid: no token is returned before one is valid. */
  readonly doubted?: boolean | undefined;
  /** Tokens that are still to be revoked. */
  readonly revocations?: readonly Revocable[] | undefined;
  /** The number of failed revocations, and when the next is allowed. */
  readonly revoking?: (Period & { readonly attempts: number }) | undefined;
  /** The time of writing by the writer's clock, if anything in here is dated. */
  readonly written?: number | undefined;
}

/** The result of an attempt that is not stored yet, with the grant that it belongs to. */
export interface Unstored {
  readonly grant: string | undefined;
  readonly next: Stored;
  readonly received: Revocable | undefined;
  /** Why the session has ended, if it has. */
  readonly reason: SessionChange["reason"];
}

/** The result of `Session.state`. */
export interface SessionState {
  /**
   * - `ready`: the access token is valid, until `until` if its expiry is known.
   * - `due`: the next `accessToken` refreshes.
   * - `in_doubt`: as `due`. The refresh token was sent, and no response is stored. A request may be in flight.
   * - `waiting`: the last attempt failed, or new tokens were rejected. Nothing is sent before `until`.
   * - `refused`: as `waiting`, but the reason does not pass by itself, such as a wrong secret.
   * - `ended`: there is no grant. Log in.
   */
  readonly state: "ready" | "due" | "in_doubt" | "waiting" | "refused" | "ended";
  /** When the state changes, in milliseconds since 1970 by the local clock; undefined if unknown. */
  readonly until: number | undefined;
  /** The stored token, for its scope, `idToken` and extra members. Secret: do not log it. */
  readonly token: Token | undefined;
}

/** The stored value as of now. */
export interface Seen extends SessionState {
  /** Whether to refresh now. */
  readonly isDue: boolean;
  /** The access token while it is valid. */
  readonly accessToken: string | undefined;
}

/** A token with a shorter lifetime, in seconds, counts as a failed attempt. */
const SHORT = 30;

/**
 * The text to store. Version 1 states no version; a text of a version that is unknown is never overwritten. A text with a
 * server has version 2, and one with a token bound to a key version 3: for those, an earlier edition would ask the wrong
 * server, or send no proof.
 */
export function textOf(stored: Stored): string {
  const isAtServer = [stored.token, ...(stored.revocations ?? [])].some((one) => one?.server);
  return JSON.stringify({ ...stored, version: stored.token?.tokenType === "DPoP" ? 3 : isAtServer ? 2 : undefined });
}

/**
 * Parses a stored value. Anything that is not a session's is read as an ended session. A value that is not a
 * string is an error: otherwise a storage that parses JSON would end every session.
 */
export function readStored(text: unknown): Stored {
  if (text !== null && text !== undefined && typeof text !== "string") {
    throw sessionError("storage_incompatible", { sentence: `get returned ${kindOf(text)} instead of a string` });
  }
  let stored: Stored & { readonly version?: unknown };
  try {
    stored = JSON.parse(text ?? "") as Stored;
  } catch {
    return { sequence: 0 };
  }
  if (!isObject(stored)) {
    return { sequence: 0 };
  }
  if (!/^[123]$/.test(`${stored.version ?? 1}`)) {
    throw sessionError("storage_incompatible", { sentence: "a later version of this package stored it" });
  }
  const { sequence } = stored;
  return Number.isSafeInteger(sequence) && sequence >= 0 ? sound(stored) : { sequence: 0 };
}

/** Names the type of a value without showing it. */
export function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** Drops members of the wrong type, in case the stored value was modified. */
function sound(stored: Stored): Stored {
  const { token, revocations, written } = stored;
  return {
    ...stored,
    token: isObject(token) ? soundToken(token) : undefined,
    attempts: counted(stored.attempts),
    rejections: counted(stored.rejections),
    pause: pauseOf(period(stored.pause)),
    floor: period(stored.floor),
    revoking: period(stored.revoking),
    revocations: Array.isArray(revocations) ? revocations.filter(isRevocable) : undefined,
    written: finite(written),
  };
}

function soundToken(token: Token): Token {
  return {
    ...token,
    accessToken: text(token.accessToken) ?? "",
    refreshToken: text(token.refreshToken),
    idToken: text(token.idToken),
    scope: text(token.scope),
    server: text(token.server),
    requestedAt: finite(token.requestedAt) ?? 0,
    expiresIn: finite(token.expiresIn),
    expiresAt: finite(token.expiresAt),
    refreshTokenExpiresIn: finite(token.refreshTokenExpiresIn),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isRevocable(value: unknown): value is Revocable {
  const { accessToken, refreshToken = "" } = (value ?? {}) as Partial<Revocable>;
  return typeof accessToken === "string" && typeof refreshToken === "string" && !!(accessToken || refreshToken);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function finite(value: unknown): number | undefined {
  return Number.isFinite(value) ? (value as number) : undefined;
}

function counted(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : undefined;
}

function period<T extends Period>(value: T | undefined): T | undefined {
  return isObject(value) && Number.isFinite(value.from) && Number.isFinite(value.until) ? value : undefined;
}

function pauseOf(pause: Pause | undefined): Pause | undefined {
  return pause && { ...pause, state: pause.state === "refused" ? "refused" : "waiting" };
}

/** Adds the time of writing if anything in the value is dated. */
export function dated(stored: Stored): Stored {
  const { sequence, ...others } = stored;
  const { token, pause, floor, revoking } = others;
  // `sequence` comes first, for the script in Redis.
  return { sequence, ...others, written: token || pause || floor || revoking ? Date.now() : undefined };
}

/** The members that outlive a session: tokens still to be revoked. */
export function keptOf({ revocations, revoking }: Stored): Pick<Stored, "revocations" | "revoking"> {
  return revocations?.length ? { revocations, ...(revoking && { revoking }) } : {};
}

/** The members that limit the rate of requests, whatever happens to the token. */
export function waitsOf(stored: Stored): Pick<Stored, "attempts" | "rejections" | "pause"> {
  const pause = pauseIn(stored);
  const { attempts, rejections } = stored;
  return { ...(attempts && { attempts }), ...(rejections && { rejections }), ...(pause && { pause }) };
}

/** Whether a token is dated in the future by more than clocks usually differ. */
export function isOfTheFuture(token: Token | undefined): boolean {
  return !!token && token.requestedAt > Date.now() + STEP_BACK;
}

/**
 * Whether both values have the same token. Then the one with more attempts is later. Without refresh tokens the
 * access tokens are compared; a rejected one is empty and counts as the same.
 */
export function isSameToken({ token: a }: Stored, { token: b }: Stored): boolean {
  if (!a || !b || a.refreshToken || b.refreshToken) {
    return !a === !b && a?.refreshToken === b?.refreshToken;
  }
  return !a.accessToken || !b.accessToken || a.accessToken === b.accessToken;
}

/** Whether a grant is no longer stored. */
export function isGone({ token, grant }: Stored, which: string | undefined): boolean {
  return !token || (grant !== undefined && grant !== which);
}

/** Adds to the next value the pause that another process has stored meanwhile. */
export function withPauses(stored: Stored, next: Stored): Stored {
  const pause = pauseIn(stored);
  // An ended session has no pause.
  if (!pause || !(next.token || next.pause)) {
    return next;
  }
  const attempts = Math.max(stored.attempts ?? 0, next.attempts ?? 0);
  return { ...next, attempts, pause: longer(next.pause, pause) };
}

/** The period in which nothing is sent, if it is now. */
function pauseIn({ pause, floor }: Stored): Pause | undefined {
  const waits = longer(pause, floor && { ...floor, state: "waiting" });
  return isNow(waits) ? waits : undefined;
}

/** Derives the state from a stored value. `isOwn`: the tokens are the client's own. */
export function see(stored: Stored, { leeway }: Settings, isOwn: boolean): Seen {
  const { token, early, sent, floor } = stored;
  const isRefreshed = token?.refreshToken || isOwn;
  const ahead = isRefreshed ? leeway + positive(early, 0) : 0;
  const isNew = isNow(floor);
  // If the clock was set back, the token counts as valid and as due.
  const holds = token?.accessToken && (isNew || Date.now() < endOf(token, 0));
  let state: SessionState["state"] = sent ? "in_doubt" : "due";
  let until: number | undefined;
  if (holds && (isNew || !isRefreshed || !isExpired(token, { leeway: ahead }))) {
    state = "ready";
    until = Math.max(endOf(token, ahead), isNew ? floor.until : 0);
  } else if (!isRefreshed) {
    state = "ended";
  } else {
    const waits = pauseIn(stored);
    if (waits) {
      ({ state, until } = waits);
    }
  }
  return {
    state,
    until: until === Infinity ? undefined : until,
    token,
    isDue: /^(due|in_doubt)$/.test(state),
    accessToken: holds ? token.accessToken : undefined,
  };
}

/**
 * Whether a new token is short: its lifetime is known and below 30 seconds, or it is due already. The next
 * refresh then waits as after a failure; otherwise every `accessToken` would send a request.
 */
export function isShort(token: Token, ahead: number): boolean {
  return (token.expiresIn ?? Infinity) < SHORT || isExpired(token, { leeway: ahead });
}

/** After how many milliseconds a storage may delete the value; undefined means never, as for a refresh token. */
export function lifeOf({ token, pause, revocations }: Stored): number | undefined {
  const end = token ? (token.refreshToken ? Infinity : endOf(token, 0)) : 0;
  const life = Math.max(end, pause?.until ?? 0) - Date.now();
  return life < Infinity ? Math.ceil(Math.max(life, 0)) + (revocations ? 30 : 1) * DAY : undefined;
}

/** The access token of a value, or the error of its state. */
export function take({ accessToken, state, until }: Seen, cause?: OAuthError): string {
  if (accessToken) {
    return accessToken;
  }
  throw sessionError(state as "ended" | "refused" | "waiting", { until, cause, endpoint: cause?.endpoint, endsGrant: state === "ended" });
}

/** A random identifier of a login. */
export function chance(): string {
  return crypto.getRandomValues(new Uint32Array(3)).join("-");
}
