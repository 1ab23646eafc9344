// Validates what callers pass to a session, before anything is overwritten.

import { peek, wrong } from "./checks.js";
import { type Params, inPairs, pairsOf } from "./client.js";
import type { GrantOptions } from "./requests.js";
import { type Token, tokenGiven } from "./token.js";

/** Validates a token that a session can start with. Members that are null are omitted. */
export function startOf(given: unknown): Token {
  const token = tokenGiven(given as Partial<Token>);
  if (!token.accessToken && !token.refreshToken) {
    const isNested = peek(given, "token") !== undefined;
    throw wrong("accessToken", isNested ? "pass the `token` of what finishLogin returns" : "pass a token that has one, or a refreshToken");
  }
  return { accessToken: "", ...token } as Token;
}

/** The scope and parameters of a client credentials request, in canonical order. */
export function askedBy({ scope = "", params }: GrantOptions): string {
  const words = [...new Set(scope.split(" ").filter(Boolean))].sort().join(" ");
  const asked = new URLSearchParams(words && { scope: words });
  inPairs(pairsOf(params)).forEach(([name, value]) => asked.append(name, value));
  asked.sort();
  return String(asked);
}

/** Copies parameters. */
export function copied(params: Params | undefined): Params | undefined {
  const copy: Record<string, string[]> = {};
  const pairs = inPairs(pairsOf(params));
  pairs.forEach(([name, value]) => (copy[name] ??= []).push(value));
  return pairs.length ? copy : undefined;
}
