// One call of the core: text goes in by `encodeInto`, and comes out as slices of one text.

import { core } from "#core";
import { AS_GIVEN, type Call, type Core, END, ENDS_GRANT, KINDS, MEMBER, NEEDED, PLACES, PLACE_OF_ERROR, REPLY_BYTES } from "./abi.js";
import { type Client, type Fields, clientOf, flagsOf, joined, textOf } from "./client.js";
import { OAuthError, codeOf, memberOf } from "./errors.js";

/** The words of the last reply, to be read before anything else can make a call. None is secret. */
export let words: Uint32Array;

let bytes: Uint8Array;
/** What follows the reply: where the texts of a call go. */
let input: Uint8Array = new Uint8Array();
let at = 0;
let encoder: TextEncoder;
let decoder: TextDecoder;

/** A call by its name, or one that not every page bundles. */
export type Name = Exclude<keyof Core, "memory"> | (() => Call);

/**
 * Calls the core and returns the texts at the places of its reply. What was written into its memory
 * is wiped before this returns.
 */
export function call(
  name: Name,
  client: Client | undefined,
  fields: Fields,
  body: string | Uint8Array,
  number: number,
  status?: number,
  more = 0,
): string[] {
  const exports = core();
  const run = typeof name === "string" ? exports[name] : name();
  const own = client && clientOf(client);
  const flags = own ? flagsOf(own) : 0;
  const ahead = own ? textOf(own, flags) : "";
  let text: string;
  let whole: string;
  try {
    text = ahead + joined(fields);
    whole = typeof body === "string" ? text + body : text;
  } catch (error) {
    // A string has a longest length.
    throw error instanceof RangeError ? new OAuthError("request_room") : error;
  }
  // A character takes at most three bytes, and what is written of one twelve more. Of bytes nothing is
  // written, nor of a response. Where a provider's headers repeat what is long, the core says how much more.
  const each = typeof body !== "string" ? 1 : typeof name !== "string" || name === "read_response" ? 4 : 12;
  const room = 1024 + more + 15 * text.length + each * body.length;
  if (room > input.length) {
    reserve(exports.memory, room);
  }
  const first = input.byteOffset;
  let used = first + room;
  let needed = 0;
  try {
    let { written } = encoder.encodeInto(whole, input);
    const isAscii = written === whole.length;
    const length = isAscii ? text.length : encoder.encodeInto(text, input).written;
    if (typeof body !== "string") {
      input.set(body, length);
      written = length + body.length;
    }
    const fault = run(at, room, length, written - length, flags, number);
    const start = first + length;
    const end = Math.max(first + written, words[END]!);
    // The caller's own text where that is what stands there.
    const isOwn = isAscii && words[AS_GIVEN] && typeof body === "string";
    const source = isOwn ? body : decode(start, end);
    const isPlain = isOwn || source.length === end - start;
    const texts: string[] = [];
    for (let place = PLACES; words[place] && place < KINDS; place += 2) {
      const from = words[place]!;
      const to = from + words[place + 1]!;
      texts.push(from === to ? "" : isPlain ? source.slice(from - start, to - start) : decode(from, to));
    }
    if (fault) {
      if (words[NEEDED] && !more) {
        needed = words[NEEDED];
      } else {
        throw failure(fault, texts, status);
      }
    }
    used = end;
    if (!needed) {
      return texts;
    }
  } finally {
    bytes.fill(0, first, used);
  }
  return call(name, client, fields, body, number, status, needed);
}

/** Makes room behind the reply. Memory grows nowhere else, so that the views of it hold until then. */
function reserve(memory: Core["memory"], room: number): void {
  // Runtimes do not write into more.
  if (room >= 2 ** 31) {
    throw new OAuthError("request_room");
  }
  at ||= memory.grow(1) * 65536;
  try {
    memory.grow(Math.ceil((room - input.length) / 65536));
  } catch {
    throw new OAuthError("request_room");
  }
  bytes = new Uint8Array(memory.buffer);
  input = bytes.subarray(at + REPLY_BYTES);
  words = new Uint32Array(memory.buffer, at, REPLY_BYTES / 4);
  encoder ??= new TextEncoder();
  decoder ??= new TextDecoder("utf-8", { ignoreBOM: true });
}

function decode(start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

/** The error of a call that failed. */
function failure(fault: number, texts: readonly string[], status?: number): OAuthError {
  const code = codeOf(fault);
  const [error, errorDescription, errorUri, errorNumber] = texts.slice(PLACE_OF_ERROR) as [string, string, string, string];
  return new OAuthError(code, {
    member: memberOf(words[MEMBER]!),
    status,
    endsGrant: words[ENDS_GRANT] === 1,
    ...(code.endsWith("_refused") && { said: { error, errorDescription, errorUri, errorNumber } }),
  });
}
