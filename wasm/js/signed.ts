// The types of `client.dpop` and `client.assertion`, for the functions that send requests. `grantlet/proof` implements
// them, so that a page which does not import it has none of its code.

import type { Client } from "./client.js";
import type { OAuthError } from "./errors.js";
import type { TokenRequest } from "./requests.js";
import type { Sent } from "./send.js";
import type { Token } from "./token.js";

/**
 * Signs a request, and sends it by `once`; a second time without a pause if the server requires that. The caller passes
 * the class `Failure`, because `grantlet/proof` has no copy of it. A signer is a function, because the check for a
 * function is the shortest.
 */
interface RequestSigner {
  /** @internal */
  (request: TokenRequest, client: Client, once: SendOnce, Failure: typeof OAuthError): Promise<Sent>;
}

/** Sends a request once. */
export type SendOnce = (request: TokenRequest) => Promise<Sent>;

/** The key of a client's DPoP proofs, of `dpopKey`. */
export interface DpopKey extends RequestSigner {
  /** The thumbprint of the public key (RFC 7638), as in `dpop_jkt` and in a token's `cnf`. */
  readonly jkt: string;
  /** The algorithm of its signatures. */
  readonly algorithm: "ES256" | "EdDSA";
  /**
   * Returns the header fields of one request that you send by your own HTTP client: `DPoP`, a proof with the last nonce
   * of that server, and with an access token also `Authorization`, which is secret. Error: a `TypeError` that names
   * what is wrong.
   */
  headers(method: string, url: string, accessToken?: string): Promise<Record<string, string>>;
  /**
   * Calls an API with a token of the session that is bound to the key; undefined if it is not. `isRepeatable` is asked
   * after it was called.
   * @internal
   */
  call(
    stored: () => Promise<Token | undefined>,
    accessToken: string,
    url: string,
    method: string | undefined,
    headers: Headers,
    fetch: () => Promise<Response>,
    isRepeatable: () => boolean,
  ): Promise<Response | undefined>;
  /**
   * Adds DPoP to the types of tokens that a client accepts, as they are encoded.
   * @internal
   */
  typesWith(tokenTypes: unknown): never;
  /**
   * Returns the token of a response to a request that had a proof. It throws if it is not bound, unless its type is
   * listed.
   * @internal
   */
  bound(token: Token, tokenTypes: unknown, Failure: typeof OAuthError): Token;
}

/** A signer of client assertions, of `privateKeyJwt` or `clientSecretJwt`. */
export interface AssertionSigner extends RequestSigner {
  /**
   * Signs an authorization request (RFC 9101, section 4): the URL of `startLogin`. The result is the parameter
   * `request`.
   * Error: a `TypeError` that names what is wrong.
   */
  requestObject(client: Client, authorizationUrl: string): Promise<string>;
  /** @internal */
  requestObject(client: Client, authorizationUrl: string, Failure: ErrorClass): Promise<string>;
  /** @internal */
  parametersFor(client: Client, now: number, Failure: ErrorClass): Promise<string>;
}

/** The class of errors. */
export type ErrorClass = new (code: never, details: { member?: string | undefined; sentence?: string }) => Error;
