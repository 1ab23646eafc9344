// The tabs and workers of a session, and its providers, which rotate refresh tokens.

import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { readResponse } from "../../../wasm/pkg/index.js";
import { Rotating } from "../../../wasm/tests/rotating.js";
import { sendFile } from "../files.js";

const FOLDERS = { grantlet: "../../../wasm/pkg/", session: "./", tests: "../../../wasm/tests/" };

export class SessionSite {
  /** `reached`: a tab or a request has come where it is to stop; `revoked`: a token was. A request that is held waits for `go on`. */
  news = new EventEmitter();
  #http;
  #grants = 0;
  /** The provider of each grant, and whether it is to say nothing to the next request. */
  #providers = {};

  async open() {
    this.#http = createServer((...given) => this.#serve(...given)).listen(0, "127.0.0.1");
    await once(this.#http, "listening");
    this.origin = `http://127.0.0.1:${this.#http.address().port}`;
  }

  close() {
    this.#http?.closeAllConnections();
    this.#http?.close();
  }

  async #serve(request, response) {
    const [, folder, name] = request.url.split("/");
    const grant = this.#providers[folder];
    if (grant) {
      let body = "";
      for await (const part of request) {
        body += part;
      }
      const form = new URLSearchParams(body);
      if (name === "revoke") {
        response.end();
        this.news.emit("revoked", form.get("token"));
        return;
      }
      const { status, json } = grant.provider.refresh(form.get("refresh_token"));
      if (grant.holds) {
        grant.holds = false;
        const goesOn = once(this.news, "go on");
        this.news.emit("reached");
        await goesOn;
      }
      if (grant.isSilent) {
        grant.isSilent = false;
        this.news.emit("reached");
        return;
      }
      // Long enough for another to come meanwhile, if it can.
      await new Promise((resolve) => setTimeout(resolve, 50));
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
    } else if (folder === "reached") {
      response.end();
      this.news.emit("reached");
    } else if (FOLDERS[folder]) {
      const file = new URL(FOLDERS[folder] + (name || "index.html"), import.meta.url);
      await sendFile(response, file);
    } else {
      response.writeHead(404).end();
    }
  }

  /** A grant whose token is due. `start` stores its login. */
  async granted(options, start) {
    this.#grants += 1;
    const name = `grant-${this.#grants}`;
    const state = { provider: new Rotating(options), isSilent: false };
    this.#providers[name] = state;
    const client = { clientId: "app", baseUrl: `${this.origin}/${name}`, tokenEndpoint: "/token", allowLoopback: true };
    // A login of long ago, whose token has ended.
    const login = { ...state.provider.login(), expires_in: 3600 };
    const token = readResponse(client, 200, JSON.stringify(login), { requestedAt: Date.now() - 7_200_000 });
    await start(client, token);
    return { client, state, provider: state.provider };
  }
}
