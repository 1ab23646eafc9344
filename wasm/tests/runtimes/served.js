// What a runtime asks for: the inputs of the suite, and for a browser the page that runs it.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { startPeers } from "../peers.js";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Serves them; `told` is what the page posts at its end. */
export async function serveSuite(given) {
  let tell;
  const told = new Promise((resolve) => (tell = resolve));
  const served = await startPeers({
    "": (_, response) => response.setHeader("content-type", "text/html").end('<script type="module" src="page.js"></script>'),
    "page.js": async (_, response) => response.setHeader("content-type", "text/javascript").end(await page()),
    told: async (_, response, request) => {
      response.end();
      tell(Buffer.concat(await request.toArray()).toString());
    },
    given: (_, response) => response.end(JSON.stringify(given)),
    "core.wasm": async (_, response) => response.setHeader("content-type", "application/wasm").end(await readFile(file("../../pkg/core.wasm"))),
  });
  return { ...served, told };
}

/** The suite for a page. */
async function page() {
  const { outputFiles } = await build({
    entryPoints: [file("page.js")],
    bundle: true,
    format: "esm",
    charset: "utf8",
    write: false,
    logLevel: "error",
  });
  return outputFiles[0].contents;
}
