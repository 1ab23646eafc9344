// What other machines have dated by their own clocks, in the clock of this one.

import { type Period, STEP_BACK } from "./backoff.js";
import type { Stored } from "./stored.js";

/** What this process knows of a session's storage, by its own clock. */
export interface View {
  /** When it was read or written last. */
  looked?: number;
  /** By how many milliseconds the dates of the last texts are off, by what their writer's clock showed. */
  readonly known: Map<number, number>;
}

/** How many texts of a session are remembered, for an old one may come back. */
const TEXTS = 16;

/** The last views, so that a session that is made anew for each call knows what the one before it saw. */
const views = new WeakMap<object, Map<string, View>>();
/** How many sessions of one storage are remembered: a service has one for each user. */
const MOST = 1_000;

/** What was seen before of this key, for one session: two sessions of a test may have two clocks. */
export function viewOf(store: object, key: string): View {
  const before = views.get(store)?.get(key);
  const view: View = { ...before, known: new Map(before?.known) };
  const all = views.get(store) ?? new Map<string, View>();
  all.delete(key);
  all.set(key, view);
  if (all.size > MOST) {
    all.delete(all.keys().next().value!);
  }
  views.set(store, all);
  return view;
}

/**
 * The same, dated by this machine's clock. Clocks are not compared: a text that was not there at the last
 * look was written between that look and now, whatever its own dates say.
 */
export function inOwnTime(stored: Stored, view: View): Stored {
  const now = Date.now();
  const { written } = stored;
  const shift = written === undefined ? 0 : (view.known.get(written) ?? shiftOf(written, view.looked, now));
  remember(view, written, shift, now);
  if (!shift) {
    return stored;
  }
  const { token, pause, floor, revoking } = stored;
  return {
    ...stored,
    ...(token && {
      token: {
        ...token,
        requestedAt: token.requestedAt + shift,
        expiresAt: token.expiresAt === undefined ? undefined : token.expiresAt + shift,
      },
    }),
    ...(pause && { pause: moved(pause, shift) }),
    ...(floor && { floor: moved(floor, shift) }),
    ...(revoking && { revoking: moved(revoking, shift) }),
  };
}

function moved<T extends Period>(period: T, shift: number): T {
  return { ...period, from: period.from + shift, until: period.until + shift };
}

function shiftOf(written: number, looked: number | undefined, now: number): number {
  if (looked === undefined) {
    // It can also be this machine's clock that was set back, and the text as old as it may be.
    return 0;
  }
  // Of a clock that was set back since then, nothing is known of the last look.
  const earliest = looked <= now ? looked : -Infinity;
  return (written > now + STEP_BACK ? now : Math.max(written, earliest)) - written;
}

/** What this process has written itself needs no shift. */
export function wrote(view: View, written: number | undefined): void {
  remember(view, written, 0, Date.now());
}

function remember(view: View, written: number | undefined, shift: number, now: number): void {
  view.looked = now;
  if (written === undefined) {
    return;
  }
  view.known.delete(written);
  view.known.set(written, shift);
  if (view.known.size > TEXTS) {
    view.known.delete(view.known.keys().next().value!);
  }
}
