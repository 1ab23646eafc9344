// Tokens without a browser: refreshed, shared between tabs, of the client's own, revoked.

import type { Client } from "./client.js";
import { OAuthError } from "./errors.js";
import {
  type GrantOptions,
  type CodeOptions,
  clientCredentialsRequest,
  codeRequest,
  refreshRequest,
  revocationRequest,
} from "./requests.js";
import { type SendOptions, send, sendForToken } from "./send.js";
import { type Token, readResponse, refreshDue } from "./token.js";

/**
 * Refreshes. What the answer leaves out stays as it was, the refresh token above all. Store the new
 * token before it is used. The old one is not changed: after an error it is as good as before, unless
 * the error's `endsGrant` is true.
 */
export async function refresh(
  client: Client,
  old: Pick<Token, "refreshToken"> & Partial<Token>,
  options: SendOptions & GrantOptions = {},
): Promise<Token> {
  const request = refreshRequest(client, old.refreshToken ?? "", { ...options, granted: old.scope });
  const token = await sendForToken(client, request, options);
  return {
    ...token,
    refreshToken: token.refreshToken ?? old.refreshToken,
    idToken: token.idToken ?? old.idToken,
    scope: token.scope ?? options.scope ?? old.scope,
    extra: { ...old.extra, ...token.extra },
  };
}

/** Gets a token of the client's own: for a service, which can keep its secret. */
export async function clientCredentials(
  client: Client,
  options: SendOptions & GrantOptions = {},
): Promise<Token> {
  return sendForToken(client, clientCredentialsRequest(client, options), options);
}

/** Exchanges a code that did not come from `startLogin`, such as that of a provider's modal. */
export async function exchangeCode(
  client: Client,
  code: string,
  options: SendOptions & CodeOptions = {},
): Promise<Token> {
  return sendForToken(client, codeRequest(client, code, options), options);
}

/** Revokes a token, and with a refresh token the grant (RFC 7009). */
export async function revoke(
  client: Client,
  token: Token,
  options?: SendOptions,
): Promise<void> {
  const request = token.refreshToken
    ? revocationRequest(client, token.refreshToken)
    : revocationRequest(client, token.accessToken, "access_token");
  const { status, body } = await send(request, options);
  if (status > 299) {
    // It throws: an answer outside 2xx is never a token.
    readResponse(client, status, body);
  }
}

/** Where an app keeps its token: `localStorage`, IndexedDB, a file. */
export interface TokenStore {
  load(): Token | undefined | Promise<Token | undefined>;
  save(token: Token): void | Promise<void>;
}

export interface FreshOptions extends SendOptions, GrantOptions {
  /** The access token that an API answered with 401, though it should still hold. */
  readonly rejected?: string;
  readonly leeway?: number;
}

/** Work that waits for its turn, by name, where there are no Web Locks. */
let turns: Record<string, Promise<unknown>> | undefined;

/**
 * The stored token, refreshed first where that is due. Of many tabs and callers one refreshes, and the
 * others get what it stored: by Web Locks, and where there are none within this page or process.
 */
export function freshToken(
  client: Client,
  store: TokenStore,
  options: FreshOptions = {},
): Promise<Token> {
  const turn = async (): Promise<Token> => {
    const stored = await store.load();
    if (!stored) {
      throw new OAuthError("no_token");
    }
    const { leeway, rejected } = options;
    if (stored.accessToken !== rejected && !refreshDue(stored, leeway === undefined ? {} : { leeway })) {
      return stored;
    }
    const token = await refresh(client, stored, options);
    await store.save(token);
    return token;
  };
  const name = `grantlet ${client.clientId} ${client.baseUrl} ${client.tokenEndpoint}`;
  const locks = globalThis.navigator?.locks;
  if (locks) {
    return locks.request(name, turn);
  }
  turns ??= {};
  const mine = (turns[name] ?? Promise.resolve()).then(turn, turn);
  turns[name] = mine;
  return mine;
}

/** The value of an `Authorization` header. A token goes nowhere else: never into an address. */
export function bearer(token: Token): string {
  return `Bearer ${token.accessToken}`;
}
