// Chromium, by Playwright.

import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { QUIET } from "../../../wasm/tests/chromium.js";
import { freshProfile } from "./program.js";
import { LONGEST, Tab, calling } from "./tab.js";

const { chromium } = createRequire(new URL("../../../wasm/package.json", import.meta.url))("playwright-core");

/** Playwright switches this off. */
const ignoreDefaultArgs = ["--disable-popup-blocking"];

export async function launch(options) {
  return { context: () => Context.open(options), close: async () => {} };
}

class Context {
  #context;
  #profile;
  #tabs = new Map();
  #unused;
  said = [];

  /** A browser of its own: a private context would block third-party cookies. */
  static async open({ thirdPartyCookies }) {
    const context = new Context();
    const profile = (context.#profile = await freshProfile("chromium"));
    if (thirdPartyCookies !== undefined) {
      await mkdir(join(profile.folder, "Default"));
      const preferences = { profile: { cookie_controls_mode: thirdPartyCookies ? 0 : 1, block_third_party_cookies: !thirdPartyCookies } };
      await writeFile(join(profile.folder, "Default/Preferences"), JSON.stringify(preferences));
    }
    const options = { executablePath: "/usr/bin/chromium", args: [...QUIET, "--no-proxy-server"], ignoreDefaultArgs };
    try {
      context.#context = await chromium.launchPersistentContext(profile.folder, options);
    } catch (error) {
      await profile.remove();
      throw error;
    }
    context.#context.setDefaultTimeout(LONGEST);
    context.#context.on("console", (message) => context.said.push(message.text()));
    context.#context.on("weberror", (error) => context.said.push(String(error.error())));
    context.#unused = context.#context.pages()[0];
    return context;
  }

  async open() {
    const page = this.#unused ?? (await this.#context.newPage());
    this.#unused = undefined;
    return this.#tab(page);
  }

  /** All tabs and windows, the oldest first. */
  async tabs() {
    return this.#context.pages().filter((page) => page !== this.#unused).map((page) => this.#tab(page));
  }

  async close() {
    await this.#context.close();
    await this.#profile.remove();
  }

  #tab(page) {
    if (!this.#tabs.has(page)) {
      this.#tabs.set(page, new ChromiumTab(page));
    }
    return this.#tabs.get(page);
  }
}

class ChromiumTab extends Tab {
  #page;

  constructor(page) {
    super();
    this.#page = page;
  }

  goto(url) {
    return this.#page.goto(url);
  }

  reload() {
    return this.#page.reload();
  }

  async evaluate(work, ...given) {
    const json = await this.#page.evaluate(`(${calling(work)})(${JSON.stringify(JSON.stringify(given))})`);
    return json === undefined ? undefined : JSON.parse(json);
  }

  async click(selector) {
    const { x, y } = await this.centerOf(selector);
    await this.#page.mouse.click(x, y);
  }

  front() {
    return this.#page.bringToFront();
  }

  screenshot() {
    return this.#page.screenshot({ fullPage: true });
  }

  close() {
    return this.#page.close();
  }
}
