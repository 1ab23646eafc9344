// The options of a `Session`.

import type { Timing } from "./backoff.js";
import type { GrantOptions } from "./requests.js";
import type { SendOptions } from "./send.js";
import type { Token } from "./token.js";

/** Options of a `Session`. Times are in milliseconds. A time that is zero or not a number selects the default. */
export interface SessionOptions extends Timing, Omit<SendOptions, "signal" | "timeout">, GrantOptions {
  /**
   * The name of the session in the storage: one per grant. The default is made of the client id and the token
   * endpoint. With `clientCredentials`, `scope` and `params` are appended. On a server with many users set it always:
   * undefined is the default, which all share.
   */
  readonly key?: string;
  /** Whether the tokens are the client's own (RFC 6749, section 4.4), without a login. The default is false. */
  readonly clientCredentials?: boolean;
  /** The origins that `fetch` may send the access token to, such as `https://api.example`. The default is none. */
  readonly origins?: readonly string[];
  /**
   * Renews an access token without a refresh token, such as one of an implicit flow:
   * `() => renewInFrame(client, { redirectUri, flow: "implicit" })`. Default: the session ends with the token.
   *
   * The lock of the session is held meanwhile, so it may take twice the `timeout`, and must not call the session.
   * If the stored token has an `idToken`, the new one must have one too, of the same user (`id_token_missing`). Without
   * them another user, who has logged in at the server meanwhile, is not noticed.
   */
  readonly renew?: (() => Promise<Token>) | undefined;
}

/** Options by type: see `namesOf`. Times have any type, because an invalid one selects the default. */
export const OPTIONS = "f fetch renew n responseLimit s scope key b clientCredentials a params origins leeway spread backoff timeout";
