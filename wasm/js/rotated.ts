// The refresh token of a response that is refused for another member: the server has spent the old one.

import { more } from "#core";
import { OUTCOME } from "./abi.js";
import { call, words } from "./boundary.js";
import type { Client } from "./client.js";

/** What of a refused response is kept. None of it is in an error. */
export interface Rotated {
  readonly refreshToken: string | undefined;
  /** As it is written, whatever that is. */
  readonly idToken: string | undefined;
  /** Whether there is another `id_token`, so that none says whose the response is. */
  readonly isRepeated: boolean;
}

/** What the core keeps of a response of which no token is handed out. */
export function rotatedIn(client: Client, status: number, body: Uint8Array): Rotated | undefined {
  try {
    const [, , refreshToken, idToken] = call(() => more().read_kept, client, [], body, status);
    return { refreshToken: refreshToken || undefined, idToken: idToken || undefined, isRepeated: words[OUTCOME] === 1 };
  } catch {
    // There is no memory for it: the failure that was before is what counts.
    return undefined;
  }
}
