// Sorts the bytes of a module by kind, as `js/packed.ts` reads them.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const entryPoints = [fileURLToPath(new URL("js/packed.ts", import.meta.url))];
const { outputFiles } = await build({ entryPoints, bundle: true, format: "esm", write: false });
const { AFTER, CODE, LOCALS, NEXT, maskOf, numbers, unpacked, visit } = await import(
  `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`
);

/** The text of a module. */
export function packed(module) {
  const text = sorted(module);
  const again = unpacked(text);
  // An operation that it does not know would shift what follows.
  if (sorted(again) !== text || !WebAssembly.validate(again)) {
    throw new Error("the module has an operation that js/packed.ts does not know");
  }
  return text;
}

function sorted(module) {
  const kinds = Array.from({ length: AFTER + 1 }, () => []);
  let at = 0;
  const take = (kind) => kinds[kind][kinds[kind].push(module[at++]) - 1];
  const number = () => {
    let value = 0;
    for (let shift = 0, byte = 128; byte > 127; shift += 7) {
      byte = module[at++];
      value |= (byte & 127) << shift;
    }
    return value;
  };
  const upTo = (kind, end) => {
    while (at < end) {
      take(kind);
    }
  };
  upTo(0, 8);
  for (let kind = 0; at < module.length; ) {
    const start = at;
    const id = module[at++];
    const end = number() + at;
    if (id !== CODE) {
      at = start;
      upTo(kind, end);
      continue;
    }
    numbers(take, LOCALS, 1);
    while (at < end) {
      number();
      visit(take);
    }
    kind = AFTER;
  }
  return kinds.map((bytes, kind) => String.fromCharCode(...bytes.map((byte) => byte ^ maskOf(kind)))).join(NEXT);
}
