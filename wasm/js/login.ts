// A login in a browser: the way out and the way back.

import { call, words } from "./boundary.js";
import { type Client, ISSUER_RULES, type Params, endpointOf, pairsOf, place, ruleOf } from "./client.js";
import { OAuthError } from "./errors.js";
import { checkIdToken } from "./id_token.js";
import { type TokenRequest, requestOf } from "./requests.js";
import { type SendOptions, sendForToken } from "./send.js";
import { type Token, extraOf, tokenOf } from "./token.js";

export interface LoginOptions {
  readonly redirectUri: string;
  /** A space between each two words. */
  readonly scope?: string;
  /** `"code"` unless stated. `"implicit"` is legacy: new apps must not use it (RFC 9700). */
  readonly flow?: "code" | "implicit";
  /** Binds an `id_token` to the login by a nonce; needs the client's `issuer` and the scope `openid`. */
  readonly idToken?: boolean;
  readonly params?: Params;
}

/** A login that was started. */
export interface StartedLogin {
  /** Where to send the browser. */
  readonly url: string;
  /** What to keep until it is back, where only this browser reads it: `sessionStorage`. Secret. */
  readonly saved: string;
}

/** How a login asks, in the order of `logins.rs`, by the names that a saved login has. */
const FLOWS = ["code", "code id_token", "token", "id_token token"];

/** The word of a reply that tells a token from a code. */
const OUTCOME = 47;

/** What a login is bound to, as the core saves it. */
interface Saved {
  readonly flow: string;
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
  const { redirectUri, scope, flow = "code", idToken, params } = options;
  const kind = 2 * place("flow", flow, ["code", "implicit"]) + (idToken ? 1 : 0);
  const { issuer = "" } = client;
  const issuerRule = ruleOf(client);
  if (!issuer && (idToken || /_present|required/.test(issuerRule))) {
    throw new OAuthError("request_missing", { member: "iss" });
  }
  const fields = [redirectUri, scope, ...pairsOf(params)];
  const [url, state, nonce, verifier] = call("start_login", client, fields, "", kind);
  const saved: Saved = {
    flow: FLOWS[kind]!,
    state: state!,
    nonce: nonce!,
    code_verifier: verifier!,
    iss_rule: issuerRule,
    iss: issuer,
    redirect_uri: redirectUri,
    client_id: client.clientId,
    token_endpoint: endpointOf(client),
    started: Math.floor(Date.now() / 1000),
  };
  return { url: url!, saved: JSON.stringify(saved) };
}

/** What an address brought: a request that exchanges its code, or a token of an implicit flow. */
export type CallbackResult =
  | { readonly request: TokenRequest; readonly token?: undefined }
  | { readonly token: Token; readonly request?: undefined };

/** Reads the address that the browser came back to, against the login that was kept. */
export function readCallback(client: Client, address: string, saved: string): CallbackResult {
  const login = restore(saved);
  // A `Location` is taken as its text.
  address = String(address);
  const now = Date.now();
  const age = now / 1000 - login.started;
  if (!(age > -120 && age < 600)) {
    throw new OAuthError("login_expired");
  }
  if (login.client_id !== client.clientId || login.token_endpoint !== endpointOf(client)) {
    throw new OAuthError("request_other_server");
  }
  const kind = FLOWS.indexOf(login.flow);
  // An `id_token` names its issuer, and is compared below.
  const answer = new URLSearchParams(kind === 3 ? address.replace(/[?#]/g, "&") : "");
  const named = answer.has("id_token") && !answer.has("error");
  const issuerRule = named && login.iss_rule === "required" ? "if_present" : login.iss_rule;
  const rule = place("issuerRule", issuerRule, ISSUER_RULES);
  const verifier = client.pkce === false ? "" : login.code_verifier;
  const names = extraOf(client);
  const fields = [login.redirect_uri, login.state, login.iss, verifier];
  const texts = call("read_callback", client, fields, address, kind | (rule << 2));
  if (!words[OUTCOME]) {
    return { request: requestOf(texts) };
  }
  const token = tokenOf(texts, names, now);
  if (kind === 3) {
    check(token, login, token.accessToken);
  }
  return { token };
}

/** A login that is done. */
export interface FinishedLogin {
  readonly token: Token;
  /** The address without code, token and state: for `history.replaceState`. */
  readonly address: string;
}

/**
 * Finishes a login: checks the address against what was kept, and exchanges a code. A login is used
 * once: delete what was kept where there is a token, or the server refuses (`callback_refused`). After
 * another's answer it stays open.
 */
export async function finishLogin(
  client: Client,
  address: string,
  saved: string,
  options?: SendOptions,
): Promise<FinishedLogin> {
  let { token, request } = readCallback(client, address, saved);
  if (request) {
    token = await sendForToken(client, request, options);
    const login = restore(saved);
    if (login.flow === FLOWS[1]) {
      check(token, login);
    }
  }
  return { token: token!, address: cleanAddress(address) };
}

/** Compares a token's `id_token` with its login. */
function check({ idToken, skew = 0 }: Token, login: Saved, accessToken?: string): void {
  const { iss: issuer, client_id: clientId, nonce } = login;
  checkIdToken(idToken, { issuer, clientId, nonce, accessToken, now: Date.now() + skew });
}

/** A saved login; nothing that `startLogin` did not write. */
function restore(saved: string): Saved {
  try {
    const login = JSON.parse(saved) as Saved;
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

/** The parameters of a callback. */
const ANSWERED =
  "code state iss session_state error error_description error_uri access_token token_type expires_in scope id_token refresh_token";

/** An address without the parameters of a callback, in its query and its fragment. */
export function cleanAddress(address: string): string {
  let url;
  try {
    url = new URL(address);
  } catch {
    // The platform's error shows the address, and with it a code.
    throw new OAuthError("request_url", { member: "address" });
  }
  for (const part of ["search", "hash"] as const) {
    const params = new URLSearchParams(url[part].slice(1));
    const answered = ANSWERED.split(" ").filter((name) => params.has(name));
    // What holds none is the app's own, and stays as it is written.
    if (answered.length) {
      answered.forEach((name) => params.delete(name));
      url[part] = String(params);
    }
  }
  return url.href;
}
