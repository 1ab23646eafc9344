// One history, run with the JavaScript session in up to three tabs.

import { OAuthError, readResponse } from "grantlet";
import { Locks } from "./locks.js";
import { Server } from "./server.js";
import { Fault, Page, Tab, client } from "./tab.js";
import { Time, settled } from "./time.js";
import { Broken, RECOVERS_WITHIN, Watch } from "./watch.js";

const HOUR = 3_600_000;
/** Longer than all that a session waits for in a lock. */
const LONG = 600_000;
/** Codes of a session that has no token. */
const STATES = /^(due|in_doubt|waiting|refused|ended|lock_lost|not_revoked|storage_timeout)$/;

/** Lives through a history, and on until there is a token or the session has ended; it throws `Broken`. */
export async function runHistory(history, counts, apart = 0) {
  const time = new Time();
  const locks = new Locks();
  await time.during(locks, history.seed, () => new Life(history, counts, time, locks, apart).run());
}

class Life {
  constructor({ world, events, id_tokens: idTokens, calm }, counts, time, locks, apart) {
    this.apart = apart;
    Object.assign(this, { world, events, calm, time });
    this.server = new Server(world, idTokens);
    this.watch = new Watch(world, this.server, time, counts, apart);
    this.page = new Page(world, this.watch, this.server, time, locks);
    this.tabs = Array.from({ length: world.tabs }, (_, index) => new Tab(this.page, index * apart));
  }

  async run() {
    if (this.world.client_credentials) {
      this.server.login("A", this.calm, 0);
      this.watch.owner = 0;
    } else {
      await this.#login({ tab: 0, user: "A" });
    }
    let at = 0;
    try {
      for (const event of this.events) {
        at += 1;
        await this.#happens(event);
        await settled();
        this.#throwBroken();
      }
      at += 1;
      await this.#calms();
      this.#throwBroken();
    } catch (error) {
      if (error instanceof Broken) {
        throw new Broken(error.invariant, `${error.how} (at event ${at})`);
      }
      throw error;
    }
  }

  #throwBroken() {
    if (this.page.broken) {
      throw this.page.broken;
    }
  }

  #tab(index) {
    return this.tabs[index].isDead ? (this.tabs[index] = new Tab(this.page, index * this.apart)) : this.tabs[index];
  }

  async #happens(event) {
    const { page, time, watch, world } = this;
    switch (event.do) {
      case "wait":
        return time.pass(event.ms);
      case "jump":
        watch.count("jumps of the clock");
        time.jump(event.ms);
        return event.ms < 0 && watch.setBack();
      case "ask":
        return this.#ask(event);
      case "often":
        for (let times = 0; times < event.times && !page.broken; times++) {
          await this.#ask(event);
          await time.pass(event.every);
        }
        return undefined;
      case "hour":
        return this.#hour(event);
      case "login":
        return world.client_credentials ? this.#skip(event) : this.#login(event);
      case "logout":
        return world.client_credentials ? this.#skip(event) : this.#logout(event);
      case "rejected":
        return this.#rejects(event);
      case "storage":
        page.storageFault = event.fault;
        return undefined;
      case "clear":
        watch.count("cleared storages");
        watch.starts();
        return page.clear();
      case "die":
        if (event.at !== "now") {
          this.#tab(event.tab).diesAt = event.at;
          return undefined;
        }
      // falls through
      case "restart":
        watch.starts();
        return void this.#tab(event.tab).die();
      default:
        return this.#skip(event);
    }
  }

  #skip({ do: name }) {
    this.watch.count(`skipped: ${name}`);
  }

  /** Calls a session, and does not wait; what it throws that is no error of a session is broken. */
  #call(what, index, work, grant) {
    const tab = this.#tab(index);
    const call = this.watch.begins(what, tab, grant);
    call.done = tab.run(() => work(tab.session, call, tab)).then(
      () => this.watch.comesBack(call),
      (error) => {
        this.watch.comesBack(call);
        if (error instanceof Broken) {
          this.page.broken ??= error;
        } else if (error.code === "ended") {
          this.#checked(() => this.watch.ends(call));
        } else if (!(error instanceof Fault) && !(error instanceof OAuthError && STATES.test(error.code))) {
          this.page.broken ??= new Broken("Works", `${what} fails by ${error.name}: ${error.message}`);
        }
        call.error = error;
      },
    );
    return call;
  }

  #checked(run) {
    try {
      this.page.check(run);
    } catch {}
  }

  async #ask({ tab: index, outcome }) {
    this.watch.count("calls");
    this.page.outcome = outcome;
    const call = this.#call("accessToken", index, async (session, call, tab) => {
      const token = await session.accessToken();
      this.watch.handsOut(token, call);
      tab.lastToken = call.token = token;
    });
    await settled();
    if (/^(waiting|refused)$/.test(call.error?.code)) {
      this.#checked(() => this.watch.isToWait(call.error.until - call.tab.ahead));
    }
    return call;
  }

  /** Asks for an hour, each time as soon as the session allows a request. */
  async #hour(event) {
    const { time, watch, page } = this;
    watch.count("hours");
    const end = time.passed + HOUR;
    while (time.passed < end && !page.broken) {
      const { error } = await this.#ask(event);
      if (error?.code === "ended") {
        return;
      }
      const { until } = await this.#tab(event.tab).session.state().catch(() => ({}));
      await time.pass(Math.min(Math.max((until ?? 0) - this.#tab(event.tab).ahead - time.shown, 1_000), end - time.passed));
    }
  }

  async #login({ tab, user }) {
    this.watch.count("logins");
    const { status, body } = this.server.login(user, this.calm, this.time.passed);
    const grant = this.server.grants.length - 1;
    this.#call("start", tab, (session) => session.start(readResponse(client, status, body)), grant);
    await settled();
  }

  async #logout({ tab, revokes, is_up: isUp }) {
    this.watch.count("logouts");
    this.page.isRevocationUp = isUp;
    const wasOwner = this.watch.owner;
    this.#call("end", tab, async (session) => {
      await session.end({ revoke: revokes });
      // Nobody else logged in meanwhile, or the same grant would not be there.
      if (this.watch.owner === wasOwner && wasOwner !== null) {
        throw new Broken("LoggedOut", "a logout is over, and the tokens are still stored");
      }
    });
    await settled();
  }

  async #rejects({ tab: index }) {
    const token = this.#tab(index).lastToken;
    if (!token) {
      return;
    }
    this.watch.rejects();
    this.#call("rejected", index, (session) => session.rejected(token));
    await settled();
  }

  /** Nothing goes wrong any more. */
  async #calms() {
    const { page, time, watch } = this;
    page.storageFault = null;
    page.outcome = this.calm;
    page.isRevocationUp = true;
    this.tabs.forEach((tab) => (tab.diesAt = null));
    await time.pass(LONG);
    const [stuck] = watch.pending;
    if (stuck) {
      throw new Broken("Works", `${stuck.what} never comes back`);
    }
    const before = watch.sent;
    for (let turn = 0; turn < 12; turn++) {
      const call = await this.#ask({ tab: turn % this.tabs.length, outcome: this.calm });
      this.#throwBroken();
      if (watch.sent - before > RECOVERS_WITHIN) {
        throw new Broken("Recovers", "one request too many");
      }
      if (call.token || call.error?.code === "ended") {
        watch.count(call.token ? "lives that go on" : "lives that have ended");
        return;
      }
      await time.pass(Math.max((call.error?.until ?? 0) - call.tab.ahead - time.shown, 1_000));
    }
    throw new Broken("Recovers", "there is no token, and it has not ended");
  }
}
