// Each name in the tables of wasm/docs/migration.md is one of the package, and on the left one of the other package where that
// is installed here.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const grantlet = await import(at("wasm/pkg/index.js"));
const typesIn = (folder) =>
  readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".d.ts"))
    .map((file) => readFileSync(`${folder}/${file}`, "utf8"))
    .join("\n");
const names = (text) => new Set(text.match(/[\p{L}_$][\p{L}\d_$]*/gu));
const ours = names(typesIn(at("wasm/pkg/types")));
/** What JavaScript and the platform have, and names of the reader's own. */
const PLATFORM = names(
  "const await new true false null undefined fetch Map URL location assign history replaceState request localStorage sessionStorage Authorization Date " +
    "client session options listener expect init status body grantType codeVerifier userinfoEndpoint saved url",
);

const sections = readFileSync(at("wasm/docs/migration.md"), "utf8").split(/^## From /m).slice(1);
const tables = sections.map((section) => {
  const [peer] = section.split("\n");
  const rows = section.split("\n").filter((line) => line.startsWith("| ")).slice(1);
  return { peer, rows: rows.map((row) => row.slice(2, -2).split(" | ").map((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, code]) => code))) };
});
const withoutStrings = (code) => code.replace(/"[^"]*"/g, "");

describe("the tables of wasm/docs/migration.md", () => {
  test("there is one for each package", () => {
    assert.deepEqual(tables.map(({ peer }) => peer), ["oidc-client-ts", "oauth4webapi", "angular-oauth2-oidc", "arctic"]);
    assert.ok(tables.every(({ rows }) => rows.length > 15 && rows.every((cells) => cells.length === 2)));
  });

  const right = tables.flatMap(({ rows }) => rows.flatMap(([, there]) => there));

  test("every name of Grantlet's column is one of the package", async () => {
    const further = { ...(await grantlet.endpoints()), ...(await import(at("wasm/pkg/proof.js"))) };
    const { exports } = JSON.parse(readFileSync(at("wasm/pkg/package.json"), "utf8"));
    for (const code of right) {
      const [, entry] = /^grantlet(\/\w+)$/.exec(code) ?? [];
      if (entry) {
        assert.ok(exports[`.${entry}`], code);
        continue;
      }
      for (const name of names(withoutStrings(code)) ?? []) {
        assert.ok(ours.has(name) || PLATFORM.has(name), `${name} in ${code}`);
      }
      for (const [, called] of withoutStrings(code).matchAll(/(?<![.\w])(\w+)\(/g)) {
        assert.ok(called in grantlet || called in further || ["Map", "URL", "fetch"].includes(called), `${called}() in ${code}`);
      }
      for (const [, method] of code.matchAll(/\bsession\.(\w+)/g)) {
        assert.ok(method in grantlet.Session.prototype, `${method} in ${code}`);
      }
    }
  });

  test("every string of Grantlet's column is a code, an option or a change of the package", () => {
    const strings = right.flatMap((code) => Array.from(code.matchAll(/"([^"]+)"/g), ([, text]) => text));
    const types = typesIn(at("wasm/pkg/types"));
    for (const text of strings.filter((text) => text !== "password")) {
      const isCode = /^(response|callback|id_token)_…$/.test(text);
      const isBuilt = /^(response|callback)_(\w+)$/.exec(text);
      assert.ok(isCode || types.includes(`"${text}"`) || (isBuilt && types.includes(`"${isBuilt[2]}"`)), text);
    }
  });

  for (const peer of ["oidc-client-ts", "oauth4webapi"]) {
    const folder = ["wasm/examples", "wasm/bench"].map((path) => at(`${path}/node_modules/${peer}`)).find(existsSync);
    test(`every name of ${peer}'s column is one of it`, { skip: folder ? false : `${peer} is not installed` }, () => {
      const theirs = names(typesIn(folder));
      for (const code of tables.find((table) => table.peer === peer).rows.flatMap(([here]) => here)) {
        for (const name of names(code)) {
          assert.ok(theirs.has(name) || PLATFORM.has(name) || ["user", "events", "as"].includes(name), `${name} in ${code}`);
        }
      }
    });
  }
});
