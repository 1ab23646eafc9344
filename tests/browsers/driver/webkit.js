// WebKitGTK's MiniBrowser on a screen of its own, by WebDriver (W3C). Each context is a process with an ephemeral profile, one
// at a time.

import { createServer } from "node:net";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { freshProfile, started } from "./program.js";
import { LONGEST, Tab, calling } from "./tab.js";

const MACHINE = { x64: "x86_64", arm64: "aarch64" }[process.arch];
export const BROWSER = `/usr/lib/${MACHINE}-linux-gnu/webkit2gtk-4.1/MiniBrowser`;
/** How a WebDriver names an element in JSON. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
/** Longer than any wait of a test: a command that takes this long is lost. */
const LOST = 60_000;
const LOOK = 20;

export async function launch({ thirdPartyCookies }) {
  const profile = await freshProfile("webkit");
  const stops = [profile.remove];
  const close = async () => {
    for (const stop of stops) {
      await stop();
    }
  };
  try {
    const screen = await started("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], { ready: /^(\d+)\n/m });
    stops.unshift(screen.stop);
    const env = {
      DISPLAY: `:${screen.match[1]}`,
      HOME: profile.folder,
      XDG_RUNTIME_DIR: profile.folder,
      // Its sandbox needs rights that a container does not give. It loads the pages of the tests only.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      GSETTINGS_BACKEND: "memory",
      GIO_USE_VFS: "local",
      NO_AT_BRIDGE: "1",
      no_proxy: "*",
    };
    const port = await freePort();
    const driver = await started("WebKitWebDriver", [`--port=${port}`], { env });
    stops.unshift(driver.stop);
    const address = `http://127.0.0.1:${port}`;
    await isUp(address);
    // Safari prevents tracking by default, WebKitGTK where it is asked to.
    const args = ["--automation", ...({ true: ["--cookies-policy=always"], false: ["--enable-itp"] }[thirdPartyCookies] ?? [])];
    return { context: () => Context.open(address, args), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function isUp(address) {
  for (const end = Date.now() + LONGEST; ; await sleep(LOOK)) {
    try {
      return await command("GET", `${address}/status`);
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
    }
  }
}

/** Sends a command of WebDriver; returns its value. */
async function command(method, url, body) {
  const signal = AbortSignal.timeout(LOST);
  const response = await fetch(url, { method, body: body && JSON.stringify(body), signal }).catch((error) => {
    throw Object.assign(new Error(`${method} ${new URL(url).pathname}: ${error.message}`), { isLost: signal.aborted });
  });
  const { value } = await response.json();
  if (!response.ok) {
    throw new Error(`${method} ${new URL(url).pathname}: ${value?.error}: ${value?.message}`);
  }
  return value;
}

class Context {
  #session;
  #tabs = new Map();
  /** The commands, one after the other: they are for the window that was chosen last. */
  #turn = Promise.resolve();
  /** Its WebDriver cannot report what pages write to the console. */
  said = [];

  static async open(address, args) {
    const context = new Context();
    const options = { binary: BROWSER, args };
    const made = await command("POST", `${address}/session`, { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } } });
    context.#session = `${address}/session/${made.sessionId}`;
    const [first] = await command("GET", `${context.#session}/window/handles`);
    context.unused = context.#tab(first);
    return context;
  }

  async open() {
    const { unused } = this;
    if (unused) {
      this.unused = undefined;
      return unused;
    }
    return this.#tab((await this.send("POST", "/window/new", { type: "tab" })).handle);
  }

  /** All tabs and windows, the oldest first. */
  async tabs() {
    const handles = await this.send("GET", "/window/handles");
    const own = handles.map((handle) => this.#tab(handle)).filter((tab) => tab !== this.unused);
    const all = [...this.#tabs.values()];
    return own.sort((a, b) => all.indexOf(a) - all.indexOf(b));
  }

  async close() {
    await this.#turn;
    await command("DELETE", this.#session);
  }

  /** Sends commands for one window, or for none. */
  send(method, path, body, handle) {
    const send = async () => {
      if (handle) {
        await command("POST", `${this.#session}/window`, { handle });
      }
      return command(method, this.#session + path, body);
    };
    const sent = this.#turn.then(send);
    this.#turn = sent.catch(() => {});
    return sent;
  }

  #tab(handle) {
    if (!this.#tabs.has(handle)) {
      this.#tabs.set(handle, new WebKitTab(this, handle));
    }
    return this.#tabs.get(handle);
  }
}

class WebKitTab extends Tab {
  #context;
  #handle;

  constructor(context, handle) {
    super();
    this.#context = context;
    this.#handle = handle;
  }

  #send(method, path, body) {
    return this.#context.send(method, path, body, this.#handle);
  }

  goto(url) {
    return this.#send("POST", "/url", { url });
  }

  reload() {
    return this.#send("POST", "/refresh", {});
  }

  #run(script, ...args) {
    return this.#send("POST", "/execute/sync", { script, args });
  }

  /** A command that waits for a promise would hold up those for other windows: the result is looked for. */
  async evaluate(work, ...given) {
    const start = `
      const slot = {};
      const id = (window.evaluated ??= []).push(slot) - 1;
      (${calling(work)})(arguments[0]).then((value) => (slot.done = [value ?? null]), (error) => (slot.failed = String(error)));
      return id;`;
    const id = await this.#run(start, JSON.stringify(given));
    for (const end = Date.now() + LOST; Date.now() < end; await sleep(LOOK)) {
      const slot = await this.#run("return window.evaluated?.[arguments[0]] ?? { failed: 'the page was left' };", id);
      if (slot.failed) {
        throw new Error(slot.failed);
      }
      if (slot.done) {
        return slot.done[0] === null ? undefined : JSON.parse(slot.done[0]);
      }
    }
    throw new Error(`no result of ${work}`);
  }

  async click(selector) {
    await this.centerOf(selector);
    const element = await this.#send("POST", "/element", { using: "css selector", value: selector });
    await this.#send("POST", `/element/${element[ELEMENT]}/click`, {});
  }

  /** The window of the tab is the one that commands are for. */
  front() {
    return this.#run("return 0;");
  }

  async screenshot() {
    return Buffer.from(await this.#send("GET", "/screenshot"), "base64");
  }

  close() {
    return this.#send("DELETE", "/window");
  }
}
