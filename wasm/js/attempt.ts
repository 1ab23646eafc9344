// One refresh: what is sent, and what is stored after what came.

import { type Pause, type Settings, pauseFor, pauseOf } from "./backoff.js";
import type { Client } from "./client.js";
import { OAuthError } from "./errors.js";
import { compareUsers, refreshed } from "./refresh.js";
import type { GrantOptions, TokenRequest } from "./requests.js";
import { rotatedIn } from "./rotated.js";
import { type SendOptions, type Sent, send } from "./send.js";
import { type Revocable, type Stored, isOfTheFuture, isShort, keptOf } from "./stored.js";
import { type Token, dateOf, readResponse } from "./token.js";

/** How long a short token is handed out at most, in milliseconds, however long the pause is. */
const LONGEST_HAND_OUT = 300_000;

/** What an attempt needs to know of its session. */
export interface Grant {
  readonly client: Client;
  readonly options: SendOptions & GrantOptions;
  readonly settings: Settings;
  /** The tokens are the client's own. */
  readonly isOwn: boolean;
}

/** What an attempt came to. */
export interface Outcome {
  readonly next: Stored;
  readonly failure?: OAuthError;
  /** What the server gave, to be revoked where the session does not take it. */
  readonly received?: Revocable | undefined;
  /** It is another user's. */
  readonly isForeign?: boolean;
}

/** What is stored after a token; `isNew` where it has just come from the server. */
export function after(grant: Grant, before: Stored, token: Token, isNew = true): Stored {
  const { settings, isOwn } = grant;
  const { sequence, attempts = 0, rejections = 0 } = before;
  const early = Math.random() * settings.spread;
  const ahead = token.refreshToken || isOwn ? settings.leeway + early : 0;
  // Where another machine's clock is ahead, each of the two takes the other's token for one to refresh.
  const isFast = isShort(token, ahead) || isOfTheFuture(before.token);
  const pause = isNew && isFast && pauseFor(pauseOf(settings, attempts));
  return {
    sequence: sequence + 1,
    token,
    early,
    // A token that is long counts once the API has taken it to its refresh: see `marking`.
    attempts: pause ? attempts + 1 : attempts,
    ...(pause && floorOf(pause)),
    rejections,
    grant: before.grant,
    ...keptOf(before),
  };
}

/** A short token is handed out up to the floor; beyond that the pause goes on without it. */
function floorOf(pause: Pause): Pick<Stored, "floor" | "pause"> {
  const { from, until } = pause;
  const last = from + LONGEST_HAND_OUT;
  return until > last ? { floor: { from, until: last }, pause } : { floor: { from, until } };
}

/**
 * What is stored before a request is sent. Where a token that is no short one was not rejected, and this
 * is the first request after it, what came before it is forgotten.
 */
export function marking(stored: Stored, isOwn: boolean, grant: string): Stored {
  const { token, sent, pause, floor } = stored;
  const isTaken = token?.accessToken && !sent && !pause && !floor;
  return { ...stored, sent: !isOwn, grant, ...(isTaken && { attempts: undefined, rejections: undefined }) };
}

/** Sends the request, and decides by what comes what is stored next. */
export async function attempt(grant: Grant, request: TokenRequest, marked: Stored): Promise<Outcome> {
  let sent: Sent | undefined;
  let came: Token | undefined;
  try {
    sent = await send(request, grant.options);
    const { responseLimit } = grant.options;
    came = readResponse(grant.client, sent.status, sent.body, { ...sent, responseLimit });
    if (marked.doubted && !came.idToken) {
      throw new OAuthError("id_token_missing", { member: "id_token" });
    }
    const token = grant.isOwn ? came : refreshed(grant.client, marked.token!, came, grant.options);
    return { next: after(grant, marked, token), received: came };
  } catch (error) {
    return afterFailure(grant, marked, asOAuthError(error), sent, came);
  }
}

function afterFailure(
  { client, settings, isOwn }: Grant,
  marked: Stored,
  failure: OAuthError,
  sent: Sent | undefined,
  came: Token | undefined,
): Outcome {
  const { sequence, token: old, attempts = 0 } = marked;
  const isRefused = isRefusal(failure, sent?.body);
  const pause = pauseFor(pauseOf(settings, attempts, sent?.retryAfter, isRefused), isRefused);
  const next: Stored = { ...marked, attempts: attempts + 1, pause, floor: undefined };
  if (isOwn) {
    return { next, failure };
  }
  const kept = came || !sent ? undefined : rotatedIn(client, sent.status, sent.body);
  const read = came ?? kept;
  const received = came ?? (read?.refreshToken ? { accessToken: "", refreshToken: read.refreshToken } : undefined);
  const compared = read && compareUsers(client, old?.idToken, read.idToken, serverTime(sent));
  const user = compared ?? (kept?.isRepeated && old?.idToken ? "unknown" : undefined);
  const isForeign = user === "another";
  if (isForeign || endsGrant(failure, isRefused)) {
    return { next: { sequence: sequence + 1, ...keptOf(marked) }, failure, received, isForeign };
  }
  // Nothing is handed out before an `id_token` passes, and the new refresh token is kept all the same.
  const isDoubted = marked.doubted || user === "unknown" || /^id_token_/.test(failure.code);
  const rotated = read?.refreshToken !== old?.refreshToken && read?.refreshToken;
  const token = {
    ...old!,
    ...(rotated && { refreshToken: rotated }),
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

/** What the server's clock shows, or this machine's where it said nothing. */
function serverTime(sent: Sent | undefined): number {
  const date = sent?.date ? dateOf(sent.date) : NaN;
  return date >= 0 ? date : Date.now();
}

/** Whatever was thrown, with a code; a foreign message could hold what was sent. */
export function asOAuthError(error: unknown): OAuthError {
  try {
    if (error instanceof OAuthError) {
      return error;
    }
    const { name } = (error ?? {}) as { name?: unknown };
    return new OAuthError("unexpected", { reason: /^\w{1,40}$/.test(`${name}`) ? `${name}` : undefined });
  } catch {
    // What it throws has getters that throw.
    return new OAuthError("unexpected");
  }
}

/** Whether the grant has ended: log in again. */
function endsGrant({ endsGrant, error }: OAuthError, isRefused: boolean): boolean {
  return endsGrant || (isRefused && /^(login|interaction|consent)_required$/.test(error));
}

/** Whether it fails for a reason that does not pass by itself: an error, or no token endpoint. */
function isRefusal({ code, status, error, endpoint }: OAuthError, body?: Uint8Array): boolean {
  return (
    endpoint !== undefined ||
    (/^response_(refused|status)$/.test(code) &&
      /^[24](?!08|25|29)/.test(`${status}`) &&
      !/^(server_error|temporarily_unavailable|slow_down)$/.test(error)) ||
    // Nothing, a page, a text, a list: no token response is cut off there.
    (code === "response_syntax" && /^[ \t\n\f\r]*([^{ \t\n\f\r]|$)/.test(new TextDecoder().decode(body?.subarray(0, 1024))))
  );
}
