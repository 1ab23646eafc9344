// What the core needs of the platform: entropy.

import type { Core } from "./boundary.js";
import { OAuthError } from "./errors.js";

/** The core's one import: see `entropy.rs`. */
export const imports = {
  crypto: {
    random(): number {
      try {
        return crypto.getRandomValues(new Int32Array(1))[0]!;
      } catch {
        // It stays constant, which the core refuses.
        return 0;
      }
    },
  },
};

/** A module that was compiled, made an instance. */
export function wired(module: WebAssembly.Module): Core {
  return new WebAssembly.Instance(module, imports).exports as unknown as Core;
}

/** There is no WebAssembly, or a policy against it: `grantlet/js` needs none. */
export function refuse(): never {
  throw new OAuthError("not_compiled");
}
