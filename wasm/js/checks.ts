// What a caller passes: its type is checked once, where a call begins.

import { OAuthError } from "./errors.js";

/** Types by the letter that a table has for them. Four of them are what `typeof` gives. */
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
};

/** Options of what sends, and of what asks for a scope. */
export const SENDING = "f fetch g signal n timeout responseLimit";
export const ASKING = "s scope a params";

/** The error for a value that is of another type, or cannot be read. */
export function wrong(member: string, sentence: string): OAuthError {
  return new OAuthError(member === "fetch" ? "fetch_incompatible" : "request_unexpected", { member, sentence });
}

/** A member of whatever it is; undefined where it cannot be read. */
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
      return typeof value === "object" && !!value && !isList(value);
    case "d":
      return typeof value === "number" && value >= 0;
    case "i":
      return Number.isFinite(value);
    case "t":
      return Number.isFinite(value) && (value as number) >= 0;
    case "g":
      return ["add", "remove"].every((verb) => typeof peek(value, `${verb}EventListener`) === "function");
    default:
      return typeof value === TYPES[kind]!.slice(2);
  }
}

function isList(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    // A proxy that was revoked.
    return true;
  }
}

/** It throws unless the value is of that kind. */
export function must(member: string, value: unknown, kind: string): void {
  if (!isOf(value, kind)) {
    throw wrong(member, `it must be ${TYPES[kind]}`);
  }
}

/** A string, or nothing where it is left out: the core says whether it is needed. */
export function text(member: string, value: string | null | undefined): string | undefined {
  must(member, value ?? "", "s");
  return value ?? undefined;
}

/** Names and kinds, with what `typeof` gives where that is enough. */
type Names = readonly (readonly [name: string, kind: string, type: string])[];

/** Tables that were read. */
const tables = new Map<string, Names>();

/** Names and their kinds: in a table a letter comes before the names that are of its kind. */
export function namesOf(table: string): Names {
  let names = tables.get(table);
  if (!names) {
    let kind = "";
    names = table.split(" ").flatMap((word) => (word[1] ? [[word, kind, TYPES[kind]!.slice(2)] as const] : ((kind = word), [])));
    tables.set(table, names);
  }
  return names;
}

/**
 * The members of an object that a table names, each read once and of its kind. What is undefined or null
 * is left out, and so may be options as a whole.
 */
export function checked<T extends object>(what: string, value: T | null | undefined, table: string): T {
  const given = value ?? (what === "options" ? {} : value);
  must(what, given, "o");
  const copy: Record<string, unknown> = {};
  for (const [name, kind, type] of namesOf(table)) {
    let member: unknown;
    try {
      member = (given as Record<string, unknown>)[name];
    } catch {
      throw wrong(name, "it cannot be read");
    }
    // A platform without `fetch` may have null there.
    if (member === undefined || (member === null && name !== "fetch")) {
      continue;
    }
    if (typeof member !== type) {
      must(name, member, kind);
    }
    copy[name] = member;
  }
  return copy as T;
}
