// Token requests as plain objects, for any HTTP client.

import { more } from "#core";
import { HashKind, RequestKind } from "./abi.js";
import { call } from "./boundary.js";
import { checked, must, text } from "./checks.js";
import { type Client, type Fields, type Params, clientOf, indexOfWord, pairsOf } from "./client.js";
import { ASKING } from "./option_types.js";

/** A request to send. It contains secrets: do not log it, and do not follow a redirect. */
export interface TokenRequest {
  /** Secret if `method` is `"GET"`. */
  readonly url: string;
  /** `"GET"` for a profile with `dangerouslySendInQuery`. */
  readonly method: "POST" | "GET";
  readonly headers: Record<string, string>;
  /** Empty if `method` is `"GET"`: `fetch` then needs null in its place. */
  readonly body: string;
}

/** Options of token requests. */
export interface GrantOptions {
  /** The scope to request, separated by spaces (RFC 6749, section 3.3). */
  readonly scope?: string | undefined;
  /** Parameters of your own, at most sixteen. */
  readonly params?: Params | undefined;
}

/** Options of a code exchange without `startLogin`, such as with a provider's modal. */
export interface CodeOptions extends GrantOptions {
  /** The `redirect_uri` of the authorization request, if it had one. */
  readonly redirectUri?: string;
  /** `code_verifier` (RFC 7636). Secret. Required unless the profile has `pkce: false`. */
  readonly codeVerifier?: string;
  /** `state`, for providers that require it in the token request. */
  readonly state?: string;
}

/** Builds the request that exchanges a code (RFC 6749, section 4.1.3). Errors: `request_…`. */
export function codeRequest(client: Client, code: string, options?: CodeOptions): TokenRequest {
  const given = checked("options", options, "s redirectUri codeVerifier state scope a params");
  const { redirectUri, codeVerifier, state } = given;
  return write(client, RequestKind.Code, [text("code", code), "", redirectUri, codeVerifier, state], given);
}

/**
 * Builds a refresh request (RFC 6749, section 6). A `scope` must be part of `granted`, the scope of the token.
 *
 * Errors: `request_…`; `request_scope` if `scope` contains more than `granted`.
 */
export function refreshRequest(
  client: Client,
  refreshToken: string,
  options?: GrantOptions & { readonly granted?: string | undefined },
): TokenRequest {
  const given = checked("options", options, "s granted scope a params");
  return write(client, RequestKind.Refresh, [text("refreshToken", refreshToken)], given);
}

/**
 * Builds a client credentials request (RFC 6749, section 4.4). It needs a `clientSecret` or `clientAuth: "none"`.
 * Errors: `request_…`.
 */
export function clientCredentialsRequest(client: Client, options?: GrantOptions): TokenRequest {
  return write(client, RequestKind.ClientCredentials, [], checked("options", options, ASKING));
}

/** Builds the request that polls for a device's token (RFC 8628, section 3.4). Errors: `request_…`. */
export function deviceTokenRequest(client: Client, deviceCode: string): TokenRequest {
  return write(client, RequestKind.DeviceCode, [text("deviceCode", deviceCode)]);
}

/**
 * Builds the request of an extension grant (RFC 6749, section 4.5), with its parameters in `params`, also those that the
 * RFC has for other grants, such as `code`. Errors: `request_…`.
 */
export function extensionRequest(client: Client, grantType: string, options?: GrantOptions): TokenRequest {
  return write(client, RequestKind.Extension, [text("grantType", grantType)], checked("options", options, ASKING));
}

/** Builds a revocation request (RFC 7009). `hint` is `token_type_hint`; the default is `"refresh_token"`. Errors: `request_…`. */
export function revocationRequest(client: Client, token: string, hint?: "refresh_token" | "access_token"): TokenRequest {
  const kind = hint ?? "refresh_token";
  indexOfWord("hint", kind, ["refresh_token", "access_token"]);
  return write(client, RequestKind.Revocation, [text("token", token), kind]);
}

/** Builds the device authorization request (RFC 8628, section 3.1). Errors: `request_…`. */
export function deviceAuthorizationRequest(client: Client, options?: GrantOptions): TokenRequest {
  return write(client, RequestKind.DeviceAuthorization, [], checked("options", options, ASKING));
}

/**
 * Returns the S256 challenge of a `code_verifier` (RFC 7636, section 4.2), synchronously and without
 * `crypto.subtle`. Errors: `request_chars` if it is not 43 to 128 unreserved characters.
 */
export function codeChallenge(codeVerifier: string): string {
  must("codeVerifier", codeVerifier, "s");
  return hash(codeVerifier, HashKind.Challenge);
}

/** Hashes a string: the challenge of a verifier, or the value of `at_hash`. */
export function hash(text: string, kind: HashKind): string {
  return call("write_hash", undefined, [], text, kind)[0]!;
}

/** Options that were checked. */
type Given = GrantOptions & { readonly granted?: string | undefined };

function write(client: Client, kind: RequestKind, texts: Fields, { scope, granted, params }: Given = {}): TokenRequest {
  const fields = [texts[0], texts[1], texts[2], texts[3], texts[4], scope, granted, ...pairsOf(params)];
  return requestOf(call(() => more().write_request, clientOf(client), fields, "", kind));
}

/** Builds a request from the first three strings of a reply. */
export function requestOf(texts: readonly string[]): TokenRequest {
  const [url, lines, body] = texts as [string, string, string];
  const headers: Record<string, string> = {};
  for (let start = 0; start < lines.length; ) {
    const colon = lines.indexOf(": ", start);
    const end = lines.indexOf("\r\n", colon);
    headers[lines.slice(start, colon)] = lines.slice(colon + 2, end);
    start = end + 2;
  }
  // Without a body there is no type of one: it is the query.
  return "Content-Type" in headers
    ? { url, method: "POST", headers, body }
    : { url: url + body, method: "GET", headers, body: "" };
}
