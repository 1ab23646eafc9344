// One refresh attempt: sends the request, and decides what to store after its response.

import { FAILED_SHIFT, Failed } from "./abi.js";
import { type Pause, type Settings, pauseFor, pauseOf } from "./backoff.js";
import { wrong } from "./checks.js";
import { type Client, clientOf } from "./client.js";
import { OAuthError } from "./errors.js";
import { dateOf } from "./http_date.js";
import { compareUsers, refreshed } from "./refresh.js";
import { rotatedIn } from "./rejected_response.js";
import type { GrantOptions, TokenRequest } from "./requests.js";
import { type SendOptions, type Sent, send } from "./send.js";
import { startOf } from "./session_arguments.js";
import { sessionError } from "./session_error.js";
import { type Revocable, type Stored, isOfTheFuture, isShort, keptOf } from "./stored.js";
import { type Token, endOf, readResponse, serverTime } from "./token.js";
import { within } from "./web_locks.js";

/** The limit for returning a short token, in milliseconds, however long the pause is. */
const LONGEST_HAND_OUT = 300_000;

/** The session's settings that an attempt needs. */
export interface Grant {
  readonly client: Client;
  readonly options: SendOptions & GrantOptions;
  readonly settings: Settings;
  /** Whether the tokens are the client's own (client credentials). */
  readonly isOwn: boolean;
  /** Renews an access token that has no refresh token. This file then sends no request. */
  readonly renew: (() => Promise<Token>) | undefined;
}

/** The result of an attempt. */
export interface Outcome {
  readonly next: Stored;
  readonly failure?: OAuthError;
  /** The tokens of the response, to be revoked if the session does not store them. */
  readonly received?: Revocable | undefined;
  /** Whether the response is another user's. */
  readonly isForeign?: boolean;
}

/** What to store after a token. `isNew`: the server has just issued it. */
export function after(grant: Grant, before: Stored, token: Token, isNew = true): Stored {
  const { settings, isOwn, renew } = grant;
  const { sequence, attempts = 0, rejections = 0 } = before;
  const early = Math.random() * settings.spread;
  const ahead = token.refreshToken || isOwn || renew ? settings.leeway + early : 0;
  // If two machines' clocks differ, each would refresh the other's token at once.
  const isFast = isShort(token, ahead) || isOfTheFuture(before.token);
  const pause = isNew && isFast && pauseFor(pauseOf(settings, attempts));
  return {
    sequence: sequence + 1,
    token,
    early,
    // A token that is not short resets the attempts at its refresh, if no API has rejected it until then: see `marking`.
    attempts: pause ? attempts + 1 : attempts,
    ...(pause && floorOf(pause)),
    rejections,
    grant: before.grant,
    ...keptOf(before),
  };
}

/** The floor, during which a short token is returned. A longer pause continues without the token. */
function floorOf(pause: Pause): Pick<Stored, "floor" | "pause"> {
  const { from, until } = pause;
  const last = from + LONGEST_HAND_OUT;
  return until > last ? { floor: { from, until: last }, pause } : { floor: { from, until } };
}

/**
 * The value to store before a request is sent. If the last token was neither short nor rejected, and this is the
 * first request after it, the counters of failures start again.
 */
export function marking(stored: Stored, isOwn: boolean, grant: string): Stored {
  const { token, sent, pause, floor } = stored;
  const isTaken = token?.accessToken && !sent && !pause && !floor;
  return { ...stored, sent: !isOwn, grant, ...(isTaken && { attempts: undefined, rejections: undefined }) };
}

/** Sends the request, or renews, and returns what to store next. */
export async function attempt(grant: Grant, request: TokenRequest | (() => Promise<Token>), marked: Stored): Promise<Outcome> {
  let sent: Sent | undefined;
  let came: Token | undefined;
  const isRenewal = typeof request === "function";
  try {
    if (isRenewal) {
      came = renewedIn(await within(2 * grant.settings.timeout, request(), new OAuthError("timeout")));
    } else {
      sent = await send(request, grant.options, false, clientOf(grant.client));
      const server = marked.token?.server;
      came = { ...readResponse(grant.client, sent.status, sent.body, sent), ...(server && { server }) };
    }
    // A refresh token belongs to its user. A renewal is of whoever is logged in at the server now.
    if ((marked.doubted || (isRenewal && marked.token?.idToken)) && !came.idToken) {
      throw new OAuthError("id_token_missing", { member: "id_token" });
    }
    const token = grant.isOwn ? came : refreshed(grant.client, marked.token!, came, grant.options);
    return { next: after(grant, marked, token), received: came };
  } catch (error) {
    return afterFailure(grant, marked, asOAuthError(error), sent, came, isRenewal);
  }
}

