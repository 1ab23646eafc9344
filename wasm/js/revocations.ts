// Tokens that are still to be revoked: a limited number, tried again after pauses.

import { type Settings, isNow, pauseFor, pauseOf } from "./backoff.js";
import type { Client } from "./client.js";
import { OAuthError } from "./errors.js";
import { revoke } from "./refresh.js";
import { asOAuthError } from "./refresh_attempt.js";
import type { SendOptions } from "./send.js";
import { sessionError } from "./session_error.js";
import { type Revocable, type Stored, keptOf } from "./stored.js";

/** How many are kept. If there are more, the oldest are dropped and the caller gets an error. */
const MOST = 16;

/** What to store before trying, and what to try. */
export interface Plan {
  readonly kept: Pick<Stored, "revocations" | "revoking">;
  readonly due: readonly Revocable[];
  /** Tokens that are no longer kept. */
  readonly dropped: readonly Revocable[];
}

/** The result of trying. */
export interface Tried {
  /** The tokens that the server revoked, or does not know. */
  readonly decided: ReadonlySet<string>;
  /** The token that failed, and why. */
  readonly failed?: Revocable;
  readonly failure?: OAuthError;
  readonly isRevoked: boolean;
}

/**
 * Decides which tokens to revoke now, and what to store before that: the pause after a failure, so that others
 * who share the storage do not try at the same time. A newly added token is tried at once, the others after
 * the pause.
 */
export function planned(stored: Stored, added: Revocable | undefined, settings: Settings): Plan {
  const { revocations = [], revoking } = stored;
  const isNew = added && !revocations.some((one) => nameOf(one) === nameOf(added));
  const all = isNew ? [...revocations, added] : revocations;
  const due = isNew ? [added, ...revocations] : isNow(revoking) ? [] : revocations;
  const { attempts = 0 } = revoking ?? {};
  const next = due.length ? waiting(settings, attempts) : revoking;
  return {
    kept: keptOf({ sequence: 0, revocations: all.slice(-MOST), revoking: next }),
    due,
    dropped: all.slice(0, -MOST),
  };
}

/** Revokes one token after the other, and stops at the first failure, because the next would fail too. */
export async function revokeAll(client: Client, due: readonly Revocable[], options: SendOptions): Promise<Tried> {
  const decided = new Set<string>();
  let isRevoked = due.length > 0;
  for (const one of due) {
    try {
      await revoke(client, one, options);
    } catch (error) {
      isRevoked = false;
      const failure = asOAuthError(error);
      const { code, status, retries, error: said } = failure;
      // An invalid request would fail again, and another 400 means that the token is unknown. Both are decided.
      if (!code.startsWith("request_") && (status !== 400 || retries || /_client$|^temporarily_/.test(said))) {
        return { decided, failed: one, failure, isRevoked };
      }
    }
    decided.add(nameOf(one));
  }
  return { decided, isRevoked };
}

/** What to store after trying. The token that failed moves to the end. */
export function afterTrying(stored: Stored, { decided, failed }: Tried, settings: Settings): Stored {
  const { revocations = [], revoking, ...others } = stored;
  const isFailed = (one: Revocable): boolean => !!failed && nameOf(one) === nameOf(failed);
  const rest = revocations.filter((one) => !decided.has(nameOf(one)));
  const again = [...rest.filter((one) => !isFailed(one)), ...rest.filter(isFailed)];
  const next = failed ? waiting(settings, (revoking?.attempts ?? 1) - 1) : undefined;
  return { ...others, ...keptOf({ sequence: 0, revocations: again, revoking: next }) };
}

/** The error for the tokens that are left, if any. */
export function leftOf({ due, dropped }: Plan, { decided, failure }: Tried, { revocations, revoking }: Stored): OAuthError | undefined {
  const isFull = dropped.some((one) => !decided.has(nameOf(one)));
  const cause = isFull ? sessionError("revocations_full", failure && { cause: failure }) : failure;
  // If nothing was tried, the pause is not over.
  return cause || (!due.length && revocations?.length)
    ? sessionError("not_revoked", { cause, until: revoking?.until, endsGrant: true })
    : undefined;
}

function waiting(settings: Settings, attempts: number): NonNullable<Stored["revoking"]> {
  const { from, until } = pauseFor(pauseOf(settings, attempts));
  return { attempts: attempts + 1, from, until };
}

/** Identifies a grant: its refresh token, else its access token. */
function nameOf({ accessToken, refreshToken }: Revocable): string {
  return refreshToken || accessToken;
}
