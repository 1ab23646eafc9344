// What an error says, and what to do next.

import { OAuthError } from "./grantlet.js";
import { timeOf } from "./clock.js";
import { element, pairs } from "./element.js";

/** By the error's code; the longest beginning that fits decides. */
const NEXT = {
  callback_refused: "The server said no. Say so to the user, and let them log in again when they like.",
  callback_state: "This address is not the answer to the login that was started here. Ignore it; that login stays open.",
  callback_issuer: "Another server answered than the one that was asked. Ignore it; the login stays open.",
  callback_redirect_uri: "The browser came back to another address than the one that was registered. Ignore it.",
  callback_address: "The page gave an address that is relative, or http behind a proxy. The page's code is at fault.",
  callback_empty: "There is no response in this address: a reload or a bookmark. Nothing has happened.",
  callback_: "No server should answer like this. Log in again; if it stays, tell the provider.",
  response_refused: "The server said no. The stored token is as good as before, unless the grant has ended.",
  response_status: "No readable error: a proxy’s page, or an outage. The old token is still good. Try again later.",
  response_: "A success without a usable token. Keep the old one, try again later, and tell the provider.",
  id_token_: "The id_token is not for this login. Do not use the token; log in again.",
  login_expired: "The login was started more than ten minutes ago, or the clock jumped. Start again.",
  login_used: "The response to this login was used already, here or in another tab. Go on, or log in again.",
  login_unreadable: "Nothing of a login is kept in this tab: it was finished already, or started elsewhere. Start again.",
  network: "No answer came: offline, CORS, or a name that does not resolve. Try again.",
  timeout: "The answer took too long. Try again.",
  aborted: "The page gave up waiting.",
  redirect: "A token endpoint never redirects. Check its address.",
  request_missing: "The call lacks a value that the request needs.",
  request_: "The call is at fault: the member tells which value.",
  waiting: "Nothing is sent before then. Ask again later; the refresh token is kept.",
  refused: "Nothing is sent before then, and it does not pass by itself: somebody must look at the cause.",
  lock_lost: "Another machine took over while this one stood still. Call again.",
  not_compiled: "This page’s policy compiles no WebAssembly. Import grantlet/js, or add 'wasm-unsafe-eval' to script-src.",
};

/** An error, as the page shows it. */
export function failure(error) {
  if (!(error instanceof OAuthError)) {
    const next = "This is a defect of the page, not an answer: report it.";
    return box(error.name, next, [["message", error.message]]);
  }
  const { code, endsGrant, cause } = error;
  const key = Object.keys(NEXT)
    .filter((beginning) => code.startsWith(beginning))
    .sort((one, other) => other.length - one.length)[0];
  const why = cause instanceof OAuthError ? factsOf(cause) : [];
  const next = endsGrant ? "This grant has ended, or there was none: log in." : NEXT[key];
  return box("OAuthError", next, [...factsOf(error), ...why.map(([name, value]) => [`cause.${name}`, value])]);
}

const factsOf = (error) =>
  [
    ["code", error.code],
    ["member", error.member],
    ["status", error.status && String(error.status)],
    // The server's own words: text, never markup, and never in a log.
    ["error", error.error],
    ["errorDescription", error.errorDescription],
    ["errorNumber", error.errorNumber],
    ["until", error.until && timeOf(error.until)],
    ["endsGrant", error.endsGrant && "true"],
  ].filter(([, value]) => value);

function box(title, next, facts) {
  return element(
    "div",
    { class: "result failed" },
    element("p", { class: "title" }, title),
    pairs(facts),
    element("p", { class: "next" }, element("strong", {}, "What next: "), next),
  );
}
