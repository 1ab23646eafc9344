// What a session reports to its listeners, in every tab and worker of the origin.

import type { Stored } from "./stored.js";
import { LONGEST_TIMER } from "./turns.js";

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

/** The change from one stored value to the next, if listeners need it. */
export function changeOf(before: Stored, next: Stored, reason: SessionChange["reason"]): SessionChange | undefined {
  const { token: was, grant } = before;
  const { token: is } = next;
  if (!is) {
    return was ? { type: "ended", ...(reason && { reason }) } : undefined;
  }
  if (is.accessToken ? is.accessToken !== was?.accessToken : !was) {
    return { type: was && grant === next.grant ? "renewed" : "ready" };
  }
  return was?.accessToken && !is.accessToken ? { type: "due" } : undefined;
}

const TYPES: readonly string[] = ["ready", "renewed", "due", "ended"];
const REASONS: readonly unknown[] = ["logout", "refused", "another_user", undefined];

/** The change that another tab has sent; undefined if it is none. */
function changeIn(value: unknown): SessionChange | undefined {
  const { type, reason } = (value ?? {}) as SessionChange;
  return TYPES.includes(type) && REASONS.includes(reason) ? { type, ...(reason && { reason }) } : undefined;
}

/** The listeners of a session in this realm, and the way to those in others. */
export class Changes {
  readonly #name: string;
  readonly #until: () => Promise<number | undefined>;
  readonly #listeners = new Set<SessionListener>();
  #stop: (() => void) | undefined;
  /** Open as long as there are listeners. What it posts, it does not hear itself. */
  #channel: BroadcastChannel | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `until` returns when the access token is due, in milliseconds since 1970; 0 if it is, undefined if unknown. */
  constructor(key: string, until: () => Promise<number | undefined>) {
    this.#name = `grantlet change ${key}`;
    this.#until = until;
  }

  /** Adds a listener. Returns what removes it. */
  listen(listener: SessionListener): () => void {
    // The same function may be added twice.
    const own: SessionListener = (change) => listener(change);
    this.#listeners.add(own);
    this.#stop ??= this.#open();
    this.#watch();
    return () => {
      this.#listeners.delete(own);
      if (!this.#listeners.size) {
        this.#stop?.();
        this.#stop = undefined;
        clearTimeout(this.#timer);
      }
    };
  }

  /** Reports a change that this session has stored. */
  post(change: SessionChange): void {
    this.#report(change);
    try {
      if (this.#channel) {
        this.#channel.postMessage(change);
      } else if (typeof BroadcastChannel === "function") {
        if ("location" in globalThis) {
          const channel = new BroadcastChannel(this.#name);
          channel.postMessage(change);
          channel.close();
        }
      } else {
        // `at` makes two equal changes differ: only a changed value is an event.
        globalThis.localStorage?.setItem(this.#name, JSON.stringify({ ...change, at: Math.random() }));
      }
    } catch {
      // Without a way to other tabs they see the change at their next call.
    }
  }

  #report(change: SessionChange): void {
    for (const listener of [...this.#listeners]) {
      // What a listener throws is an unhandled rejection, and fails no refresh.
      Promise.resolve(change).then(listener);
    }
    if (this.#listeners.size && change.type !== "due") {
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
    if (typeof BroadcastChannel === "function") {
      const channel = (this.#channel = new BroadcastChannel(this.#name));
      channel.onmessage = ({ data }: MessageEvent<unknown>) => take(data);
      // Node.js would not exit.
      (channel as { unref?(): void }).unref?.();
      return () => {
        channel.close();
        this.#channel = undefined;
      };
    }
    const onStorage = ({ key, newValue }: StorageEvent): void => {
      if (key === this.#name) {
        try {
          take(JSON.parse(newValue ?? ""));
        } catch {
          // Not written by a session.
        }
      }
    };
    globalThis.addEventListener?.("storage", onStorage);
    return () => globalThis.removeEventListener?.("storage", onStorage);
  }

  /** Reports `due` when the access token is due, unless it was renewed by then. */
  async #watch(): Promise<void> {
    clearTimeout(this.#timer);
    const until = await this.#until().catch(() => undefined);
    clearTimeout(this.#timer);
    if (until === undefined || !this.#listeners.size) {
      return;
    }
    const look = async (): Promise<void> => {
      const now = await this.#until().catch(() => undefined);
      if (now === 0) {
        this.#report({ type: "due" });
      } else if (now !== undefined) {
        this.#watch();
      }
    };
    this.#timer = setTimeout(look, Math.min(Math.max(until - Date.now(), 0), LONGEST_TIMER));
    (this.#timer as { unref?(): void }).unref?.();
  }
}
