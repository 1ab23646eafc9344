// What is known outside the session, and the invariants of `tests/worlds/src/invariants.rs` over it.

const HOUR = 3_600_000;
const LEAST_PAUSE = 1_000;
/** In seconds: what lives shorter counts as a failure for the pause after it. */
const SHORT = 30;
const LONGEST_RETRY_AFTER = 86_400;

/** Requests after the last fault until there is a token or the session has ended. */
export const RECOVERS_WITHIN = 3;

export class Broken extends Error {
  constructor(invariant, how) {
    super(`${invariant}: ${how}`);
    Object.assign(this, { invariant, how });
  }
}

export class Watch {
  /** The grant whose tokens are stored, or null. */
  owner = null;
  sent = 0;
  #newestKept = new Map();
  #distrusted = new Set();
  /** Grants that the server's word has ended, as a session heard it. */
  #ended = new Set();
  #notBefore = -Infinity;
  #after = "";
  #askedUntil = -Infinity;
  #longestAsked = 0;
  #requests = [];
  #inFlight = new Map();
  #rejections = 0;
  #shortestLife = Infinity;
  /** Calls of `start`, `end` and `accessToken` that have not come back. */
  #calls = new Set();

  /** `apart`: the tabs are machines, whose clocks are so far apart. */
  constructor(world, server, time, counts, apart = 0) {
    Object.assign(this, { world, server, time, counts, apart });
    this.cap = Math.max(world.cap > 0 ? Math.ceil(world.cap) : 300_000, LEAST_PAUSE);
  }

