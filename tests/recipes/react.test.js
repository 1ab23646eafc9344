import { describe, test } from "node:test";
import { built, servedFolder, withProvider } from "./harness.js";
import { livesThrough } from "./page.js";

describe("react", () => {
  for (const recipe of ["react"]) {
    test(recipe, () =>
      withProvider(async ({ issuer }) => {
        const site = await servedFolder(await built(recipe, { VITE_ISSUER: issuer }));
        try {
          await livesThrough(site);
        } finally {
          await site.stop();
        }
      }),
    );
  }
});
