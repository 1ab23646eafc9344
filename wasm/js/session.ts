// The life of a grant, over a storage that tabs, workers or machines share.

import { type Client, endpointOf } from "./client.js";
import { OAuthError } from "./errors.js";
import { refreshed, revoke } from "./refresh.js";
import { type GrantOptions, clientCredentialsRequest, refreshRequest } from "./requests.js";
import { type SendOptions, type Sent, send, unlessAborted } from "./send.js";
import { type Token, endOf, isExpired, readResponse } from "./token.js";
import { inTurn } from "./turns.js";

type Read = string | null | undefined;

/** A storage of texts, synchronous or not: a `Map`, a file, `indexedDbStore()`. */
export interface PlainStore {
  get(key: string): Read | Promise<Read>;
  /** What a `get` after this gives, in every tab. It throws where it stores nothing. */
  set(key: string, text: string): unknown;
}

/** A storage with a lock of its own, for what Web Locks do not reach. */
export interface LockingStore {
  get(key: string): Read | Promise<Read>;
  /**
   * Does the work while no other does, for longer than `timeout` milliseconds if it must. `set` gives
   * false, and stores nothing, where another holds the lock by now or a later `sequence` is stored.
   * With `ifAvailable`, a lock that another holds is not waited for: the work is not done.
   */
  lock<T>(
    key: string,
    work: (set: (text: string, sequence: number) => Promise<boolean>) => Promise<T>,
    options: { readonly timeout: number; readonly ifAvailable: boolean },
  ): Promise<T | undefined>;
}

/** Times are milliseconds. */
export interface SessionOptions extends Omit<SendOptions, "signal">, GrantOptions {
  /** What the session is stored as: one for each grant. The client's id and server unless stated. */
  readonly key?: string;
  /** How long before its end a token is refreshed, at most half of its life: a minute unless stated. */
  readonly leeway?: number;
  /** Up to how much earlier still, by chance, so that many do not come at once. */
  readonly spread?: number;
  /** The longest pause after a first attempt that failed, a second, and of all, five minutes. */
  readonly backoff?: { readonly first?: number; readonly cap?: number };
  /** Tokens of the client's own (RFC 6749, section 4.4), without a login. */
  readonly clientCredentials?: boolean;
}

export interface SessionState {
  /**
   * - `ready`: the token is fresh, until then if its end is known.
   * - `due`: the next `accessToken` refreshes.
   * - `in_doubt`: as `due`; the refresh token was sent, and no answer decided. It may be on its way now.
   * - `waiting`: the last attempt failed, or fresh tokens are rejected; the next comes later.
   * - `refused`: as `waiting`, for a reason that does not pass by itself: somebody must look.
   * - `ended`: log in.
   */
  readonly state: "ready" | "due" | "in_doubt" | "waiting" | "refused" | "ended";
  /** In milliseconds of this machine's clock. */
  readonly until: number | undefined;
  /** What is stored, for its scope, its `idToken` and its extra members. */
  readonly token: Token | undefined;
}

/** What is stored, as JSON. */
interface Stored {
  /** Counts tokens, and the end of each; first in the text, for Redis to compare. */
  readonly sequence: number;
  /** None: the session has ended. Its access token is empty once it was rejected. */
  readonly token?: Token;
  /** How much earlier than the leeway it is refreshed. */
  readonly early?: number;
  /** The mark: the refresh token was sent. */
  readonly sent?: boolean;
  readonly attempts?: number;
  readonly rejections?: number;
  readonly pause?: Pause | undefined;
}

interface Pause {
  readonly state: "waiting" | "refused";
  readonly from: number;
  readonly until: number;
}

/** What is stored, as it is now. */
interface Seen extends SessionState {
  readonly isDue: boolean;
  /** The access token, as long as it holds. */
  readonly accessToken: string | undefined;
}

/** Writes in the lock. */
type Write = (next: Stored) => Promise<void>;

/**
 * One grant, shared by all that have the storage: tabs, workers, machines. It sends a refresh token by
 * one request at a time, hands a token out only after it was stored, and forgets none because an answer
 * is late, is lost, or has none. A tab that is closed at any step leaves a session that goes on, or says
 * that the user must log in.
 */
