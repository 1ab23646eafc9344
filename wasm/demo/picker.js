// Lets the user find a provider and a grant.

import { byId, element } from "./element.js";

/** Shows the providers; `chosen` gets the one that the user chooses. */
export function showPicker(providers, current, chosen) {
  const find = byId("find");
  const labels = providers.map((one) => radio("provider", one.key, one === current, one.name, () => chosen(one)));
  byId("count").textContent = providers.length;
  byId("providers").replaceChildren(...labels);
  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/);
    let found = 0;
    providers.forEach(({ key, name, facts }, index) => {
      const text = `${key} ${name} ${facts.title}`.toLowerCase();
      labels[index].hidden = !words.every((word) => text.includes(word));
      found += labels[index].hidden ? 0 : 1;
    });
    byId("found").textContent = find.value ? `${found || "No"} ${found === 1 ? "provider matches" : "providers match"}` : "";
  };
  find.addEventListener("input", filter);
  filter();
  reveal(byId("providers"), labels[providers.indexOf(current)]);
}

/** Shows the grants of a provider, where there is a choice. */
export function showWays(ways, current, chosen) {
  byId("ways").parentElement.hidden = ways.length === 1;
  byId("ways").replaceChildren(...ways.map((one) => radio("way", one.id, one === current, one.label, () => chosen(one))));
}

function radio(name, value, checked, label, chosen) {
  const input = element("input", { type: "radio", name, value });
  input.checked = checked;
  input.addEventListener("change", chosen);
  return element("label", {}, input, element("span", { class: "face" }, element("b", {}, label)));
}

/** Scrolls the list, and not the page, to one of its labels. */
function reveal(list, label) {
  list.scrollTop = label.offsetTop - (list.clientHeight - label.offsetHeight) / 2;
}
