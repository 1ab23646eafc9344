// A request over any `fetch`: no redirect followed, and an end to waiting.

import type { Client } from "./client.js";
import { OAuthError } from "./errors.js";
import type { TokenRequest } from "./requests.js";
import { type Received, type Token, readResponse } from "./token.js";

/** What is needed of a `fetch`. */
export type Fetch = (
  url: string,
  init: {
    method: "POST";
    headers: Record<string, string>;
    body: string;
    redirect: "manual";
    signal: AbortSignal;
  },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  arrayBuffer(): Promise<ArrayBuffer>;
}>;

export interface SendOptions {
  /** Another `fetch` than the global one. */
  readonly fetch?: Fetch | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait for the whole answer: 30 seconds unless stated. */
  readonly timeout?: number | undefined;
}

/** An answer, whole. */
export interface Sent extends Received {
  readonly status: number;
  readonly body: Uint8Array;
  /** Seconds to wait, by `Retry-After` (RFC 9110, section 10.2.3). */
  readonly retryAfter: number;
}

/** Sends a request and takes the whole answer. It is sent once: repeating it is yours to decide. */
export async function send(
  { url, method, headers, body }: TokenRequest,
  { fetch = globalThis.fetch, signal, timeout = 30_000 }: SendOptions = {},
): Promise<Sent> {
  const controller = new AbortController();
  const requestedAt = Date.now();
  let stop!: (code: string) => void;
  const stopped = new Promise<never>((_, reject) => {
    stop = (code) => {
      reject(new OAuthError(code));
      controller.abort();
    };
  });
  const abort = () => stop("aborted");
  const timer = setTimeout(() => stop("timeout"), timeout);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) {
    abort();
  }
  const exchange = async (): Promise<Sent> => {
    if (signal?.aborted) {
      return stopped;
    }
    const init = { method, headers, body, redirect: "manual" as const, signal: controller.signal };
    const answer = await fetch(url, init);
    const { status } = answer;
    if (status < 200 || (status > 299 && status < 400)) {
      throw new OAuthError("redirect", { status });
    }
    const date = answer.headers.get("date");
    const after = answer.headers.get("retry-after") ?? "";
    const retryAfter = Number(after) || (Date.parse(after) - Date.now()) / 1000 || 0;
    return { status, body: new Uint8Array(await answer.arrayBuffer()), requestedAt, date, retryAfter };
  };
  try {
    return await Promise.race([exchange(), stopped]);
  } catch (error) {
    if (error instanceof OAuthError) {
      throw error;
    }
    // The message of a foreign error could hold what was sent; its code is a machine's word.
    const { cause, name } = error as { cause?: { code?: unknown }; name?: unknown };
    const reason = [cause?.code, name].find((word) => /^\w{1,40}$/.test(String(word ?? "")));
    throw new OAuthError("network", { reason: reason as string | undefined });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

/** Sends a request for a token. */
export async function sendForToken(
  client: Client,
  request: TokenRequest,
  options?: SendOptions,
): Promise<Token> {
  const sent = await send(request, options);
  return readResponse(client, sent.status, sent.body, sent);
}

/** What the work gives, unless the signal comes first. The work goes on. */
export async function unlessAborted<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  let abort!: () => void;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(new OAuthError("aborted"));
  });
  if (signal?.aborted) {
    throw new OAuthError("aborted");
  }
  signal?.addEventListener("abort", abort);
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}
