// WebDriver BiDi (W3C): commands and events of a browser over a WebSocket.

import { within } from "./program.js";

/** Longer than any wait of a test: a command that takes this long is lost. */
const LONGEST = 60_000;

export class Bidi {
  #socket;
  #last = 0;
  #waiting = new Map();
  #listeners = [];

  /** Connects. Node.js before version 22 has a WebSocket only with `--experimental-websocket`. */
  static async connect(address) {
    const bidi = new Bidi();
    const socket = (bidi.#socket = new WebSocket(address));
    socket.onmessage = ({ data }) => bidi.#received(JSON.parse(data));
    socket.onclose = () => bidi.#closed();
    const opened = new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error(`no WebDriver BiDi at ${address}`));
    });
    await within(LONGEST, opened, address);
    return bidi;
  }

  /** Calls `listener` with the method and the parameters of each event that was subscribed to. */
  onEvent(listener) {
    this.#listeners.push(listener);
  }

  /** Sends a command; returns its result. */
  send(method, params = {}) {
    const id = (this.#last += 1);
    const result = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, method }));
    this.#socket.send(JSON.stringify({ id, method, params }));
    return within(LONGEST, result, method);
  }

  close() {
    this.#socket.close();
  }

  #received({ type, id, result, method, params, error, message }) {
    if (type === "event") {
      this.#listeners.forEach((listener) => listener(method, params));
      return;
    }
    const sent = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (type === "success") {
      sent?.resolve(result);
    } else {
      sent?.reject(new Error(`${sent.method}: ${error}: ${message}`));
    }
  }

  #closed() {
    for (const { reject, method } of this.#waiting.values()) {
      reject(new Error(`${method}: the browser closed the connection`));
    }
    this.#waiting.clear();
  }
}
