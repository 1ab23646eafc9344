// A login in a browser: the authorization request and the callback (RFC 6749, sections 4.1 and 4.2).

import { idTokens, loadIdTokens } from "#core";
import { type Call, FLOWS, ISSUER_RULES, MODE_SHIFT, OUTCOME, REST_SHIFT } from "./abi.js";
import { type Address, hasResponse, hrefOf, responseIn, withoutResponse } from "./address.js";
import { call, words } from "./boundary.js";
import { checked, wrong } from "./checks.js";
import { type Client, type Params, clientOf, endpointOf, indexOfWord, pairsOf, ruleOf } from "./client.js";
import { OAuthError } from "./errors.js";
import { once } from "./finish_once.js";
import { checkClaims } from "./id_token.js";
import { ENTRY, WORD } from "./lists.js";
import { SENDING } from "./option_types.js";
import { type TokenRequest, requestOf } from "./requests.js";
import { LIFETIME, MODES, type Saved, hasIdToken, isLifetime, modeOf, parsed, pathIn, restore, returnOf, sharedOf } from "./saved_login.js";
import { type SendOptions, fetchOf, sendForToken, unlessAborted } from "./send.js";
import { type Token, tokenOf } from "./token.js";

/** Options of `startLogin`. */
export interface LoginOptions {
  /** The registered callback URL: absolute, without fragment. */
  readonly redirectUri: string;
  /** The scope to request, separated by spaces (RFC 6749, section 3.3). */
  readonly scope?: string | undefined;
  /**
   * The default is `"code"`. `"implicit"` is for legacy servers: new apps must not use it (RFC 9700, section 2.1.2).
   * `"hybrid"` requests an `id_token` beside the code (OpenID Connect Core, section 3.3), in the fragment or by
   * `form_post`; its `nonce` and `c_hash` are required. It needs what `idToken` needs.
   */
  readonly flow?: "code" | "implicit" | "hybrid";
  /**
   * Requests an `id_token` and binds it to the login by a `nonce` (OpenID Connect Core, section 3). It needs the
   * client's `issuer` and the scope `openid`. The signature is not
   * verified.
   */
  readonly idToken?: boolean;
  /**
   * Requests no access token: the response has an `id_token`, and perhaps a refresh token, as of a server whose scope is
   * `openid` alone. It needs `idToken` or the flow `"hybrid"`. Finish such a login with `idTokenOnly: true`.
   */
  readonly idTokenOnly?: boolean;
  /** Parameters of your own, at most sixteen, such as `prompt`. */
  readonly params?: Params;
  /** At most four more, all at most sixteen, that the exchange of the code has too, such as `resource` (RFC 8707). Never a secret. */
  readonly sharedParams?: Params;
  /**
   * The part of the callback URL with the response to the flow `"code"`. `"fragment"` requests it there (OAuth 2.0 Multiple
   * Response Type Encoding Practices, section 2.1), for a page without a server. The default is `"query"`, and of the
   * flow `"hybrid"` `"fragment"`.
   *
   * `"form_post"` requests it in the body of a POST to a server (OAuth 2.0 Form Post Response Mode): pass that body to
   * `finishLogin` as a string. A browser sends no cookie with such a request that is `SameSite=Lax` or has no `SameSite`.
   * Keep `saved` in a cookie of its own that is `SameSite=None; Secure; HttpOnly`, encrypted, or on the server by its `state`,
   * beside a secret in such a cookie, which binds it to this browser.
   */
  readonly responseMode?: "query" | "fragment" | "form_post";
  /** The URL that the browser returns to, if `redirectUri` is only the provider's name for it (`opaqueRedirectUri`). */
  readonly returnUri?: string;
  /**
   * Where the user was: a path or a URL of the origin of `redirectUri`, such as `location.href`. It is kept in `saved`, and is
   * the result's `returnTo`. A URL of another origin is `request_unexpected`.
   */
  readonly returnTo?: string;
  /** The time within which the login must be finished, in whole seconds. The default is ten minutes. */
  readonly lifetime?: number;
}

/** The result of `startLogin`. */
export interface StartedLogin {
  /** The authorization URL. Navigate the browser to it. */
  readonly url: string;
  /**
   * What `finishLogin` needs: `state`, `nonce`, `code_verifier` and the client's settings. Secret. Keep it where only
   * this browser's user can read it: `sessionStorage`, or the user's session on a server.
   */
  readonly saved: string;
}

