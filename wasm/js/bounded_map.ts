// What is remembered of servers, by a key: a service can talk to any number of them.

/** How many are remembered. */
const MOST = 100;

/** Puts an entry last, and removes the first beyond that number. */
export function put<T>(all: Map<string, T>, key: string, value: T): void {
  all.delete(key);
  all.set(key, value);
  if (all.size > MOST) {
    all.delete(all.keys().next().value!);
  }
}
