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
 * Takes the core: a compiled module, its bytes, or what `fetch` gave for `grantlet/core.wasm`. To be
 * awaited before the first call.
 */
export async function init(
  source: WebAssembly.Module | BufferSource | Response | PromiseLike<Response>,
): Promise<void> {
  const given = await source;
  exports ??= wired(
    given instanceof WebAssembly.Module
      ? given
      : await WebAssembly.compile(
          "arrayBuffer" in given && typeof given.arrayBuffer === "function"
            ? await given.arrayBuffer()
            : (given as BufferSource),
        ),
  );
}
