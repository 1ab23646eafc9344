// When a session may send its next request: the settings and the pauses.

import { peek } from "./checks.js";

/** No pause between two requests is shorter, whatever is set. */
const LEAST_PAUSE = 1_000;
/** Of a `Retry-After` no more than this counts. */
const DAY = 86_400_000;
/** A clock that was set back by less than this is read on. */
export const STEP_BACK = 60_000;

/** What can be set, in milliseconds. */
export interface Timing {
  /** How long before its end a token is refreshed, at most half of its life: a minute unless stated. */
  readonly leeway?: number;
  /** Up to how much earlier still, by chance, so that many do not come at once. */
  readonly spread?: number;
  /**
   * The longest pause after a first attempt that failed, two seconds, and of all, five minutes. A pause
   * is at least one second, whatever is set.
   */
  readonly backoff?: { readonly first?: number; readonly cap?: number };
  /** How long a request may take: 30 seconds unless stated. A call of the storage may take half of that. */
  readonly timeout?: number | undefined;
}

export interface Settings {
  readonly leeway: number;
  readonly spread: number;
  readonly first: number;
  readonly cap: number;
  readonly timeout: number;
}

/** From and until when, in milliseconds of this machine's clock. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

export interface Pause extends Period {
  readonly state: "waiting" | "refused";
}

/** What a timer can hold, nearly 25 days: no setting is longer. */
const LONGEST = 2 ** 31 - 1;

/** The number, if it is finite and above zero, and at most what a timer can hold; else the default. */
export function positive(value: unknown, otherwise: number): number {
  return Number.isFinite(value) && (value as number) > 0 ? Math.min(value as number, LONGEST) : otherwise;
}

/** Each setting by itself: one that is absent, zero or no number is its default. */
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
 * The pause after an attempt, in milliseconds: between half and all of a time that doubles up to the
 * cap, so that the number of requests has a limit for every seed. Where the server refuses it is the
 * cap's. What the server asked for, in seconds, is a minimum; the jitter on top is at most the cap.
 */
export function pauseOf({ first, cap }: Settings, attempt: number, asked = 0, isRefused = false): number {
  const most = Math.max(isRefused ? cap : Math.min(first * 2 ** attempt, cap), LEAST_PAUSE);
  const own = jittered(Math.max(most / 2, LEAST_PAUSE), most);
  // Digits without an end are a day too.
  const minimum = Math.min(asked > 0 ? asked * 1_000 : 0, DAY);
  return minimum ? Math.max(jittered(minimum, minimum + Math.min(Math.max(most, minimum), cap)), own) : own;
}

function jittered(least: number, most: number): number {
  return Math.ceil(least + Math.random() * (most - least));
}

/** A pause from now on. */
export function pauseFor(milliseconds: number, isRefused = false): Pause {
  const from = Date.now();
  return { state: isRefused ? "refused" : "waiting", from, until: from + milliseconds };
}

/** Whether it is now. A clock that was set back ends it, so that it never lasts longer than it was. */
export function isNow(period: Period | undefined): period is Period {
  const now = Date.now();
  return !!period && now < period.until && now > period.from - STEP_BACK;
}

/** Of two pauses that which ends later, if it has not ended. */
export function longer(a: Pause | undefined, b: Pause | undefined): Pause | undefined {
  return isNow(a) && !(isNow(b) && b.until > a.until) ? a : b;
}
