// One call of the core: text goes in by `encodeInto`, and comes out as slices.

import { core } from "#core";
import { type Client, fieldsOf, flagsOf } from "./client.js";
import { OAuthError, codeOf, memberOf } from "./errors.js";

/** A call of `lib.rs`. */
type Call = (
  at: number,
  room: number,
  text: number,
  body: number,
  flags: number,
  number: number,
) => number;

/** What the core exports. */
export interface Core {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly start_login: Call;
  readonly read_callback: Call;
  readonly write_request: Call;
  readonly read_response: Call;
  readonly write_hash: Call;
}

/** What a call answered: see `reply.rs`. */
export interface Reply {
  /** 0, or the number of a fault. */
  readonly fault: number;
  word(index: number): number;
  /** The text at a place. */
  text(place: number): string;
  /** The text at a place, cut out of the body where that is ASCII and the core left it in place. */
  slice(place: number): string;
}

/** Words of a reply, in bytes. */
const REPLY_BYTES = 192;

let bytes = new Uint8Array();
let words: Uint32Array;
let at = 0;
let encoder: TextEncoder;
let decoder: TextDecoder;

/** Calls the core. What was written into its memory is wiped before this returns. */
export function call<T>(
  name: Exclude<keyof Core, "memory">,
  client: Client,
  fields: readonly (string | undefined)[],
  body: string | Uint8Array,
  number: number,
  read: (reply: Reply) => T,
): T {
  const exports = core();
  const { memory } = exports;
  const all = [...fieldsOf(client), ...fields];
  const text = all.join("\0") + "\0";
  if (text.split("\0").length !== all.length + 1) {
    throw new OAuthError("request_chars", { member: "NUL" });
  }
  // Text takes at most three bytes a character, and what is written of it six times that.
  const room = (REPLY_BYTES + 1024 + 9 * text.length + 12 * body.length + 7) & ~7;
  at ||= memory.grow(1) * 65536;
  const missing = at + room - memory.buffer.byteLength;
  if (missing > 0) {
    memory.grow(Math.ceil(missing / 65536));
  }
  if (bytes.buffer !== memory.buffer) {
    bytes = new Uint8Array(memory.buffer);
    words = new Uint32Array(memory.buffer);
    encoder ??= new TextEncoder();
    decoder ??= new TextDecoder("utf-8", { ignoreBOM: true });
  }
  try {
    const start = at + REPLY_BYTES;
    const { written: textLength } = encoder.encodeInto(text, bytes.subarray(start));
    const bodyStart = start + textLength;
    let bodyLength = body.length;
    let ascii = "";
    if (typeof body === "string") {
      bodyLength = encoder.encodeInto(body, bytes.subarray(bodyStart)).written;
      ascii = bodyLength === body.length && !client.envelope ? body : "";
    } else {
      bytes.set(body, bodyStart);
    }
    const fault = exports[name](
      at,
      room,
      textLength,
      bodyLength,
      flagsOf(client),
      number,
    );
    const word = (index: number): number => words[at / 4 + index]!;
    const decode = (index: number): string => {
      const from = word(index);
      return decoder.decode(bytes.subarray(from, from + word(index + 1)));
    };
    return read({
      fault,
      word,
      text: (place) => (word(5 + 2 * place) ? decode(4 + 2 * place) : ""),
      slice(place) {
        const from = word(4 + 2 * place) - bodyStart;
        const length = word(5 + 2 * place);
        return ascii && length && bytes[at + 152 + place] === 34
          ? ascii.slice(from, from + length)
          : this.text(place);
      },
    });
  } finally {
    bytes.fill(0, at, at + room);
  }
}

/** The error of a call that failed. */
export function failure({ fault, text, word }: Reply, status?: number): OAuthError {
  const code = codeOf(fault);
  const refused = code.endsWith("_refused");
  return new OAuthError(code, {
    member: memberOf(word(0)),
    status,
    endsGrant: refused && word(46) === 1,
    ...(refused && {
      said: {
        error: text(5),
        errorDescription: text(6),
        errorUri: text(7),
        errorNumber: text(8),
      },
    }),
  });
}

/** Calls the core for what must succeed. */
export function must<T>(reply: Reply, read: (reply: Reply) => T, status?: number): T {
  if (reply.fault) {
    throw failure(reply, status);
  }
  return read(reply);
}
