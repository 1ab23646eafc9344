// Removes wasm-bindgen's metadata from a module. The wrapper needs no generated glue.

const IMPORTS = 2;
const EXPORTS = 7;
/** A name made by wasm-bindgen: the source's name and a hash. */
const HASHED = /^(?:__wbg_)?(\w+)_[\da-f]{16}$/;

/**
 * A module whose exports are its memory and its own functions, by the names that the source has, and whose
 * imports of the module's own are those of `crypto`. What nothing refers to any more is left for wasm-opt.
 */
export function bare(module) {
  const described = new Set(WebAssembly.Module.exports(new WebAssembly.Module(module)).map(({ name }) => name));
  const isOwn = (name) => name === "memory" || (described.has(`__wbindgen_describe_${name}`) && !name.startsWith("__"));
  const parts = [module.subarray(0, 8)];
  const reader = new Reader(module.subarray(8));
  while (!reader.isDone) {
    const id = reader.number();
    const section = new Reader(reader.part());
    // A custom section, the first of all ids, says nothing that runs.
    if (id) {
      const written = id === IMPORTS ? imports(section) : id === EXPORTS ? exports(section, isOwn) : section.bytes;
      parts.push(Buffer.from([id, ...numbered(written.length)]), Buffer.from(written));
    }
  }
  return Buffer.concat(parts);
}

function imports(section) {
  const entries = [];
  for (let count = section.number(); count; count--) {
    const from = section.text();
    const name = section.text();
    const own = /^__wbg_/.test(name) && HASHED.exec(name)?.[1];
    // A function of some type: this boundary imports nothing else.
    const rest = [section.number(), ...numbered(section.number())];
    entries.push([...text(own ? "crypto" : from), ...text(own || name), ...rest]);
  }
  return listed(entries);
}

function exports(section, isOwn) {
  const entries = [];
  for (let count = section.number(); count; count--) {
    const name = section.text();
    const rest = [section.number(), ...numbered(section.number())];
    if (isOwn(name)) {
      entries.push([...text(HASHED.exec(name)?.[1] ?? name), ...rest]);
    }
  }
  return listed(entries);
}

const listed = (entries) => [...numbered(entries.length), ...entries.flat()];
const text = (name) => [...numbered(name.length), ...Buffer.from(name)];

/** A number as LEB128. */
function numbered(number) {
  const bytes = [];
  for (; number > 127; number >>= 7) {
    bytes.push((number & 127) | 128);
  }
  return [...bytes, number];
}

class Reader {
  #at = 0;

  constructor(bytes) {
    this.bytes = bytes;
  }

  get isDone() {
    return this.#at >= this.bytes.length;
  }

  number() {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.#at++];
      number |= (byte & 127) << shift;
      if (byte < 128) {
        return number;
      }
    }
  }

  part() {
    const length = this.number();
    return this.bytes.subarray(this.#at, (this.#at += length));
  }

  text() {
    return Buffer.from(this.part()).toString();
  }
}
