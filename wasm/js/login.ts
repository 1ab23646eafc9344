// A login in a browser: the way out and the way back.

import { FLOWS, ISSUER_RULES, OUTCOME } from "./abi.js";
import { call, words } from "./boundary.js";
import { SENDING, checked, peek } from "./checks.js";
import { type Client, type Fields, type Params, clientOf, endpointOf, pairsOf, place, ruleOf } from "./client.js";
import { OAuthError } from "./errors.js";
import type { checkIdToken } from "./id_token.js";
import { type TokenRequest, requestOf } from "./requests.js";
import { type SendOptions, fetchOf, sendForToken, unlessAborted } from "./send.js";
import { once } from "./once.js";
import { type Token, extraOf, tokenOf } from "./token.js";

export interface LoginOptions {
  readonly redirectUri: string;
  /** A space between each two words. */
  readonly scope?: string | undefined;
  /** `"code"` unless stated. `"implicit"` is legacy: new apps must not use it (RFC 9700). */
  readonly flow?: "code" | "implicit";
  /**
   * Binds an `id_token` to the login by a nonce; needs the client's `issuer` and the scope `openid`. Such a
   * login is finished with `{ checkIdToken }`.
   */
  readonly idToken?: boolean;
  readonly params?: Params;
}

/** An address as a text, a `URL` or the page's `location`. */
export type Address = string | { readonly href: string };

/** A login that was started. */
export interface StartedLogin {
  /** Where to send the browser. */
  readonly url: string;
  /** What to keep until it is back, where only this browser reads it: `sessionStorage`. Secret. */
  readonly saved: string;
}

/** What a login is bound to, as the core saves it. */
interface Saved {
  readonly flow: (typeof FLOWS)[number];
  readonly state: string;
  readonly nonce: string;
  readonly code_verifier: string;
  readonly iss_rule: Client["issuerRule"] & string;
  readonly iss: string;
  readonly redirect_uri: string;
  readonly client_id: string;
  readonly token_endpoint: string;
  /** In seconds. */
  readonly started: number;
}

/** Starts a login. It makes state, nonce and verifier itself, and is answered within ten minutes. */
export function startLogin(client: Client, options: LoginOptions): StartedLogin {
  const own = clientOf(client);
  const given = checked("options", options, "s redirectUri scope flow b idToken a params");
  const { redirectUri, scope, flow = "code", idToken, params } = given;
  const kind = 2 * place("flow", flow, ["code", "implicit"]) + (idToken ? 1 : 0);
  const { issuer = "" } = own;
  const issuerRule = ruleOf(own);
  if (!issuer && (idToken || /_present|required/.test(issuerRule))) {
    throw new OAuthError("request_missing", { member: "iss" });
  }
  const fields = [redirectUri, scope, ...pairsOf(params)];
  const [url, state, nonce, verifier] = called(own, fields, kind);
  const saved: Saved = {
    flow: FLOWS[kind]!,
    state: state!,
    nonce: nonce!,
    code_verifier: verifier!,
    iss_rule: issuerRule,
    iss: issuer,
    redirect_uri: redirectUri,
    client_id: own.clientId,
    token_endpoint: endpointOf(own),
    started: Math.floor(Date.now() / 1000),
  };
  return { url: url!, saved: JSON.stringify(saved) };
}

/** Writes the address of a login. */
function called(client: Client, fields: Fields, kind: number): string[] {
  try {
    return call("start_login", client, fields, "", kind);
  } catch (error) {
    const { code, member } = error as OAuthError;
    const sentence = "an id_token needs the scope openid";
    throw code === "request_missing" && member === "scope" ? new OAuthError(code, { member, sentence }) : error;
  }
}

/** What reads a callback of a login with `idToken: true`. */
export interface CallbackOptions {
  /** The package's `checkIdToken`. Where it is not passed it is not bundled. */
  readonly checkIdToken?: typeof checkIdToken | undefined;
}

const CHECKING = "f checkIdToken";

/** What an address brought: a request that exchanges its code, or a token of an implicit flow. */
export type CallbackResult =
  | { readonly request: TokenRequest; readonly token?: undefined }
  | { readonly token: Token; readonly request?: undefined };

/**
 * Reads the address that the browser came back to, against the login that was kept. It can be read more
 * than once: `finishLogin` is what uses a login once.
 */
