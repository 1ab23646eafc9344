// A login is used once: by one tab, and one call in it.

import { HashKind } from "./abi.js";
import { OAuthError } from "./errors.js";
import { hash } from "./requests.js";
import { inTurn } from "./turns.js";

/** Where a page marks the logins that were used, for its other tabs and for a reload. */
const KEY = "grantlet logins";
/** A login is too old to be finished after this, in seconds; until then its mark stays. */
const KEPT = 900;

/** Of each login used a hash of its state, and when it was started, in seconds. */
type Marks = Record<string, number>;

/** The marks that this realm has seen, oldest first. */
const seen = new Map<string, number>();

/** Does what uses a login, unless it was used; `login_used` then, and where another tab is using it. */
export async function once<T>(
  { state, started }: { readonly state: string; readonly started: number },
  work: () => Promise<T>,
): Promise<T> {
  const mark = hash(state, HashKind.AtHash);
  const isFirst = take(mark, started);
  const used = () => Promise.reject(new OAuthError("login_used"));
  if (!isFirst) {
    return used();
  }
  // Tabs in several processes see each other's marks a little later: who holds the lock is first.
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

/** Marks a login as used; false where it was. */
function take(mark: string, started: number): boolean {
  const shared = stored();
  const oldest = Date.now() / 1000 - KEPT;
  for (const [one, time] of Object.entries(shared?.marks ?? {})) {
    seen.set(one, time);
  }
  // From the front alone, so that a service with many logins does not look at all of them at each.
  for (const [one, time] of seen) {
    if (time > oldest) {
      break;
    }
    seen.delete(one);
  }
  const isFirst = !seen.has(mark);
  seen.set(mark, started);
  try {
    shared?.storage.setItem(KEY, JSON.stringify(Object.fromEntries(seen)));
  } catch {
    // It is full, or denied: this page has its own.
  }
  return isFirst;
}

/** What this page's origin has stored. Nothing of a token is. */
function stored(): { storage: Storage; marks: Marks } | undefined {
  try {
    // A runtime without pages shares none with another tab.
    const storage = globalThis.document && globalThis.localStorage;
    return storage && { storage, marks: JSON.parse(storage.getItem(KEY) ?? "{}") as Marks };
  } catch {
    return undefined;
  }
}
