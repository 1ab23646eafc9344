// What a page's first script lends to files that are loaded later, so that these have no copy of it.

import { checked, must, wrong } from "./checks.js";
import { OAuthError } from "./errors.js";
import { send, unlessAborted } from "./send.js";

export const tools = { OAuthError, checked, must, wrong, send, unlessAborted };
export type Tools = typeof tools;

/** Waits for a file of the package. It is imported by the caller alone, so that bundlers leave it out of a page's first script. */
export async function fromFile<T>(file: Promise<T>): Promise<T> {
  try {
    return await file;
  } catch (cause) {
    throw new OAuthError("network", { cause, isForeign: true });
  }
}
