// The core from where you keep it: `grantlet/core.wasm`.

import type { Core } from "./boundary.js";
import { OAuthError } from "./errors.js";
import { wired } from "./imports.js";

let exports: Core | undefined;

/** The core, once `init` was called. */
export function core(): Core {
  if (!exports) {
    throw new OAuthError("not_initialized");
  }
  return exports;
}

/**
 * Takes the core: a compiled `WebAssembly.Module`, its bytes, or what `fetch` gave or promised for
 * `grantlet/core.wasm`. To be awaited before the first call.
 */
export async function init(source: object): Promise<void> {
  const given = await source;
  if (given instanceof WebAssembly.Module) {
    exports ??= wired(given);
    return;
  }
  const bytes = given instanceof Response ? await given.arrayBuffer() : (given as BufferSource);
  exports ??= wired(await WebAssembly.compile(bytes));
}
