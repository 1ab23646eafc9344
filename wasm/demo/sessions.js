// The session of each grant, in IndexedDB, which all tabs share; and word to them where it changes.

import { Session, indexedDbStore } from "./grantlet.js";
import { fetchInSight } from "./wire.js";

const texts = indexedDbStore();
const channel = new BroadcastChannel("grantlet demo sessions");
let told = () => {};

const store = {
  get: texts.get,
  async set(key, text) {
    await texts.set(key, text);
    channel.postMessage(key);
    told();
  },
};

/** A provider's grant has a session of its own. */
export const sessionOf = ({ key, client, isOwn }, fetch = fetchInSight) =>
  new Session(client, store, { key, clientCredentials: isOwn, fetch });

/** Calls back where a session has changed, here or in another tab. */
export function whenStored(tell) {
  told = tell;
  channel.onmessage = tell;
}
