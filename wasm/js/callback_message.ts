// Waits for the callback URL of a login in a popup or a frame.

import { stateOf } from "./address.js";
import type { PostedCallback } from "./callback_page.js";
import { loginChannel } from "./channel.js";
import { wrong } from "./checks.js";
import { OAuthError } from "./errors.js";
import { type LoginOptions } from "./login.js";
import { parsed } from "./origins.js";
import { onAbort } from "./send.js";

/** A login in another window. */
export interface Awaited {
  /** The `state` of the login. */
  readonly state: string;
  /** The popup, or the window of the frame. */
  readonly from: Window;
}

/**
 * Throws unless the callback page can post to this one. Error: `request_unexpected`.
 */
export function mustBeOwn({ redirectUri, returnUri, returnTo, responseMode }: LoginOptions): void {
  if (returnTo) {
    throw wrong("returnTo", "the user stays in this page");
  }
  if (responseMode === "form_post") {
    throw wrong("responseMode", "a page cannot read the body of a POST");
  }
  const origin = parsed(returnUri || redirectUri)?.origin;
  if (!origin || origin !== globalThis.location?.origin) {
    throw wrong(returnUri ? "returnUri" : "redirectUri", "it must be a page of this origin, which calls postCallback");
  }
}

/** The `state` of a login that `startLogin` saved. */
export function stateIn(saved: string): string {
  return (JSON.parse(saved) as { readonly state: string }).state;
}

/** How long to wait for a callback: up to `timeout` milliseconds, which is the error `late`, or until `signal` is aborted. */
export interface Waiting {
  readonly timeout: number;
  readonly late: OAuthError;
  readonly signal: AbortSignal | undefined;
}

/** Returns the callback URL. `watch` can end the wait by an error; it returns what stops it. Errors: `late`, `aborted`. */
export async function callbackFrom(
  awaited: Awaited,
  { timeout, late, signal }: Waiting,
  watch?: (fail: (error: OAuthError) => void) => () => void,
): Promise<string> {
  const stops: ((() => void) | undefined)[] = [];
  try {
    return await new Promise((done, reject) => {
      const timer = setTimeout(() => reject(late), timeout);
      stops.push(
        () => clearTimeout(timer),
        listen(awaited, done),
        onAbort(signal, () => reject(new OAuthError("aborted"))),
        watch?.(reject),
      );
    });
  } finally {
    stops.forEach((stop) => stop?.());
  }
}

/**
 * Calls `done` with the callback URL, once. A message counts if the window of this login sent it, or the channel of
 * this login did; if it comes from this origin; and if its URL has the `state` of this login. Returns what stops
 * listening.
 */
function listen({ state, from }: Awaited, done: (url: string) => void): () => void {
  const take = (data: unknown): void => {
    const { grantlet, url } = (data ?? {}) as Partial<Record<keyof PostedCallback, unknown>>;
    if (grantlet === "callback" && typeof url === "string" && stateOf(url) === state) {
      stop();
      done(url);
    }
  };
  const onMessage = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source === from && origin === location.origin) {
      take(data);
    }
  };
  const channel = loginChannel(state);
  const stop = (): void => {
    removeEventListener("message", onMessage);
    channel?.close();
  };
  addEventListener("message", onMessage);
  channel?.addEventListener("message", ({ data }: MessageEvent<unknown>) => take(data));
  return stop;
}
