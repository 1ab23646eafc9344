// The vectors' callback URLs, each read as the response to one login.

import * as assert from "./assert.js";

const client = { clientId: "c", tokenEndpoint: "https://as.example/token" };

/** A saved login with a known state. */
export const login = (more) =>
  JSON.stringify({
    flow: "code",
    nonce: "n",
    code_verifier: "v".repeat(43),
    iss_rule: "ignored",
    iss: "",
    client_id: client.clientId,
    token_endpoint: ` ${client.tokenEndpoint}`,
    started: Math.floor(Date.now() / 1000),
    ...more,
  });

export function callbacks(test, { OAuthError, readCallback }, { vectors }) {
  const { expected, cases } = vectors.callbacks;
  for (const row of cases) {
    test(row.id, () => {
      const saved = login({
        flow: row.flow === "implicit" ? "token" : "code",
        state: expected.state,
        iss_rule: row.issuer ?? "required",
        iss: expected.issuer,
        redirect_uri: expected.redirect_uri,
      });
      const address = row.url.replace(/A_REPEAT_(\d+)/, (_, n) =>
        Array.from({ length: Number(n) }, (_, i) => `p${i}=V`).join("&"),
      );
      const [, repeated = 1] = /A_REPEAT_(\d+)/.exec(row.url) ?? [];
      assert.ok(!address.includes("A_REPEAT") && address.split("=V").length >= Number(repeated), "it was not expanded");
      const read = () => readCallback(client, address, saved);
      if (row.reject) {
        // The claims of such a URL are not in `error`, because anybody can have written it.
        assert.throws(read, { code: `callback_${row.reject}`, error: "", errorDescription: "" });
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
}
