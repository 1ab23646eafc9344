// A server on loopback that redirects, cuts and stalls, and tells what it saw: what suite/http.js asks.

import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";

const token = { access_token: "at", token_type: "Bearer", expires_in: 60 };

/** Starts it; `more` answers what is not of the suite. */
export async function startPeers(more = {}) {
  const seen = new EventEmitter();
  let landings = 0;
  const routes = {
    token: (_, answer) => answer.end(JSON.stringify(token)),
    redirects: (status, answer) => answer.writeHead(status, { location: "/landed" }).end(JSON.stringify(token)),
    landed(_, answer) {
      landings++;
      answer.end(JSON.stringify(token));
    },
    landings: (_, answer) => answer.end(String(landings)),
    cut: (_, answer) => answer.destroy(),
    stalls(how = "", answer) {
      const path = `/stalls${how && "/" + how}`;
      if (how) {
        answer.writeHead(200, { "content-length": 9999 });
        answer.write("{");
      }
      answer.on("close", () => seen.emit(`/closed${path}`));
      seen.emit(`/asked${path}`);
    },
    /** Waits until the next stalling connection is closed. */
    closed: (_, answer, path) => seen.once(path, () => answer.end("closed")),
    /** Waits until it was asked. */
    asked: (_, answer, path) => seen.once(path, () => answer.end("asked")),
    ...more,
  };
  const server = createServer(async ({ url }, answer) => {
    const [, route, detail] = url.split("/");
    const found = routes[route];
    if (found) {
      await found(detail, answer, url);
    } else {
      answer.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  return {
    address: `http://127.0.0.1:${port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
