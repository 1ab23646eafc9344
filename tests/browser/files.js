// The files of the pages that tests serve.

import { readFile } from "node:fs/promises";

const TYPES = { html: "text/html", js: "text/javascript" };

/** Responds with a page or a script: `file` is its URL or its path. */
export async function sendFile(response, file, headers) {
  const type = TYPES[`${file}`.split(".").at(-1)];
  response.writeHead(200, { "content-type": `${type}; charset=utf-8`, ...headers }).end(await readFile(file));
}
