import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { folderOf, servedFolder } from "./harness.js";
import { testBoth } from "./page.js";

const LIBRARIES = {
  esm: { "/grantlet/js.js": "grantlet/js.js", "/grantlet/metadata.js": "grantlet/metadata.js" },
  "peers/esm": {
    "/oidc-client-ts.js": "oidc-client-ts/dist/esm/oidc-client-ts.js",
    "/jwt-decode.js": "jwt-decode/build/esm/index.js",
  },
};

// Under a policy without `unsafe-` anything.
testBoth("esm", async (recipe, issuer) => {
  const folder = folderOf(recipe);
  const entries = Object.entries(LIBRARIES[recipe]).map(([path, file]) => [path, folderOf(`node_modules/${file}`)]);
  const policy = [
    "default-src 'none'",
    `script-src ${["'self'", ...inlineScripts(`${folder}/index.html`)].join(" ")}`,
    `connect-src ${issuer}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ];
  const site = await servedFolder(folder, {
    files: Object.fromEntries(entries),
    texts: { "/config.js": `export const issuer = "${issuer}";` },
    headers: { "content-security-policy": policy.join("; ") },
  });
  return { ...site, callback: "/" };
});

/** The hashes of the scripts within a page, as its policy names them. */
function inlineScripts(page) {
  const scripts = readFileSync(page, "utf8").matchAll(/<script[^>]*>([^<]+)<\/script>/g);
  return Array.from(scripts, ([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
}
