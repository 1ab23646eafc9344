// What a tab or a worker does: it uses the session that all of this origin share, and stops where it is told to.

import { Session } from "/grantlet/index.js";

/** IndexedDB as a storage: workers have it too. */
const database = new Promise((resolve, reject) => {
  const request = indexedDB.open("app");
  request.onupgradeneeded = () => request.result.createObjectStore("texts");
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const texts = async (mode, ask) => {
  const transaction = (await database).transaction("texts", mode);
  const request = ask(transaction.objectStore("texts"));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
};

/** Tells the test that it has come so far, and goes no further. */
const stop = async () => {
  await fetch("/reached");
  return new Promise(() => {});
};

/** `how` is what to do, `step` where to stop; answers with the access token, or why there is none. */
export async function use({ client, how, given, step }) {
  let writes = 0;
  const store = {
    get: (key) => texts("readonly", (store) => store.get(key)),
    async set(key, text) {
      writes += 1;
      if (step === `before write ${writes}`) {
        return stop();
      }
      await texts("readwrite", (store) => store.put(text, key));
      return step === `after write ${writes}` ? stop() : undefined;
    },
  };
  const session = new Session(client, store);
  try {
    return { given: await session[how](...given) };
  } catch ({ code, endsGrant, message }) {
    return { code: code ?? message, endsGrant };
  }
}
