// A server's metadata, whose reader each runtime loads from a file of its own.

import * as assert from "./assert.js";

export function discovery(test, { discover, startLogin }) {
  const issuer = "https://as.example/discovery";
  const document = {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    code_challenge_methods_supported: ["S256"],
    dpop_signing_alg_values_supported: ["ES256"],
  };
  const read = (body) => discover(issuer, { fetch: async () => new Response(body), maxAge: 0 });

  test("a document gives a client", async () => {
    const found = await read(JSON.stringify(document));
    assert.equal(`${found.tokenEndpoint} ${found.issuerRule} ${found.dpopAlgorithms}`, `${issuer}/token refused ES256`);
    const { url } = startLogin({ ...found, clientId: "c" }, { redirectUri: "https://app.example/cb" });
    assert.ok(url.startsWith(`${issuer}/auth?`), url);
  });

  test("a document that cannot be used is an error that names the member", async () => {
    await assert.rejects(read("<!doctype html>"), { code: "metadata_syntax" });
    await assert.rejects(read(JSON.stringify({ ...document, issuer: "https://evil.example" })), { code: "metadata_issuer", member: "issuer" });
    await assert.rejects(read(JSON.stringify({ ...document, token_endpoint: "http://as.example" })), { code: "metadata_url", member: "token_endpoint" });
    await assert.rejects(read(JSON.stringify({ ...document, code_challenge_methods_supported: [] })), { code: "metadata_missing" });
  });
}
