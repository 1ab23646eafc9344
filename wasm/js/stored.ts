// What a session stores, as JSON, and what can be seen of it.

import { type Pause, type Period, type Settings, STEP_BACK, isNow, longer, positive } from "./backoff.js";
import { OAuthError } from "./errors.js";
import { type Token, endOf, isOver as isExpired } from "./token.js";

/** What a server is asked to revoke. */
export type Revocable = Pick<Token, "accessToken" | "refreshToken">;

/** Members that an earlier edition has not are optional, and nothing goes wrong where it drops them. */
export interface Stored {
  /** Counts refresh tokens, and the end of each session; first in the text, for Redis to compare. */
  readonly sequence: number;
  /** None: the session has ended. Its access token is empty once it was rejected. */
  readonly token?: Token | undefined;
  /** How much earlier than the leeway it is refreshed. */
  readonly early?: number;
  /** The mark: the refresh token was sent. */
  readonly sent?: boolean | undefined;
  /** How many attempts failed, or brought a short token, one after the other. */
  readonly attempts?: number | undefined;
  readonly rejections?: number | undefined;
  readonly pause?: Pause | undefined;
  /** After a short token: it is handed out, and nothing is sent. */
  readonly floor?: Period | undefined;
  /** The login that it comes from, by chance; of the client's own tokens what they are asked for. */
  readonly grant?: string | undefined;
  /** An `id_token` failed at a refresh: nothing is handed out before one passes. */
  readonly doubted?: boolean | undefined;
  /** What the server is still to revoke. */
  readonly revocations?: readonly Revocable[] | undefined;
  /** How many tries to revoke have failed, and when the next may come. */
  readonly revoking?: (Period & { readonly attempts: number }) | undefined;
  /** What the writer's clock showed, where anything in here has a date. */
  readonly written?: number | undefined;
}

export interface SessionState {
  /**
   * - `ready`: the token is fresh, until then if its end is known.
   * - `due`: the next `accessToken` refreshes.
   * - `in_doubt`: as `due`; the refresh token was sent, and no response decided. It may be on its way now.
   * - `waiting`: the last attempt failed, or fresh tokens are rejected; the next comes later.
   * - `refused`: as `waiting`, for a reason that does not pass by itself: somebody must look.
   * - `ended`: log in.
   */
  readonly state: "ready" | "due" | "in_doubt" | "waiting" | "refused" | "ended";
  /** In milliseconds of this machine's clock. */
  readonly until: number | undefined;
  /** What is stored, for its scope, its `idToken` and its extra members. */
  readonly token: Token | undefined;
}

/** What is stored, as it is now. */
export interface Seen extends SessionState {
  readonly isDue: boolean;
  /** The access token, as long as it holds. */
  readonly accessToken: string | undefined;
}

/** A token shorter than this many seconds counts as a failed attempt. */
const SHORT = 30;
const DAY = 86_400_000;

/** What is not stored is this version; a text of a later one states its own, and is never written over. */
const VERSION = 1;

/**
 * What is stored; where that is nothing of a session, one that has ended. What a storage returns in place
 * of a string is an error, or a session would end because a storage parses JSON.
 */
export function readStored(text: unknown): Stored {
  if (text !== null && text !== undefined && typeof text !== "string") {
    throw new OAuthError("storage_incompatible", { sentence: `get returned ${kindOf(text)} in place of a string` });
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
  if ((stored.version ?? VERSION) !== VERSION) {
    throw new OAuthError("storage_incompatible", { sentence: "a later version of this package stored it" });
  }
  const { sequence } = stored;
  return Number.isSafeInteger(sequence) && sequence >= 0 ? sound(stored) : { sequence: 0 };
}

/** What kind of value it is; nothing of it is shown. */
export function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A text of a session that somebody else has changed: no member of another type is read. */
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
    requestedAt: finite(token.requestedAt) ?? 0,
    expiresIn: finite(token.expiresIn),
    expiresAt: finite(token.expiresAt),
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

/** As it is stored: with what the clock shows, where anything in it has a date. */
export function dated(stored: Stored): Stored {
  const { sequence, ...others } = stored;
  const { token, pause, floor, revoking } = others;
  // The number comes first, for Redis.
  return { sequence, ...others, written: token || pause || floor || revoking ? Date.now() : undefined };
}

/** What outlives a session: what the server is still to revoke. */
export function keptOf({ revocations, revoking }: Stored): Pick<Stored, "revocations" | "revoking"> {
  return revocations?.length ? { revocations, ...(revoking && { revoking }) } : {};
}

/** What has to be waited for whatever becomes of the token. */
export function waitsOf(stored: Stored): Pick<Stored, "attempts" | "rejections" | "pause"> {
  const pause = pauseIn(stored);
  const { attempts, rejections } = stored;
  return { ...(attempts && { attempts }), ...(rejections && { rejections }), ...(pause && { pause }) };
}

/** Whether a token is dated later than now by more than clocks differ. */
export function isOfTheFuture(token: Token | undefined): boolean {
  return !!token && token.requestedAt > Date.now() + STEP_BACK;
}

/**
 * Whether both hold the same grant's token at the same step: there the one with more attempts is later.
 * Tokens of the client's own have no refresh token to compare; one that was rejected is empty.
 */
export function isSameToken({ token: a }: Stored, { token: b }: Stored): boolean {
  if (!a || !b || a.refreshToken || b.refreshToken) {
    return !a === !b && a?.refreshToken === b?.refreshToken;
  }
  return !a.accessToken || !b.accessToken || a.accessToken === b.accessToken;
}

/** Whether a grant is stored no more. */
export function isGone({ token, grant }: Stored, which: string | undefined): boolean {
  return !token || (grant !== undefined && grant !== which);
}

/** What is stored next, with what another has to wait for that stored meanwhile. */
export function withPauses(stored: Stored, next: Stored): Stored {
  const pause = pauseIn(stored);
  // What has ended waits for nothing.
  if (!pause || !(next.token || next.pause)) {
    return next;
  }
  const attempts = Math.max(stored.attempts ?? 0, next.attempts ?? 0);
  return { ...next, attempts, pause: longer(next.pause, pause) };
}

/** Until when nothing is sent, if that is to come. */
function pauseIn({ pause, floor }: Stored): Pause | undefined {
  const waits = longer(pause, floor && { ...floor, state: "waiting" });
  return isNow(waits) ? waits : undefined;
}

/** `isOwn`: the tokens are the client's own. */
export function see(stored: Stored, { leeway }: Settings, isOwn: boolean): Seen {
  const { token, early, sent, floor } = stored;
  const isRefreshed = token?.refreshToken || isOwn;
  const ahead = isRefreshed ? leeway + positive(early, 0) : 0;
  const isNew = isNow(floor);
  // By a clock that was set back it holds, and is due.
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
 * Whether a token that came is short: its lifetime is known and below half a minute, or it is due
 * already. The next refresh then waits as after a failure, or each request for a token would send one.
 */
export function isShort(token: Token, ahead: number): boolean {
  return (token.expiresIn ?? Infinity) < SHORT || isExpired(token, { leeway: ahead });
}

/** After how long a storage may forget it; undefined is never, for a refresh token's end is unknown. */
export function lifeOf({ token, pause, revocations }: Stored): number | undefined {
  const end = token ? (token.refreshToken ? Infinity : endOf(token, 0)) : 0;
  const life = Math.max(end, pause?.until ?? 0) - Date.now();
  return life < Infinity ? Math.ceil(Math.max(life, 0)) + (revocations ? 30 : 1) * DAY : undefined;
}
