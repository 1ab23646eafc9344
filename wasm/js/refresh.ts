// Tokens without a browser: refreshed, of the client's own, revoked.

import { ASKING, SENDING, checked } from "./checks.js";
import { type Client, clientOf } from "./client.js";
import { OAuthError } from "./errors.js";
import { checkRefreshed } from "./id_token.js";
import {
  type GrantOptions,
  type CodeOptions,
  clientCredentialsRequest,
  codeRequest,
  refreshRequest,
  revocationRequest,
} from "./requests.js";
import { type SendOptions, send, sendForToken } from "./send.js";
import { type Token, readResponse, tokenGiven } from "./token.js";

/**
 * Refreshes. What the answer leaves out stays as it was, the refresh token above all. Store the new
 * token before it is used. The old one is not changed: after an error it is as good as before, unless
 * the error's `endsGrant` is true.
 */
export async function refresh(
  client: Client,
  old: Pick<Token, "refreshToken"> & Partial<Token>,
  options?: SendOptions & GrantOptions,
): Promise<Token> {
  const own = clientOf(client);
  const before = tokenGiven(old);
  const given = checked("options", options, `${SENDING} ${ASKING}`);
  const request = refreshRequest(own, before.refreshToken ?? "", { ...given, granted: before.scope });
  return refreshed(own, before, await sendForToken(own, request, given), given);
}

/** The new token, with what the answer left out; it throws where it is another user's. */
export function refreshed(
  client: Client,
  old: Partial<Token>,
  token: Token,
  options: GrantOptions,
): Token {
  if (old.idToken && token.idToken) {
    checkRefreshed(client, old.idToken, token.idToken, Date.now() + (token.skew ?? 0));
  }
  return {
    ...token,
    refreshToken: token.refreshToken ?? old.refreshToken,
    idToken: token.idToken ?? old.idToken,
    scope: token.scope ?? options.scope ?? old.scope,
    extra: { ...old.extra, ...token.extra },
  };
}

/**
 * Whose the `id_token` of a refresh is, beside the one before it: `"another"` subject or audience,
 * `"unknown"` where it fails otherwise. Where there is none, or nothing to compare, nothing. `now` is in
 * milliseconds, of the server's clock where it is known.
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

/** Gets a token of the client's own: for a service, which can keep its secret. */
export async function clientCredentials(
  client: Client,
  options?: SendOptions & GrantOptions,
): Promise<Token> {
  const own = clientOf(client);
  const given = checked("options", options, `${SENDING} ${ASKING}`);
  return sendForToken(own, clientCredentialsRequest(own, given), given);
}

/** Exchanges a code that did not come from `startLogin`, such as that of a provider's modal. */
export async function exchangeCode(
  client: Client,
  code: string,
  options?: SendOptions & CodeOptions,
): Promise<Token> {
  const own = clientOf(client);
  return sendForToken(own, codeRequest(own, code, options), checked("options", options, SENDING));
}

/** Revokes a token, and with a refresh token the grant (RFC 7009). */
export async function revoke(
  client: Client,
  token: Pick<Token, "accessToken" | "refreshToken">,
  options?: SendOptions,
): Promise<void> {
  const own = clientOf(client);
  const { accessToken, refreshToken } = tokenGiven(token);
  const request = refreshToken
    ? revocationRequest(own, refreshToken)
    : revocationRequest(own, accessToken, "access_token");
  const { status, body } = await send(request, checked("options", options, SENDING));
  if (status > 299) {
    // It throws: an answer outside 2xx is never a token.
    readResponse(own, status, body);
  }
}

/** The value of an `Authorization` header. A token goes nowhere else: never into an address. */
export function bearer(token: Token): string {
  const { tokenType = "bearer", accessToken = "" } = checked("token", token, "s tokenType accessToken");
  if (!/^bearer$/i.test(tokenType) || !/^[!-~]+$/.test(accessToken)) {
    throw new OAuthError("request_unexpected", { member: "token_type", sentence: "this is no Bearer token" });
  }
  return `Bearer ${accessToken}`;
}
