// A page on loopback, and oidc-provider, where its tokens are bound to its key.

import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../../../wasm/tests/oidc.js";
import { sendFile } from "../files.js";

const FOLDERS = { grantlet: "../../../wasm/pkg/", proof: "./" };

export class ProofSite {
  #http;
  #stop;
  #folder;

  async open() {
    this.#http = createServer((...given) => this.#serve(...given)).listen(0, "127.0.0.1");
    await once(this.#http, "listening");
    this.origin = `http://127.0.0.1:${this.#http.address().port}`;
    this.#folder = await mkdtemp(join(tmpdir(), "grantlet-proof-"));
    const clients = join(this.#folder, "clients.json");
    const page = {
      client_id: "page",
      token_endpoint_auth_method: "none",
      application_type: "native",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      redirect_uris: [`${this.origin}/proof/`],
    };
    await writeFile(clients, JSON.stringify([page]));
    ({ issuer: this.issuer, stop: this.#stop } = await startServer("--proof", "--clients", clients));
  }

  async close() {
    this.#stop?.();
    this.#http?.closeAllConnections();
    this.#http?.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #serve(request, response) {
    const [, folder, name] = request.url.replace(/[?#].*/, "").split("/");
    if (folder === "server") {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ issuer: this.issuer }));
    } else if (FOLDERS[folder]) {
      const file = new URL(FOLDERS[folder] + (name || "index.html"), import.meta.url);
      await sendFile(response, file);
    } else {
      response.writeHead(404).end();
    }
  }
}
