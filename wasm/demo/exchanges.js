// Shows the list of requests, responses and navigations.

import { byId, element, pairs } from "./element.js";
import { exchanges, forgetExchanges, whenExchanged } from "./wire.js";

export function showExchanges() {
  const list = byId("exchanges");
  const draw = () => {
    const all = exchanges();
    list.replaceChildren(...all.map(shown));
    if (!all.length) {
      list.append(element("li", { class: "hint" }, "Nothing yet. Log in, and each request is listed here."));
    }
    byId("clear").disabled = !all.length;
  };
  whenExchanged(draw);
  byId("clear").addEventListener("click", forgetExchanges);
  draw();
}

function shown({ line, address, isRequest, sent, status, received }, index) {
  const { origin, pathname } = new URL(address);
  const head = element(
    "summary",
    {},
    element("span", { class: isRequest ? "method" : "way" }, line),
    element("span", { class: "address" }, pathname),
    ...(status ? [element("span", { class: status > 299 ? "status bad" : "status" }, String(status))] : []),
  );
  const details = element("details", {}, head, element("p", { class: "origin" }, origin));
  details.open = index < 1;
  for (const [title, entries] of [
    ["→ sent", sent],
    ["← came back", received],
  ]) {
    if (entries?.length) {
      details.append(element("h3", {}, title), pairs(entries));
    }
  }
  return element("li", {}, details);
}
