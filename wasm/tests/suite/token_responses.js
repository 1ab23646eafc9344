// Token responses of the vectors, as strings and as bytes.

import * as assert from "./assert.js";
import { utf8 } from "./client.js";

const client = { clientId: "c", tokenEndpoint: "https://as.example/token" };

/** The body of a row: a string, unless it is not valid UTF-8. */
export function bodyOf({ body, body_base64, body_gen: gen }) {
  if (gen) {
    return gen.prefix + gen.open.repeat(gen.times) + gen.close.repeat(gen.times) + gen.suffix;
  }
  return body ?? Uint8Array.from(atob(body_base64), (character) => character.charCodeAt(0));
}

export function tokenResponses(test, { readResponse }, { vectors }) {
  for (const row of vectors.tokenResponses) {
    const body = bodyOf(row);
    const written = typeof body === "string" ? { text: body, bytes: utf8(body) } : { bytes: body };
    for (const [kind, body] of Object.entries(written)) {
      test(`${row.id}, ${kind}`, () => {
        if (row.reject) {
          const code = row.reject === "server" ? "response_refused" : `response_${row.reject}`;
          assert.throws(() => readResponse(client, row.status, body), { code });
          return;
        }
        const token = readResponse(client, row.status, body);
        assert.ok(token.accessToken);
        assert.equal(token.expiresIn, row.accept.expires_in ?? undefined);
        if ("refresh_token" in row.accept) {
          assert.equal(token.refreshToken, row.accept.refresh_token ?? undefined);
        }
        if (row.accept.scope) {
          assert.equal(token.scope, row.accept.scope.join(" "));
        }
        assert.ok(token.expiresAt === undefined || Number.isFinite(token.expiresAt));
      });
    }
  }
}
