// Calls a module that is a file of its own, and has no memory in common with the core.

import { type Call, KINDS, type Module, REPLY_BYTES, SPANS } from "./abi.js";

/** The results of a call: see `reply.rs`. */
export interface Reply {
  readonly fault: number;
  /** Its strings. */
  readonly texts: readonly string[];
  readonly words: Uint32Array;
}

/** Encodes fields, which each end in NUL: one in a field becomes a space, which no value that is compared has. */
export function fieldsOf(fields: readonly unknown[]): string {
  return fields.map((field) => `${String(field ?? "").replaceAll("\0", " ")}\0`).join("");
}

/** A time in seconds, as the modules take it: more than 32 bits would be a time long ago. */
export function secondsOf(milliseconds: number): number {
  return Math.min(Math.max(Math.floor(milliseconds / 1000), 0), 2 ** 32 - 1);
}

/**
 * Calls a function of an instance that nothing else uses, with fields that each end in NUL. What they contain may be
 * secret: the memory is wiped. `more` is how many bytes longer than them the result can be.
 */
export function callModule({ memory }: Module, run: Call, fields: string, body: Uint8Array, number: number, more = 64): Reply {
  const text = new TextEncoder().encode(fields);
  const room = 2 * text.length + body.length + more;
  const at = memory.grow(Math.ceil((REPLY_BYTES + room) / 65536)) * 65536;
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(text, at + REPLY_BYTES);
  bytes.set(body, at + REPLY_BYTES + text.length);
  const fault = run(at, room, text.length, body.length, number);
  const words = new Uint32Array(memory.buffer, at, REPLY_BYTES / 4);
  const texts: string[] = [];
  for (let at = SPANS; words[at] && at < KINDS; at += 2) {
    const start = words[at]!;
    texts.push(new TextDecoder().decode(bytes.subarray(start, start + words[at + 1]!)));
  }
  const reply = { fault, texts, words: words.slice() };
  bytes.fill(0, at);
  return reply;
}
