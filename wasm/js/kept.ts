// Tokens that the server is still to revoke: not too many, and tried again after pauses.

import { asOAuthError } from "./attempt.js";
import { type Settings, isNow, pauseFor, pauseOf } from "./backoff.js";
import type { Client } from "./client.js";
import { OAuthError } from "./errors.js";
import { revoke } from "./refresh.js";
import type { SendOptions } from "./send.js";
import { type Revocable, type Stored, keptOf } from "./stored.js";

/** How many are kept: of more the oldest are dropped, and the caller is told. */
const MOST = 16;

/** What is stored before a try, and what is tried. */
export interface Plan {
  readonly kept: Pick<Stored, "revocations" | "revoking">;
  readonly due: readonly Revocable[];
  /** What is kept no more. */
  readonly dropped: readonly Revocable[];
}

/** What came of a try. */
export interface Tried {
  readonly decided: ReadonlySet<string>;
  /** The one that failed, and why. */
  readonly failed?: Revocable;
  readonly failure?: OAuthError;
  readonly isRevoked: boolean;
}

/**
 * What to revoke now, and what to store before that: the pause that follows if it fails, so that whoever
 * shares the storage does not try at the same time. A token that has just been given up is tried at once,
 * the others once the pause is over.
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

/** Revokes one after the other, up to the first that fails: the next would too. */
export async function revokeAll(client: Client, due: readonly Revocable[], options: SendOptions): Promise<Tried> {
  const decided = new Set<string>();
  let isRevoked = due.length > 0;
  for (const one of due) {
    try {
      await revoke(client, one, options);
    } catch (error) {
      isRevoked = false;
      const failure = asOAuthError(error);
      const { code, status, error: said } = failure;
      // A client at fault is at fault the next time too.
      if (!code.startsWith("request_") && (status !== 400 || /_client$/.test(said))) {
        return { decided, failed: one, failure, isRevoked };
      }
    }
    decided.add(nameOf(one));
  }
  return { decided, isRevoked };
}

/** What is stored after a try. The one that failed is the last that is tried again. */
export function afterTrying(stored: Stored, { decided, failed }: Tried, settings: Settings): Stored {
  const { revocations = [], revoking, ...others } = stored;
  const isFailed = (one: Revocable): boolean => !!failed && nameOf(one) === nameOf(failed);
  const rest = revocations.filter((one) => !decided.has(nameOf(one)));
  const again = [...rest.filter((one) => !isFailed(one)), ...rest.filter(isFailed)];
  const next = failed ? waiting(settings, (revoking?.attempts ?? 1) - 1) : undefined;
  return { ...others, ...keptOf({ sequence: 0, revocations: again, revoking: next }) };
}

/** The error of what is left, if anything is. */
export function leftOf({ due, dropped }: Plan, { decided, failure }: Tried, { revocations, revoking }: Stored): OAuthError | undefined {
  const isFull = dropped.some((one) => !decided.has(nameOf(one)));
  const cause = isFull ? new OAuthError("revocations_full", failure && { cause: failure }) : failure;
  // Where nothing was tried, the pause is not over.
  return cause || (!due.length && revocations?.length)
    ? new OAuthError("not_revoked", { cause, until: revoking?.until, endsGrant: true })
    : undefined;
}

function waiting(settings: Settings, attempts: number): NonNullable<Stored["revoking"]> {
  const { from, until } = pauseFor(pauseOf(settings, attempts));
  return { attempts: attempts + 1, from, until };
}

/** What tells two apart: of a grant it is the refresh token. */
function nameOf({ accessToken, refreshToken }: Revocable): string {
  return refreshToken || accessToken;
}
