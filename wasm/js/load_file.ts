// Files of the package that are loaded when they are used.

import { OAuthError } from "./errors.js";

/** Waits for a file of the package. It is imported by the caller alone, so that bundlers leave it out of a page's first script. */
export async function fromFile<T>(file: Promise<T>): Promise<T> {
  try {
    return await file;
  } catch (cause) {
    throw new OAuthError("network", { cause, isForeign: true });
  }
}
