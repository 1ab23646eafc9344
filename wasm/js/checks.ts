// Type checks of arguments, done once at the start of a call.

import { OAuthError } from "./errors.js";
import { encodedAs } from "./lists.js";

/** Types by their letter in a table. For `s`, `b`, `n` and `f` `typeof` is enough. Capitals are lists. */
const TYPES: Record<string, string> = {
  a: "anything",
  s: "a string",
  b: "a boolean",
  n: "a number",
  f: "a function",
  o: "an object",
  i: "a finite number",
  d: "a number, zero or more",
  t: "a time in milliseconds",
  g: "an AbortSignal",
  L: "an array of printable strings",
  M: "an object of printable strings",
  P: "an array of arrays of printable strings",
  E: "an array of error shapes of printable strings",
};

/** The error for a value of the wrong type, or one that cannot be read. */
export function wrong(member: string, sentence: string): OAuthError {
  return new OAuthError(member === "fetch" ? "fetch_incompatible" : "request_unexpected", { member, sentence });
}

/** Reads a property of any value; undefined if it cannot be read. */
export function peek(value: unknown, name: string): unknown {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}

function isOf(value: unknown, kind: string): boolean {
  switch (kind) {
    case "a":
      return true;
    case "o":
      return typeof value === "object" && !!value && !isArray(value);
    case "d":
      return typeof value === "number" && value >= 0;
    case "i":
      return Number.isFinite(value);
    case "t":
      return Number.isFinite(value) && (value as number) >= 0;
    case "g":
      return ["add", "remove"].every((verb) => typeof peek(value, `${verb}EventListener`) === "function");
    default:
      return typeof value === (kind > "Z" ? TYPES[kind]!.slice(2) : "string");
  }
}

function isArray(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    // A revoked proxy.
    return true;
  }
}

/** The members of an object. It throws for a `Map` and the like, of which `Object.entries` would find none. */
export function entriesOf(value: unknown): [string, unknown][] {
  if ({}.toString.call(value) !== "[object Object]") {
    throw value;
  }
  return Object.entries(value as object);
}

/** Throws unless the value is of this type. */
export function must(member: string, value: unknown, kind: string): void {
  if (!isOf(value, kind)) {
    throw wrong(member, `it must be ${TYPES[kind]}`);
  }
}

/** Checks an optional string. The core reports it if it is required. */
export function text(member: string, value: string | null | undefined): string | undefined {
  must(member, value ?? "", "s");
  return value ?? undefined;
}

/** Names and type letters, with the value of `typeof` where that is enough. */
type Names = readonly (readonly [name: string, kind: string, type: string])[];

/** Parsed tables. */
const tables = new Map<string, Names>();

/** Parses a table, in which a type letter precedes the names of that type: `s name key b isOpen`. */
function namesOf(table: string): Names {
  let names = tables.get(table);
  if (!names) {
    let kind = "";
    names = table.split(" ").flatMap((word) => (word[1] ? [[word, kind, TYPES[kind]!.slice(2)] as const] : ((kind = word), [])));
    tables.set(table, names);
  }
  return names;
}

/**
 * Copies the properties that a table names, and checks their types. Each property is read once. Lists are copied as
 * strings: see `encodedAs`. Properties that are undefined or null are omitted. Options as a whole may be undefined or null too.
 */
export function checked<T extends object>(what: string, value: T | null | undefined, table: string): T {
  const copy: Record<string, unknown> = {};
  if (what === "options" && (value === undefined || value === null)) {
    return copy as T;
  }
  must(what, value, "o");
  for (const [name, kind, type] of namesOf(table)) {
    let member: unknown;
    try {
      member = (value as Record<string, unknown>)[name];
    } catch {
      throw wrong(name, "it cannot be read");
    }
    // `fetch: null` is an error: a platform without `fetch` may have null there.
    if (member === undefined || (member === null && name !== "fetch")) {
      continue;
    }
    member = encodedAs(kind, member);
    if (typeof member !== type) {
      must(name, member, kind);
    }
    copy[name] = member;
  }
  return copy as T;
}
