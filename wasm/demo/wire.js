// Records requests, responses and navigations for the page. Secrets are shortened before anything is kept.

/** Names whose values are not secret. Every other value is shortened. */
const SHOWN = new Set(
  `grant_type response_type client_id clientId redirect_uri scope code_challenge_method token_type
  expires_in error error_description error_uri message errorMessage errorCode errorId text code_reason
  account_id accountId accountCreated expiration refresh_token_scope parameter_name Content-Type
  Accept X-Publishable-Key access_type audience duration errcode errmsg error_code error_message error_type field prompt resource
  token_type_hint post_logout_redirect_uri`.split(/\s+/),
);
const KEPT = 12;
const send = fetch;
const open = window.open.bind(window);
let told = () => {};

// The package has no hook to watch by: a page of yours needs none of this.
globalThis.fetch = (url, init) => (new URL(url, location.href).origin === location.origin ? send(url, init) : sendInSight(url, init));
window.open = (url, ...more) => {
  keepAddress("Popup to", url);
  return open(url, ...more);
};
new MutationObserver((records) => {
  for (const { target } of records) {
    keepAddress("Hidden frame to", target.src);
  }
}).observe(document.body, { subtree: true, attributeFilter: ["src"] });
addEventListener("message", ({ source, origin, data }) => {
  if (origin === location.origin && data?.grantlet === "callback") {
    const isFrame = [...document.querySelectorAll("iframe")].some(({ contentWindow }) => contentWindow === source);
    keepAddress(isFrame ? "Frame back at" : "Popup back at", data.url);
  }
});

/** A `fetch` that records requests and responses. */
async function sendInSight(url, init) {
  const { origin, pathname, searchParams } = new URL(url);
  const exchange = {
    line: init.method ?? "GET",
    address: origin + pathname,
    isRequest: true,
    sent: [...pairsOf(headersOf(init)), ...pairsOf(searchParams), ...sentIn(init.body ?? "")],
  };
  try {
    const response = await send(url, init);
    const failed = response.status > 299;
    exchange.status = response.status;
    exchange.received = receivedIn(await response.clone().text(), failed);
    return response;
  } catch (error) {
    exchange.received = [["no response", error.name]];
    throw error;
  } finally {
    keep(exchange);
  }
}

/** Headers by their names; a `Headers` object has them in small letters. */
function headersOf({ headers = {} }) {
  return headers instanceof Headers ? [...headers].map(([name, value]) => [name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()), value]) : Object.entries(headers);
}

/** Records a navigation: `… to` another page, or `… back at` this one. */
export function keepAddress(line, address, fields = []) {
  const { origin, pathname, search, hash } = new URL(address);
  const pairs = pairsOf([...new URLSearchParams(search), ...new URLSearchParams(hash.slice(1)), ...fields]);
  keep({ line, address: origin + pathname, [line.endsWith(" to") ? "sent" : "received"]: pairs });
}

/** All exchanges, the newest first. */
export const exchanges = () => JSON.parse(sessionStorage.exchanges ?? "[]");

export function forgetExchanges() {
  delete sessionStorage.exchanges;
  told();
}

/** Calls back at each exchange. */
export function whenExchanged(tell) {
  told = tell;
}

/** A secret's last four characters and its length: tokens often begin alike. */
export const elided = (secret) => `…${secret.slice(-4)}, ${secret.length} characters`;

function keep(exchange) {
  sessionStorage.exchanges = JSON.stringify([exchange, ...exchanges()].slice(0, KEPT));
  told();
}

/** Parses a request's body: JSON, or a form. */
const sentIn = (body) => (body.startsWith("{") ? flat(JSON.parse(body)) : pairsOf(new URLSearchParams(body)));

/** Parses a response. Members of an object are listed under its name. */
function receivedIn(body, failed) {
  if (!body) {
    return [];
  }
  try {
    return flat(JSON.parse(body), failed);
  } catch {
    return [["no JSON", `${body.length} characters`]];
  }
}

function flat(members, failed = false, under = "") {
  return Object.entries(members).flatMap(([name, value]) =>
    value && typeof value === "object"
      ? flat(value, failed, `${under}${name}.`)
      : [[under + name, cut(name, String(value), failed)]],
  );
}

const pairsOf = (pairs) => [...pairs].map(([name, value]) => [name, cut(name, value)]);

/** In an error response, `code` is an error code and not an authorization code. */
function cut(name, value, failed = false) {
  return SHOWN.has(name) || (failed && name === "code") ? value : elided(value);
}
