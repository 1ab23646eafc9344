// The settings of a session, and the pauses between its requests.

import { peek } from "./checks.js";
import { LONGEST_TIMER } from "./web_locks.js";

/** The shortest pause between two requests, whatever is set, in milliseconds. */
const LEAST_PAUSE = 1_000;
/** The upper limit for `Retry-After`, in milliseconds. */
export const DAY = 86_400_000;
/** Dates that are in the future by less than this are accepted: the clock may have been set back a little. */
export const STEP_BACK = 60_000;

/** Times that can be set, in milliseconds. */
export interface Timing {
  /** How long before its expiry a token is refreshed; at most half of its lifetime. The default is a minute. */
  readonly leeway?: number;
  /**
   * Upper limit of a random time that is added to `leeway`, so that many clients do not refresh at once. The
   * default is 0.
   */
  readonly spread?: number;
  /**
   * `first`: the longest pause after the first failure; the default is two seconds. `cap`: the longest pause of
   * all; the default is five minutes. Every pause is at least one second.
   */
  readonly backoff?: { readonly first?: number; readonly cap?: number };
  /** The limit for a request. The default is 30 seconds. A call of the storage may take half of it. */
  readonly timeout?: number | undefined;
}

/** Valid settings, in milliseconds. */
export interface Settings {
  readonly leeway: number;
  readonly spread: number;
  readonly first: number;
  readonly cap: number;
  readonly timeout: number;
}

/** A period, in milliseconds since 1970 by the local clock. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

/** A period in which nothing is sent. */
export interface Pause extends Period {
  readonly state: "waiting" | "refused";
}

/** The number if it is finite and positive, limited to the longest timer; else the default. */
export function positive(value: unknown, otherwise: number): number {
  return Number.isFinite(value) && (value as number) > 0 ? Math.min(value as number, LONGEST_TIMER) : otherwise;
}

/** Validates each setting separately: one that is absent, zero or not a number becomes its default. */
export function settingsOf({ leeway, spread, backoff, timeout }: Timing): Settings {
  return {
    leeway: positive(leeway, 60_000),
    spread: positive(spread, 0),
    first: positive(peek(backoff, "first"), 2_000),
    cap: positive(peek(backoff, "cap"), 300_000),
    timeout: positive(timeout, 30_000),
  };
}

/**
 * The pause after a failed attempt, in milliseconds.
 *
 * 1. It is random, between half of a maximum and the maximum, which doubles up to the cap. So the number of
 *    requests is limited for every seed. Rust spreads a fleet further, from one second on.
 * 2. For an error that does not pass by itself, the maximum is the cap.
 * 3. `Retry-After` (`asked`, in seconds) is a minimum; the jitter on top is at most the cap.
 */
export function pauseOf({ first, cap }: Settings, attempt: number, asked = 0, isRefused = false): number {
  const most = Math.max(isRefused ? cap : Math.min(first * 2 ** attempt, cap), LEAST_PAUSE);
  const own = jittered(Math.max(most / 2, LEAST_PAUSE), most);
  // `asked` can be `Infinity`, for very many digits: that is a day too.
  const minimum = Math.min(asked > 0 ? asked * 1_000 : 0, DAY);
  return minimum ? Math.max(jittered(minimum, minimum + Math.min(Math.max(most, minimum), cap)), own) : own;
}

function jittered(least: number, most: number): number {
  return Math.ceil(least + Math.random() * (most - least));
}

/** A pause that starts now. */
export function pauseFor(milliseconds: number, isRefused = false): Pause {
  const from = Date.now();
  return { state: isRefused ? "refused" : "waiting", from, until: from + milliseconds };
}

/** Whether a period is now. It ends if the clock was set back, so that it never lasts longer than planned. */
export function isNow(period: Period | undefined): period is Period {
  const now = Date.now();
  return !!period && now < period.until && now > period.from - STEP_BACK;
}

/** The pause that ends later, of those that have not ended. */
export function longer(a: Pause | undefined, b: Pause | undefined): Pause | undefined {
  return isNow(a) && !(isNow(b) && b.until > a.until) ? a : b;
}
