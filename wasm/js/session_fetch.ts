// Calls of an API with the session's access token.

import { peek, wrong } from "./checks.js";
import type { Client } from "./client.js";
import { OAuthError } from "./errors.js";
import { isSecure, parsed } from "./origins.js";
import { bearer } from "./refresh.js";
import { unlessAborted } from "./send.js";
import { sessionError } from "./session_error.js";
import type { Token } from "./token.js";

/** What a call needs of a session. */
export interface TokenSource {
  accessToken(options?: { readonly signal?: AbortSignal }): Promise<string>;
  rejected(accessToken: string): Promise<void>;
}

/** The APIs of a session. */
export interface Apis {
  /** The origins that the token is sent to. */
  readonly origins: readonly string[];
  /** The first token that an origin rejected without a reason, until a call there succeeds. Secret. */
  readonly unclear: Map<string, string>;
  readonly client: Client;
  /** The stored token. */
  readonly token: () => Promise<Token | undefined>;
  /** Whether the tokens are the client's own. */
  readonly isOwn: boolean;
}

/**
 * Checks the origins that a session may send its token to: `https://api.example`, or http on this machine.
 * Error: `request_unexpected`.
 */
export function originsOf(origins: readonly string[] | undefined): readonly string[] {
  let own: unknown[] = [undefined];
  try {
    own = Array.isArray(origins ?? []) ? [...(origins ?? [])] : own;
  } catch {
    // A revoked proxy is no list either.
  }
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
  { origins, unclear, client, token: stored, isOwn }: Apis,
  input: string | URL | Request,
  init: RequestInit | undefined,
): Promise<Response> {
  const { request, href } = targetOf(input);
  const url = parsed(href, pageUrl());
  if (!url || !origins.includes(url.origin)) {
    throw sessionError("origin_unlisted");
  }
  if (isRequest(init)) {
    throw wrong("init", "pass a Request as the first argument");
  }
  // Read once: the caller can change its objects while this waits.
  const own = { ...init };
  const headers = new Headers(own.headers ?? request?.headers);
  if (headers.has("Authorization")) {
    throw wrong("Authorization", "the session sets this header");
  }
  const signal = own.signal ?? request?.signal;
  const options = signal ? { signal } : undefined;
  // Firefox has no `Request.body`.
  const isRepeatable = (): boolean => !isStream(own.body) && !request?.bodyUsed;
  const sendWith = async (token: string): Promise<Response> => {
    headers.set("Authorization", bearer({ accessToken: token } as Token));
    const call = (): Promise<Response> => fetch(request ?? url.href, { ...own, headers, redirect: "manual" });
    const response = (await client.dpop?.call(stored, token, url.href, own.method ?? request?.method, headers, call, isRepeatable)) ?? (await call());
    if (response.type === "opaqueredirect" || (response.status > 299 && response.status < 400 && response.status !== 304)) {
      discard(response);
      throw new OAuthError("redirect", { sentence: "the token is not sent to where an API redirects to" });
    }
    if (response.status < 400) {
      unclear.delete(url.origin);
    }
    return response;
  };
  const token = await session.accessToken(options);
  const response = await sendWith(token);
  if (response.status !== 401) {
    return response;
  }
  const reason = reasonOf(response.headers.get("WWW-Authenticate"));
  if (reason === undefined) {
    // Where a newer token changed nothing, the next would not either, and other APIs need it.
    const first = unclear.get(url.origin) ?? token;
    // Not by a frame, in which a browser may block the cookies: getting another token must not need the user.
    if (first !== token || !(isOwn || (await stored())?.refreshToken)) {
      return response;
    }
    unclear.set(url.origin, token);
  } else if (reason !== "invalid_token") {
    return response;
  }
  try {
    await unlessAborted(() => session.rejected(token), signal);
  } catch (error) {
    discard(response);
    throw error;
  }
  if (!isRepeatable()) {
    return response;
  }
  const next = await session.accessToken(options).catch((error: unknown) => {
    // The next call would throw it too: a caller has one place for it.
    if (peek(error, "endsGrant")) {
      discard(response);
      throw error;
    }
    return token;
  });
  if (next === token) {
    return response;
  }
  discard(response);
  return sendWith(next);
}

function isRequest(value: unknown): value is Request {
  try {
    return typeof Request === "function" && value instanceof Request;
  } catch {
    // A proxy that throws.
    return false;
  }
}

/** The base of a relative URL, as for `fetch`. */
function pageUrl(): string | undefined {
  return (peek(globalThis.document, "baseURI") ?? peek(globalThis.location, "href")) as string | undefined;
}

/**
 * The URL, which is read once, and the request. The URL of a request is the one that `fetch` uses, whatever a class of the
 * caller's returns. An object that is neither, such as a request of a frame, could name another URL to `fetch`.
 */
function targetOf(input: unknown): { readonly request?: Request; readonly href: string } {
  if (isRequest(input)) {
    try {
      return { request: input, href: Object.getOwnPropertyDescriptor(Request.prototype, "url")!.get!.call(input) as string };
    } catch {
      return { href: "" };
    }
  }
  const href = typeof input === "string" ? input : peek(input, "href");
  if (typeof href !== "string") {
    throw wrong("input", "it must be a string, a URL or a Request");
  }
  return { href };
}

/** Ends a response that nobody reads. */
function discard({ body }: Response): void {
  body?.cancel().catch(() => {});
}

/** Whether a body can be sent once only: a stream of either kind. */
function isStream(body: unknown): boolean {
  return typeof peek(body, "getReader") === "function" || typeof peek(body, Symbol.asyncIterator as never) === "function";
}

/**
 * A word of a challenge, with its value as a token or a quoted string if it is a parameter (RFC 9110, section 11.2).
 * As words match too, the time is linear.
 */
const WORD = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/g;

/**
 * The `error` of a challenge; `invalid_token` only if no other error is stated. Undefined without one: many servers
 * send none, and a page sees the header of another origin only if that exposes it.
 */
export function reasonOf(challenge: string | null): string | undefined {
  const words = [...(challenge ?? "").matchAll(WORD)].filter(([, name]) => /^error$/i.test(name!));
  const errors = words.flatMap(([, , quoted, plain]) => quoted ?? plain ?? []);
  return errors.find((error) => error !== "invalid_token") ?? errors[0];
}
