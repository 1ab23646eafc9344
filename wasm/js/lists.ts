// The lists of a client, as the core reads them: see `strings::entries`.

/** Where a provider's own error has what RFC 6749, section 5.2, defines. `code` or `description` is required. */
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
/** Separates name and value, or the members of an error shape. */
const PART = "\x1e";
/** Starts an error shape inside `error`. */
const INSIDE = "\x1d";

/** Throws for what is no plain object or array: `Object.entries` of a `Map` would be empty. */
function plain<T>(value: unknown, type: "Array" | "Object"): T {
  if ({}.toString.call(value) !== `[object ${type}]`) {
    throw value;
  }
  return value as T;
}

/** Throws for what is no string, an empty one, and one that has a separator. */
function word(value: unknown): string {
  if (typeof value !== "string" || !/^[^\0-\x1f\x7f]+$/.test(value)) {
    throw value;
  }
  return value;
}

function shape(entry: unknown): string {
  const { code, description, number, insideError, ...others } = plain<ErrorShape>(entry, "Object");
  if (typeof (insideError ?? false) !== "boolean" || Object.keys(others).length) {
    throw entry;
  }
  const names = [code, description, number].map((name) => (name === undefined || name === null ? "" : word(name)));
  return (insideError ? INSIDE : "") + names.join(PART);
}

function pair(entry: unknown): string {
  const words = [...plain<unknown[]>(entry, "Array")];
  if (!words.length || words.length > 2) {
    throw entry;
  }
  return words.map(word).join(PART);
}

const ENTRIES: Record<string, (entry: unknown) => string> = { L: word, P: pair, M: pair, E: shape };

/** Encodes a list by its letter in the table of types. undefined if it is of another type. */
export function listText(kind: string, list: unknown): string | undefined {
  try {
    const entries = kind === "M" ? Object.entries(plain<object>(list, "Object")) : [...plain<unknown[]>(list, "Array")];
    return entries.map(ENTRIES[kind]!).join(ENTRY);
  } catch {
    return undefined;
  }
}
