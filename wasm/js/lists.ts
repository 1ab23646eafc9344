// The lists of a client, as the core reads them: see `strings::entries`.

import { checked, entriesOf } from "./checks.js";

/** Where a provider's own error has what RFC 6749, section 5.2, defines. At least one name is required. */
export interface ErrorShape {
  /** The member that is read as `error`. */
  readonly code?: string;
  /** The member that is read as `error_description`. */
  readonly description?: string;
  /** The member that is returned as `errorNumber`: a string or a number. */
  readonly number?: string;
  /** Whether the members are those of the object, or of the JSON in a string, that is the response's `error`. */
  readonly insideError?: boolean;
}

/** Separates entries. */
export const ENTRY = "\x1f";
/** Separates the words of an entry. */
export const WORD = "\x1e";

/**
 * Encodes a list by its letter in the table of types. undefined if it is of another type. Other values are returned as
 * they are.
 */
export function encodedAs(kind: string, value: unknown): unknown {
  if (value === undefined || kind > "Z") {
    return value;
  }
  try {
    const entries = kind === "M" ? entriesOf(value) : arrayOf(value);
    return entries.map(kind === "E" ? shape : kind === "L" ? word : pair).join(ENTRY);
  } catch {
    return undefined;
  }
}

function arrayOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) {
    throw value;
  }
  // `map` would skip holes.
  return [...value];
}

/** Throws for what is no string, an empty one, and one that has a separator. */
function word(value: unknown): string {
  if (typeof value !== "string" || !/^[^\0-\x1f\x7f]+$/.test(value)) {
    throw value;
  }
  return value;
}

function shape(entry: unknown): string {
  const { insideError, code = "-", description = "-", number = "-" } = checked("", entry as ErrorShape, "s code description number b insideError");
  return (insideError ? "\x1d" : "") + pair([code, description, number]);
}

function pair(entry: unknown): string {
  const [name, ...others] = arrayOf(entry);
  return [name, ...others].map(word).join(WORD);
}
