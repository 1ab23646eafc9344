// The core's vectors, through each entry. Where their folder is absent they are skipped by name.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { forEachEntry } from "./entries.js";

const folder = new URL("../../../shared/vectors/", import.meta.url);
const skip = existsSync(folder) ? false : "no vectors";
const vectors = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const codes = { server: "response_refused" };

await forEachEntry((entry, { OAuthError, codeChallenge, readCallback, readResponse }) => {
  const client = { clientId: "c", tokenEndpoint: "https://as.example/token" };
  const bytesOf = ({ body, body_base64, body_gen: gen }) => {
    if (gen) {
      const middle = gen.open.repeat(gen.times) + gen.close.repeat(gen.times);
      return Buffer.from(gen.prefix + middle + gen.suffix);
    }
    return body_base64 ? Buffer.from(body_base64, "base64") : Buffer.from(body);
  };

  describe(`${entry}: vectors`, { skip }, () => {
    for (const row of skip ? [] : vectors("token-responses.json").cases) {
      const asText = row.body !== undefined;
      for (const body of asText ? [row.body, bytesOf(row)] : [bytesOf(row)]) {
        const kind = typeof body === "string" ? "text" : "bytes";
        // A text has no byte order mark that TextDecoder would keep, and no bytes that are not UTF-8.
        test(`token response ${row.id}, ${kind}`, () => {
          if (row.reject) {
            const code = codes[row.reject] ?? `response_${row.reject}`;
            assert.throws(() => readResponse(client, row.status, body), { code });
            return;
          }
          const token = readResponse(client, row.status, body);
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

    const { expected, cases } = skip ? { cases: [] } : vectors("callbacks.json");
    for (const row of cases) {
      test(`callback ${row.id}`, () => {
        const saved = JSON.stringify({
          flow: row.flow === "implicit" ? "token" : "code",
          state: expected.state,
          nonce: "n",
          code_verifier: "v".repeat(43),
          iss_rule: row.issuer ?? "required",
          iss: expected.issuer,
          redirect_uri: expected.redirect_uri,
          client_id: "c",
          token_endpoint: " https://as.example/token",
          started: Math.floor(Date.now() / 1000),
        });
        const address = row.url.replace(/A_REPEAT_(\d+)/, (_, n) =>
          Array.from({ length: Number(n) }, (_, i) => `p${i}=V`).join("&"),
        );
        const read = () => readCallback(client, address, saved);
        if (row.reject) {
          assert.throws(read, { code: `callback_${row.reject}` });
        } else if (row.expect.error) {
          assert.throws(read, (error) => {
            assert.ok(error instanceof OAuthError);
            assert.equal(error.code, "callback_refused");
            assert.equal(error.error, row.expect.error);
            assert.equal(error.errorDescription, row.expect.error_description ?? "");
            return true;
          });
        } else if (row.expect.code) {
          const { body } = read().request;
          assert.equal(new URLSearchParams(body).get("code"), row.expect.code);
        } else {
          assert.equal(read().token.accessToken, row.expect.access_token);
          assert.equal(read().token.expiresIn, row.expect.expires_in);
        }
      });
    }

    test("RFC 7636, appendix B", () => {
      const { code_verifier, code_challenge } = vectors("rfc-vectors.json").rfc7636_B;
      assert.equal(codeChallenge(code_verifier), code_challenge);
    });
  });
});
