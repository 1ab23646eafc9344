// Firefox, by WebDriver BiDi. Each context is a container of one process.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Bidi } from "./bidi.js";
import { freshProfile, started } from "./program.js";
import { Tab, calling } from "./tab.js";

/** What a release does by itself and a test must not: ask servers, and show pages of its own. */
const PREFERENCES = {
  // The defaults of a release for popups, cookies and storage, rather than those for automation.
  "remote.prefs.recommended": false,
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.aboutwelcome.enabled": false,
  "browser.newtabpage.enabled": false,
  "browser.region.update.enabled": false,
  "browser.safebrowsing.downloads.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.search.update": false,
  "browser.sessionstore.resume_from_crash": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.startup.page": 0,
  "browser.topsites.contile.enabled": false,
  "browser.warnOnQuit": false,
  "captivedetect.canonicalURL": "",
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.update.enabled": false,
  "extensions.getAddons.cache.enabled": false,
  "media.gmp-manager.updateEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "network.http.speculative-parallel-limit": 0,
  "network.prefetch-next": false,
  "network.proxy.type": 0,
  "network.trr.mode": 5,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "toolkit.telemetry.reportingpolicy.firstRun": false,
  // Each test waits for this long otherwise, where a click opens a window.
  "security.notification_enable_delay": 0,
  // Cookies are partitioned. What else Firefox grants the site of a popup by what the user did there depends on the machine.
  "privacy.restrict3rdpartystorage.heuristic.opened_window_after_interaction": false,
  "privacy.restrict3rdpartystorage.heuristic.recently_visited": false,
  "privacy.restrict3rdpartystorage.heuristic.redirect": false,
  "privacy.restrict3rdpartystorage.heuristic.window_open": false,
  // A container for each context.
  "privacy.userContext.enabled": true,
};

export async function launch({ thirdPartyCookies }) {
  const profile = await freshProfile("firefox");
  const preferences = { ...PREFERENCES, ...(thirdPartyCookies !== undefined && { "network.cookie.cookieBehavior": thirdPartyCookies ? 0 : 1 }) };
  const lines = Object.entries(preferences).map((pair) => `user_pref(${pair.map((part) => JSON.stringify(part)).join(", ")});\n`);
  await writeFile(join(profile.folder, "user.js"), lines.join(""));
  const args = ["--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", profile.folder, "about:blank"];
  const env = { MOZ_CRASHREPORTER_DISABLE: "1", HOME: profile.folder };
  const { match, stop } = await started("firefox-esr", args, { env, ready: /WebDriver BiDi listening on (ws:\S+)/ });
  const end = async () => {
    await stop();
    await profile.remove();
  };
  try {
    const bidi = await Bidi.connect(`${match[1]}/session`);
    await bidi.send("session.new", { capabilities: {} });
    await bidi.send("session.subscribe", { events: ["log.entryAdded"] });
    return {
      context: () => Context.open(bidi),
      close: async () => (bidi.close(), end()),
    };
  } catch (error) {
    await end();
    throw error;
  }
}

class Context {
  #bidi;
  #user;
  /** What the pages of this context wrote to the console, and the errors that nobody caught. */
  said = [];
  #tabs = new Map();

  static async open(bidi) {
    const context = new Context();
    context.#bidi = bidi;
    context.#user = (await bidi.send("browser.createUserContext")).userContext;
    bidi.onEvent((event, { source, method, text }) => {
      // A time stamp is for the profiler: the console does not show it.
      if (event === "log.entryAdded" && method !== "timeStamp" && context.#tabs.has(source.context)) {
        context.said.push(text);
      }
    });
    return context;
  }

  async open() {
    const { context } = await this.#bidi.send("browsingContext.create", { type: "tab", userContext: this.#user });
    return this.#tab(context);
  }

  /** All tabs and windows, the oldest first. */
  async tabs() {
    const { contexts } = await this.#bidi.send("browsingContext.getTree", { maxDepth: 0 });
    const own = contexts.filter(({ userContext }) => userContext === this.#user).map(({ context }) => this.#tab(context));
    const all = [...this.#tabs.values()];
    return own.sort((a, b) => all.indexOf(a) - all.indexOf(b));
  }

  close() {
    return this.#bidi.send("browser.removeUserContext", { userContext: this.#user });
  }

  #tab(id) {
    if (!this.#tabs.has(id)) {
      this.#tabs.set(id, new FirefoxTab(this.#bidi, id));
    }
    return this.#tabs.get(id);
  }
}

class FirefoxTab extends Tab {
  #bidi;
  #id;

  constructor(bidi, id) {
    super();
    this.#bidi = bidi;
    this.#id = id;
  }

  #send(method, params) {
    return this.#bidi.send(method, { context: this.#id, ...params });
  }

  goto(url) {
    return this.#send("browsingContext.navigate", { url, wait: "complete" });
  }

  reload() {
    return this.#send("browsingContext.reload", { wait: "complete" });
  }

  async evaluate(work, ...given) {
    const { result, exceptionDetails } = await this.#bidi.send("script.callFunction", {
      target: { context: this.#id },
      functionDeclaration: calling(work),
      arguments: [{ type: "string", value: JSON.stringify(given) }],
      awaitPromise: true,
    });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.text);
    }
    return result.value === undefined ? undefined : JSON.parse(result.value);
  }

  async click(selector) {
    const { x, y } = await this.centerOf(selector);
    const press = [
      { type: "pointerMove", x: Math.round(x), y: Math.round(y) },
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 },
    ];
    await this.#send("input.performActions", {
      actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions: press }],
    });
  }

  front() {
    return this.#send("browsingContext.activate");
  }

  async screenshot() {
    return Buffer.from((await this.#send("browsingContext.captureScreenshot", { origin: "document" })).data, "base64");
  }

  close() {
    return this.#send("browsingContext.close");
  }
}
