// Verifies the signature of an `id_token` with a key of its issuer. This loads the code, which is in `keys.ts`.

import type { SIGNATURE_ALGORITHMS } from "./abi.js";
import type { Client } from "./client.js";
import { fromFile } from "./load_file.js";
import type { SendOptions } from "./send.js";
import { sharedFunctions } from "./shared_functions.js";

/** The algorithm of a signature (RFC 7518, section 3.1; RFC 8037, section 3.1). */
export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number];

/** A client with the address of its server's keys, which `discover` returns. */
export interface VerifyingClient extends Client {
  /** `jwks_uri` (OpenID Connect Discovery, section 3): https, or http on this machine with `allowLoopback`. */
  readonly jwksUri?: string;
}

/** Options of `verifyIdToken`. */
export interface VerifyOptions extends SendOptions {
  /**
   * The algorithm that the client is registered for (`id_token_signed_response_alg`). The default is `"RS256"`, as that of
   * OpenID Connect. The token does not choose it (RFC 8725, section 3.1). Runtimes need not have `"EdDSA"`.
   */
  readonly algorithm?: SignatureAlgorithm | undefined;
  /** The `nonce` that the token must have. `finishLogin` has compared that of its login. */
  readonly nonce?: string | undefined;
  /** An access token, for which `at_hash` is then required. */
  readonly accessToken?: string | undefined;
  /** A code, for which `c_hash` is then required. */
  readonly code?: string | undefined;
  /** The `sub` that the token must have. */
  readonly subject?: string | undefined;
  /** The time to compare with, in milliseconds since 1970. The default is the local time. */
  readonly now?: number | undefined;
  /** How long the server's keys are kept, in milliseconds. The default is an hour. */
  readonly maxAge?: number | undefined;
}

declare const isVerified: unique symbol;

/** Claims of an `id_token` that its issuer has signed. Only `verifyIdToken` returns this type. */
export interface VerifiedIdToken {
  /** Exists only in the type, so that no other object has this type. */
  readonly [isVerified]: true;
  /** `iss`: the client's `issuer`. */
  readonly issuer: string;
  /** `sub`: who logged in, by the issuer's name for them. */
  readonly subject: string;
  /** `aud`, which contains the client's id. */
  readonly audience: readonly string[];
  /** `exp`, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** `iat`, in milliseconds since 1970. */
  readonly issuedAt: number;
  /** Every claim. Names and addresses are text, not HTML, and name no user for good (OpenID Connect Core, section 5.7). */
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Verifies an `id_token` (OpenID Connect Core, section 3.1.3.7): its claims, and its signature by the keys of `jwksUri`. One
 * from the token endpoint needs no verification by the client that got it; one from elsewhere does.
 *
 * 1. `iss`, `aud`, `azp`, `exp` and `iat` are compared with the client, as `checkIdToken` does.
 * 2. `alg` must be `algorithm`. A header that brings its own key (`jwk`, `jku`, `x5u`) or has `crit` is refused.
 * 3. The key is the one that `kid` names. Without one, a single key must fit.
 * 4. Keys are kept in this page or process for `maxAge`, and fetched once for all calls, with the `fetch`, `timeout` and
 *    `responseLimit` of the first. Where none fits, they are fetched again, at most once a minute.
 * 5. The signal stops waiting. It does not stop the fetch, for which others may wait.
 *
 * WebCrypto verifies: a page must be https, or on this machine.
 *
 * Errors: `id_token_…`, `keys_…`, `request_missing`, `request_url`, `request_unexpected`, `network`, `timeout`, `aborted`,
 * `redirect`, `response_length`, `fetch_incompatible`.
 */
export async function verifyIdToken(client: VerifyingClient, idToken: string | undefined, options?: VerifyOptions): Promise<VerifiedIdToken> {
  return (await fromFile(import("#keys"))).verifyBy(sharedFunctions(), client, idToken, options);
}
