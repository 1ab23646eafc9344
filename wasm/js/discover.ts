// Discovery: a client's endpoints and rules, from the metadata of its server.

import { checked, must } from "./checks.js";
import type { Profile } from "./client.js";
import { OAuthError } from "./errors.js";
import { fromFile } from "./load_file.js";
import { SENDING } from "./option_types.js";
import { type SendOptions, type Sent, send, unlessAborted } from "./send.js";

/** Options of `discover`. */
export interface DiscoverOptions extends SendOptions {
  /**
   * How the server differs from the RFCs, such as a provider of `grantlet/providers`. Its settings replace those of the
   * document, but for `issuer` and the endpoints that the document has.
   */
  readonly profile?: Profile | undefined;
  /** How long a document is kept, in milliseconds. The default is an hour. */
  readonly maxAge?: number | undefined;
  /**
   * Whether a server that does not announce S256 (RFC 7636, section 4.2) is accepted. S256 is sent all the same. The
   * default is false: a document without it may have been changed on the way, to make logins weaker (RFC 9700, section
   * 2.1.1).
   */
  readonly evenWithoutS256?: boolean | undefined;
}

/**
 * What a server's metadata has: a profile to spread into a client, and what this package does not use. A member that
 * the document does not have is no property.
 */
export interface Discovered extends Profile {
  /** The issuer that was passed: the document has the same, byte for byte. */
  readonly issuer: string;
  /** `userinfo_endpoint` (OpenID Connect Discovery, section 3). */
  readonly userinfoEndpoint?: string;
  /** `jwks_uri`: the keys for the signatures of an `id_token`. */
  readonly jwksUri?: string;
  /** `pushed_authorization_request_endpoint` (RFC 9126, section 5). */
  readonly pushedAuthorizationRequestEndpoint?: string;
  /** `require_pushed_authorization_requests` (RFC 9126, section 5): whether the server accepts no other. */
  readonly pushedRequired: boolean;
  /** `dpop_signing_alg_values_supported` (RFC 9449, section 5.1); empty if the document has none. */
  readonly dpopAlgorithms: readonly string[];
}

/**
 * Fetches a server's metadata (OpenID Connect Discovery, section 4; RFC 8414, section 3), and returns a profile:
 * `const client = { ...(await discover("https://as.example")), clientId: "app" }`.
 *
 * 1. The document's issuer must be the one that was passed, byte for byte.
 * 2. Endpoints must be https. If the issuer is plain http on this machine, they may be so too.
 * 3. If the path of OpenID Connect Discovery is 404, that of RFC 8414 is fetched.
 * 4. `issuerRule` is `"required"` if the server announces `iss` in callbacks, else `"refused"` (RFC 9207, section 2.4).
 * 5. A document is kept in this page or process for `maxAge`, and fetched once for all calls, with the `fetch`, `timeout`
 *    and `responseLimit` of the first. A failure is not kept.
 * 6. The signal stops waiting. It does not stop the fetch, for which others may wait.
 *
 * Errors: `metadata_…`, `network`, `timeout`, `aborted`, `redirect`, `response_length`, `fetch_incompatible`,
 * `request_unexpected`.
 */
export async function discover(issuer: string, options?: DiscoverOptions): Promise<Discovered> {
  must("issuer", issuer, "s");
  const { signal, ...own } = checked("options", options, `${SENDING} o profile d maxAge b evenWithoutS256`);
  const get = (url: string): Promise<Sent> => send({ url, method: "GET", headers: { Accept: "application/json" }, body: "" }, own);
  return unlessAborted(async () => {
    const { discovered } = await fromFile(import("#metadata"));
    const result = await discovered(issuer, own, get);
    if ("found" in result) {
      return result.found;
    }
    throw new OAuthError(result.code, result);
  }, signal);
}
