// A clock that a test moves.

/** Runs `body` while time moves only by `tick`, from `now` on. */
export async function withClock(now, body) {
  const { setTimeout, clearTimeout } = globalThis;
  const { now: dateNow } = Date;
  let timers = [];
  const fake = (run, after) => {
    const timer = { run, at: now + after };
    timers.push(timer);
    return timer;
  };
  /** Moves time after all pending work has run. */
  const tick = async (milliseconds) => {
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    now += milliseconds;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    due.forEach(({ run }) => run());
  };
  globalThis.setTimeout = fake;
  globalThis.clearTimeout = (timer) => (timers = timers.filter((other) => other !== timer));
  Date.now = () => now;
  try {
    await body(tick);
  } finally {
    globalThis.setTimeout = setTimeout;
    globalThis.clearTimeout = clearTimeout;
    Date.now = dateNow;
  }
}
