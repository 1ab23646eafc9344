// Shows the list of requests and responses.

import { byId, element, pairs } from "./element.js";
import { exchanges, forgetExchanges, whenExchanged } from "./wire.js";

export function showExchanges() {
  const list = byId("exchanges");
  const draw = () => {
    const all = exchanges();
    list.replaceChildren(...all.map(shown));
    if (!all.length) {
      list.append(element("li", { class: "hint" }, "Nothing yet."));
    }
    byId("clear").disabled = !all.length;
  };
  whenExchanged(draw);
  byId("clear").addEventListener("click", forgetExchanges);
  draw();
}

function shown({ line, sent, status, received }, index) {
  const [method, address] = line.split(" ");
  const head = element(
    "summary",
    {},
    element("span", { class: "method" }, method),
    element("span", { class: "address" }, new URL(address).pathname),
    ...(status ? [element("span", { class: status > 299 ? "status bad" : "status" }, String(status))] : []),
  );
  const details = element("details", {}, head, element("p", { class: "origin" }, new URL(address).origin));
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
