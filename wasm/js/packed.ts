// A WebAssembly module, whose bytes are sorted by kind: brotli then compresses it to a tenth less.

/** Separates the kinds: no byte is this character. */
export const NEXT = "\u0100";

/** The mask that is XORed with each byte of a kind; brotli compresses this one best. Text, after the code, has none. */
export function maskOf(kind: number): number {
  return kind === AFTER ? 0 : 63;
}

/** The number of the section that has the code. */
export const CODE = 10;

/** Kinds of bytes: those before the code, operations, variables of a function, labels; the last are those after it. */
export const OPERATION = 1;
export const LOCALS = 2;
const LABEL = 3;
export const AFTER = 14;

/** The kind of what follows each operation, from `unreachable` to `i64.const`: 0 if nothing does. */
const KINDS = "0044400000003330110000000000000056789000::::::::::::::;;;;;;;;;00<=";

/** Returns the next byte, which is of this kind. */
type Take = (kind: number) => number;

/** Takes numbers, of which the last byte is below 128. */
export function numbers(take: Take, kind: number, count: number): void {
  while (count) {
    count -= take(kind) > 127 ? 0 : 1;
  }
}

/** Takes the bytes of a function, in their order. */
export function visit(take: Take): void {
  numbers(take, LOCALS, 2 * take(LOCALS));
  for (let depth = 1; depth; ) {
    const operation = take(OPERATION);
    const kind = KINDS.charCodeAt(operation) - 48;
    depth += kind === 4 ? 1 : operation === 11 ? -1 : 0;
    if (operation === 252) {
      // A copy of memory has two operands, and a fill one.
      numbers(take, OPERATION, 12 - take(OPERATION));
    }
    if (kind) {
      if (kind === 10 || kind === 11) {
        // The alignment depends on the operation more than on what is before it.
        take(OPERATION);
      }
      numbers(take, kind, operation === 14 ? take(LABEL) + 1 : operation === 17 ? 2 : 1);
    }
  }
}

/** The bytes of a module that `pack.js` has sorted. Lengths take three bytes each. */
export function unpacked(text: string): Uint8Array<ArrayBuffer> {
  const kinds = text.split(NEXT);
  const next = kinds.map(() => 0);
  const bytes = new Uint8Array(2 * text.length);
  let at = 0;
  const take = (kind: number): number => (bytes[at++] = kinds[kind]!.charCodeAt(next[kind]!++) ^ maskOf(kind));
  const each = (kind: number, work: (kind: number) => void): void => {
    while (next[kind]! < kinds[kind]!.length) {
      work(kind);
    }
  };
  const sized = (work: () => void): void => {
    const start = (at += 3);
    work();
    for (let size = at - start, place = 3; place; size >>= 7) {
      bytes[start - place] = (size & 127) | (--place && 128);
    }
  };
  each(0, take);
  bytes[at++] = CODE;
  sized(() => {
    numbers(take, LOCALS, 1);
    each(OPERATION, () => sized(() => visit(take)));
  });
  each(AFTER, take);
  return bytes.subarray(0, at);
}
