// The claims of an `id_token`, compared with the login. Its signature is not verified.

import { OAuthError } from "./errors.js";
import { hash } from "./requests.js";

/** What an `id_token` must claim (OpenID Connect Core, sections 3.1.3.7 and 3.2.2.11). */
export interface ExpectIdToken {
  readonly issuer: string;
  readonly clientId: string;
  readonly nonce: string;
  /** Of a token from the front channel, whose `at_hash` must be there. */
  readonly accessToken?: string | undefined;
  /** In milliseconds, of the server's clock where it is known. */
  readonly now: number;
}

/** Seconds by which two clocks may differ. */
const LEEWAY = 120;

/** Compares the claims of an `id_token`; it throws where one is not as it must be. */
export function checkIdToken(idToken: string | undefined, expect: ExpectIdToken): void {
  if (!idToken) {
    throw new OAuthError("id_token_missing", { member: "id_token" });
  }
  const parts = idToken.split(".");
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]+$/.test(part))) {
    throw new OAuthError("id_token_encoding");
  }
  const { alg } = decode(parts[0]!);
  if (typeof alg !== "string" || /^none$/i.test(alg)) {
    throw new OAuthError("id_token_algorithm");
  }
  const { iss, aud, azp, exp, iat, nonce, sub, at_hash } = decode(parts[1]!);
  const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
  const now = expect.now / 1000;
  const must = (holds: boolean, member: string, code = "mismatch"): void => {
    if (!holds) {
      throw new OAuthError("id_token_" + code, { member });
    }
  };
  must(iss === expect.issuer, "iss");
  must(typeof sub === "string" && sub !== "", "sub", "missing");
  must(audiences.includes(expect.clientId), "aud");
  must(azp === undefined ? audiences.length < 2 : azp === expect.clientId, "azp");
  must(typeof exp === "number" && now - LEEWAY < exp, "exp", "expired");
  must(typeof iat === "number" && now + LEEWAY >= iat, "iat", "not_yet");
  must(nonce === expect.nonce, "nonce");
  if (expect.accessToken !== undefined) {
    // Other algorithms hash by other functions.
    must(/^(RS|ES|PS|HS)256$|^ES256K$/.test(alg), "at_hash", "algorithm");
    must(at_hash === hash(expect.accessToken, 1), "at_hash");
  }
}

function decode(part: string): Record<string, unknown> {
  try {
    const binary = atob(part.replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (claims) {
      return claims as Record<string, unknown>;
    }
  } catch {
    // It is told below.
  }
  throw new OAuthError("id_token_encoding");
}
