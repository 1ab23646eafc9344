// Work under the lock of a session's storage: its own, or that of the realm or the origin.

import { sessionError } from "./session_error.js";
import { type LockingStore, type PlainStore, isLocking } from "./storage.js";
import { inTurn, within } from "./web_locks.js";

/** Stores a string while the lock is held. Errors: `lock_lost`, `storage_timeout`, and what the storage throws. */
type Set = (text: string, sequence: number, forgetAfter?: number) => Promise<void>;

/** Takes the lock of the key, and does the work. With `ifAvailable`, it does nothing if the lock is taken. */
export async function inLockOf<T>(
  store: PlainStore | LockingStore,
  key: string,
  timeout: number,
  ifAvailable: boolean,
  work: (set: Set) => Promise<T>,
): Promise<T | null | undefined> {
  let done: { readonly value: T } | undefined;
  const turn = async (set: Parameters<Parameters<LockingStore["lock"]>[1]>[0]): Promise<T> => {
    const value = await work(async (...given) => {
      if ((await within(timeout / 2, set(...given))) === false) {
        throw sessionError("lock_lost");
      }
    });
    done = { value };
    return value;
  };
  try {
    const given = await (isLocking(store)
      ? store.lock(key, turn, { timeout, ifAvailable })
      : inTurn(key, () => turn(async (text) => (await store.set(key, text, { timeout: timeout / 2 }), true)), ifAvailable));
    if (done || ifAvailable) {
      return done ? (done as { readonly value: T }).value : given;
    }
  } catch (error) {
    // An error from releasing the lock does not change what is stored.
    if (!done) {
      throw error;
    }
    return (done as { readonly value: T }).value;
  }
  throw sessionError("storage_incompatible", { sentence: "lock did not call its function" });
}