/**
 * Starts a login: returns the authorization URL (RFC 6749, section 4.1.1), and the values to save for
 * `finishLogin`. It generates `state`, `nonce` and `code_verifier` (RFC 7636) of 256 random bits each. The
 * login must be finished within `lifetime`.
 *
 * Errors: `request_missing`, `request_unexpected`, `request_chars`, `request_length`, `request_url`,
 * `request_base_url`, `request_redirect_uri`, `request_entropy`.
 */
export function startLogin(client: Client, options: LoginOptions): StartedLogin {
  const own = clientOf(client);
  const given = checked("options", options, "s redirectUri scope flow responseMode returnUri returnTo b idToken idTokenOnly n lifetime a params sharedParams");
  const { redirectUri, scope, flow = "code", responseMode = "query", returnUri, returnTo, idToken, idTokenOnly, lifetime, params, sharedParams } = given;
  const at = 2 * indexOfWord("flow", flow, ["code", "implicit", "hybrid"]);
  const kind = at > 2 || !idToken ? at : at + 1;
  const mode = indexOfWord("responseMode", responseMode, MODES);
  const isCode = !(kind & 2);
  if (mode > 1 && !isCode) {
    throw wrong("responseMode", "an implicit response is in the fragment");
  }
  if (idTokenOnly && !(isCode && kind)) {
    throw wrong("idTokenOnly", "it needs idToken or the flow hybrid");
  }
  if (!isLifetime(lifetime)) {
    throw wrong("lifetime", "it must be whole seconds");
  }
  const { issuer = "" } = own;
  const issuerRule = ruleOf(own);
  if (!issuer && (hasIdToken(FLOWS[kind]!) || /_present|required/.test(issuerRule))) {
    throw new OAuthError("request_missing", { member: "iss" });
  }
  const bound = own.dpop ? ["dpop_jkt", own.dpop.jkt] : [];
  const pairs = [...bound, ...pairsOf(params, "params", bound.length)];
  const shared = pairsOf(sharedParams, "sharedParams", pairs.length);
  const fields = [redirectUri, scope, returnUri, ...pairs, ...shared];
  const number = kind | (isCode ? mode << MODE_SHIFT : 0) | ((pairs.length / 2) << REST_SHIFT);
  const [url, state, nonce, verifier] = call("start_login", own, fields, "", number);
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
    // JSON has no undefined.
    lifetime,
    response_mode: (isCode && mode ? responseMode : undefined) as Saved["response_mode"],
    return_uri: returnUri || undefined,
    shared_params: shared[0] && shared.join("\n"),
    id_token: idTokenOnly ? "only" : undefined,
    return_to: returnTo || undefined,
  };
  const text = JSON.stringify(saved);
  if (returnTo && !parsed(text)) {
    throw wrong("returnTo", "it must be of the redirectUri's origin");
  }
  return { url: url!, saved: text };
}

/**
 * The result of `readCallback`: the request that exchanges the code, at the `server` that the URL names if it names one
 * of the profile's `servers`, or the token of an implicit flow. Of a hybrid flow, `idToken` was beside the code: its claims
 * were compared with the login and the code, its signature was not verified.
 */
export type CallbackResult =
  | {
      readonly request: TokenRequest;
      readonly idToken?: string | undefined;
      readonly server?: string | undefined;
      readonly token?: undefined;
    }
  | { readonly token: Token; readonly request?: undefined; readonly idToken?: undefined };

/**
 * Validates a callback URL against a saved login: `redirect_uri`, `state`, `iss` (RFC 9207), and that there
 * is either one code or token, or one error. It sends nothing. It does not mark the login as used, which
 * `finishLogin` does. For `responseMode: "form_post"`, `address` is the body of the POST.
 *
 * Errors: `callback_…`, `login_expired`, `login_unreadable`, `request_other_server`, and `id_token_…` in an
 * implicit flow. If `code` is `callback_refused`, `error` is the server's.
 */
export function readCallback(client: Client, address: Address, saved: string | null | undefined): CallbackResult {
  const own = clientOf(client);
  const url = hrefOf(address);
  return resultOf(own, url, restore(own, url, saved), idTokens)[0];
}

