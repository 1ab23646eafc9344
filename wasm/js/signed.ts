// What signs the requests of a client, as the functions that send see it. It is in `grantlet/proof`, which a page without it
// does not have.

import type { Client } from "./client.js";
import type { OAuthError } from "./errors.js";
import type { TokenRequest } from "./requests.js";
import type { Sent } from "./send.js";
import type { Token } from "./token.js";

/**
 * RequestSigner a request, and sends it by `once`; once more at once, where the server wants that. `Failure` is sharedFunctions, as what signs is
 * built into a file of its own. It is a function, as the check of one is shortest.
 */
interface RequestSigner {
  /** @internal */
  (request: TokenRequest, client: Client, once: SendOnce, Failure: typeof OAuthError): Promise<Sent>;
}

/** Sends a request once. */
export type SendOnce = (request: TokenRequest) => Promise<Sent>;

/** The key of a client's DPoP proofs, of `dpopKey`. */
export interface DpopKey extends RequestSigner {
  /** The thumbprint of the public key (RFC 7638), which `dpop_jkt` and a token's `cnf` contain. */
  readonly jkt: string;
  /** The algorithm of its signatures. */
  readonly algorithm: "ES256" | "EdDSA";
  /**
   * The header fields of one request that you send by your own HTTP client: a proof with the last nonce of that server, and with
   * an access token its `Authorization`. Secret with one. Error: a `TypeError` that names what is wrong.
   */
  headers(method: string, url: string, accessToken?: string): Promise<Record<string, string>>;
  /**
   * Calls an API with a token of the session that is bound to the key; undefined if it is not. `isRepeatable` is asked after it
   * was called.
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
   * Returns the token of a response to a request that had a proof. It throws if it is not bound, unless its type is listed.
   * @internal
   */
  bound(token: Token, tokenTypes: unknown, Failure: typeof OAuthError): Token;
}

/** A signer of client assertions, of `privateKeyJwt` or `clientSecretJwt`. */
export interface AssertionSigner extends RequestSigner {
  /**
   * RequestSigner an authorization request (RFC 9101, section 4): the URL of `startLogin`. The result is the parameter `request`.
   * Error: a `TypeError` that names what is wrong.
   */
  requestObject(client: Client, authorizationUrl: string): Promise<string>;
  /** @internal */
  parametersFor(client: Client, now: number, Failure: ErrorClass): Promise<string>;
}

/** The class of errors. */
export type ErrorClass = new (code: never, details: { member?: string | undefined; sentence?: string }) => Error;
