// Shows how an action ended, where its button is: one outcome at a time.

import { element } from "./element.js";
import { failure } from "./failures.js";

/** Runs something that may fail, and shows the sentence that it returns, or the error. `near`: an element of the card. */
export async function act(near, work) {
  const place = near.closest(".card").querySelector(".outcome");
  try {
    const sentence = await work();
    if (sentence) {
      show(place, element("div", { class: "result" }, element("p", { class: "title" }, sentence)));
    }
  } catch (error) {
    show(place, failure(error));
  }
}

export function clearOutcomes() {
  document.querySelectorAll(".outcome").forEach((place) => place.replaceChildren());
}

function show(place, outcome) {
  clearOutcomes();
  place.append(outcome);
}

/** Scrolls, if need be, until the outcome can be seen. */
export function reveal() {
  document.querySelector(".outcome:not(:empty)")?.scrollIntoView({ block: "nearest" });
}
