// Lets the user choose or write a response, and shows how it is read.

import { readResponse } from "./grantlet.js";
import { byId, element } from "./element.js";
import { failure } from "./failures.js";
import { QUIRKS } from "./quirks.js";
import { membersOf, stateOf } from "./token.js";

export function showBench() {
  const [choice, status, body, verdict] = ["quirk", "status", "body", "verdict"].map(byId);
  choice.append(...QUIRKS.map(({ name }, index) => element("option", { value: index }, name)));
  let chosen;
  const read = () => {
    const asChosen = body.value === chosen.body && Number(status.value) === chosen.status;
    const why = asChosen ? chosen.why : "You wrote this one.";
    verdict.replaceChildren(verdictOn(chosen.client, Number(status.value), body.value), element("p", { class: "why" }, why));
  };
  const choose = () => {
    chosen = QUIRKS[choice.value];
    body.value = chosen.body;
    status.value = chosen.status;
    byId("read-as").textContent = chosen.client.profile;
    read();
  };
  choice.addEventListener("change", choose);
  status.addEventListener("input", read);
  body.addEventListener("input", read);
  choose();
}

/** A response, and how it is read. */
export function verdictOn(client, status, body) {
  try {
    const token = readResponse(client, status, body);
    return element(
      "div",
      { class: "result" },
      element("p", { class: "title" }, "A token"),
      membersOf(token),
      element("p", { class: "next" }, stateOf(token)[1]),
    );
  } catch (error) {
    return failure(error);
  }
}
