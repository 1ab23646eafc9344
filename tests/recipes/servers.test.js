import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withProvider } from "./harness.js";
import { servesThrough } from "./server.js";
import { SERVERS } from "./sites.js";

/** What else is done when the access token has just expired. */
const MORE = { express: refreshesOnce };

describe("servers", () => {
  for (const folder of ["express", "peers/express", "workerd", "peers/workerd", "sveltekit"]) {
    const recipe = folder.replace("peers/", "");
    test(folder, () =>
      withProvider(async (provider) => {
        const site = await SERVERS[recipe](folder, provider.issuer);
        try {
          await servesThrough(site, provider, MORE[recipe]);
        } finally {
          await site.stop();
        }
      }),
    );
  }
});

async function refreshesOnce({ page }) {
  const isLoggedIn = async () => (await (await fetch("/")).text()).includes("Logged in as");
  const all = await page.evaluate(`Promise.all(Array.from({ length: 8 }, ${isLoggedIn}))`);
  assert.deepEqual(all, Array(8).fill(true), "both processes share one refresh");
}
