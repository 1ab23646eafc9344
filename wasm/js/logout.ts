// Logout at the server (OpenID Connect RP-Initiated Logout 1.0).

import { type Address, hrefOf } from "./address.js";
import { checked, wrong } from "./checks.js";
import { type Client, type Params, clientOf, inPairs, pairsOf } from "./client.js";
import { OAuthError } from "./errors.js";
import { isSecure, parsed } from "./origins.js";

/** Options of `startLogout`. */
export interface LogoutOptions {
  /** `post_logout_redirect_uri`: the registered URL of the redirect after the logout, without a `state` of its own. Without it the user stays at the server. */
  readonly redirectUri?: string;
  /** The `id_token` of the login, as a hint. It is sent by a form: it must not be in a URL. Secret. */
  readonly idToken?: string | undefined;
  /** Parameters of your own, such as `logout_hint` or `ui_locales`. */
  readonly params?: Params;
}

/** Parameters that are not of the caller's own. An `id_token_hint` must not be in the URL. */
const RESERVED = /^(client_id|post_logout_redirect_uri|state|id_token_hint)$/;

/** A form for `submitForm`. */
export interface Form {
  readonly action: string;
  /** Names and values. The `id_token` among them is secret. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** The result of `startLogout`. */
export interface StartedLogout {
  /** The URL for a logout without `idToken`. Some servers take no form: then navigate to it. */
  readonly url: string;
  /** The form for a logout, with `idToken` if there is one. */
  readonly form: Form;
  /** What `finishLogout` needs. Keep it in `sessionStorage`. */
  readonly saved: string;
}

/**
 * Starts a logout at the server (RP-Initiated Logout, section 2). It needs the client's `endSessionEndpoint`. End the
 * session first: what happens at the server cannot be known here.
 *
 * Errors: `request_missing`, `request_url`, `request_redirect_uri`, `request_unexpected`.
 */
export function startLogout(client: Client, options?: LogoutOptions): StartedLogout {
  const { clientId, baseUrl = "", endSessionEndpoint = "", allowLoopback } = clientOf(client);
  const { redirectUri, idToken, params } = checked("options", options, "s redirectUri idToken a params");
  if (!endSessionEndpoint) {
    throw new OAuthError("request_missing", { member: "end_session_endpoint" });
  }
  const action = endSessionEndpoint.startsWith("/") ? baseUrl.replace(/\/$/, "") + endSessionEndpoint : endSessionEndpoint;
  if (!isSecure(action, !allowLoopback)) {
    throw new OAuthError("request_url", { member: "end_session_endpoint" });
  }
  if (redirectUri !== undefined && (redirectUri.includes("#") || (parsed(redirectUri)?.searchParams.has("state") ?? true))) {
    throw new OAuthError("request_redirect_uri");
  }
  const state = crypto.getRandomValues(new Uint32Array(8)).join("-");
  const own: (readonly [string, string])[] = [["client_id", clientId]];
  if (redirectUri) {
    own.push(["post_logout_redirect_uri", redirectUri], ["state", state]);
  }
  for (const pair of inPairs(pairsOf(params))) {
    if (RESERVED.test(pair[0])) {
      throw wrong(pair[0], "startLogout sets this parameter");
    }
    own.push(pair);
  }
  const url = new URL(action);
  own.forEach(([name, value]) => url.searchParams.append(name, value));
  const hint: Form["fields"] = idToken ? [["id_token_hint", idToken]] : [];
  return { url: url.href, form: { action, fields: [...own, ...hint] }, saved: JSON.stringify({ state, redirect_uri: redirectUri }) };
}

/** Posts a form: the browser leaves this page. Error: `request_unexpected`. */
export function submitForm(form: Form): void {
  const { action, fields } = checked("form", form, "s action a fields");
  if (!isSecure(action ?? "") || !Array.isArray(fields) || !globalThis.document) {
    throw wrong("form", "it must be that of startLogout, in a page");
  }
  const element = document.createElement("form");
  element.method = "post";
  element.action = action;
  element.hidden = true;
  for (const [name, value] of fields) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    element.append(input);
  }
  document.body.append(element);
  // A field named `submit` would hide the method.
  HTMLFormElement.prototype.submit.call(element);
  // The page may stay, or come back from the history: its fields are secret.
  element.remove();
}

/**
 * Validates the URL of the redirect after a logout: it must be the `redirectUri`, and have the `state`
 * of this logout once. Anybody can link to that page: without this, it says nothing of a logout.
 *
 * Errors: `callback_redirect_uri`, `callback_state`.
 */
export function finishLogout(address: Address, saved: string | null | undefined): void {
  const url = parsed(hrefOf(address));
  const { state, redirect_uri } = savedIn(saved);
  const own = redirect_uri === undefined ? undefined : parsed(redirect_uri);
  if (!url || !own || url.origin !== own.origin || url.pathname !== own.pathname) {
    throw new OAuthError("callback_redirect_uri");
  }
  const [found, ...more] = url.searchParams.getAll("state");
  if (!state || found !== state || more.length) {
    throw new OAuthError("callback_state");
  }
}

function savedIn(saved: string | null | undefined): { readonly state?: string; readonly redirect_uri?: string } {
  try {
    const { state, redirect_uri } = JSON.parse(saved!) as Record<string, unknown>;
    return typeof state === "string" && typeof redirect_uri === "string" ? { state, redirect_uri } : {};
  } catch {
    return {};
  }
}
