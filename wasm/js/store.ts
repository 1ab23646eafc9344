// Where a page keeps its session: IndexedDB, which all tabs and workers of an origin see in one order.

import type { PlainStore } from "./session.js";

/**
 * A storage in IndexedDB, for tabs and workers. `localStorage` would not do: a tab in another process can
 * still read the old text there when its turn has come, and send a refresh token that works once a second
 * time.
 */
export function indexedDbStore(name = "grantlet"): PlainStore {
  let opened: Promise<IDBDatabase> | undefined;
  const transact = async <T>(
    mode: IDBTransactionMode,
    ask: (texts: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => {
    opened ??= new Promise((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onupgradeneeded = () => opening.result.createObjectStore("texts");
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => {
        // The next call tries again.
        opened = undefined;
        reject(opening.error);
      };
    });
    const transaction = (await opened).transaction("texts", mode);
    const request = ask(transaction.objectStore("texts"));
    return new Promise((resolve, reject) => {
      // Not before it is committed.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  };
  return {
    get: (key) => transact<string | undefined>("readonly", (texts) => texts.get(key)),
    set: (key, text) => transact("readwrite", (texts) => texts.put(text, key)),
  };
}