/** Validates the callback URL of a login that was restored. `reads` reads its `id_token`, if the login has one. */
function resultOf(own: Client, url: string, login: Saved, reads: (() => Call) | undefined): [CallbackResult, (string | undefined)?] {
  const requestedAt = Date.now();
  const kind = FLOWS.indexOf(login.flow);
  let issuerRule = login.iss_rule;
  if (kind === 3 && issuerRule === "required") {
    // An `id_token` contains its issuer, which is compared below.
    const response = new URLSearchParams(url.replace(/[?#]/g, "&"));
    issuerRule = response.has("id_token") && !response.has("error") ? "if_present" : issuerRule;
  }
  const rule = indexOfWord("issuerRule", issuerRule, ISSUER_RULES);
  const verifier = own.pkce === false ? "" : login.code_verifier;
  const fields = [returnOf(login), login.state, login.iss, verifier, login.redirect_uri, ...sharedOf(login)];
  let texts: string[];
  try {
    texts = call("read_callback", own, fields, url, kind | ((login.response_mode ? modeOf(login) : 0) << MODE_SHIFT) | (rule << REST_SHIFT));
  } catch (error) {
    throw explained(error as OAuthError, url, login);
  }
  const outcome = words[OUTCOME]!;
  if (outcome !== 1) {
    const [name, baseUrl = name] = `${own.servers ?? ""}`.split(ENTRY)[outcome >> 1]!.split(WORD);
    const request = { request: requestOf(texts), ...(outcome && { server: baseUrl }) };
    const [, , , code, idToken] = texts;
    return idToken ? [{ ...request, idToken }, checkLogin(reads, login, idToken, { code })] : [request];
  }
  const token = tokenOf(texts, own, requestedAt);
  checkLogin(reads, login, token.idToken, { accessToken: token.accessToken });
  return [{ token }];
}

/** Adds to a callback error the claims of the URL, and a sentence that explains it. */
function explained(error: OAuthError, url: string, login: Saved): OAuthError {
  const { iss, iss_rule } = login;
  const { code, member } = error;
  if (code === "callback_redirect_uri") {
    let sentence = "pass the absolute URL";
    if (/^[a-z][a-z\d+.-]*:/i.test(url)) {
      try {
        const [was, is] = [returnOf(login), url].map((one) => new URL(one)) as [URL, URL];
        // The port is not compared: a proxy changes it too.
        if (was.protocol + is.protocol !== "https:http:" || was.hostname + was.pathname !== is.hostname + is.pathname) {
          return error;
        }
      } catch {
        return error;
      }
      sentence = "a proxy made the URL http: pass the https URL that the browser has";
    }
    return new OAuthError("callback_address", { sentence });
  }
  if (!/^callback_(?!refused)/.test(code)) {
    return error;
  }
  const claims = responseIn(url, modeOf(login));
  if (code === "callback_state" && !hasResponse(url)) {
    return new OAuthError("callback_empty");
  }
  const [named, said] = [claims("iss"), claims("error")];
  const sentence =
    code !== "callback_issuer"
      ? undefined
      : named
        ? iss_rule === "refused" && !iss
          ? "the response contains iss: set the client's issuer, or issuerRule ignored if the client uses one server only"
          : undefined
        : iss_rule === "required"
          ? "iss is missing, and issuerRule is required; an error of the URL is in unverifiedError"
          : "the response names a server that the client's servers do not list";
  const unverifiedError =
    named || said ? { error: said ?? "", errorDescription: claims("error_description") ?? "", iss: named } : undefined;
  return new OAuthError(code, { member: member ?? (named && sentence ? "iss" : undefined), sentence, unverifiedError });
}

/** The result of `finishLogin`. */
export interface FinishedLogin {
  /** The token. Secret. */
  readonly token: Token;
  /**
   * The URL without code, token and state, for `history.replaceState`: see `cleanAddress`. For `form_post`, the URL that
   * the browser returned to.
   */
  readonly address: string;
  /**
   * The path, query and fragment of `returnTo`, as `startLogin` was given it: of the origin of the callback URL, whatever
   * became of `saved` meanwhile. A router and `location.assign` accept it.
   */
  readonly returnTo?: string | undefined;
}

/** The result of `finishLogin` with `idTokenOnly: true`. There is no access token. */
export interface FinishedIdTokenLogin {
  readonly token?: undefined;
  /** Secret. Its claims were compared with the login. Its signature was not verified. */
  readonly idToken: string;
  /** Secret. */
  readonly refreshToken: string | undefined;
  /** The base URL of the server that the callback named, out of the client's `servers`; pass it on with the refresh token. */
  readonly server?: string;
  /** As that of `FinishedLogin`. */
  readonly address: string;
  /** As that of `FinishedLogin`. */
  readonly returnTo?: string | undefined;
}

/** Options of `finishLogin` for a login that was started with `idTokenOnly: true`. */
export interface IdTokenOnly extends SendOptions {
  readonly idTokenOnly: true;
}

/**
 * Finishes a login: validates the callback URL against the saved login, and exchanges the code (RFC 6749,
 * section 4.1.3).
 *
 * 1. A login can be finished once: by a token, by the server's error (`callback_refused`), or by an `id_token` that is
 *    not valid (`id_token_…`).
 * 2. While it is running, a second call in this page waits for it and has its result. Every later
 *    call, and every call in another tab, fails with `login_used`.
 * 3. A URL that does not belong to this login leaves the login pending.
 * 4. The signal stops waiting. It does not cancel the exchange.
 *
 * For `responseMode: "form_post"`, `address` is the body of the POST. With `idTokenOnly: true`, as in `startLogin`, the
 * result has an `id_token` and no token.
 *
 * On a server, remove the saved login from the user's session before the call: a process does not know which
 * logins other processes have finished.
 *
 * Errors: those of `readCallback`, `login_used`, `response_…`, `id_token_…`, `network`, `timeout`, `aborted`,
 * `redirect`, `fetch_incompatible`.
 */
export function finishLogin(
  client: Client,
  address: Address,
  saved: string | null | undefined,
  options?: SendOptions & { readonly idTokenOnly?: false },
): Promise<FinishedLogin>;
export function finishLogin(
  client: Client,
  address: Address,
  saved: string | null | undefined,
  options: IdTokenOnly,
): Promise<FinishedIdTokenLogin>;
export async function finishLogin(
  client: Client,
  address: Address,
  saved: string | null | undefined,
  options?: SendOptions & { readonly idTokenOnly?: boolean },
): Promise<Finished> {
  // Validate every argument before the login counts as used.
  const own = clientOf(client);
  const url = hrefOf(address);
  const { signal, idTokenOnly = false, ...sending } = checked("options", options, SENDING + " b idTokenOnly") as IdTokenOnly;
  return unlessAborted(async () => {
    const login = restore(own, url, saved);
    const { state } = login;
    if (!login.id_token === idTokenOnly) {
      throw wrong("idTokenOnly", "it must be that of startLogin");
    }
    // If it cannot be loaded, the login stays pending.
    const reads = hasIdToken(login.flow) ? await loadIdTokens() : undefined;
    let result: CallbackResult | undefined;
    let subject: string | undefined;
    let failure: OAuthError | undefined;
    try {
      [result, subject] = resultOf(own, url, login, reads);
    } catch (error) {
      failure = error as OAuthError;
      if (!/^(callback_(refused|empty)$|id_token_)/.test(failure.code)) {
        throw failure;
      }
    }
    const first = finishing.get(state);
    if (first || failure?.code === "callback_empty") {
      return first ?? Promise.reject(failure);
    }
    if (result?.request) {
      fetchOf(sending);
    }
    const done = once(state, login.started + Math.max((login.lifetime ?? LIFETIME) - LIFETIME, 0), async () => {
      if (failure) {
        throw failure;
      }
      let { token } = result!;
      if (!token) {
        const { request, server } = result as CallbackResult & { readonly server?: string };
        token = { ...(await sendForToken(own, request!, sending, idTokenOnly)), ...(server && { server }) };
        checkLogin(reads, login, token.idToken, { subject, accessToken: subject && token.accessToken }, token.skew);
      }
      const { idToken, refreshToken, server } = token;
      return {
        ...(idTokenOnly ? { idToken: idToken!, refreshToken, ...(server && { server }) } : { token }),
        // Most callers of Node.js have no use for the address.
        returnTo: login.return_to ? pathIn(login) : undefined,
        get address() { return modeOf(login) > 1 ? returnOf(login) : withoutResponse(url); },
      } as Finished;
    });
    finishing.set(state, done);
    const forget = () => finishing.delete(state);
    done.then(forget, forget);
    return done;
  }, signal);
}

/** Logins that are being finished in this realm, by their state. */
const finishing = new Map<string, Promise<Finished>>();

type Finished = FinishedLogin | FinishedIdTokenLogin;

/** Compares the `id_token` with the login, if the login requested one. Returns its `sub`. */
function checkLogin(
  reads: (() => Call) | undefined,
  { flow, iss: issuer, client_id: clientId, nonce }: Saved,
  idToken: string | undefined,
  more: { readonly accessToken?: string | undefined; readonly code?: string | undefined; readonly subject?: string | undefined },
  skew = 0,
): string | undefined {
  return hasIdToken(flow) ? checkClaims(reads!, idToken, { issuer, clientId, nonce, ...more, now: Date.now() + skew }) : undefined;
}
