// An app, and an authorization server of another site, for tests of what happens between windows.

import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { QUIET } from "../../../wasm/tests/chromium.js";
import { sendFile } from "../files.js";

const { chromium } = createRequire(new URL("../../../wasm/package.json", import.meta.url))("playwright-core");
const FOLDERS = { grantlet: "../../../wasm/pkg/", app: "./", returns: "../returns/" };
const executablePath = process.env.GRANTLET_CHROMIUM ?? "/usr/bin/chromium";

/** The app, the server, and what a test asks of them. */
export class Site {
  /** How the authorization server behaves in this test. */
  rules = {};
  /** The number of codes and tokens so far. */
  count = 0;
  /** The forms that were exchanged in this test. */
  exchanged = [];

  async open() {
    this.app = await this.#listening((...given) => this.#serveApp(...given), "127.0.0.1");
    // Another site than 127.0.0.1, and one that may set secure cookies over http.
    this.server = await this.#listening((...given) => this.#serveLogin(...given), "localhost");
  }

  close() {
    for (const { http } of [this.app, this.server]) {
      http.closeAllConnections();
      http.close();
    }
  }

  async #listening(serve, host) {
    const http = createServer(serve).listen(0, "127.0.0.1");
    await once(http, "listening");
    return { http, origin: `http://${host}:${http.address().port}` };
  }

  async #serveApp(request, response) {
    const [, folder, name] = request.url.replace(/[?#].*/, "").split("/");
    if (!FOLDERS[folder]) {
      response.writeHead(404).end();
      return;
    }
    const file = new URL(FOLDERS[folder] + (name || "index.html"), import.meta.url);
    await sendFile(response, file, { "content-security-policy": "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'" });
  }

  /** An authorization server: it knows its user by a cookie, and asks nobody. */
  async #serveLogin(request, response) {
    const url = new URL(request.url, this.server.origin);
    if (url.pathname === "/token") {
      let body = "";
      for await (const part of request) {
        body += part;
      }
      const form = new URLSearchParams(body);
      this.exchanged.push(form);
      await this.rules.held;
      this.count += form.has("refresh_token") ? 1 : 0;
      const headers = { "content-type": "application/json", "access-control-allow-origin": "*" };
      response.writeHead(200, headers).end(JSON.stringify({ access_token: `token-${this.count}`, token_type: "Bearer", expires_in: 3600 }));
      return;
    }
    const params = url.searchParams;
    const isKnown = /user=ada/.test(request.headers.cookie ?? "");
    const isSilent = params.get("prompt") === "none";
    const headers = { ...this.rules.headers, "set-cookie": this.rules.cookie ?? "user=ada; Path=/; SameSite=None; Secure; HttpOnly" };
    if (this.rules.isMute) {
      return;
    }
    if (this.rules.page && !url.searchParams.has("yes")) {
      response.writeHead(200, { ...headers, "content-type": "text/html" }).end(`<a href="${request.url.replaceAll("&", "&amp;")}&amp;yes=1">Yes</a>`);
      return;
    }
    const back = new URL(params.get("redirect_uri"));
    this.count += 1;
    const result = isSilent && !isKnown
      ? { error: "login_required" }
      : params.get("response_type") === "token"
        ? { access_token: `token-${this.count}`, token_type: "Bearer", expires_in: "3600" }
        : { code: `code-${this.count}` };
    const parameters = new URLSearchParams({ ...result, state: this.rules.state ?? params.get("state") });
    const isFragment = params.get("response_type") === "token";
    response.writeHead(302, { ...headers, ...(isSilent && !isKnown && { "set-cookie": [] }), location: `${back}${isFragment ? "#" : "?"}${parameters}` }).end();
  }

  async inBrowser(work, { blocks = false, restores = false, ...own } = {}) {
    this.rules = own;
    this.exchanged = [];
    // Automation switches off what pages are restored from when the user goes back.
    const ignoreDefaultArgs = ["--disable-popup-blocking", ...(restores ? ["--disable-back-forward-cache"] : [])];
    const profile = await mkdtemp(join(tmpdir(), "grantlet-chromium-"));
    // A context of its own would be private, where Chromium always blocks third-party cookies.
    await mkdir(join(profile, "Default"));
    const preferences = { profile: { cookie_controls_mode: blocks ? 1 : 0, block_third_party_cookies: blocks } };
    await writeFile(join(profile, "Default/Preferences"), JSON.stringify(preferences));
    const context = await chromium.launchPersistentContext(profile, { executablePath, args: QUIET, ignoreDefaultArgs });
    try {
      context.setDefaultTimeout(15_000);
      const [page] = context.pages();
      await page.goto(`${this.app.origin}/app/index.html`);
      await page.waitForFunction(() => window.grantlet);
      await work({ page, context });
    } finally {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 9, retryDelay: 100 });
    }
  }

  /** A client of the server, and the options of a login in this app. */
  given(more) {
    return {
      client: { clientId: "app", baseUrl: this.server.origin, authorizationEndpoint: "/authorize", tokenEndpoint: "/token", allowLoopback: true },
      options: { redirectUri: `${this.app.origin}/app/callback.html`, ...more },
    };
  }
}
