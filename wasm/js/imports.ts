// The import of the core: entropy.

import type { Core } from "./abi.js";
import { OAuthError } from "./errors.js";

/** The entropy of a login, by one call of the platform: each takes some microseconds. A used word is wiped. */
const pool = new Uint32Array(24);
let next = pool.length;

/** The core's one import: see `entropy.rs`. */
export const imports = {
  crypto: {
    random(): number {
      if (next === pool.length) {
        try {
          crypto.getRandomValues(pool);
          next = 0;
        } catch {
          // Zeros. The core reports constant entropy as `request_entropy`.
          return 0;
        }
      }
      const word = pool[next]!;
      pool[next++] = 0;
      return word;
    },
  },
};

/** Instantiates a compiled module. */
export function wired(module: WebAssembly.Module): Core {
  return new WebAssembly.Instance(module, imports).exports as unknown as Core;
}

/** Instantiates another part of the module, which imports the core's exports. */
export function over(core: Core, module: WebAssembly.Module): unknown {
  const imports = { core: core as unknown as WebAssembly.ModuleImports };
  return new WebAssembly.Instance(module, imports).exports;
}

/** Throws `not_compiled`: there is no WebAssembly, or a policy forbids it. */
export function refuse(): never {
  const sentence = "WebAssembly is missing or forbidden: import grantlet/js, or allow 'wasm-unsafe-eval'";
  throw new OAuthError("not_compiled", { sentence });
}
