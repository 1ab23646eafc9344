// Where the tokens are kept: IndexedDB, which all tabs of this origin see in one order. `localStorage`
// will not do for a refresh shared between tabs: a tab in another process can still read the old token
// while it already holds the lock, and spend a refresh token that works once a second time.

const opened = new Promise((resolve, reject) => {
  const opening = indexedDB.open("grantlet demo");
  opening.onupgradeneeded = () => opening.result.createObjectStore("tokens");
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});

/** Does one thing, and is done when it is committed. */
async function transact(mode, work) {
  const transaction = (await opened).transaction("tokens", mode);
  const request = work(transaction.objectStore("tokens"));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

const changes = new BroadcastChannel("grantlet demo tokens");

/** Calls back where another tab has stored or forgotten a token. */
export function whenStored(told) {
  changes.onmessage = told;
}

/** A store for `freshToken`, one for each provider. */
export const storeOf = ({ key }) => ({
  load: () => transact("readonly", (tokens) => tokens.get(key)),
  save: async (token) => {
    await transact("readwrite", (tokens) => tokens.put(token, key));
    changes.postMessage(key);
  },
  forget: async () => {
    await transact("readwrite", (tokens) => tokens.delete(key));
    changes.postMessage(key);
  },
});

/** How the stored token was got, for a refresh goes the same way. */
export const wayOf = (provider) =>
  provider.ways.find(({ id }) => id === localStorage.getItem(`way ${provider.key}`)) ?? provider.ways[0];

export const keepWay = (provider, way) => localStorage.setItem(`way ${provider.key}`, way.id);
