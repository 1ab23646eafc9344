// Converts dates that other machines wrote by their clocks to the local clock.

import { type Period, STEP_BACK } from "./backoff.js";
import type { Stored } from "./stored.js";

/** What this process has seen of a session's storage, by the local clock. */
export interface View {
  /** When it was last read or written. */
  looked?: number;
  /** The shift of the last values' dates in milliseconds, by their time of writing. */
  readonly known: Map<number, number>;
}

/** How many values of a session are remembered, because an old one may reappear. */
const TEXTS = 16;

/** The last views, for services that create a `Session` for each call. */
const views = new WeakMap<object, Map<string, View>>();
/** How many sessions of one storage are remembered: a service has one per user. */
const MOST = 1_000;

/** A copy of the last view of this key. Each session has its own, because in tests each may have its own clock. */
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
 * Converts a stored value to the local clock. Clocks are not compared: a value that was not there at the last
 * look was written between that look and now, whatever its dates are.
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
    // First look: the local clock may have been set back, and the age of the value is unknown.
    return 0;
  }
  // If the local clock was set back since the last look, that look gives no lower limit.
  const earliest = looked <= now ? looked : -Infinity;
  return (written > now + STEP_BACK ? now : Math.max(written, earliest)) - written;
}

/** Remembers a value that this process has written, which needs no shift. */
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
