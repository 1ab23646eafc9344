// Records requests and responses for the page. Secrets are shortened before anything is kept.

/** Names whose values are not secret. Every other value is shortened. */
const SHOWN = new Set(
  `grant_type response_type client_id clientId redirect_uri scope code_challenge_method token_type
  expires_in error error_description error_uri message errorMessage errorCode errorId text code_reason
  account_id accountId accountCreated expiration refresh_token_scope parameter_name Content-Type
  Accept X-Publishable-Key access_type audience duration errcode errmsg error_code error_message error_type field prompt resource`.split(/\s+/),
);
const KEPT = 12;
let told = () => {};

/** A `fetch` for the package that records requests and responses. */
export async function fetchInSight(url, init) {
  const { origin, pathname, searchParams } = new URL(url);
  const exchange = {
    line: `${init.method} ${origin}${pathname}`,
    sent: [...pairsOf(Object.entries(init.headers)), ...pairsOf(searchParams), ...sentIn(init.body ?? "")],
  };
  try {
    const answer = await fetch(url, init);
    const failed = answer.status > 299;
    exchange.status = answer.status;
    exchange.received = receivedIn(await answer.clone().text(), failed);
    return answer;
  } catch (error) {
    exchange.received = [["no answer", error.name]];
    throw error;
  } finally {
    keep(exchange);
  }
}

/** Records a navigation of the browser: to the authorization page, and back. */
export function keepAddress(line, address) {
  const { origin, pathname, search, hash } = new URL(address);
  const sent = [...new URLSearchParams(search), ...new URLSearchParams(hash.slice(1))];
  keep({ line: `${line} ${origin}${pathname}`, sent: pairsOf(sent) });
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

/** A secret's first four characters and its length. */
export const elided = (secret) => `${secret.slice(0, 4)}… ${secret.length} characters`;

function keep(exchange) {
  sessionStorage.exchanges = JSON.stringify([exchange, ...exchanges()].slice(0, KEPT));
  told();
}

/** Parses a request's body: JSON, or a form. */
const sentIn = (body) => (body.startsWith("{") ? flat(JSON.parse(body)) : pairsOf(new URLSearchParams(body)));

/** Parses a response. Members of an object are listed under its name. */
function receivedIn(body, failed) {
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
