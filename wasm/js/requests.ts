// Requests, as plain objects for any HTTP client.

import { HashKind, RequestKind } from "./abi.js";
import { call } from "./boundary.js";
import { ASKING, checked, must, text } from "./checks.js";
import { type Client, type Fields, type Params, clientOf, pairsOf, place } from "./client.js";

/** A request to send. It holds secrets; a redirect is an answer to it, not to be followed. */
export interface TokenRequest {
  readonly url: string;
  readonly method: "POST";
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface GrantOptions {
  /** The scope to ask for, a space between each two words. */
  readonly scope?: string | undefined;
  readonly params?: Params | undefined;
}

/** A code that did not come from `startLogin`, such as that of a provider's modal. */
export interface CodeOptions extends GrantOptions {
  readonly redirectUri?: string;
  /** Needed unless the provider has no PKCE. */
  readonly codeVerifier?: string;
  readonly state?: string;
}

/** Exchanges a code (RFC 6749, section 4.1.3). */
export function codeRequest(client: Client, code: string, options?: CodeOptions): TokenRequest {
  const { redirectUri, codeVerifier, state } = checked("options", options, "s redirectUri codeVerifier state");
  return write(client, RequestKind.Code, [text("code", code), "", redirectUri, codeVerifier, state], options);
}

/** Refreshes (RFC 6749, section 6). A scope must be all in what was granted. */
export function refreshRequest(
  client: Client,
  refreshToken: string,
  options?: GrantOptions & { readonly granted?: string | undefined },
): TokenRequest {
  const { granted } = checked("options", options, "s granted");
  return write(client, RequestKind.Refresh, [text("refreshToken", refreshToken)], options, granted);
}

/** Asks for a token of the client's own (RFC 6749, section 4.4): with a secret, or `clientAuth: "none"`. */
export function clientCredentialsRequest(client: Client, options?: GrantOptions): TokenRequest {
  return write(client, RequestKind.ClientCredentials, [], options);
}

/** Asks for a device's token (RFC 8628, section 3.4). */
export function deviceTokenRequest(client: Client, deviceCode: string): TokenRequest {
  return write(client, RequestKind.DeviceCode, [text("deviceCode", deviceCode)]);
}

/** Asks by an extension grant (RFC 6749, section 4.5), whose parameters are `params`. */
export function extensionRequest(client: Client, grantType: string, options?: GrantOptions): TokenRequest {
  return write(client, RequestKind.Extension, [text("grantType", grantType)], options);
}

/** Revokes a token (RFC 7009). */
export function revocationRequest(
  client: Client,
  token: string,
  hint?: "refresh_token" | "access_token",
): TokenRequest {
  const kind = hint ?? "refresh_token";
  place("hint", kind, ["refresh_token", "access_token"]);
  return write(client, RequestKind.Revocation, [text("token", token), kind]);
}

/** Starts a device's login (RFC 8628, section 3.1). */
export function deviceAuthorizationRequest(client: Client, options?: GrantOptions): TokenRequest {
  return write(client, RequestKind.DeviceAuthorization, [], options);
}

/** The S256 challenge of a verifier (RFC 7636, section 4.2), synchronously and without `crypto.subtle`. */
export function codeChallenge(codeVerifier: string): string {
  must("codeVerifier", codeVerifier, "s");
  return hash(codeVerifier, HashKind.Challenge);
}

/** A hash: the challenge of a verifier, or what `at_hash` holds. */
export function hash(text: string, kind: HashKind): string {
  return call("write_hash", undefined, [], text, kind)[0]!;
}

function write(
  client: Client,
  kind: RequestKind,
  texts: Fields,
  options?: GrantOptions,
  granted?: string,
): TokenRequest {
  const { scope, params } = checked("options", options, ASKING);
  const fields = [texts[0], texts[1], texts[2], texts[3], texts[4], scope, granted, ...pairsOf(params)];
  return requestOf(call("write_request", clientOf(client), fields, "", kind));
}

/** The request in the first three places of a reply. */
export function requestOf(texts: readonly string[]): TokenRequest {
  const headers: Record<string, string> = {};
  const lines = texts[1]!;
  for (let start = 0; start < lines.length; ) {
    const colon = lines.indexOf(": ", start);
    const end = lines.indexOf("\r\n", colon);
    headers[lines.slice(start, colon)] = lines.slice(colon + 2, end);
    start = end + 2;
  }
  return { url: texts[0]!, method: "POST", headers, body: texts[2]! };
}
