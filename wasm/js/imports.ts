// The import of the core: entropy.

import type { Core, More } from "./abi.js";
import { OAuthError } from "./errors.js";

/** The core's one import: see `entropy.rs`. */
export const imports = {
  crypto: {
    random(): number {
      const bytes = new Uint8Array(4);
      try {
        crypto.getRandomValues(bytes);
      } catch {
        // The bytes stay zero. The core reports constant entropy as `request_entropy`.
      }
      return new Int32Array(bytes.buffer)[0]!;
    },
  },
};

/** Instantiates a compiled module. */
export function wired(module: WebAssembly.Module): Core {
  return new WebAssembly.Instance(module, imports).exports as unknown as Core;
}

/** Instantiates the second part of the module, which imports the core's exports. */
export function over(core: Core, module: WebAssembly.Module): More {
  const imports = { core: core as unknown as WebAssembly.ModuleImports };
  return new WebAssembly.Instance(module, imports).exports as unknown as More;
}

/** Throws `not_compiled`: there is no WebAssembly, or a policy forbids it. */
export function refuse(): never {
  throw new OAuthError("not_compiled");
}
