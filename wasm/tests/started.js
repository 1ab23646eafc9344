// What the tests of sessions share: a client, and a session an hour after its login.

export const client = {
  clientId: "app",
  baseUrl: "https://as.example",
  tokenEndpoint: "/token",
  revocationEndpoint: "/revoke",
};
export const key = "session";
export const HOUR = 3_600_000;
export const AT = { access_token: "at-2", token_type: "Bearer", expires_in: 3600 };
export const login = { ...AT, access_token: "at-1", refresh_token: "rt-1" };

export const never = () => new Promise(() => {});
export const settled = () => new Promise(setImmediate);
export const stored = (store) => JSON.parse(store.get(key));
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
  const tokenOf = (answer) => grantlet.readResponse(client, 200, JSON.stringify(answer));
  /** A session an hour after its login, with a clock that the test moves. */
  const started = async (context, options, store = new Map()) => {
    const apis = options?.timeout ? ["Date", "setTimeout"] : ["Date"];
    context.mock.timers.enable({ apis, now: 1_800_000_000_000 });
    const session = new grantlet.Session(client, store, { key, ...options });
    await session.start(tokenOf(login));
    return { session, store, pass: (time) => context.mock.timers.setTime(Date.now() + time) };
  };
  return { tokenOf, started };
}