  count(what) {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  /** A call begins; what it may see is what is stored from now on. */
  begins(what, tab, grant) {
    // It may join a refresh that has begun, and have its token.
    const joined = this.pending.filter((call) => call.tab === tab && call.what === what);
    const seen = new Set([this.owner, ...joined.flatMap(({ seen }) => [...seen])]);
    const call = { what, tab, grant, seen };
    this.#calls.add(call);
    return call;
  }

  comesBack(call) {
    this.#calls.delete(call);
  }

  /** Calls of tabs that live. */
  get pending() {
    return [...this.#calls].filter(({ tab }) => !tab.isDead);
  }

  /** What is stored has changed; `isCleared` where nobody of us did it. */
  stores(text, isCleared) {
    const token = tokenIn(text);
    const before = this.owner;
    const number = numberOf(token?.refreshToken);
    const access = numberOf(token?.accessToken);
    let owner = null;
    if (number !== undefined) {
      owner = this.server.refreshTokens[number].grant;
    } else if (access !== undefined) {
      owner = this.server.accessTokens[access].grant;
    } else if (token && !isCleared) {
      // Rejected, and without a refresh token.
      owner = before;
    }
    if (this.world.client_credentials) {
      owner = 0;
    } else if (!isCleared && owner !== before) {
      const isCalled = this.pending.some(({ what, grant }) =>
        owner === null ? what === "end" : what === "start" && grant === owner,
      );
      if (!isCalled && owner === null && !this.#ended.has(before)) {
        throw new Broken("EndsOnlyWithCause", `the session of login ${before} ends without a cause`);
      }
      if (!isCalled && owner !== null) {
        const invariant = before === null ? "LoggedOut" : "OneUser";
        throw new Broken(invariant, `tokens of login ${owner} are stored over those of login ${before}`);
      }
    }
    if (owner !== null && owner === before && number < this.#newestStored) {
      throw new Broken("NoOlderToken", `r${number} is stored over r${this.#newestStored}`);
    }
    this.#newestStored = number;
    if (owner !== before) {
      this.owner = owner;
      this.#askedUntil = -Infinity;
      this.starts();
      if (access !== undefined) {
        // A login's token counts from here.
        this.server.accessTokens[access].arrivedAt ??= this.time.passed;
      }
      this.#calls.forEach(({ seen }) => seen.add(owner));
    }
  }

  #newestStored;

  /** Pauses and what was counted hold no more: another login, or a fault of the storage. */
  starts() {
    this.#notBefore = -Infinity;
    this.#requests = [];
    this.#newestKept.clear();
  }

  setBack() {
    this.#notBefore = -Infinity;
    this.#requests = [];
  }

  rejects() {
    this.count("rejected tokens");
    this.#rejections += 1;
  }

  /** A request leaves. */
  sends(sent, tab) {
    this.count("requests");
    this.sent += 1;
    const { server, time, world } = this;
    const grant = sent === undefined ? 0 : server.refreshTokens[sent].grant;
    if (![...this.#calls].some((call) => call.tab === tab && call.seen.has(grant)) && !world.client_credentials) {
      const invariant = this.owner === null ? "LoggedOut" : "OneUser";
      throw new Broken(invariant, `r${sent} of login ${grant} is sent, ${this.owner} is logged in`);
    }
    if (grant === this.owner && sent < this.#newestStored) {
      throw new Broken("NoOlderToken", `r${sent} is sent, r${this.#newestStored} is stored`);
    }
    if (sent < this.#newestKept.get(grant)) {
      throw new Broken("NoneForgotten", `r${sent} is sent, r${this.#newestKept.get(grant)} came`);
    }
    if ([...this.#inFlight].some(([other, of]) => of === grant && !other.isDead)) {
      throw new Broken("OneInFlight", "a second request begins");
    }
    this.#inFlight.set(tab, grant);
    // A machine that looks for the first time cannot know whose clock is wrong.
    if (!this.apart && time.shown < this.#notBefore) {
      const early = this.#notBefore - time.shown;
      throw new Broken("Pause", `a request ${early} ms too early after ${this.#after}`);
    }
    this.#requests = this.#requests.filter((at) => time.shown - at < HOUR);
    this.#requests.push(time.shown);
    const most = this.#mostAnHour() * (this.apart ? world.tabs : 1);
    if (this.#requests.length > most) {
      throw new Broken("Hour", `more than ${most} requests in an hour`);
    }
  }

  /** The tab waits no more for a response: it came, or was given up. */
  lands(tab) {
    this.#inFlight.delete(tab);
  }

  /** N, as `most_an_hour` in Rust has it. */
  #mostAnHour() {
    const failing = Math.min(24 + 7200 / ((1 + this.cap / 1000) / 2), 3601);
    const living = (8 * 3600) / (Math.max(this.#shortestLife, SHORT) / 2);
    return Math.min(Math.floor(failing + living), 3601) + this.#rejections;
  }

  /** A session reads a response to a request of this grant. */
  arrives(response, sent) {
    const { verdict, accessToken, refreshToken } = response;
    const grant = sent === undefined ? 0 : this.server.refreshTokens[sent].grant;
    const distrusts = this.#distrusted.has(grant);
    const isTrusted = verdict === "hands" && (response.hasRightIdToken || !distrusts);
    let isShort = false;
    if (accessToken !== undefined) {
      const access = this.server.accessTokens[accessToken];
      access.arrivedAt = this.time.passed;
      access.isTrusted &&= isTrusted;
      this.#shortestLife = Math.min(this.#shortestLife, Math.max(access.lifetime ?? Infinity, SHORT));
      isShort = access.lifetime < SHORT;
    }
    if (verdict === "ends" || verdict === "stranger") {
      this.count(verdict === "ends" ? "ended grants" : "another user's responses");
      this.#ended.add(grant);
    } else if (refreshToken !== undefined) {
      this.#newestKept.set(grant, Math.max(this.#newestKept.get(grant) ?? 0, refreshToken));
    }
    if (isTrusted) {
      this.#distrusted.delete(grant);
      if (!isShort) {
        this.count("tokens");
        this.#notBefore = -Infinity;
        return;
      }
      this.count("short tokens");
      this.waits(null, "a short token");
      return;
    }
    if (/^(distrusts|expires)$/.test(verdict)) {
      this.#distrusted.add(grant);
    }
    this.count(`responses of which a session ${verdict === "hands" ? "distrusts" : verdict}`);
    this.waits(response.retryAfter, "what failed");
  }

  waits(retryAfter, after) {
    const asked = Math.min(retryAfter ?? 0, LONGEST_RETRY_AFTER) * 1000;
    this.#notBefore = Math.max(this.#notBefore, this.time.shown + Math.max(asked, LEAST_PAUSE));
    this.#after = after;
    this.#longestAsked = Math.max(this.#longestAsked, asked);
    this.#askedUntil = Math.max(this.#askedUntil, this.time.shown + asked);
  }

  /** A session says until when it waits. */
  isToWait(until) {
    // A pause of another machine's clock lasts as long as it is from when it is seen.
    const asked = this.apart ? this.#longestAsked : Math.max(this.#askedUntil - this.time.shown, 0);
    // A pause from before the clock was set back lasts as much longer.
    const left = until - this.time.shown - this.time.setBack;
    if (left > asked + this.cap + 1) {
      throw new Broken("Recovers", `it waits for ${left} ms, of which ${asked} were asked for`);
    }
  }

  handsOut(token, call) {
    this.count("tokens handed out");
    const number = numberOf(token);
    const access = this.server.accessTokens[number];
    if (!access || !call.seen.has(access.grant)) {
      const invariant = this.owner === null ? "LoggedOut" : "OneUser";
      throw new Broken(invariant, `${token} is handed out, ${[...call.seen]} was logged in`);
    }
    if (!access.isTrusted) {
      throw new Broken("OnlyWhatHolds", `${token} came in a refused response`);
    }
    if (this.apart || access.lifetime === undefined || access.arrivedAt === undefined) {
      return;
    }
    const lifetime = Math.max(access.lifetime, 0) * 1000;
    const took = access.arrivedAt - access.requestedAt;
    const isDue = lifetime < SHORT * 1000 || took + this.time.setAhead >= lifetime / 2;
    const holds = isDue ? Math.max(lifetime, took + this.cap) : lifetime;
    const age = this.time.passed - access.requestedAt - this.time.setBack;
    if (age > holds) {
      throw new Broken("OnlyWhatHolds", `${token} of ${lifetime} ms is ${age} ms old`);
    }
  }

  /** A call of this is told that the session has ended. */
  ends(call) {
    const [owner] = call.seen;
    const isKnown = call.seen.size > 1 || owner === null || this.#ended.has(owner);
    if (!isKnown && this.world.login_refreshes && !this.world.client_credentials) {
      throw new Broken("EndsOnlyWithCause", "it ends without a cause");
    }
  }
}

export function numberOf(token) {
  return /^[ar]\d+$/.test(token ?? "") ? Number(token.slice(1)) : undefined;
}

function tokenIn(text) {
  try {
    return JSON.parse(text).token;
  } catch {
    return undefined;
  }
}
