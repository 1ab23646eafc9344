// One at a time: across the tabs and workers of an origin by Web Locks, else within this realm.

/** Work that waits for its turn, by name, where there are no Web Locks. */
const turns: Record<string, Promise<unknown>> = {};

/** Does the work in its turn; where `ifAvailable` is true and the turn is another's, not at all. */
export async function inTurn<T>(
  key: string,
  work: () => Promise<T>,
  ifAvailable: boolean,
): Promise<T | null | undefined> {
  const name = `grantlet ${key}`;
  const locks = globalThis.navigator?.locks;
  if (locks) {
    return locks.request(name, { ifAvailable }, async (lock) => lock && work());
  }
  const before = turns[name];
  if (before && ifAvailable) {
    return undefined;
  }
  const mine = Promise.allSettled([before]).then(work);
  turns[name] = mine;
  try {
    return await mine;
  } finally {
    if (turns[name] === mine) {
      delete turns[name];
    }
  }
}
