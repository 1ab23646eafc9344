// The callback URL in a browser: whether it has a response, the claims of one, and the URL without it.

import { peek } from "./checks.js";
import { OAuthError } from "./errors.js";

/** A URL as a string, a `URL` object or the page's `location`. */
export type Address = string | { readonly href: string };

/** The parameters of an authorization response, and those of them that make a URL one. */
const PARAMETERS = /^(state|iss|session_state|error(_description|_uri)?|token_type|expires_in|scope|code|(access|id|refresh)_token)$/;
const RESPONSE = /^(state|error|code|(access|id|refresh)_token)$/;

/** The parameters of a URL's query and fragment, and of a body. The `&` keeps `URLSearchParams` from removing a second `?`. */
function partsOf(url: string): URLSearchParams[] {
  const [, query = "", fragment = ""] = /^[^?#]*\??([^#]*)#?(.*)$/s.exec(url) ?? [];
  // A body has no scheme: forms encode a colon.
  const body = /^[a-z][a-z\d+.-]*:/i.test(url) ? "" : url;
  return [query, fragment, body].map((part) => new URLSearchParams("&" + part));
}

/** Whether a URL or a body contains any part of an authorization response. */
export function hasResponse(url: string): boolean {
  return partsOf(url).some((part) => [...part].some(([name, value]) => value && RESPONSE.test(name)));
}

/** The `state` of a URL, in its query or its fragment; undefined if it has none. */
export function stateOf(url: string): string | undefined {
  return partsOf(url).map((part) => claimsOf(part)("state")).find(Boolean);
}

/** Returns a parameter by its name; undefined if it is absent or empty. */
type Claims = (name: string) => string | undefined;

/** Looks up parameters. For a repeated parameter it returns the first that is not empty, as the core does. */
function claimsOf(part: URLSearchParams): Claims {
  return (name) => part.getAll(name).find(Boolean);
}

/** The claims of a URL or a body, from the part (0 for the query, 1 for the fragment, 2 for a body) that the core reads. */
export function responseIn(url: string, mode: number): Claims {
  const [query, fragment, body] = partsOf(url).map(claimsOf) as [Claims, Claims, Claims];
  const inFragment = mode > 0;
  if (mode > 1) {
    return body;
  }
  const [own, other] = inFragment ? [fragment, query] : [query, fragment];
  if (!own("error") && !own("code") && !own("access_token") && other("error")) {
    return other;
  }
  // One server puts `iss` into the query although the response is in the fragment.
  return (name) => (name === "iss" && inFragment && query(name)) || own(name);
}

/**
 * Returns a URL without the parameters of an authorization response, in its query and its fragment, for
 * `history.replaceState`. Everything else stays unchanged.
 *
 * A fragment that is a route (`#/route?code=1`) keeps parameters with these names, unless they are a response:
 * one of them is a token, or there is a `code` or `error` together with `iss` or a `state` of `startLogin`.
 *
 * Errors: `request_url` if the URL is not absolute.
 */
export function cleanAddress(address: Address): string {
  const url = hrefOf(address, "request_url");
  try {
    new URL(url);
  } catch {
    // The platform's error contains the URL, and with it the code.
    throw notAbsolute("request_url");
  }
  return withoutResponse(url);
}

/** As `cleanAddress`, for a URL that was validated. */
export function withoutResponse(url: string): string {
  const [, base, query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url) as unknown as [string, string, string?, string?];
  return base + cleaned(query) + cleaned(fragment);
}

/** The URL as a string; `Location` and `URL` have it as `href`. */
export function hrefOf(address: Address, code: "callback_address" | "request_url" = "callback_address"): string {
  const href = typeof address === "string" ? address : peek(address, "href");
  if (typeof href !== "string") {
    throw notAbsolute(code);
  }
  return href;
}

function notAbsolute(code: "callback_address" | "request_url"): OAuthError {
  return new OAuthError(code, { member: "address", sentence: "pass the absolute URL" });
}

const TOKEN = /^(access|id|refresh)_token$/;
/** A mark, a name and what follows it. A mark and `=` can be percent-encoded. */
const MARKED = /(^|[?#/;!]|%(?:3f|23|2f|3b|21))((?:(?!%(?:3f|23|2f|3b|21|3d))[^=?#/;!])+)(=|%3d|$)/gi;

/** A response parameter: its offset in its piece, its name, and its value if it has one. */
type Found = readonly [at: number, name: string, value: string | undefined];

/** Finds response parameters between two `&`, also after a route, encoded or not: `/route?a=b`, `/a=b`, `/route#a=b`. */
function foundIn(piece: string): Found[] {
  const found: Found[] = [];
  for (const { 0: whole, 1: mark, 2: word, 3: equals, index } of piece.matchAll(MARKED)) {
    const at = index + mark!.length;
    const name = [...new URLSearchParams("&" + word).keys()][0]!;
    // What follows the `=` of another parameter is its value, not a response.
    const isOwn = !at || (equals && (mark === "#" || !piece.slice(0, at).includes("=")));
    if ((equals && TOKEN.test(name)) || (isOwn && PARAMETERS.test(name))) {
      found.push([at, name, equals ? piece.slice(index + whole.length) : undefined]);
    }
  }
  return found;
}

/** Removes response parameters from a query or a fragment; `part` starts with `?` or `#`. */
function cleaned(part = ""): string {
  const mark = /^(#\?|.?)/.exec(part)![0];
  const body = part.slice(mark.length);
  const pieces = body.split("&").map((piece) => [piece, foundIn(piece)] as const);
  const found = pieces.flatMap(([, some]) => some);
  const has = (names: RegExp, values = /^/): boolean =>
    found.some(([, name, value]) => value !== undefined && names.test(name) && values.test(value));
  const isResponse = has(TOKEN) || (has(/^(code|error)$/) && (has(/^(iss|session_state)$/) || has(/^state$/, /^[\w-]{22,}$/)));
  // An anchor can have the name of a parameter.
  const isPlain = mark !== "#" || (has(/^/) && !/^(!|\/|[^=&?]+\?)/.test(body));
  let rest = "";
  let glue = "";
  let isCut = false;
  for (const [piece, [first]] of pieces) {
    const at = first && (isResponse || (isPlain && !first[0])) ? first[0] : -1;
    isCut ||= at >= 0;
    if (at) {
      rest += glue + (at > 0 ? piece.slice(0, at) : piece);
      // The route before its parameters ends with `?`, so no `&` is needed.
      glue = at > 0 ? "" : "&";
    }
  }
  if (!isCut) {
    return part;
  }
  rest = glue ? rest : rest.replace(/([?#;]|%(3f|23|3b))$/i, "");
  return rest && mark + rest;
}
