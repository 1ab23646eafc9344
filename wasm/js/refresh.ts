// Token requests without a browser: refresh, client credentials, code exchange, revocation.

import { REVOCATION } from "./abi.js";
import { checked } from "./checks.js";
import { type Client, atServer, clientOf } from "./client.js";
import { OAuthError } from "./errors.js";
import { checkRefreshed } from "./id_token.js";
import { ASKING, SENDING } from "./option_types.js";
import {
  type GrantOptions,
  type CodeOptions,
  clientCredentialsRequest,
  codeRequest,
  refreshRequest,
  revocationRequest,
} from "./requests.js";
import { type SendOptions, send, sendForToken } from "./send.js";
import { type Token, callWithResponse, tokenGiven } from "./token.js";

/**
 * Refreshes a token (RFC 6749, section 6).
 *
 * 1. Members that the response omits keep their old values, in particular the refresh token.
 * 2. Store the new token before you use it: the server may have invalidated the old refresh token.
 * 3. The old token is not changed. After an error it is still valid, unless the error's `endsGrant` is true.
 *
 * Errors: `request_…`, `response_…`, `id_token_…`, `network`, `timeout`, `aborted`, `redirect`,
 * `fetch_incompatible`.
 */
export async function refresh(
  client: Client,
  old: Pick<Token, "refreshToken"> & Partial<Token>,
  options?: SendOptions & GrantOptions,
): Promise<Token> {
  const before = tokenGiven(old);
  const own = clientOf(atServer(client, before.server));
  const given = checked("options", options, `${SENDING} ${ASKING}`);
  const request = refreshRequest(own, before.refreshToken ?? "", { ...given, granted: before.scope });
  return refreshed(own, before, await sendForToken(own, request, given), given);
}

/** Adds the members that the response omits. It throws if the `id_token` is invalid or another user's. */
export function refreshed(client: Client, old: Partial<Token>, token: Token, options: GrantOptions): Token {
  if (old.idToken && token.idToken) {
    checkRefreshed(client, old.idToken, token.idToken, Date.now() + (token.skew ?? 0));
  }
  return {
    ...token,
    refreshToken: token.refreshToken ?? old.refreshToken,
    // From the new request on.
    refreshTokenExpiresIn: token.refreshTokenExpiresIn ?? (Math.ceil(old.refreshTokenExpiresIn! + (old.requestedAt! - token.requestedAt) / 1000) || undefined),
    idToken: token.idToken ?? old.idToken,
    scope: token.scope ?? options.scope ?? old.scope,
    extra: { ...old.extra, ...token.extra },
    ...(old.server && { server: old.server }),
  };
}

/**
 * Compares the user of a refresh response's `id_token` with the previous one (OpenID Connect Core, section 12.2):
 * `"another"` for another subject or audience, `"unknown"` if it is invalid for another reason, undefined if it
 * is valid or there is nothing to compare. `now` is in milliseconds since 1970, by the server's clock if known.
 */
export function compareUsers(
  client: Client,
  before: string | undefined,
  idToken: string | undefined,
  now: number,
): "another" | "unknown" | undefined {
  if (!before || !idToken) {
    return undefined;
  }
  try {
    checkRefreshed(client, before, idToken, now);
    return undefined;
  } catch (error) {
    const { code, member } = error as Partial<OAuthError>;
    return code === "id_token_mismatch" && /^(sub|aud)$/.test(member ?? "") ? "another" : "unknown";
  }
}

/**
 * Requests a token of the client's own (RFC 6749, section 4.4). Only for services, which can keep
 * `clientSecret` secret.
 *
 * Errors: `request_…`, `response_…`, `network`, `timeout`, `aborted`, `redirect`, `fetch_incompatible`.
 */
export async function clientCredentials(client: Client, options?: SendOptions & GrantOptions): Promise<Token> {
  const own = clientOf(client);
  const given = checked("options", options, `${SENDING} ${ASKING}`);
  return sendForToken(own, clientCredentialsRequest(own, given), given);
}

/**
 * Exchanges an authorization code that another component received, such as a provider's modal (RFC 6749,
 * section 4.1.3). The caller must have validated `state`. For a login by `startLogin` use `finishLogin`.
 *
 * Errors: as `clientCredentials`.
 */
export async function exchangeCode(client: Client, code: string, options?: SendOptions & CodeOptions): Promise<Token> {
  const own = clientOf(client);
  return sendForToken(own, codeRequest(own, code, options), checked("options", options, SENDING));
}

/**
 * Revokes a token (RFC 7009): the refresh token if there is one, which ends the grant, else the access token.
 * Needs the client's `revocationEndpoint`.
 *
 * Errors: as `clientCredentials`.
 */
export async function revoke(
  client: Client,
  token: Pick<Token, "accessToken" | "refreshToken" | "server">,
  options?: SendOptions,
): Promise<void> {
  const { accessToken, refreshToken, server } = tokenGiven(token);
  const own = clientOf(atServer(client, server));
  const request = refreshToken
    ? revocationRequest(own, refreshToken)
    : revocationRequest(own, accessToken, "access_token");
  const sent = await send(request, checked("options", options, SENDING), false, own);
  callWithResponse("read_response", own, sent, REVOCATION);
}

/**
 * Returns the value of an `Authorization` header (RFC 6750, section 2.1). Secret. Never put a token into a URL.
 *
 * Errors: `request_unexpected` if the token is not a Bearer token.
 */
export function bearer(token: Token): string {
  const { tokenType = "bearer", accessToken = "" } = checked("token", token, "s tokenType accessToken");
  if (!/^bearer$/i.test(tokenType) || !/^[!-~]+$/.test(accessToken)) {
    throw new OAuthError("request_unexpected", { member: "token_type", sentence: "not a Bearer token" });
  }
  return `Bearer ${accessToken}`;
}
