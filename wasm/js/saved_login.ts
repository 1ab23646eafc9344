// A saved login: what `finishLogin` needs of `startLogin`, in the format that the core uses in every language.

import { FLOWS } from "./abi.js";
import { hasResponse } from "./address.js";
import { type Client, endpointOf } from "./client.js";
import { OAuthError } from "./errors.js";

/** A saved login. Secret. */
export interface Saved {
  readonly flow: (typeof FLOWS)[number];
  readonly state: string;
  readonly nonce: string;
  readonly code_verifier: string;
  readonly iss_rule: Client["issuerRule"] & string;
  readonly iss: string;
  readonly redirect_uri: string;
  readonly client_id: string;
  readonly token_endpoint: string;
  /** In seconds since 1970. */
  readonly started: number;
  /** In seconds. Most logins have neither it nor what follows. */
  readonly lifetime?: number | undefined;
  readonly response_mode?: "fragment" | "form_post" | undefined;
  readonly return_uri?: string | undefined;
  /** Names and values in turn, each on a line. */
  readonly shared_params?: string | undefined;
  readonly id_token?: "only" | undefined;
  /** A URL of the origin of the callback URL. Only this package writes and reads it. */
  readonly return_to?: string | undefined;
}

/** The default of a login's lifetime, in seconds. */
export const LIFETIME = 600;

/** Parses a saved login. It must be this client's, and not older than its lifetime. */
export function restore(own: Client, url: string, saved: string | null | undefined): Saved {
  const login = parsed(saved);
  const age = Date.now() / 1000 - (login?.started ?? 0);
  if (!login || !(age > -120 && age < (login.lifetime ?? LIFETIME))) {
    throw new OAuthError(!hasResponse(url) ? "callback_empty" : login ? "login_expired" : "login_unreadable");
  }
  if (login.client_id !== own.clientId || login.token_endpoint !== endpointOf(own)) {
    throw new OAuthError("request_other_server");
  }
  return login;
}

/** The strings of a saved login. */
const TEXTS = "state nonce code_verifier iss_rule iss redirect_uri client_id token_endpoint".split(" ") as (keyof Saved)[];

/** Parses a saved login; undefined unless `startLogin` wrote it. */
export function parsed(saved: string | null | undefined): Saved | undefined {
  try {
    const login = JSON.parse(saved!) as Saved;
    const isWhole = TEXTS.every((name) => typeof login[name] === "string") && typeof login.started === "number";
    const { response_mode: mode = "", return_uri: returnUri = "", lifetime } = login;
    const isKnown = /^(fragment|form_post)?,(only)?$/.test(`${mode},${login.id_token ?? ""}`) && typeof returnUri === "string" && isLifetime(lifetime);
    const shared = sharedOf(login).length;
    return isWhole && isKnown && (!login.return_to || pathIn(login)) && shared < 9 && !(shared & 1) && login.state && login.nonce && FLOWS.includes(login.flow) ? login : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a lifetime is absent, or seconds that the core can have in every language. */
export const isLifetime = (lifetime = 0): boolean => lifetime >>> 0 === lifetime;

/** The parameters that the exchange of the code shares with the login, as fields. */
export const sharedOf = ({ shared_params: shared }: Saved): string[] => (shared ? shared.split("\n") : []);

/** Where a response is, by its index. */
export const MODES = ["query", "fragment", "form_post"] as const;

/** Where the response is: an index of `MODES`. */
export const modeOf = ({ flow, response_mode: mode }: Saved): number => (mode ? MODES.indexOf(mode) : FLOWS.indexOf(flow) > 1 ? 1 : 0);

/** Whether a flow has an `id_token`, and so a nonce. */
export const hasIdToken = (flow: Saved["flow"]): boolean => /id|hy/.test(flow);

/**
 * The path, query and fragment of a saved login's `return_to`; undefined if it is of another origin than the callback URL.
 * It never starts with `//`, which a browser would take for a host. Throws if either is no URL.
 */
export function pathIn(login: Saved): string | undefined {
  const { origin } = new URL(returnOf(login));
  const { href } = new URL(login.return_to!, origin);
  const path = href.slice(origin.length);
  return href.startsWith(origin) && /^\/(?!\/)/.test(path) ? path : undefined;
}

/** Where the browser returns to. */
export const returnOf = ({ return_uri: returnUri, redirect_uri: redirectUri }: Saved): string => returnUri || redirectUri;
