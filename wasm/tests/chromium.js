// Headless Chromium, for tests in a page.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Options for running as root and without a network. */
export const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Opens a URL until `until` is settled, or five minutes have passed. */
export async function inChromium(address, until) {
  const profile = await mkdtemp(join(tmpdir(), "grantlet-chromium-"));
  const browser = spawn("chromium", ["--headless=new", ...QUIET, `--user-data-dir=${profile}`, address], { stdio: "ignore" });
  const ended = once(browser, "exit").then(([code]) => {
    throw new Error(`chromium ended by itself: ${code}`);
  });
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the page did not come to its end")), 300_000);
  });
  try {
    return await Promise.race([until, ended, late]);
  } finally {
    clearTimeout(timer);
    browser.kill();
    await ended.catch(() => {});
    await rm(profile, { recursive: true, force: true, maxRetries: 9, retryDelay: 100 });
  }
}
