// A machine whose clock is wrong: `Date.now` is moved under the page and the library.

const machine = Date.now.bind(Date);
let minutes = Number(sessionStorage.clock ?? 0);
Date.now = () => machine() + minutes * 60_000;

export const minutesAhead = () => minutes;

export function setClock(ahead) {
  minutes = ahead;
  sessionStorage.clock = String(ahead);
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
