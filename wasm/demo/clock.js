// Simulates a wrong clock: shifts `Date.now` for the page and the library, in every tab.

const machine = Date.now.bind(Date);
let ahead = Number(localStorage.clock ?? 0);
let told = () => {};
Date.now = () => machine() + ahead;
// Reads the stored value instead of the event's, because the event may be late.
addEventListener("storage", ({ key }) => key === "clock" && followClock(Number(localStorage.clock)));

/** In milliseconds. */
export const clockAhead = () => ahead;

export function setClock(milliseconds) {
  localStorage.clock = String(milliseconds);
  followClock(milliseconds);
}

/** Moves the clock to that time. */
export function passUntil(moment) {
  if (moment > Date.now()) {
    setClock(moment - machine());
  }
}

/** Calls back when the clock was moved, here or in another tab. */
export function whenMoved(tell) {
  told = tell;
}

/** Takes over another tab's clock. */
export function followClock(milliseconds) {
  ahead = milliseconds;
  told();
}

/** `2 min`, `1 h 05 min`, `12 s`. */
export function spell(milliseconds) {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const [hours, left] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours >= 48) {
    return `${Math.floor(hours / 24)} days`;
  }
  if (hours) {
    return `${hours} h ${String(left).padStart(2, "0")} min`;
  }
  return left ? `${left} min ${String(seconds % 60).padStart(2, "0")} s` : `${seconds} s`;
}

/** The time of day. */
export const timeOf = (moment) =>
  new Date(moment).toLocaleTimeString(undefined, { timeStyle: "medium", hour12: false });
