// A login in a popup, and a renewal in a hidden frame, at a server of another site, in Chromium.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { QUIET } from "../../wasm/tests/chromium.js";

const { chromium } = createRequire(new URL("../../wasm/package.json", import.meta.url))("playwright-core");
const FOLDERS = { grantlet: "../../wasm/pkg/", app: "windows/" };
const TYPES = { html: "text/html", js: "text/javascript" };
const executablePath = process.env.GRANTLET_CHROMIUM ?? "/usr/bin/chromium";

describe("windows", () => {
  let app;
  let server;
  /** How the authorization server behaves in this test. */
  let rules;
  let codes = 0;
  /** What was exchanged. */
  let exchanged;

  before(async () => {
    app = await listening(serveApp, "127.0.0.1");
    // Another site than 127.0.0.1, and one that may set secure cookies over http.
    server = await listening(serveLogin, "localhost");
  });
  after(() => {
    for (const { http } of [app, server]) {
      http.closeAllConnections();
      http.close();
    }
  });

  async function listening(serve, host) {
    const http = createServer(serve).listen(0, "127.0.0.1");
    await once(http, "listening");
    return { http, origin: `http://${host}:${http.address().port}` };
  }

  async function serveApp(request, response) {
    const [, folder, name] = request.url.replace(/[?#].*/, "").split("/");
    if (!FOLDERS[folder]) {
      response.writeHead(404).end();
      return;
    }
    const file = new URL(FOLDERS[folder] + (name || "index.html"), import.meta.url);
    const type = TYPES[file.pathname.split(".").at(-1)];
    const headers = { "content-type": `${type}; charset=utf-8`, "content-security-policy": "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'" };
    response.writeHead(200, headers).end(await readFile(file));
  }

  /** An authorization server: it knows its user by a cookie, and asks nobody. */
  async function serveLogin(request, response) {
    const url = new URL(request.url, server.origin);
    if (url.pathname === "/token") {
      let body = "";
      for await (const part of request) {
        body += part;
      }
      exchanged.push(new URLSearchParams(body));
      const headers = { "content-type": "application/json", "access-control-allow-origin": "*" };
      response.writeHead(200, headers).end(JSON.stringify({ access_token: `token-${codes}`, token_type: "Bearer", expires_in: 3600 }));
      return;
    }
    const params = url.searchParams;
    const isKnown = /user=ada/.test(request.headers.cookie ?? "");
    const isSilent = params.get("prompt") === "none";
    const headers = { ...rules.headers, "set-cookie": "user=ada; Path=/; SameSite=None; Secure; HttpOnly" };
    if (rules.isMute) {
      return;
    }
    if (rules.page && !url.searchParams.has("yes")) {
      response.writeHead(200, { ...headers, "content-type": "text/html" }).end(`<a href="${request.url.replaceAll("&", "&amp;")}&amp;yes=1">Yes</a>`);
      return;
    }
    const back = new URL(params.get("redirect_uri"));
    codes += 1;
    const result = isSilent && !isKnown
      ? { error: "login_required" }
      : params.get("response_type") === "token"
        ? { access_token: `token-${codes}`, token_type: "Bearer", expires_in: "3600" }
        : { code: `code-${codes}` };
    const answer = new URLSearchParams({ ...result, state: rules.state ?? params.get("state") });
    const isFragment = params.get("response_type") === "token";
    response.writeHead(302, { ...headers, ...(isSilent && !isKnown && { "set-cookie": [] }), location: `${back}${isFragment ? "#" : "?"}${answer}` }).end();
  }

  async function inBrowser(work, { blocks = false, ...own } = {}) {
    rules = own;
    exchanged = [];
    const ignoreDefaultArgs = ["--disable-popup-blocking"];
    const profile = await mkdtemp(join(tmpdir(), "grantlet-chromium-"));
    // A context of its own would be private, where Chromium always blocks third-party cookies.
    await mkdir(join(profile, "Default"));
    const preferences = { profile: { cookie_controls_mode: blocks ? 1 : 0, block_third_party_cookies: blocks } };
    await writeFile(join(profile, "Default/Preferences"), JSON.stringify(preferences));
    const context = await chromium.launchPersistentContext(profile, { executablePath, args: QUIET, ignoreDefaultArgs });
    try {
      context.setDefaultTimeout(15_000);
      const [page] = context.pages();
      await page.goto(`${app.origin}/app/index.html`);
      await page.waitForFunction(() => window.grantlet);
      await work({ page, context });
    } finally {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 9, retryDelay: 100 });
    }
  }

  const optionsOf = (more) => ({
    client: { clientId: "app", baseUrl: server.origin, authorizationEndpoint: "/authorize", tokenEndpoint: "/token", allowLoopback: true },
    options: { redirectUri: `${app.origin}/app/callback.html`, ...more },
  });

  /** Sets what a click does, and clicks. */
  async function logIn(page, more) {
    await page.evaluate((given) => (window.given = given), optionsOf(more));
    await page.locator("#log-in").click();
  }
  const resultOf = (page) => page.evaluate(() => window.login);

  const renew = (page, more) =>
    page.evaluate(
      ({ client, options }) => window.grantlet.renewInFrame(client, options).then((token) => ({ token }), ({ code, error }) => ({ code, error })),
      optionsOf(more),
    );

  for (const flow of ["code", "implicit"]) {
    test(`a popup returns the token of a login by ${flow}`, () =>
      inBrowser(async ({ page, context }) => {
        await logIn(page, { flow });
        const { token } = await resultOf(page);
        assert.equal(token.accessToken, `token-${codes}`);
        assert.equal(context.pages().length, 1);
        assert.equal(page.url(), `${app.origin}/app/index.html`);
        assert.equal(exchanged.length, flow === "code" ? 1 : 0);
      }));

    test(`a frame renews a token of a login by ${flow}`, () =>
      inBrowser(async ({ page }) => {
        await logIn(page, { flow });
        await resultOf(page);
        const { token } = await renew(page, { flow });
        assert.equal(token.accessToken, `token-${codes}`);
        assert.equal(await page.locator("iframe").count(), 0);
      }));

    test(`a frame without the user's cookie is login_required by ${flow}`, () =>
      inBrowser(async ({ page }) => {
        assert.deepEqual(await renew(page, { flow }), { code: "login_required", error: "login_required" });
      }));
  }

  test("a browser that blocks third-party cookies is login_required", () =>
    inBrowser(async ({ page }) => {
      await logIn(page);
      await resultOf(page);
      assert.deepEqual(await renew(page), { code: "login_required", error: "login_required" });
    }, { blocks: true }));

  test("a server that refuses to be framed is frame_timeout", () =>
    inBrowser(async ({ page }) => {
      assert.deepEqual(await renew(page, { timeout: 1_000 }), { code: "frame_timeout", error: "" });
      assert.equal(await page.locator("iframe").count(), 0);
    }, { page: true, headers: { "x-frame-options": "DENY" } }));

  test("a server that does not respond is frame_timeout", () =>
    inBrowser(async ({ page }) => {
      assert.deepEqual(await renew(page, { timeout: 1_000 }), { code: "frame_timeout", error: "" });
    }, { isMute: true }));

  test("two frames take turns", () =>
    inBrowser(async ({ page, context }) => {
      await logIn(page);
      await resultOf(page);
      const other = await context.newPage();
      await other.goto(`${app.origin}/app/index.html`);
      await other.waitForFunction(() => window.grantlet);
      const both = await Promise.all([renew(page), renew(other), renew(page)]);
      assert.equal(new Set(both.map(({ token }) => token.accessToken)).size, 3);
    }));

  test("a popup outside of a click is popup_blocked", () =>
    inBrowser(async ({ page }) => {
      // What a test evaluates counts as a click.
      await page.addInitScript((given) => (window.atOnce = given), optionsOf());
      await page.reload();
      await page.waitForFunction(() => window.login);
      assert.deepEqual(await resultOf(page), { code: "popup_blocked", error: "" });
    }));

  test("a popup that the user closes is popup_closed", () =>
    inBrowser(async ({ page, context }) => {
      const [popup] = await Promise.all([context.waitForEvent("page"), logIn(page)]);
      await popup.getByText("Yes").waitFor();
      await popup.close();
      await page.bringToFront();
      assert.deepEqual(await resultOf(page), { code: "popup_closed", error: "" });
    }, { page: true }));

  test("a popup without a response is popup_timeout, and closed", () =>
    inBrowser(async ({ page, context }) => {
      await logIn(page, { timeout: 500 });
      assert.deepEqual(await resultOf(page), { code: "popup_timeout", error: "" });
      assert.equal(context.pages().length, 1);
    }, { isMute: true }));

  test("a popup that is cut off from its opener logs in through the channel", () =>
    inBrowser(async ({ page, context }) => {
      const [popup] = await Promise.all([context.waitForEvent("page"), logIn(page)]);
      await popup.getByText("Yes").waitFor();
      await popup.getByText("Yes").click();
      const { token } = await resultOf(page);
      assert.equal(token.accessToken, `token-${codes}`);
    }, { page: true, headers: { "cross-origin-opener-policy": "same-origin" } }));

  test("a callback of another login, another origin or another window changes nothing", () =>
    inBrowser(async ({ page, context }) => {
      const [popup] = await Promise.all([context.waitForEvent("page"), logIn(page, { timeout: 3_000 })]);
      await popup.getByText("Yes").waitFor();
      const state = new URL(popup.url()).searchParams.get("state");
      const forged = { grantlet: "callback", url: `${app.origin}/app/callback.html?code=evil&state=${state}` };
      // From the provider's own page, which is another origin, and from this page itself, which is another window.
      await popup.evaluate((message) => window.opener.postMessage(message, "*"), forged);
      await page.evaluate((message) => window.postMessage(message, "*"), forged);
      await page.evaluate((message) => {
        const frame = document.createElement("iframe");
        document.body.append(frame);
        frame.contentWindow.eval(`parent.postMessage(${JSON.stringify(message)}, "*")`);
      }, forged).catch(() => {});
      assert.equal((await resultOf(page)).code, "popup_timeout");
      assert.equal(exchanged.length, 0);
    }, { page: true }));

  test("a response with another state changes nothing", () =>
    inBrowser(async ({ page }) => {
      await logIn(page, { timeout: 1_500 });
      assert.equal((await resultOf(page)).code, "popup_timeout");
      assert.equal(exchanged.length, 0);
    }, { state: "another" }));

  test("a redirect_uri of another origin is refused before a window opens", () =>
    inBrowser(async ({ page, context }) => {
      await logIn(page, { redirectUri: "https://other.example/callback" });
      assert.equal((await resultOf(page)).code, "request_unexpected");
      assert.equal(context.pages().length, 1);
    }));

  test("the callback page clears its address before anything else", () =>
    inBrowser(async ({ context }) => {
      const back = await context.newPage();
      await back.goto(`${app.origin}/app/callback.html?code=c&state=s`);
      await back.waitForURL(`${app.origin}/app/callback.html`);
    }));
});
