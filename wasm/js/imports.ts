// What the core needs of the platform: entropy.

import type { Core } from "./boundary.js";
import { OAuthError } from "./errors.js";

/** The core's imports; `memory` is asked for when entropy is. */
export function imports(memory: () => Core["memory"]): {
  crypto: { random(at: number, length: number): void };
} {
  return {
    crypto: {
      random(at, length) {
        try {
          crypto.getRandomValues(new Uint8Array(memory().buffer, at, length));
        } catch {
          // It stays constant, which the core refuses.
        }
      },
    },
  };
}

/** A module that was compiled, made an instance. */
export function wired(module: WebAssembly.Module): Core {
  const { exports } = new WebAssembly.Instance(module, imports(() => core.memory));
  const core = exports as unknown as Core;
  return core;
}

/** There is no WebAssembly, or a policy against it: `grantlet/js` needs none. */
export function refuse(): never {
  throw new OAuthError("not_compiled");
}
