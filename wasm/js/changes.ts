// What a session reports to its listeners, in every tab and worker of the origin.

import { channelFor } from "./channel.js";
import type { Stored } from "./stored.js";
import { LONGEST_TIMER } from "./web_locks.js";

/** A change of a session. It contains no token. */
export interface SessionChange {
  /**
   * - `ready`: a login was stored.
   * - `renewed`: there is a new access token.
   * - `due`: the access token ends soon, or an API rejected it: the next `accessToken` refreshes.
   * - `ended`: the user must log in.
   */
  readonly type: "ready" | "renewed" | "due" | "ended";
  /**
   * Why it ended, if it did: `logout` by `end`; `refused` by the server; `another_user` if the server returned
   * another user's token. Undefined otherwise.
   */
  readonly reason?: "logout" | "refused" | "another_user" | undefined;
}

/** Receives the changes of a session. */
export type SessionListener = (change: SessionChange) => void;

/** The change from one stored value to the next, if listeners need it. `isOver`: the next has ended. */
export function changeOf(before: Stored, next: Stored, reason: SessionChange["reason"], isOver: boolean): SessionChange | undefined {
  const { token: was, grant } = before;
  const { token: is } = next;
  if (!is) {
    return was ? { type: "ended", ...(reason && { reason }) } : undefined;
  }
  // A session of an earlier edition has no grant before its first refresh.
  if (!was || (grant !== undefined && grant !== next.grant)) {
    return { type: "ready" };
  }
  if (!is.accessToken) {
    return was.accessToken ? { type: isOver ? "ended" : "due" } : undefined;
  }
  // A server may return the same token, with a later expiry.
  return is.accessToken !== was.accessToken || is.requestedAt !== was.requestedAt ? { type: "renewed" } : undefined;
}

const TYPES: readonly string[] = ["ready", "renewed", "due", "ended"];
const REASONS: readonly unknown[] = ["logout", "refused", "another_user", undefined];

/** The change in another tab's message; undefined if the message is not one. */
function changeIn(value: unknown): SessionChange | undefined {
  const { type, reason } = (value ?? {}) as SessionChange;
  return TYPES.includes(type) && REASONS.includes(reason) ? { type, ...(reason && { reason }) } : undefined;
}

/** When the access token is due or ends, in milliseconds since 1970; or that it is due, or has ended; undefined without a token. */
export type Next = number | "due" | "ended" | undefined;

/** The `Changes` of this realm that have listeners. */
const listening = new Set<Changes>();

/** The listeners of a session in this realm, and the way to those in others. */
export class Changes {
  readonly #name: string;
  readonly #next: () => Promise<Next>;
  readonly #listeners = new Set<SessionListener>();
  #stop: (() => void) | undefined;
  /** Open as long as there are listeners. It does not receive its own messages. */
  #channel: BroadcastChannel | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The last change that was reported while there were listeners. */
  #last: SessionChange | undefined;
  /** The result of the last check. */
  #seen: Next;

  constructor(key: string, next: () => Promise<Next>) {
    this.#name = `grantlet change ${key}`;
    this.#next = next;
  }

  /** Adds a listener. Returns the function that removes it. */
  listen(listener: SessionListener): () => void {
    // The same function may be added twice.
    const own: SessionListener = (change) => listener(change);
    this.#stop ??= this.#open();
    this.#listeners.add(own);
    listening.add(this);
    if (this.#last?.type === "due") {
      // The other listeners have received it.
      Promise.resolve(this.#last).then(own);
    } else {
      this.#watch();
    }
    return () => {
      this.#listeners.delete(own);
      if (!this.#listeners.size) {
        this.#stop?.();
        this.#stop = this.#last = undefined;
        listening.delete(this);
        clearTimeout(this.#timer);
      }
    };
  }

  /** Reports a change that this session has stored. */
  post(change: SessionChange): void {
    this.#report(change);
    try {
      const isPage = "location" in globalThis;
      const channel = this.#channel ?? (isPage ? channelFor(this.#name) : undefined);
      if (channel) {
        channel.postMessage(change);
        if (channel !== this.#channel) {
          channel.close();
        }
        return;
      }
      for (const other of listening) {
        if (other !== this && other.#name === this.#name) {
          other.#report(change);
        }
      }
      if (isPage) {
        // `at` makes two equal changes differ: only a changed value is an event.
        globalThis.localStorage?.setItem(this.#name, JSON.stringify({ ...change, at: Math.random() }));
      }
    } catch {
      // Without a way to other tabs they see the change at their next call.
    }
  }

  #report(change: SessionChange): void {
    if (!this.#listeners.size || (change.type === "due" && this.#last?.type === "due")) {
      return;
    }
    this.#last = change;
    clearTimeout(this.#timer);
    for (const listener of [...this.#listeners]) {
      // What a listener throws is an unhandled rejection, and fails no refresh.
      Promise.resolve(change).then(listener);
    }
    if (change.type !== "due") {
      this.#watch();
    }
  }

  #open(): () => void {
    const take = (value: unknown): void => {
      const change = changeIn(value);
      if (change) {
        this.#report(change);
      }
    };
    const stop = new AbortController();
    const on = <E>(type: string, listener: (event: E) => void): void =>
      globalThis.addEventListener?.(type, listener as (event: unknown) => void, { signal: stop.signal });
    on<PageTransitionEvent>("pageshow", ({ persisted }) => persisted && this.#watch(true));
    const channel = (this.#channel = channelFor(this.#name));
    if (channel) {
      channel.onmessage = ({ data }: MessageEvent<unknown>) => take(data);
      // Node.js would not exit.
      (channel as { unref?(): void }).unref?.();
    } else {
      try {
        // WebKit reports storage events only to pages that have used `localStorage`.
        globalThis.localStorage?.getItem(this.#name);
      } catch {
        // A page without storage gets no events.
      }
      on<StorageEvent>("storage", ({ key, newValue }) => {
        if (key === this.#name) {
          try {
            take(JSON.parse(newValue ?? ""));
          } catch {
            // Not written by a session.
          }
        }
      });
    }
    return () => {
      stop.abort();
      channel?.close();
      this.#channel = undefined;
    };
  }

  /**
   * Reports when the access token is due, or ends without a refresh token, unless it was renewed by then. A page that
   * `isRestored` from the back-forward cache may have missed a logout, or another login.
   */
  async #watch(isRestored = false): Promise<void> {
    clearTimeout(this.#timer);
    const next = await this.#next().catch(() => null);
    clearTimeout(this.#timer);
    if (next === null || !this.#listeners.size) {
      return;
    }
    const was = this.#seen;
    this.#seen = next;
    if (isRestored && (next ?? was)) {
      this.#last = undefined;
      this.#report({ type: typeof next === "number" ? "ready" : (next ?? "ended") });
    } else if (typeof next === "number") {
      this.#timer = setTimeout(() => this.#watch(), Math.min(Math.max(next - Date.now(), 0), LONGEST_TIMER));
      (this.#timer as { unref?(): void }).unref?.();
    } else if (next && next !== this.#last?.type) {
      this.#report({ type: next });
    }
  }
}
