// Shows an error, and what to do next.

import { OAuthError } from "./grantlet.js";
import { timeOf } from "./clock.js";
import { element, pairs } from "./element.js";

/** What to do, by the error's code. The longest matching prefix counts. */
const NEXT = {
  callback_refused: "The authorization server returned an error. Tell the user, and offer a new login.",
  callback_state: "This callback URL does not belong to the login that was started here. Ignore it; that login stays pending.",
  callback_issuer: "The response is from another server than expected. Ignore it; the login stays pending.",
  callback_redirect_uri: "The URL is not the registered callback URL. Ignore it.",
  callback_address: "The page passed a URL that is relative, or http behind a proxy. Fix the page’s code.",
  callback_empty: "The URL contains no response: a reload or a bookmark. Nothing has happened.",
  callback_: "The response is invalid. Log in again; if it happens again, report it to the provider.",
  response_refused: "The token endpoint returned an error. The stored token is unchanged, unless the grant has ended.",
  response_status: "The response contains no readable error: a proxy’s page, or an outage. The old token is unchanged. Try again later.",
  response_: "The response contains no usable token. Keep the old one, try again later, and report it to the provider.",
  id_token_: "The id_token is not for this login. Do not use the token; log in again.",
  login_expired: "The login was started more than ten minutes ago, or the clock jumped. Start again.",
  login_used: "This login was finished already, here or in another tab. Go on, or log in again.",
  login_unreadable: "This tab has no saved login: it was finished already, or started elsewhere. Start again.",
  network: "There was no response: offline, CORS, or a name that does not resolve. Try again.",
  timeout: "The response took too long. Try again.",
  aborted: "The page stopped waiting.",
  redirect: "A token endpoint never redirects. Check its URL.",
  request_missing: "A required value is not set.",
  request_: "An argument is invalid: see member.",
  login_required: "The provider must ask its user, or the browser sends it no cookie from a frame. Log in by a redirect.",
  frame_timeout: "The provider does not allow a frame, or is slow. Log in by a redirect.",
  popup_blocked: "The browser has blocked the popup. Allow it, or log in by a redirect.",
  popup_closed: "The popup was closed. Offer the login again.",
  popup_timeout: "Nothing came from the popup. Offer the login again.",
  not_revoked: "The session has ended here. The tokens were not revoked: the next logout tries again.",
  waiting: "Nothing is sent before then. Try again later; the refresh token is kept.",
  refused: "Nothing is sent before then, and the cause does not pass by itself: somebody must look at it.",
  storage_: "The browser’s storage did not respond as expected. Try again.",
  lock_lost: "Another machine took the lock while this one was suspended. Call again.",
  not_compiled: "This page’s policy forbids WebAssembly. Import grantlet/js, or add 'wasm-unsafe-eval' to script-src.",
};

/** An error, as the page shows it. */
export function failure(error) {
  if (!(error instanceof OAuthError)) {
    const next = "This is a bug of the page: report it.";
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
    // Strings of the server: never HTML, never logged.
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
