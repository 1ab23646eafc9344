// Sessions of each entry an hour after their login, and what the machine has beside them.

import { LOGIN, client, key } from "./sessions.js";

/** Longer than any test, for a request that nothing ends. */
export const timeout = 1e9;

const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
export const withLocks = (locks) =>
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
export const restored = () => {
  delete globalThis.navigator;
  Object.defineProperties(globalThis, own ? { navigator: own } : {});
};

/** The sessions of an entry of the package. */
export function sessionsOf(grantlet) {
  const tokenOf = (response) => grantlet.readResponse(client, 200, JSON.stringify(response));
  /** A session an hour after its login, with a clock that the test moves. */
  const started = async (context, options, store = new Map()) => {
    const apis = options?.timeout ? ["Date", "setTimeout"] : ["Date"];
    context.mock.timers.enable({ apis, now: 1_800_000_000_000 });
    const session = new grantlet.Session(client, store, { key, ...options });
    await session.start(tokenOf(LOGIN));
    return { session, store, pass: (time) => context.mock.timers.setTime(Date.now() + time) };
  };
  return { tokenOf, started };
}
