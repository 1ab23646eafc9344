// Calls the core: strings are written by `encodeInto`, and returned as slices of one decoded string.

import { core } from "#core";
import { AS_GIVEN, type Call, type Core, END, ENDS_GRANT, KINDS, MEMBER, NEEDED, OUTCOME, REPLY_BYTES, SPANS, SPAN_OF_ERROR } from "./abi.js";
import { type Client, type Fields, encoded, joined } from "./client.js";
import { OAuthError, codeOf, memberOf } from "./errors.js";

/** The words of the last reply. Read them before the next call. None is secret. */
export let words: Uint32Array;

let bytes: Uint8Array;
/** The memory after the reply: input and output of a call. */
let input: Uint8Array = new Uint8Array();
/** The address of the reply. */
let at = 0;
let encoder: TextEncoder;
let decoder: TextDecoder;

/** An exported function by its name, or a function of the part that not every page bundles. */
export type Name = Exclude<keyof Core, "memory"> | (() => Call);

/**
 * Calls the core, and returns the strings of its reply. All memory that the call has written is wiped before
 * this returns. It throws the core's error, or `request_room`.
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
  const ahead = client ? encoded(client) : "";
  let text: string;
  let whole: string;
  try {
    text = ahead + joined(fields);
    whole = typeof body === "string" ? text + body : text;
  } catch (error) {
    // Strings have a maximum length.
    throw error instanceof RangeError ? new OAuthError("request_room") : error;
  }
  // A character takes at most three bytes of UTF-8, and its escaped form in the output at most twelve more.
  // Bytes and responses are not escaped. If a provider's headers repeat a long value, the core returns the size
  // that it needs.
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
    const fault = run(at, room, length, written - length, number);
    const start = first + length;
    const end = Math.max(first + written, words[END]!);
    // If the core changed nothing, slice the caller's string instead of decoding.
    const isOwn = isAscii && words[AS_GIVEN] && typeof body === "string";
    const source = isOwn ? body : decode(start, end);
    const isPlain = isOwn || source.length === end - start;
    const texts: string[] = [];
    for (let at = SPANS; words[at] && at < KINDS; at += 2) {
      const from = words[at]!;
      const to = from + words[at + 1]!;
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

/** Grows the memory after the reply. It grows nowhere else, so the views stay valid until then. */
function reserve(memory: Core["memory"], room: number): void {
  // Runtimes do not encode into larger arrays.
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

/** Builds the error of a failed call. */
function failure(fault: number, texts: readonly string[], status?: number): OAuthError {
  const code = codeOf(fault);
  const [error, errorDescription, errorUri, errorNumber] = texts.slice(SPAN_OF_ERROR);
  return new OAuthError(code, {
    member: memberOf(words[MEMBER]!),
    status,
    endsGrant: words[ENDS_GRANT] === 1,
    retries: words[ENDS_GRANT] === 2,
    outcome: words[OUTCOME],
    ...(code.endsWith("_refused") && { said: { error, errorDescription, errorUri, errorNumber } }),
  });
}
