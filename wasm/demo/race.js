// How many tabs there are, and what each of them did when all needed a token at once.

import { byId, element } from "./element.js";
import { joinTabs, me } from "./tabs.js";

/** Shows the tabs; returns a function that makes all of them request a token. */
export function showTabs(grantOf) {
  return joinTabs({
    grantOf,
    changed: (count) => {
      const tabs = count === 1 ? "One tab is open" : `${count} tabs are open`;
      const locks = navigator.locks
        ? "."
        : ". This origin is plain http on a network and has no Web Locks: each tab asks for itself.";
      byId("tabs-open").textContent = `${tabs}; this one is ${me}${locks}`;
    },
    done: (reports) => {
      const requests = reports.reduce((sum, { sent }) => sum + sent, 0);
      const sum = `${count(reports.length, "tab")}, ${count(requests, "request")}`;
      byId("race-result").replaceChildren(
        element(
          "div",
          { class: "result" },
          element("p", { class: "title" }, sum),
          element("ul", { class: "racers" }, ...reports.map(racer)),
        ),
      );
    },
  });
}

function racer({ tab, sent, end, failed }) {
  const did = sent ? `sent ${count(sent, "request")}` : failed ? "sent none" : "sent none, and used the stored token";
  const got = failed ? `has no token: ${failed}` : `has the token …${end}`;
  return element("li", {}, element("b", {}, tab === me ? `${tab}, this tab` : tab), ` ${did}; ${got}`);
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
