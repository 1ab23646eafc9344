// Time that passes by hand, a clock that jumps, and timers by time alone.

import { AsyncLocalStorage } from "node:async_hooks";

/** What the clock shows at first. */
const START = 1_800_000_000_000;

/** Which tab runs what runs now. */
export const running = new AsyncLocalStorage();

/** Until all that can run by itself has run. */
export const settled = () => new Promise(setImmediate);

export class Time {
  /** Milliseconds that have passed, and what the clock shows. */
  passed = 0;
  shown = START;
  /** By how much the clock was set back. */
  setBack = 0;
  /** By how much it was set ahead: a token may then be due when it comes. */
  setAhead = 0;
  #timers = [];

  jump(milliseconds) {
    this.shown += milliseconds;
    this.setBack += Math.max(-milliseconds, 0);
    this.setAhead += Math.max(milliseconds, 0);
  }

  /** Runs something later, unless the tab that wants it has died. */
  later(run, milliseconds, tab = running.getStore()) {
    const timer = { at: this.passed + Math.max(Number(milliseconds) || 0, 0), run, tab };
    this.#timers.push(timer);
    return timer;
  }

  never(timer) {
    const index = this.#timers.indexOf(timer);
    if (index >= 0) {
      this.#timers.splice(index, 1);
    }
  }

  async pass(milliseconds) {
    const end = this.passed + milliseconds;
    for (;;) {
      let next;
      for (const timer of this.#timers) {
        if (timer.at <= end && !(timer.at >= next?.at)) {
          next = timer;
        }
      }
      if (!next) {
        break;
      }
      this.never(next);
      this.#to(next.at);
      if (!next.tab?.isDead) {
        running.run(next.tab, next.run);
        await settled();
      }
    }
    this.#to(end);
  }

  #to(moment) {
    const passed = Math.max(moment - this.passed, 0);
    this.passed += passed;
    this.shown += passed;
  }

  /** Puts itself in place of the platform's clock, timers and chance, while `body` runs. */
  async during(locks, seed, body) {
    const had = { setTimeout, clearTimeout };
    const { now } = Date;
    const { random } = Math;
    const navigator = Object.getOwnPropertyDescriptor(globalThis, "navigator");
    globalThis.setTimeout = (run, milliseconds) => this.later(run, milliseconds);
    globalThis.clearTimeout = (timer) => this.never(timer);
    // A machine's clock can be ahead of the world's, or behind.
    Date.now = () => Math.round(this.shown) + (running.getStore()?.ahead ?? 0);
    Math.random = chance(seed);
    Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
    try {
      return await body();
    } finally {
      Object.assign(globalThis, had);
      Date.now = now;
      Math.random = random;
      delete globalThis.navigator;
      if (navigator) {
        Object.defineProperty(globalThis, "navigator", navigator);
      }
    }
  }
}

/** Numbers that look random, the same for the same seed (mulberry32). */
function chance(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