export class Session {
  readonly #client: Client;
  readonly #store: PlainStore | LockingStore;
  readonly #options: SessionOptions;
  readonly #key: string;
  /** The refresh that callers here wait for. */
  #turn: Promise<string | null | undefined> | undefined;
  /** A token that came and could not be stored. */
  #unstored: Stored | undefined;

  constructor(client: Client, store: PlainStore | LockingStore, options: SessionOptions = {}) {
    this.#client = client;
    this.#store = store;
    this.#options = options;
    this.#key = options.key ?? `grantlet ${client.clientId} ${endpointOf(client)}`;
  }

  /** Takes the token of a login, in place of any other. */
  async start(token: Token): Promise<void> {
    await this.#inTurn(({ sequence }, write) => write(this.#after(sequence, token)));
  }

  /**
   * An access token, refreshed first where that is due. Where that fails, the old one as long as it
   * holds. The code of an error is then the state: at `ended`, log in; else `until` says when it is
   * tried again; `cause` says why. The signal ends the waiting, not the refresh.
   */
  async accessToken(options: { readonly signal?: AbortSignal } = {}): Promise<string> {
    const seen = this.#see(await this.#stored());
    if (!seen.isDue || (seen.accessToken && this.#turn)) {
      return take(seen);
    }
    const turn = (): Promise<string | null | undefined> =>
      (this.#turn ??= this.#refreshed(!!seen.accessToken));
    return (await unlessAborted(turn, options.signal)) || seen.accessToken || this.accessToken(options);
  }

  /**
   * Tells that an API answered with 401 to this access token. The first time a refresh is due at once;
   * where the tokens that come are rejected too, it waits longer each time.
   */
  async rejected(accessToken: string): Promise<void> {
    await this.#inTurn(async (stored, write) => {
      const { token, rejections = 0 } = stored;
      if (accessToken && token?.accessToken === accessToken) {
        const pause = rejections ? this.#pause(rejections - 1) : stored.pause;
        const rejected = { ...token, accessToken: "" };
        await write({ ...stored, token: rejected, rejections: rejections + 1, pause });
      }
    });
  }

  /** What is next. */
  async state(): Promise<SessionState> {
    const { state, until, token } = this.#see(await this.#stored());
    return { state, until, token };
  }

