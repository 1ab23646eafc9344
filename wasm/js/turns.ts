// One at a time: across the tabs and workers of an origin by Web Locks, else within this realm.

/** Work that waits for its turn, by name, where there are no Web Locks. */
const turns: Record<string, Promise<unknown>> = {};

/** Does the work in its turn; where `ifAvailable` is true and the turn is another's, not at all. */
export function inTurn<T>(
  key: string,
  work: () => Promise<T>,
  ifAvailable: boolean,
): Promise<T | undefined> {
  const name = `grantlet ${key}`;
  const locks = globalThis.navigator?.locks;
  if (locks) {
    return locks.request(name, { ifAvailable }, async (lock) => lock && work()) as Promise<T | undefined>;
  }
  const before = turns[name];
  if (before && ifAvailable) {
    return Promise.resolve(undefined);
  }
  const turn = async (): Promise<T> => {
    try {
      return await work();
    } finally {
      if (turns[name] === mine) {
        delete turns[name];
      }
    }
  };
  const mine = (before ?? Promise.resolve()).then(turn, turn);
  turns[name] = mine;
  return mine;
}
