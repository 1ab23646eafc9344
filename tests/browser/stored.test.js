// An upgrade in Chromium: what an earlier edition has in IndexedDB, and a browser that is killed at each step of the
// first refresh of this one.

import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { QUIET } from "../../wasm/tests/chromium.js";
import { DUE, moved } from "../../wasm/tests/stored.js";
import { sendFile } from "./files.js";

const { chromium } = createRequire(new URL("../../wasm/package.json", import.meta.url))("playwright-core");
const FOLDERS = { grantlet: "../../wasm/pkg/", session: "session/" };
const older = process.env.GRANTLET_OLDER?.split(",") ?? [];
/** In its order: what was sent then, and which token may be stored. */
const STEPS = ["before write 1", "after write 1", "silent", "before write 2", "after write 2"];

describe("an upgrade in a browser", () => {
  const news = new EventEmitter();
  let http;
  let origin;
  let issued = 10;
  let isSilent = false;
  let asked = [];

  before(async () => {
    http = createServer(serve).listen(0, "127.0.0.1");
    await once(http, "listening");
    origin = `http://127.0.0.1:${http.address().port}`;
  });
  after(() => {
    http.closeAllConnections();
    http.close();
  });

  async function serve(request, response) {
    const [, folder, ...name] = request.url.split("/");
    if (folder === "token") {
      let body = "";
      for await (const part of request) {
        body += part;
      }
      asked.push(new URLSearchParams(body).get("refresh_token"));
      if (isSilent) {
        isSilent = false;
        news.emit("reached");
        return;
      }
      issued += 1;
      const token_type = request.headers.dpop ? "DPoP" : "Bearer";
      const token = { access_token: `fake-at-${issued}`, refresh_token: `fake-rt-${issued}`, token_type, expires_in: 3600 };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(token));
    } else if (folder === "reached") {
      response.end();
      news.emit("reached");
    } else if (FOLDERS[folder] || older[folder]) {
      const base = FOLDERS[folder] ? new URL(FOLDERS[folder], import.meta.url).pathname : resolve(older[folder]);
      const file = join(base, name.join("/") || "index.html");
      await sendFile(response, file);
    } else {
      response.writeHead(404).end();
    }
  }

  const load = async (page) => {
    await page.goto(`${origin}/session/`);
    await page.waitForFunction(() => window.ready);
  };

  /** A browser over a folder, and how to kill it as a power cut does. */
  async function open(folder) {
    const executablePath = process.env.GRANTLET_CHROMIUM ?? "/usr/bin/chromium";
    const context = await chromium.launchPersistentContext(folder, { executablePath, args: QUIET, headless: true });
    const page = context.pages()[0] ?? (await context.newPage());
    await load(page);
    const kill = async () => {
      const devtools = await context.browser().newBrowserCDPSession();
      const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
      const closed = once(context, "close");
      process.kill(processInfo.find(({ type }) => type === "browser").id, "SIGKILL");
      await closed;
    };
    return { context, page, kill };
  }

  const client = () => ({ clientId: "app", baseUrl: origin, tokenEndpoint: "/token", allowLoopback: true });
  const key = () => `grantlet app ${origin} /token`;
  const call = (page, how, more = {}) => page.evaluate((message) => window.tab(message), { client: client(), how, given: [], ...more });

  /** As both earlier editions open their database, and put a text in it. */
  const write = (page, text) =>
    page.evaluate(
      ([key, text]) =>
        new Promise((resolve, reject) => {
          const opening = indexedDB.open("app");
          opening.onupgradeneeded = () => opening.result.createObjectStore("texts");
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const transaction = opening.result.transaction("texts", "readwrite", { durability: "strict" });
            transaction.objectStore("texts").put(text, key);
            transaction.oncomplete = () => resolve(opening.result.close());
          };
        }),
      [key(), text],
    );

  const refreshToken = async (page) => (await call(page, "state")).given.token.refreshToken;

  for (const { name, text, isBound } of DUE) {
    test(`${name}: the browser is killed at each step, and goes on from what is stored`, async () => {
      const old = JSON.parse(text).token.refreshToken;
      const folder = await mkdtemp(join(tmpdir(), "grantlet-upgrade-"));
      let browser = await open(folder);
      try {
        for (const step of STEPS) {
          asked = [];
          await write(browser.page, moved(text));
          isSilent = step === "silent";
          const reached = once(news, "reached");
          call(browser.page, "accessToken", { isBound, step }).catch(() => {});
          await reached;
          await browser.kill();
          const came = `fake-rt-${issued}`;
          browser = await open(folder);
          const stored = await refreshToken(browser.page);
          assert.equal(stored, step === "after write 2" ? came : old, step);
          assert.equal(asked.length, step.endsWith("write 1") ? 0 : 1);
          // The older package, put back, reads the same; and it goes on.
          for (const index of older.keys()) {
            const { token } = await browser.page.evaluate(
              async ([index, client]) => {
                const { Session, indexedDbStore } = await import(`/${index}/index.js`);
                return new Session(client, indexedDbStore("app")).state();
              },
              [index, client()],
            );
            assert.equal(token.refreshToken, stored, `${step}, ${older[index]}`);
          }
          asked = [];
          const { given } = await call(browser.page, "accessToken", { isBound });
          assert.equal(given, `fake-at-${issued}`);
          assert.deepEqual(asked, step === "after write 2" ? [] : [old]);
          assert.equal(await refreshToken(browser.page), `fake-rt-${issued}`);
          await load(browser.page);
        }
      } finally {
        await browser.context.close().catch(() => {});
        await rm(folder, { recursive: true, force: true, maxRetries: 9, retryDelay: 100 });
      }
    });
  }
});
