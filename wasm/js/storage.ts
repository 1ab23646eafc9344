// What a session requires of a storage.

type Read = string | null | undefined;

/**
 * A storage of strings, synchronous or not, such as a `Map` or `indexedDbStore()`. It has no lock: if several
 * processes share it, use a `LockingStore`. The README lists what a storage must guarantee.
 */
export interface PlainStore {
  /** Returns the stored string, or null or undefined. */
  get(key: string): Read | Promise<Read>;
  /**
   * Stores the string durably, so that every later `get` in every tab returns it. It throws if it does not
   * store. After `timeout` milliseconds the session stops waiting: a value that is not stored by then must not
   * be stored later. The value is secret.
   */
  set(key: string, text: string, options?: { readonly timeout: number }): unknown;
}

/** A storage with its own lock, for processes and machines, which share no Web Locks. */
export interface LockingStore {
  /** Returns the stored string, or null or undefined. */
  get(key: string): Read | Promise<Read>;
  /**
   * Takes the lock of the key, calls `work`, releases the lock, and returns the result of `work`.
   *
   * 1. The lock is held for up to three times `timeout` milliseconds.
   * 2. With `ifAvailable`, it does not wait: if another process holds the lock, `work` is not called.
   * 3. `set` stores the string and returns true. It returns false, and stores nothing, if another process has
   *    taken the lock, or a higher `sequence` is stored.
   * 4. If `forgetAfter` is a number, the string may be deleted after so many milliseconds.
   */
  lock<T>(
    key: string,
    work: (set: (text: string, sequence: number, forgetAfter?: number) => Promise<boolean>) => Promise<T>,
    options: { readonly timeout: number; readonly ifAvailable: boolean },
  ): Promise<T | undefined>;
}

/** Whether a storage has its own lock. */
export function isLocking(store: PlainStore | LockingStore): store is LockingStore {
  return "lock" in store && !!store.lock;
}
