// The new refresh token of a response that is rejected for another reason: the server has invalidated the old one.

import { more } from "#core";
import { OUTCOME } from "./abi.js";
import { call, words } from "./boundary.js";
import type { Client } from "./client.js";
import { jsonOf } from "./token.js";

/** The members of a rejected response that are kept. Secret: no error contains them. */
export interface Rotated {
  readonly refreshToken: string | undefined;
  /** Not validated. */
  readonly idToken: string | undefined;
  /** Whether `id_token` occurs more than once, so that the user is unknown. */
  readonly isRepeated: boolean;
}

/** Reads the members to keep from a rejected response. */
export function rotatedIn(client: Client, status: number, body: Uint8Array): Rotated | undefined {
  try {
    const [, , refreshToken, idToken] = call(() => more().read_kept, client, [], jsonOf(client, body), status);
    return { refreshToken: refreshToken || undefined, idToken: idToken || undefined, isRepeated: words[OUTCOME] === 1 };
  } catch {
    // Out of memory: the first error is the one to report.
    return undefined;
  }
}
