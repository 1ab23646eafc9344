// A tab: its session, and the storage, network and death that it shares or has of its own.

import { Session } from "grantlet";
import { running } from "./time.js";
import { numberOf } from "./watch.js";

const KEY = "session";
const never = () => new Promise(() => {});
export const client = {
  clientId: "app",
  clientSecret: "secret",
  baseUrl: "https://as.example",
  tokenEndpoint: "/token",
  revocationEndpoint: "/revoke",
};

/** What all tabs have. */
export class Page {
  texts = new Map();
  storageFault = null;
  /** What a request meets. */
  outcome = null;
  isRevocationUp = true;
  /** An invariant that was broken where a session would have caught it. */
  broken = null;

  constructor(world, watch, server, time, locks) {
    Object.assign(this, { world, watch, server, time, locks });
  }

  /** Runs a check; what it throws is kept, for a session catches what is thrown in it. */
  check(run) {
    try {
      return run();
    } catch (broken) {
      this.broken ??= broken;
      throw broken;
    }
  }

  clear() {
    this.texts.clear();
    this.check(() => this.watch.stores(undefined, true));
  }
}

/** A fault that the world makes, told from the session's own. */
export class Fault extends Error {}

export class Tab {
  isDead = false;
  /** The step at which it dies. */
  diesAt = null;
  lastToken = undefined;

  /** `ahead`: by how many milliseconds its clock is ahead of the world's. */
  constructor(page, ahead = 0) {
    this.page = page;
    this.ahead = ahead;
    const { leeway, spread, first, cap, timeout, client_credentials: clientCredentials } = page.world;
    const given = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
    const backoff = given({ first, cap });
    this.session = new Session(client, this.#store(), {
      key: KEY,
      clientCredentials,
      fetch: this.#fetch,
      ...given({ leeway, spread, timeout }),
      ...(Object.keys(backoff).length && { backoff }),
    });
  }

  run(work) {
    return running.run(this, work);
  }

  die() {
    this.isDead = true;
    this.page.watch.lands(this);
    this.page.watch.count("tabs that died");
    this.page.locks.bury();
    return never();
  }

  #store() {
    const { page } = this;
    return {
      get: (key) => {
        if (this.isDead) {
          return never();
        }
        if (page.storageFault === "read_throws") {
          this.#fails();
          throw new Fault("the storage cannot be read");
        }
        return page.texts.get(key);
      },
      set: (key, text, options) => this.#write(key, text, options),
    };
  }

  #fails() {
    this.page.storageFault = null;
    this.page.watch.count("faults of the storage");
    // What a session could not write or read it cannot know later.
    this.page.watch.starts();
  }

  #write(key, text, { timeout = Infinity } = {}) {
    const { page } = this;
    const { watch, storageFault: fault } = page;
    if (this.isDead) {
      return never();
    }
    if (this.diesAt === "before_write") {
      watch.starts();
      return this.die();
    }
    if (fault?.throws) {
      const { after, times } = fault.throws;
      if (!after) {
        this.#fails();
        page.storageFault = times > 1 ? { throws: { after, times: times - 1 } } : null;
        throw new Fault("the storage is full");
      }
      page.storageFault = { throws: { after: after - 1, times } };
    }
    if (fault?.tears !== undefined) {
      this.#fails();
      const half = text.slice(0, fault.tears);
      page.texts.set(key, half);
      page.check(() => watch.stores(half, true));
      return this.die();
    }
    page.texts.set(key, text);
    page.check(() => watch.stores(text, false));
    if (this.diesAt === "after_write") {
      return this.die();
    }
    if (fault === "lands_and_throws") {
      this.#fails();
      throw new Fault("the storage is full, or not");
    }
    if (fault?.slow) {
      this.#fails();
      return new Promise((resolve, reject) => {
        const isLate = fault.slow > timeout;
        const end = isLate ? () => reject(new Fault("the storage is slow")) : resolve;
        page.time.later(end, Math.min(fault.slow, timeout), this);
      });
    }
    return undefined;
  }

  #fetch = (url, { body, signal }) => {
    const { page } = this;
    if (this.isDead) {
      return never();
    }
    return url.endsWith("/revoke") ? this.#revoke(body) : this.#ask(body, signal);
  };

  async #revoke(body) {
    const { page } = this;
    page.watch.count("revocations");
    const number = numberOf(new URLSearchParams(body).get("token"));
    if (!page.isRevocationUp) {
      return responseOf({ status: 503, body: "", retryAfter: null });
    }
    if (body.includes("token=r")) {
      page.server.grants[page.server.refreshTokens[number].grant].hasEnded = true;
    }
    return responseOf({ status: 200, body: "", retryAfter: null });
  }

  #ask(body, signal) {
    const { page } = this;
    const { outcome, watch, time } = page;
    const sent = numberOf(new URLSearchParams(body).get("refresh_token"));
    page.check(() => watch.sends(sent, this));
    const arrives = outcome.arrives === "yes";
    const acts = outcome.acts && outcome.arrives !== "not_sent";
    const response = arrives || acts ? page.server.respond(outcome, sent, time.passed) : undefined;
    const end = () => {
      if (signal.aborted) {
        return undefined;
      }
      if (this.diesAt === "before_response") {
        return this.die();
      }
      watch.lands(this);
      if (!arrives) {
        watch.count("requests or responses that were lost");
        watch.waits(null, "what was lost");
        throw new TypeError("fetch failed");
      }
      watch.arrives(response, sent);
      return responseOf(response);
    };
    signal.addEventListener("abort", () => {
      watch.lands(this);
      watch.count("requests that were given up");
      watch.waits(null, "what was given up");
    });
    if (!outcome.takes) {
      return Promise.resolve().then(end);
    }
    return new Promise((resolve, reject) => {
      time.later(() => Promise.resolve().then(end).then(resolve, reject), outcome.takes, this);
    });
  }
}

function responseOf({ status, body, retryAfter }) {
  const bytes = new TextEncoder().encode(body);
  const headers = { get: (name) => (/^retry-after$/i.test(name) && retryAfter !== null ? String(retryAfter) : null) };
  return { status, headers, arrayBuffer: async () => bytes.buffer };
}
