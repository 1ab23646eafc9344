import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { folderOf } from "./harness.js";
import { testBoth } from "./page.js";

testBoth("react");

test("the recipes for React, Vue and Svelte differ in what shows the user only", () => {
  for (const folder of ["", "peers/"]) {
    const [first, ...others] = ["react", "vue", "svelte"].map((recipe) => readFileSync(folderOf(`${folder}${recipe}/src/auth.js`), "utf8"));
    assert.ok(others.every((text) => text === first), folder);
  }
});
