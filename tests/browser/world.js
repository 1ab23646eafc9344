// A browser, the demo's page and its simulated providers: what each test has for itself.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { QUIET } from "../../wasm/tests/chromium.js";

/** The tools of `wasm/package-lock.json`. */
export const tools = createRequire(new URL("../../wasm/package.json", import.meta.url));
const { chromium } = tools("playwright-core");

const program = process.env.GRANTLET_PAGE;
export const skip = program ? false : "GRANTLET_PAGE names no program: cargo xtask test browser";

/** The names of what must be in no console message. */
const SECRETS = "code code_verifier access_token refresh_token id_token client_secret state password".split(" ");

/** Runs a test, after which the console has no secret and no error. */
export async function inBrowser(work, { flags = [], host, complains = false, ...options } = {}) {
  const site = await serve(host);
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [...QUIET, "--no-proxy-server", ...flags],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(15_000);
    const [said, secrets] = [[], new Set()];
    context.on("console", (message) => said.push(message.text()));
    context.on("weberror", (error) => said.push(String(error.error())));
    context.on("request", (request) => gather(secrets, request.url(), request.postData()));
    const bodies = [];
    context.on("response", (response) => {
      if (response.url().startsWith(site.providers)) {
        bodies.push(response.text().then((text) => gather(secrets, "", text), () => {}));
      }
    });
    const page = await context.newPage();
    await work({ ...site, context, page, said, secrets });
    await Promise.all(bodies);
    for (const secret of secrets) {
      assert.ok(!said.join("\n").includes(secret), `the console shows ${secret.slice(0, 4)}…`);
    }
    if (!complains) {
      assert.deepEqual(said, []);
    }
  } finally {
    await browser.close();
    site.stop();
  }
}

/** Starts the page and its providers. */
export async function serve(host) {
  const child = spawn(program, ["--facts", process.env.GRANTLET_FACTS, "--until-input-ends", ...(host ? ["--host", host] : [])], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const log = [];
  let told = () => {};
  createInterface(child.stdout).on("line", (line) => {
    log.push(line);
    told();
  });
  const line = async (pattern) => {
    for (;;) {
      const found = log.find((candidate) => pattern.test(candidate));
      if (found) {
        return found;
      }
      await new Promise((resolve) => (told = resolve));
    }
  };
  const providers = /http\S+/.exec(await line(/^simulated providers/))[0];
  let [port] = /\d+(?=\/$)/.exec(log[0]);
  let marks = 0;
  /** The requests so far that a provider responded to: the log is in their order, up to this mark. */
  const requests = async (pattern) => {
    const mark = `/mark/${(marks += 1)}`;
    await fetch(providers + mark);
    await line(new RegExp(`${mark} `));
    return log.filter((request) => pattern.test(request));
  };
  const base = `http://${host ?? "127.0.0.1"}:${port}/`;
  return { base, providers, requests, stop: () => child.stdin.end() };
}

/** Values that go by a secret's name, in an address, a form or JSON. */
function gather(secrets, address, body) {
  const queries = [address.split(/[?#]/).slice(1).join("&"), body ?? ""];
  const pairs = queries.flatMap((query) => [...new URLSearchParams(query)]);
  try {
    const { data, ...members } = JSON.parse(body);
    pairs.push(...Object.entries({ ...members, ...data }));
  } catch {
    // It is no JSON.
  }
  for (const [name, value] of pairs) {
    if (SECRETS.includes(name) && String(value).length > 7) {
      secrets.add(String(value));
    }
  }
}

/** Chooses a provider and a grant. */
export async function choose(page, provider, grant) {
  await page.getByRole("radio", { name: new RegExp(`^${provider}`) }).check();
  if (grant) {
    await page.getByRole("radio", { name: grant, exact: true }).check();
  }
}

/** Logs in to BoldSign, and says yes or no. */
export async function logIn(page, base, grant = "Code, PKCE", answer = "Allow") {
  await page.goto(base);
  await choose(page, "BoldSign", grant);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("button", { name: answer }).click();
  await page.waitForURL((url) => url.href.startsWith(base));
}

/** How the latest action ended: it is shown where its button is. */
export const outcome = (page) => page.locator(".outcome:not(:empty)");

/** The value beside a name in what the page shows of a token. */
export const shownOf = (page, name) => page.locator(`#token dt:text-is("${name}") + dd`).textContent();

/** Waits until the session is in this state, by its word. */
export const stateIs = (page, word) => page.locator(".word").getByText(word, { exact: true }).waitFor();

/** Takes BoldSign's stored token, and puts another there. */
export const exchangeStored = (page, change) =>
  page.evaluate(async (source) => {
    const { indexedDbStore } = await import("./grantlet.js");
    const [texts, key] = [indexedDbStore(), "boldsign code"];
    const stored = JSON.parse(await texts.get(key));
    await texts.set(key, JSON.stringify({ ...stored, token: { ...stored.token, ...source } }));
    return stored.token;
  }, change);

/** A picture of the page, for people to look at. */
export async function picture(page, name) {
  const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../target", import.meta.url));
  const folder = `${target}/browser/`;
  mkdirSync(folder, { recursive: true });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: `${folder}${name}.png`, fullPage: true });
}
