// The core as bytes in this file: compiled at the first call, or by `init` without waiting for it.

import type { Core } from "./boundary.js";
import { refuse, wired } from "./imports.js";

/** The module, a character for each byte under a mask, which the build puts here. */
declare const GRANTLET_WASM: string;
declare const GRANTLET_MASK: number;

let exports: Core | undefined;

/** The core, compiled at the first call. */
export function core(): Core {
  try {
    return (exports ??= wired(new WebAssembly.Module(bytes())));
  } catch {
    return refuse();
  }
}

/** Compiles the core ahead of the first call, off the main thread where the browser can. Optional. */
export async function init(): Promise<void> {
  exports ??= wired(await WebAssembly.compile(bytes()).catch(refuse));
}

function bytes(): Uint8Array<ArrayBuffer> {
  const text = GRANTLET_WASM;
  const bytes = new Uint8Array(text.length);
  // `Uint8Array.from` would take half of the first call.
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = text.charCodeAt(at) ^ GRANTLET_MASK;
  }
  return bytes;
}