export function readCallback(
  client: Client,
  address: Address,
  saved: string | null | undefined,
  options?: CallbackOptions,
): CallbackResult {
  const own = clientOf(client);
  const url = hrefOf(address);
  const given = checked("options", options, CHECKING);
  const isEmpty = !answeredIn(url);
  let login: Saved;
  try {
    login = restore(saved);
  } catch (error) {
    throw isEmpty ? new OAuthError("callback_empty") : error;
  }
  const now = Date.now();
  const age = now / 1000 - login.started;
  if (!(age > -120 && age < 600)) {
    throw new OAuthError(isEmpty ? "callback_empty" : "login_expired");
  }
  if (login.client_id !== own.clientId || login.token_endpoint !== endpointOf(own)) {
    throw new OAuthError("request_other_server");
  }
  const kind = FLOWS.indexOf(login.flow);
  const check = kind === 3 ? checkOf(login, given) : undefined;
  // An `id_token` names its issuer, and is compared below.
  const answer = new URLSearchParams(kind === 3 ? url.replace(/[?#]/g, "&") : "");
  const named = answer.has("id_token") && !answer.has("error");
  const issuerRule = named && login.iss_rule === "required" ? "if_present" : login.iss_rule;
  const rule = place("issuerRule", issuerRule, ISSUER_RULES);
  const verifier = own.pkce === false ? "" : login.code_verifier;
  const fields = [login.redirect_uri, login.state, login.iss, verifier];
  let texts: string[];
  try {
    texts = call("read_callback", own, fields, url, kind | (rule << 2));
  } catch (error) {
    throw explained(error as OAuthError, url, login);
  }
  if (!words[OUTCOME]) {
    return { request: requestOf(texts) };
  }
  const token = tokenOf(texts, extraOf(own), now);
  check?.(token, token.accessToken);
  return { token };
}

/** Why an address is not the response to a login, with what it claims. */
function explained(error: OAuthError, url: string, { flow, redirect_uri, iss, iss_rule }: Saved): OAuthError {
  const { code, member } = error;
  if (code === "callback_redirect_uri") {
    // Compared without the port, which a proxy changes too.
    const [was, is] = [redirect_uri, url].map((one) => {
      const [, scheme = "", host = "", path] = /^(https?):\/\/(\[[^/?#]*\]|[^/?#:]+)(?::\d*)?([^?#]*)/i.exec(one) ?? [];
      return [scheme.toLowerCase(), host.toLowerCase() + (path || "/")];
    }) as [string[], string[]];
    const sentence = !/^[a-z][a-z\d+.-]*:/i.test(url)
      ? "pass the absolute address, as https://app.example/callback?code=..."
      : was[0] === "https" && is[0] === "http" && was[1] === is[1]
        ? "the address is http where the redirect_uri is https: behind a proxy, pass the address that the browser has"
        : undefined;
    return sentence ? new OAuthError("callback_address", { sentence }) : error;
  }
  if (!code.startsWith("callback_") || code === "callback_refused") {
    return error;
  }
  const claims = responseIn(url, FLOWS.indexOf(flow) > 1);
  if (code === "callback_state" && !answeredIn(url)) {
    return new OAuthError("callback_empty");
  }
  const isNamed = claims("iss") !== undefined;
  const sentence =
    code !== "callback_issuer"
      ? undefined
      : !isNamed
        ? "iss is absent, and issuerRule is required; where an error came without it, unverifiedError has what it says"
        : iss_rule === "refused" && !iss
          ? "the response has iss: set the client's issuer, or issuerRule ignored where the client knows no other server"
          : undefined;
  const unverifiedError =
    isNamed || claims("error")
      ? { error: claims("error") ?? "", errorDescription: claims("error_description") ?? "", iss: claims("iss") }
      : undefined;
  return new OAuthError(code, { member: member ?? (isNamed && sentence ? "iss" : undefined), sentence, unverifiedError });
}

/** A login that is done. */
export interface FinishedLogin {
  readonly token: Token;
  /** The address without code, token and state: for `history.replaceState`. */
  readonly address: string;
}

/**
 * Finishes a login: checks the address against what was kept, and exchanges a code. A login is used
 * once: by its token, or by the server's refusal (`callback_refused`). While it is being finished, a
 * second call in this page gets the first one's promise; any later one, and any in another tab, gets
 * `login_used`. After another's response it stays open. The signal ends the waiting, not the exchange.
 *
 * A service must see to it that a login is used once itself: delete what was kept before this is called.
 */
export async function finishLogin(
  client: Client,
  address: Address,
  saved: string | null | undefined,
  options?: SendOptions & CallbackOptions,
): Promise<FinishedLogin> {
  // All of it is checked before the login counts as used.
  const own = clientOf(client);
  const url = hrefOf(address);
  const { signal, ...sending } = checked("options", options, SENDING);
  const given = checked("options", options, CHECKING);
  return unlessAborted(async () => {
    let result: CallbackResult | undefined;
    let failure: OAuthError | undefined;
    try {
      result = readCallback(own, url, saved, given);
    } catch (error) {
      failure = error as OAuthError;
      if (!/^callback_(refused|empty)$/.test(failure.code)) {
        throw failure;
      }
    }
    const state = stateOf(saved);
    const first = finishing.get(state);
    if (first || failure?.code === "callback_empty") {
      return first ?? Promise.reject(failure);
    }
    const login = restore(saved);
    const check = result && checkOf(login, given);
    const cleaned = result && cleanAddress(url);
    if (result?.request) {
      fetchOf(sending);
    }
    const done = once(login, async () => {
      if (failure) {
        throw failure;
      }
      let { token } = result!;
      if (result!.request) {
        token = await sendForToken(own, result!.request, sending);
        check?.(token);
      }
      return { token: token!, address: cleaned! };
    });
    finishing.set(state, done);
    const forget = () => finishing.delete(state);
    done.then(forget, forget);
    return done;
  }, signal);
}

/** Logins that are being finished here, by their state. */
const finishing = new Map<string, Promise<FinishedLogin>>();

/** What compares a token's `id_token` with a login that asked for one. */
function checkOf(
  { flow, iss: issuer, client_id: clientId, nonce }: Saved,
  { checkIdToken: check }: CallbackOptions,
): ((token: Token, accessToken?: string) => void) | undefined {
  if (!flow.includes("id_token")) {
    return undefined;
  }
  if (!check) {
    const sentence = "pass the package's checkIdToken: the login asked for an id_token";
    throw new OAuthError("request_missing", { member: "checkIdToken", sentence });
  }
  return ({ idToken, skew = 0 }, accessToken) =>
    check(idToken, { issuer, clientId, nonce, accessToken, now: Date.now() + skew });
}

/** A saved login; nothing that `startLogin` did not write. */
function restore(saved: string | null | undefined): Saved {
  try {
    const login = JSON.parse(saved!) as Saved;
    const { flow, state, nonce, code_verifier, started } = login;
    const { iss_rule, iss, redirect_uri, client_id, token_endpoint } = login;
    const texts = [state, nonce, code_verifier, iss_rule, iss, redirect_uri, client_id, token_endpoint];
    const isWhole = texts.every((text) => typeof text === "string") && typeof started === "number";
    if (isWhole && state && nonce && FLOWS.includes(flow)) {
      return login;
    }
  } catch {
    // It is told below.
  }
  throw new OAuthError("login_unreadable");
}

/** The state of a saved login, empty where there is none. */
function stateOf(saved: string | null | undefined): string {
  try {
    return restore(saved).state;
  } catch {
    return "";
  }
}

/** The parameters of a callback. */
const ANSWERED =
  "code state iss session_state error error_description error_uri access_token token_type expires_in scope id_token refresh_token";

/** Those that make an address a response. */
const RESPONSE = ["code", "error", "state", "access_token", "id_token", "refresh_token"];

/** The parameters of the query and the fragment of an address. A mark more would be taken as none. */
function placesOf(address: string): URLSearchParams[] {
  const [, query = "", fragment = ""] = /^[^?#]*\??([^#]*)#?(.*)$/s.exec(address) ?? [];
  return [query, fragment].map((part) => new URLSearchParams("&" + part));
}

/** Whether an address has something of a response. */
function answeredIn(address: string): boolean {
  return placesOf(address).map(claimsOf).some((claims) => RESPONSE.some(claims));
}

/** A parameter by its name, if it is there and not empty. */
type Claims = (name: string) => string | undefined;

/** The parameters of one place; of a repeated one the first that is not empty, as the core has it. */
function claimsOf(place: URLSearchParams): Claims {
  return (name) => place.getAll(name).find(Boolean);
}

/** What an address claims, in the place that the core reads for the flow. */
function responseIn(address: string, isImplicit: boolean): Claims {
  const [query, fragment] = placesOf(address).map(claimsOf) as [Claims, Claims];
  const [own, other] = isImplicit ? [fragment, query] : [query, fragment];
  if (!own("error") && !own("code") && !own("access_token") && other("error")) {
    return other;
  }
  // One server puts `iss` in the query of a response that is in the fragment.
  return (name) => (name === "iss" && isImplicit && query(name)) || own(name);
}

/**
 * An address without the parameters of a callback, in its query and its fragment. All else stays as it
 * is written. A fragment that is a route (`#/route?code=1`) keeps parameters of these names, unless they
 * are a response: one is a token, or `code` or `error` is beside `iss` or a `state` of `startLogin`.
 */
export function cleanAddress(address: Address): string {
  const url = hrefOf(address, "request_url");
  try {
    new URL(url);
  } catch {
    // The platform's error shows the address, and with it a code.
    throw notAbsolute("request_url");
  }
  const [, base, query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url) as unknown as [string, string, string?, string?];
  return base + cleaned(query) + cleaned(fragment);
}

/** The text of an address; a `Location` and a `URL` have it as their `href`. */
function hrefOf(address: Address, code: "callback_address" | "request_url" = "callback_address"): string {
  const href = typeof address === "string" ? address : peek(address, "href");
  if (typeof href !== "string") {
    throw notAbsolute(code);
  }
  return href;
}

function notAbsolute(code: "callback_address" | "request_url"): OAuthError {
  return new OAuthError(code, { member: "address", sentence: "pass the absolute address" });
}

const TOKEN = /^(access|id|refresh)_token$/;

/** A parameter of a callback: where it begins in its piece, its name, and its value if it has one. */
type Found = readonly [at: number, name: string, value: string | undefined];

/** The parameters of a callback between two `&`, also behind a route: `/route?a=b`, `/a=b`, `/route#a=b`. */
function foundIn(piece: string): Found[] {
  const found: Found[] = [];
  for (const { 0: whole, 1: mark, 2: word, 3: equals, index } of piece.matchAll(/(^|[?#/;!])([^=?#/;!]+)(=|$)/g)) {
    const at = index + mark!.length;
    const name = [...new URLSearchParams("&" + word).keys()][0]!;
    // In the value of another parameter nothing else is of the response.
    const isOwn = !at || (equals && (mark === "#" || !piece.slice(0, at).includes("=")));
    if ((equals && TOKEN.test(name)) || (isOwn && ANSWERED.split(" ").includes(name))) {
      found.push([at, name, equals ? piece.slice(index + whole.length) : undefined]);
    }
  }
  return found;
}

/** A query or a fragment, with its mark, without the parameters of a callback. */
function cleaned(part = ""): string {
  const mark = /^(#\?|.?)/.exec(part)![0];
  const body = part.slice(mark.length);
  const pieces = body.split("&").map((piece) => [piece, foundIn(piece)] as const);
  const found = pieces.flatMap(([, some]) => some);
  const has = (names: RegExp, values = /^/): boolean =>
    found.some(([, name, value]) => value !== undefined && names.test(name) && values.test(value));
  const isResponse = has(TOKEN) || (has(/^(code|error)$/) && (has(/^(iss|session_state)$/) || has(/^state$/, /^[\w-]{22,}$/)));
  // An anchor may be called as a parameter is.
  const isPlain = mark !== "#" || (has(/^/) && !/^(!|\/|[^=&?]+\?)/.test(body));
  let rest = "";
  let glue = "";
  let isCut = false;
  for (const [piece, [first]] of pieces) {
    const at = first && (isResponse || (isPlain && !first[0])) ? first[0] : -1;
    isCut ||= at >= 0;
    if (at) {
      rest += glue + (at > 0 ? piece.slice(0, at) : piece);
      // What a route has before its parameters ends with its mark.
      glue = at > 0 ? "" : "&";
    }
  }
  if (!isCut) {
    return part;
  }
  rest = glue ? rest : rest.replace(/[?#;]$/, "");
  return rest && mark + rest;
}