  /** Ends the session, for all that share it; with `revoke`, the server is told too. */
  async end(options: { readonly revoke?: boolean } = {}): Promise<void> {
    let ended: Token | undefined;
    await this.#inTurn(async ({ sequence, token }, write) => {
      ended = token;
      await write({ sequence: sequence + 1 });
    });
    if (options.revoke && ended) {
      await revoke(this.#client, ended, this.#options);
    }
  }

  async #refreshed(ifAvailable: boolean): Promise<string | null | undefined> {
    try {
      return await this.#inTurn((stored, write) => this.#refresh(stored, write), ifAvailable);
    } catch (failure) {
      // Whoever took the lock meanwhile may have stored a token, which wins.
      const { accessToken } = this.#see(await this.#stored());
      if (accessToken) {
        return accessToken;
      }
      throw failure;
    } finally {
      this.#turn = undefined;
    }
  }

  /** In the lock: refreshes, unless another did. */
  async #refresh(stored: Stored, write: Write): Promise<string> {
    const seen = this.#see(stored);
    if (!seen.isDue) {
      return take(seen);
    }
    const [client, options] = [this.#client, this.#options];
    const isOwn = options.clientCredentials;
    const { token: old, sequence, attempts = 0, rejections = 0 } = stored;
    const { refreshToken, scope: granted, accessToken } = old ?? {};
    // A call at fault throws here, before anything is written or sent.
    const request = isOwn
      ? clientCredentialsRequest(client, options)
      : refreshRequest(client, refreshToken!, { ...options, granted });
    const marked = { ...stored, sent: !isOwn };
    // Before each attempt: what cannot write it, or has lost the lock, sends nothing.
    await write(marked);
    let sent: Sent | undefined;
    let next: Stored;
    try {
      sent = await send(request, options);
      const token = readResponse(client, sent.status, sent.body, sent);
      next = {
        ...this.#after(sequence, isOwn ? token : refreshed(old!, token, options)),
        rejections: accessToken ? 0 : rejections,
      };
    } catch (error) {
      const failure = error as OAuthError;
      const pause = this.#pause(attempts, sent?.retryAfter, isRefusal(failure));
      next =
        failure.endsGrant && !isOwn
          ? { sequence: sequence + 1 }
          : { ...marked, attempts: attempts + 1, pause };
      await write(next);
      return take({ ...this.#see(next), ...next.pause }, failure);
    }
    this.#unstored = next;
    // The server has spent the old one: what fails once is tried again while the lock is held.
    await write(next).catch(() => write(next));
    this.#unstored = undefined;
    return next.token!.accessToken;
  }

  /** Reads, and does the work, while no other does. */
  #inTurn<T>(
    work: (stored: Stored, write: Write) => Promise<T>,
    ifAvailable = false,
  ): Promise<T | null | undefined> {
    const [store, key] = [this.#store, this.#key];
    const turn = async (set: (text: string, sequence: number) => unknown): Promise<T> => {
      const write: Write = async (next) => {
        if ((await set(JSON.stringify(next), next.sequence)) === false) {
          throw new OAuthError("lock_lost");
        }
      };
      let stored = await this.#stored();
      const unstored = this.#unstored;
      if (unstored && unstored.sequence > stored.sequence) {
        await write((stored = unstored));
      }
      this.#unstored = undefined;
      return work(stored, write);
    };
    return "lock" in store
      ? store.lock(key, turn, { timeout: this.#options.timeout ?? 30_000, ifAvailable })
      : inTurn(key, () => turn(async (text) => void (await store.set(key, text))), ifAvailable);
  }

  /** What is stored; where that is nothing of a session, one that has ended. */
  async #stored(): Promise<Stored> {
    const text = await this.#store.get(this.#key);
    try {
      const stored = JSON.parse(text ?? "") as Stored;
      if (stored.sequence > 0) {
        return stored;
      }
    } catch {}
    return { sequence: 0 };
  }

  #see({ token, early = 0, sent, pause }: Stored): Seen {
    const { leeway = 60_000, clientCredentials } = this.#options;
    const now = Date.now();
    const isRefreshed = token?.refreshToken || clientCredentials;
    const ahead = isRefreshed ? leeway + early : 0;
    // By a clock that was set back it holds, and is due.
    const holds = token?.accessToken && now < endOf(token, 0);
    let state: SessionState["state"] = sent ? "in_doubt" : "due";
    let until: number | undefined;
    if (holds && (!isRefreshed || !isExpired(token, { now, leeway: ahead }))) {
      [state, until] = ["ready", endOf(token, ahead)];
    } else if (!isRefreshed) {
      state = "ended";
    } else if (pause && now < pause.until && now > pause.from - 60_000) {
      ({ state, until } = pause);
    }
    return {
      state,
      until: until === Infinity ? undefined : until,
      token,
      isDue: /^(due|in_doubt)$/.test(state),
      accessToken: holds ? token.accessToken : undefined,
    };
  }

  #after(sequence: number, token: Token): Stored {
    return { sequence: sequence + 1, token, early: Math.random() * (this.#options.spread ?? 0) };
  }

  /** "Full jitter"; what the server asked for, a day at most, comes first, and where it refuses the cap. */
  #pause(attempt: number, asked = 0, refused?: boolean): Pause {
    const { first = 1_000, cap = 300_000 } = this.#options.backoff ?? {};
    const least = Math.max(Math.min(asked, 86_400) * 1000, refused ? cap : 0);
    const most = Math.max(Math.min(first * 2 ** attempt, cap), least);
    const from = Date.now();
    return { state: refused ? "refused" : "waiting", from, until: from + least + Math.random() * most };
  }
}

function take({ accessToken, state, until }: Seen, cause?: unknown): string {
  if (accessToken) {
    return accessToken;
  }
  throw new OAuthError(state, { until, cause, endsGrant: state === "ended" });
}

/** Whether it fails for a reason that does not pass by itself. */
function isRefusal({ code, status, error }: OAuthError): boolean {
  return (
    code.startsWith("id_token_") ||
    (code === "response_refused" &&
      /^[24](?!08|25|29)/.test(`${status}`) &&
      !/^(server_error|temporarily_unavailable|slow_down)$/.test(error))
  );
}
