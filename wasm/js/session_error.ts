// The errors of sessions, devices and storages. A page that only logs in bundles none of their sentences.

import { type ErrorDetails, OAuthError } from "./errors.js";

const SENTENCES = {
  device_expired: "the device code has expired: start again",
  ended: "no grant, or it has ended: log in",
  lock_lost: "another machine took the lock: call again",
  not_revoked: "the session has ended, but the server may still accept its tokens: call end() again; see cause",
  origin_unlisted: "the session's origins do not list the URL's: the token was not sent",
  refused: "no request before until; the cause does not pass by itself: see cause",
  revocations_full: "too many tokens were waiting to be revoked: the server may still accept the oldest",
  storage_incompatible: "the storage does not return what it stored: see LockingStore and PlainStore",
  storage_timeout: "the storage did not respond in time",
  unexpected: "a bug in this package, or in your fetch",
  waiting: "no request before until: see cause",
};

/** Builds an error with the sentence of its code, unless the details have another. */
export function sessionError(code: keyof typeof SENTENCES, details?: ErrorDetails): OAuthError {
  return new OAuthError(code, { sentence: SENTENCES[code], ...details });
}
