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
  const stall = (name, response) => {
    response.on("close", seen(name).close);
    seen(name).ask();
  };
  let landings = 0;
  const routes = {
    token: (_, response) => response.end(JSON.stringify(token)),
    redirects: (status, response) => response.writeHead(status, { location: "/landed" }).end(JSON.stringify(token)),
    landed(_, response) {
      landings++;
      response.end(JSON.stringify(token));
    },
    landings: (_, response) => response.end(String(landings)),
    cut: (_, response) => response.destroy(),
    stalls: (name, response) => stall(name, response),
    "stalls-halfway": (name, response) => {
      response.writeHead(200, { "content-length": 9999 });
      response.write("{");
      stall(name, response);
    },
    /** Waits until a request with this name has arrived. */
    asked: async (name, response) => response.end(await seen(name).asked),
    /** Waits until its connection was closed. */
    closed: async (name, response) => response.end(await seen(name).closed),
    ...more,
  };
  const server = createServer(async (request, response) => {
    const [, route, detail] = request.url.split("/");
    const found = routes[route];
    if (found) {
      await found(detail, response, request);
    } else {
      response.writeHead(404).end();
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
