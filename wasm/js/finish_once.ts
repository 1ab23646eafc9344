// Ensures that a login is finished once: by one tab, and one call in it.

import { HashKind } from "./abi.js";
import { OAuthError } from "./errors.js";
import { hash } from "./requests.js";
import { inTurn } from "./web_locks.js";

/** The key in `localStorage` that records finished logins, for other tabs and for a reload. */
const KEY = "grantlet logins";
/** How long a record is kept, in seconds: longer than a login can be finished. */
const KEPT = 900;
/** How many records are looked at with each login. */
const LOOKS = 9;

/** For each finished login a hash of its state, and ten minutes before its end in seconds since 1970: its start, unless it lives longer. */
type Marks = Record<string, number>;

/** The records that this realm has seen, in the order in which they are looked at. */
const seen = new Map<string, number>();

/** Calls `work` unless the login was finished, or another tab is finishing it: then it throws `login_used`. */
export async function once<T>(state: string, started: number, work: () => Promise<T>): Promise<T> {
  const mark = hash(state, HashKind.AtHash);
  const isFirst = take(mark, started);
  const used = () => Promise.reject(new OAuthError("login_used"));
  if (!isFirst) {
    return used();
  }
  // Tabs in other processes see a record with a delay, so the tab that gets the lock is the first.
  let isMine = false;
  const done = await inTurn(
    `login ${mark}`,
    () => {
      isMine = true;
      return work();
    },
    true,
  );
  return isMine ? (done as T) : used();
}

/** Records a login as finished; false if it was recorded before. */
function take(mark: string, started: number): boolean {
  const shared = stored();
  const oldest = Date.now() / 1000 - KEPT;
  for (const [one, time] of Object.entries(shared?.marks ?? {})) {
    seen.set(one, time);
  }
  // A few records at a time, in rotation: a server with many logins does not visit all of them, and one that is kept long
  // does not stop the removal of those after it.
  let looks = LOOKS;
  for (const [one, time] of seen) {
    if (!looks--) {
      break;
    }
    seen.delete(one);
    if (time > oldest) {
      seen.set(one, time);
    }
  }
  const isFirst = !seen.has(mark);
  seen.set(mark, started);
  try {
    shared?.storage.setItem(KEY, JSON.stringify(Object.fromEntries(seen)));
  } catch {
    // Storage is full or denied: this page still has its own records.
  }
  return isFirst;
}

/** The records that this origin has stored. They contain no token. */
function stored(): { storage: Storage; marks: Marks } | undefined {
  try {
    // Without a document there are no other tabs to share with.
    const storage = globalThis.document && globalThis.localStorage;
    return storage && { storage, marks: JSON.parse(storage.getItem(KEY) ?? "{}") as Marks };
  } catch {
    return undefined;
  }
}
