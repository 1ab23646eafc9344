// A server on loopback that redirects, closes connections and stalls, and reports the requests, for suite/http.js.

import { once } from "node:events";
import { createServer } from "node:http";

const token = { access_token: "at", token_type: "Bearer", expires_in: 60 };

/** Starts it. `more` responds to requests that are not of the suite. */
export async function startPeers(more = {}) {
  const requests = new Map();
  /** What was seen of a request, whether the request or the query is first. */
  const seen = (name) => {
    if (!requests.has(name)) {
      const request = {};
      request.asked = new Promise((resolve) => (request.ask = () => resolve("asked")));
      request.closed = new Promise((resolve) => (request.close = () => resolve("closed")));
      requests.set(name, request);
    }
    return requests.get(name);
  };
  const stall = (name, answer) => {
    answer.on("close", seen(name).close);
    seen(name).ask();
  };
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
    stalls: (name, answer) => stall(name, answer),
    "stalls-halfway": (name, answer) => {
      answer.writeHead(200, { "content-length": 9999 });
      answer.write("{");
      stall(name, answer);
    },
    /** Waits until a request with this name has arrived. */
    asked: async (name, answer) => answer.end(await seen(name).asked),
    /** Waits until its connection was closed. */
    closed: async (name, answer) => answer.end(await seen(name).closed),
    ...more,
  };
  const server = createServer(async (request, answer) => {
    const [, route, detail] = request.url.split("/");
    const found = routes[route];
    if (found) {
      await found(detail, answer, request);
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
