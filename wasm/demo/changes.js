// Shows what a session reports by `onChange`, in whatever tab the change happens.

import { timeOf } from "./clock.js";
import { byId, element } from "./element.js";
import { sessionOf } from "./sessions.js";

/** How a change is told. */
const TOLD = {
  ready: "A login was stored.",
  renewed: "There is a new access token.",
  due: "The next request renews the token.",
  ended: "The user must log in.",
};
const REASONS = { logout: "The user has logged out.", refused: "The provider has ended it.", another_user: "Another user has logged in." };
const KEPT = 8;

/** Listens to the session of a grant; returns a function that listens to another. */
export function showChanges(way) {
  let [stop, heard] = [() => {}, way];
  const listen = (next) => {
    stop();
    if (next.key !== heard.key) {
      delete sessionStorage.changes;
    }
    heard = next;
    draw();
    stop = sessionOf(next).onChange((change) => keep(change));
  };
  listen(way);
  return listen;
}

const changes = () => JSON.parse(sessionStorage.changes ?? "[]");

function keep({ type, reason }) {
  const all = changes();
  // Listening anew reports once more that a renewal is due.
  if (type !== "due" || all[0]?.type !== "due") {
    sessionStorage.changes = JSON.stringify([{ type, reason, at: Date.now() }, ...all].slice(0, KEPT));
    draw();
  }
}

function draw() {
  const all = changes().map(({ type, reason, at }) => {
    const told = REASONS[reason] ?? TOLD[type];
    return element("li", { "data-type": type }, element("b", {}, type), element("span", {}, told), element("time", {}, timeOf(at)));
  });
  byId("changes").replaceChildren(...(all.length ? all : [element("li", { class: "hint" }, "Nothing yet.")]));
}
