// What a tab or a worker does: it uses the session that all of this origin share, and stops where it is told to.

import { Session, indexedDbStore } from "/grantlet/index.js";

const texts = indexedDbStore("app");

/** Tells the test that it has come so far, and goes no further. */
const stop = async () => {
  await fetch("/reached");
  return new Promise(() => {});
};

/** A key that a refresh token can be bound to. */
const key = async () => (await import("/grantlet/proof.js")).dpopKey();

/** `how` is what to do, `step` where to stop; returns the access token, or why there is none. */
export async function use({ client, how, given, step, isBound }) {
  let writes = 0;
  const store = {
    get: texts.get,
    async set(key, text) {
      writes += 1;
      if (step === `before write ${writes}`) {
        return stop();
      }
      await texts.set(key, text);
      return step === `after write ${writes}` ? stop() : undefined;
    },
  };
  const session = new Session(isBound ? { ...client, dpop: await key() } : client, store);
  try {
    return { given: await session[how](...given) };
  } catch ({ code, endsGrant, message }) {
    return { code: code ?? message, endsGrant };
  }
}
