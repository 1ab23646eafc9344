// What a provider is like: how it differs from RFC 6749, where a login goes, and what its responses mean. The facts
// are those that `cargo xtask provider NAME` prints.

import { readResponse, startLogin } from "./grantlet.js";
import { verdictOn } from "./bench.js";
import { byId, element, pairs } from "./element.js";
import { elided } from "./wire.js";

/** Shows what is known of a provider. */
export function showAbout({ name, facts }) {
  byId("name").textContent = byId("about-name").textContent = name;
  byId("notes").replaceChildren(...facts.notes.map((note) => element("li", {}, ...marked(note))));
  const settings = facts.settings.filter((setting) => !setting.name.endsWith("_endpoint"));
  byId("differs").replaceChildren(...(settings.length ? settings.map(line) : [element("li", {}, "In nothing but its endpoints.")]));
  byId("errors").replaceChildren(...facts.errors.map(error));
  byId("errors-of").textContent = `What its errors mean (${facts.errors.length})`;
}

/** Shows what the package makes of it, once that is loaded: where a login goes, and how responses are read. */
export function showRead({ client, options, responses = [] }) {
  byId("address").replaceChildren(...(options ? addressOf(client, options) : [element("p", { class: "hint" }, NO_ADDRESS)]));
  byId("responses").replaceChildren(...responses.map((response) => recorded(client, response)));
  byId("responses-of").textContent = `How responses in its documentation and in reports are read (${responses.length})`;
  byId("responses-of").parentElement.hidden = !responses.length;
  // Without a login they are what there is to see.
  byId("responses-of").parentElement.open = !options;
  byId("about").open ||= !options;
  byId("responses").querySelector("details")?.toggleAttribute("open", !options);
}

const NO_ADDRESS = "Nowhere: its profile has no authorization endpoint. The code or the token comes another way.";

/** A setting as a line: what it is, and its value. */
function line({ value, meaning }) {
  const values = value.split("\n").flatMap((one, index) => [index ? ", " : " ", element("code", {}, one)]);
  return element("li", {}, `${capital(meaning)}:`, ...values);
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** Text with its parts in backquotes as code. */
const marked = (text) => text.split("`").map((part, index) => (index % 2 ? element("code", {}, part) : part));

/** The authorization URL of the real provider, in parts. */
function addressOf(client, options) {
  const url = new URL(startLogin(client, options).url);
  const shown = ([name, value]) => [name, /^(state|nonce|code_challenge)$/.test(name) ? `random: ${elided(value)}` : value];
  return [
    element("p", { class: "goes" }, url.origin, element("b", {}, url.pathname), url.hash),
    pairs([...url.searchParams].map(shown)),
  ];
}

function error({ status, body, meaning }) {
  return element("li", {}, element("code", {}, `${status} ${body || "(no body)"}`), element("br"), meaning);
}

/** A response of the documentation or of a report, and how it is read. */
function recorded(client, { status, body, documented }) {
  const head = element("span", { class: status > 299 ? "status bad" : "status" }, String(status));
  const source = documented ? "" : ", as reported";
  const text = element("pre", { tabindex: "0", "aria-label": "The body" }, element("code", {}, body));
  const summary = element("summary", {}, head, ` ${inWords(client, status, body)}${source}`);
  return element("li", {}, element("details", {}, summary, text, verdictOn(client, status, body)));
}

/** What the package reads: a token, or an error in the provider’s words. */
function inWords(client, status, body) {
  try {
    readResponse(client, status, body);
    return "a token";
  } catch ({ code, error, errorNumber, errorDescription }) {
    return [error, errorNumber, errorDescription].filter(Boolean).join(": ") || code;
  }
}