/** Validates what `renew` has returned. */
function renewedIn(given: unknown): Token {
  const token = startOf(given);
  if (!token.accessToken) {
    throw wrong("accessToken", "renew must return a token that has one");
  }
  return token;
}

function afterFailure(
  { client, settings, isOwn }: Grant,
  marked: Stored,
  failure: OAuthError,
  sent: Sent | undefined,
  came: Token | undefined,
  isRenewal: boolean,
): Outcome {
  const { sequence, token: old, attempts = 0 } = marked;
  const failed = (failure.outcome ?? 0) >> FAILED_SHIFT;
  const isRefused = !!failed || failure.code === "login_required";
  const pause = pauseFor(pauseOf(settings, attempts, sent && retryAfterOf(sent), isRefused), isRefused);
  // A frame is refused too where the browser blocks third-party cookies: a token that holds is used to its end.
  const end = failure.code === "login_required" ? (old?.accessToken ? endOf(old, 0) : 0) : Infinity;
  const next: Stored = {
    ...marked,
    attempts: attempts + 1,
    pause: { ...pause, until: Math.min(pause.until, end) },
    floor: undefined,
  };
  if (isOwn) {
    return { next, failure };
  }
  const kept = came || !sent ? undefined : rotatedIn(client, sent.status, sent.body);
  const read = came ?? kept;
  const received = came ?? (read?.refreshToken ? { accessToken: "", refreshToken: read.refreshToken, ...(old?.server && { server: old.server }) } : undefined);
  const compared = read && compareUsers(client, old?.idToken, read.idToken, serverTime(sent?.date));
  const user = compared ?? (kept?.isRepeated && old?.idToken ? "unknown" : undefined);
  const isForeign = user === "another";
  if (isForeign || end <= Date.now() || (!isRenewal && (failed === Failed.Ended || (isRefused && isOver(old!, sent))))) {
    return { next: { sequence: sequence + 1, ...keptOf(marked) }, failure, received, isForeign };
  }
  // No token is returned before an `id_token` is valid, but the new refresh token is kept.
  // A renewal that failed changes nothing of the grant.
  const isDoubted = marked.doubted || (!isRenewal && (user === "unknown" || /^id_token_/.test(failure.code)));
  const rotated = !isRenewal && read?.refreshToken !== old?.refreshToken && read?.refreshToken;
  const token = {
    ...old!,
    ...(rotated && { refreshToken: rotated, refreshTokenExpiresIn: undefined }),
    ...(isDoubted && { accessToken: "" }),
  };
  return {
    next: {
      ...next,
      ...(rotated && { sequence: sequence + 1, sent: undefined }),
      token,
      ...(isDoubted && { doubted: true }),
    },
    failure,
    received: rotated ? received : undefined,
  };
}

/** `Retry-After` in seconds, else 0. A date is compared with the server's clock if known. */
function retryAfterOf({ retryAfter, date }: Sent): number {
  return /^\d+$/.test(retryAfter) ? Number(retryAfter) : (dateOf(retryAfter) - serverTime(date)) / 1000 || 0;
}

/** Converts anything that was thrown. Its message is dropped, because it could contain the request. */
export function asOAuthError(error: unknown): OAuthError {
  try {
    if (error instanceof OAuthError) {
      return error;
    }
    const { name } = (error ?? {}) as { name?: unknown };
    return sessionError("unexpected", { reason: /^\w{1,40}$/.test(`${name}`) ? `${name}` : undefined });
  } catch {
    // The thrown value has getters that throw.
    return sessionError("unexpected");
  }
}

/** Whether the refresh token has expired, by the server's clock if it is known now as it was then. */
function isOver({ requestedAt, refreshTokenExpiresIn = Infinity, skew }: Token, sent: Sent | undefined): boolean {
  const now = sent?.date && skew !== undefined ? serverTime(sent.date) - skew : Date.now();
  return now > requestedAt + refreshTokenExpiresIn * 1000;
}
