// A token's lifetime as a line: issued, refresh due, expiry, now. It is not to scale, because the last minute
// would be too narrow to see.

import { timeOf } from "./clock.js";
import { element } from "./element.js";

/** Where each section of the line ends, in percent: before, fresh, due, expired. */
const [ISSUED, DUE, EXPIRES] = [6, 70, 88];

export function timeline({ requestedAt, expiresAt, expiresIn }) {
  const now = element("span", { class: "now" }, element("span", { class: "flag" }));
  if (expiresAt === undefined) {
    const track = element("div", { class: "track open" }, now);
    const shown = element("div", { class: "timeline" }, track, mark("issued", "issued", requestedAt));
    return { shown, move: () => place(now, 50) };
  }
  // As `refreshDue` has it: a minute before the end, or half of a shorter lifetime.
  const due = expiresAt - Math.min(60_000, expiresIn * 500);
  const stops = [
    [requestedAt, ISSUED],
    [due, DUE],
    [expiresAt, EXPIRES],
  ];
  const track = element(
    "div",
    { class: "track" },
    element("span", { class: "stretch fresh" }),
    element("span", { class: "stretch late" }),
    element("span", { class: "tick at-issued" }),
    element("span", { class: "tick at-due" }),
    element("span", { class: "tick at-expiry" }),
    now,
  );
  const shown = element(
    "div",
    { class: "timeline", role: "img" },
    track,
    element(
      "div",
      { class: "marks" },
      mark("issued", "issued", requestedAt),
      mark("due", "refresh due", due),
      mark("expiry", "expires", expiresAt),
    ),
  );
  const move = (sentence) => {
    place(now, positionOf(Date.now(), stops, expiresIn * 1000));
    const times = `Issued ${timeOf(requestedAt)}, refresh due ${timeOf(due)}, expires ${timeOf(expiresAt)}.`;
    shown.setAttribute("aria-label", `${times} ${sentence}`);
  };
  return { shown, move };
}

function place(now, position) {
  now.style.setProperty("--at", `${position}%`);
  now.firstChild.textContent = `now ${timeOf(Date.now())}`;
  now.dataset.side = position < 20 ? "left" : position > 80 ? "right" : "middle";
}

const mark = (kind, label, moment) =>
  element("span", { class: `mark ${kind}` }, element("b", {}, label), element("time", {}, timeOf(moment)));

/** Proportional between two stops; beyond the ends up to one lifetime more. */
function positionOf(now, stops, lifetime) {
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const all = [[first[0] - lifetime, 0], ...stops, [last[0] + lifetime, 100]];
  for (let index = 1; index < all.length; index += 1) {
    const [[from, left], [to, right]] = [all[index - 1], all[index]];
    if (now < to) {
      return left + (right - left) * Math.max(0, (now - from) / (to - from || 1));
    }
  }
  return 100;
}
