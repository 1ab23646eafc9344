// The session of each grant, in IndexedDB, which all tabs share.

import { Session, indexedDbStore } from "./grantlet.js";

const store = indexedDbStore();

/** Each provider's grant has its own session. */
export const sessionOf = ({ key, client, isOwn, params, renew, origins }, fetch) =>
  new Session(client, store, { key, clientCredentials: isOwn, params, renew, origins, fetch });
