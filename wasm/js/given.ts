// What callers hand to a session, looked at before anything is stored over.

import { peek, wrong } from "./checks.js";
import { pairsOf } from "./client.js";
import type { GrantOptions } from "./requests.js";
import { type Token, tokenGiven } from "./token.js";

/** A token that a session can start with; what is null, as JSON can have it, is left out. */
export function startOf(given: unknown): Token {
  const token = tokenGiven(given as Partial<Token>);
  if (!token.accessToken && !token.refreshToken) {
    const isNested = peek(given, "token") !== undefined;
    throw wrong("accessToken", isNested ? "pass the `token` of what finishLogin returns" : "pass a token that has one, or a refreshToken");
  }
  return { accessToken: "", ...token } as Token;
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
