// What a page's first script lends to files that are loaded later, so that these have no copy of it.

import { checked, must, wrong } from "./checks.js";
import { OAuthError } from "./errors.js";
import { send, unlessAborted } from "./send.js";

/** By their order, as names would be in every page. */
export const sharedFunctions = () => [OAuthError, checked, must, wrong, send, unlessAborted] as const;
export type SharedFunctions = ReturnType<typeof sharedFunctions>;
