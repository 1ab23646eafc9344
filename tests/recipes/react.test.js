import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { built, folderOf, servedFolder } from "./harness.js";
import { testBoth } from "./page.js";

testBoth("react", async (recipe, issuer) => {
  const folder = await built(recipe, { VITE_ISSUER: issuer, NODE_ENV: "development" });
  const scripts = readdirSync(`${folder}/assets`).map((file) => readFileSync(`${folder}/assets/${file}`, "utf8"));
  assert.ok(scripts.some((text) => text.includes("React DevTools")), "only while developing does StrictMode run effects twice");
  return servedFolder(folder);
});

test("the recipes for React, Vue and Svelte differ in what shows the user only", () => {
  for (const folder of ["", "peers/"]) {
    const [first, ...others] = ["react", "vue", "svelte"].map((recipe) => readFileSync(folderOf(`${folder}${recipe}/src/auth.js`), "utf8"));
    assert.ok(others.every((text) => text === first), folder);
  }
});
