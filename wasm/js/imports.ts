// What the core needs of the platform: entropy.

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
        // They stay constant, which the core refuses.
      }
      return new Int32Array(bytes.buffer)[0]!;
    },
  },
};

/** A module that was compiled, made an instance. */
export function wired(module: WebAssembly.Module): Core {
  return new WebAssembly.Instance(module, imports).exports as unknown as Core;
}

/** What is laid over the core, made an instance. */
export function over(core: Core, module: WebAssembly.Module): More {
  const imports = { core: core as unknown as WebAssembly.ModuleImports };
  return new WebAssembly.Instance(module, imports).exports as unknown as More;
}

/** There is no WebAssembly, or a policy against it: `grantlet/js` needs none. */
export function refuse(): never {
  throw new OAuthError("not_compiled");
}
