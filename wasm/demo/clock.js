// Simulates a wrong clock: shifts `Date.now` for the page and the library, in every tab.

import { byId } from "./element.js";

/** The slider's ends, in minutes, while the clock is less wrong than that. */
const END = 120;

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

/** Shows the clock and how to move it; `moved` is called when it was, here or in another tab. */
export function showClock(moved) {
  const [clock, says] = [byId("clock"), byId("clock-says")];
  /** A slider that has reached its end could not go further. */
  const stretch = () => {
    const end = Math.max(END, Math.ceil(Math.abs(ahead) / 3_600_000 + 0.5) * 60);
    [clock.min, clock.max] = [-end, end];
  };
  told = () => {
    const off = spell(ahead).replace(" 00 s", "");
    says.textContent = ahead ? `${off} ${ahead > 0 ? "ahead" : "behind"}` : "right";
    // While it is dragged its ends stay.
    if (!clock.matches(":active")) {
      stretch();
    }
    clock.value = Math.round(ahead / 60_000);
    clock.setAttribute("aria-valuetext", says.textContent);
    byId("clock-right").disabled = !ahead;
    moved();
  };
  clock.addEventListener("input", () => setClock(Number(clock.value) * 60_000));
  clock.addEventListener("change", told);
  byId("clock-right").addEventListener("click", () => setClock(0));
  told();
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
