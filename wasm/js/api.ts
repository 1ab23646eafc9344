// Calls of an API with the session's access token.

import { peek, wrong } from "./checks.js";
import { OAuthError } from "./errors.js";
import { isSecure, parsed } from "./origins.js";
import { sessionError } from "./session_error.js";

/** What a call needs of a session. */
export interface TokenSource {
  accessToken(options?: { readonly signal?: AbortSignal }): Promise<string>;
  rejected(accessToken: string): Promise<void>;
}

/**
 * Checks the origins that a session may send its token to: `https://api.example`, or http on this machine.
 * Error: `request_unexpected`.
 */
export function originsOf(origins: readonly string[] | undefined): readonly string[] {
  const own = Array.isArray(origins ?? []) ? [...((origins ?? []) as unknown[])] : [undefined];
  for (const origin of own) {
    const url = typeof origin === "string" ? parsed(origin) : undefined;
    if (url?.origin !== origin || !isSecure(`${origin}`)) {
      throw wrong("origins", "a list of origins, as https://api.example");
    }
  }
  return own as string[];
}

/**
 * Sends a request with the access token, and once more with a new one after a 401 that rejects the token
 * (RFC 6750, section 3.1).
 */
export async function fetchWith(
  session: TokenSource,
  origins: readonly string[],
  input: string | URL | Request,
  init: RequestInit | undefined,
): Promise<Response> {
  const { request, href } = targetOf(input);
  const url = parsed(href, peek(globalThis.location, "href") as string | undefined);
  if (!url || !origins.includes(url.origin)) {
    throw sessionError("origin_unlisted");
  }
  const headers = new Headers(init?.headers ?? request?.headers);
  if (headers.has("Authorization")) {
    throw wrong("Authorization", "the session sets this header");
  }
  const signal = init?.signal ?? request?.signal;
  const isOnce = isStream(init?.body) || !!request?.body;
  const sendWith = async (token: string): Promise<Response> => {
    headers.set("Authorization", `Bearer ${token}`);
    const response = await fetch(input, { ...init, headers, redirect: "manual" });
    if (response.type === "opaqueredirect" || (response.status > 299 && response.status < 400 && response.status !== 304)) {
      throw new OAuthError("redirect", { sentence: "the token is not sent to where an API redirects to" });
    }
    return response;
  };
  const token = await session.accessToken(signal ? { signal } : undefined);
  const response = await sendWith(token);
  if (response.status !== 401 || !rejectsToken(response.headers.get("WWW-Authenticate"))) {
    return response;
  }
  await session.rejected(token);
  if (isOnce) {
    return response;
  }
  const next = await session.accessToken(signal ? { signal } : undefined).catch(() => token);
  if (next === token) {
    return response;
  }
  response.body?.cancel().catch(() => {});
  return sendWith(next);
}

/** The request and the URL that `fetch` would see. What cannot be read is no URL. */
function targetOf(input: unknown): { readonly request?: Request; readonly href: string } {
  try {
    return typeof Request === "function" && input instanceof Request ? { request: input, href: input.url } : { href: String(input) };
  } catch {
    return { href: "" };
  }
}

/** Whether a body can be sent once only: a stream of either kind. */
function isStream(body: unknown): boolean {
  return typeof peek(body, "getReader") === "function" || typeof peek(body, Symbol.asyncIterator as never) === "function";
}

/** A parameter of a challenge, its value as a token or a quoted string (RFC 9110, section 11.2). */
const PARAMETER = /([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;

/**
 * Whether a 401 is about the token itself. A response without an `error` is: many servers send none, and a page sees
 * the header of another origin only if that exposes it. `insufficient_scope` and others are not.
 */
export function rejectsToken(challenge: string | null): boolean {
  const errors = [...(challenge ?? "").matchAll(PARAMETER)].filter(([, name]) => /^error$/i.test(name!));
  return errors.every(([, , quoted, plain]) => (quoted ?? plain) === "invalid_token");
}
