// What callers hand to a session, looked at before anything is stored over.

import { pairsOf } from "./client.js";
import { OAuthError } from "./errors.js";
import type { GrantOptions } from "./requests.js";
import type { Token } from "./token.js";

const TEXTS = ["accessToken", "refreshToken", "tokenType", "idToken", "scope"] as const;
const NUMBERS = ["requestedAt", "expiresIn", "expiresAt", "skew"] as const;

/** A token that a session can start with; what is null, as JSON can have it, is left out. */
export function tokenGiven(given: unknown): Token {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw wrong("token", "start takes the token of a login, an object");
  }
  const token = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined));
  for (const name of TEXTS) {
    if (token[name] !== undefined && typeof token[name] !== "string") {
      throw wrong(name, "it must be a string");
    }
  }
  for (const name of NUMBERS) {
    if (token[name] !== undefined && !Number.isFinite(token[name])) {
      throw wrong(name, "it must be a finite number");
    }
  }
  if (token["extra"] !== undefined && typeof token["extra"] !== "object") {
    throw wrong("extra", "it must be an object");
  }
  if (!token["accessToken"] && !token["refreshToken"]) {
    const sentence = "token" in token ? "start takes the `token` of what finishLogin returns" : "start takes a token that has one, or a refreshToken";
    throw wrong("accessToken", sentence);
  }
  return { accessToken: "", ...token } as unknown as Token;
}

/** A storage that has what a session calls. */
export function checkStore(store: unknown): void {
  const { get, set, lock } = (store ?? {}) as Record<string, unknown>;
  if (typeof get !== "function") {
    throw wrong("store", "a storage has a function get");
  }
  if (typeof lock !== "function" && typeof set !== "function") {
    throw wrong("store", "a storage has a function set, or lock");
  }
}

/** A key that a storage can have. */
export function checkKey(key: unknown): void {
  if (key !== undefined && typeof key !== "string") {
    throw wrong("key", "it must be a string");
  }
}

/** What tokens of the client's own are asked for, in one order. */
export function askedBy({ scope = "", params }: GrantOptions): string {
  const words = [...new Set(scope.split(" ").filter(Boolean))].sort().join(" ");
  const asked = new URLSearchParams(words && { scope: words });
  const fields = pairsOf(params);
  fields.forEach((name, index) => index % 2 || asked.append(name, fields[index + 1]!));
  asked.sort();
  return String(asked);
}

function wrong(member: string, sentence: string): OAuthError {
  return new OAuthError("request_unexpected", { member, sentence });
}
