// Signatures of id_tokens, by the WebCrypto of each runtime, and further endpoints: both are files that a runtime loads.

import * as assert from "./assert.js";
import { client } from "./client.js";

const KEYS = {
  ES256: [{ name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }, { name: "ECDSA", hash: "SHA-256" }],
  RS256: [{ name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, "RSASSA-PKCS1-v1_5"],
  PS256: [{ name: "RSA-PSS", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, { name: "RSA-PSS", saltLength: 32 }],
  EdDSA: [{ name: "Ed25519" }, "Ed25519"],
};
const issuer = "https://as.example";
let count = 0;

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
const json = (value) => base64url(new TextEncoder().encode(JSON.stringify(value)));

export function signatures(test, { endpoints, verifyIdToken }) {
  for (const [algorithm, [made, by]] of Object.entries(KEYS)) {
    test(`${algorithm} is verified, and nothing that was changed`, async () => {
      let pair;
      try {
        pair = await crypto.subtle.generateKey(made, true, ["sign", "verify"]);
      } catch (error) {
        // Some browsers have no Ed25519.
        assert.equal(`${algorithm} ${error.name}`, "EdDSA NotSupportedError");
      }
      const now = Math.floor(Date.now() / 1000);
      const input = `${json({ alg: algorithm, kid: "k" })}.${json({ iss: issuer, sub: "ada", aud: "app", iat: now, exp: now + 60 })}`;
      const signature = pair ? await crypto.subtle.sign(by, pair.privateKey, new TextEncoder().encode(input)) : new Uint8Array(64);
      const { kty, crv, x, y, n, e } = pair ? await crypto.subtle.exportKey("jwk", pair.publicKey) : { kty: "OKP", crv: "Ed25519", x: "A".repeat(43) };
      const fetch = async () => new Response(JSON.stringify({ keys: [{ kid: "k", use: "sig", kty, crv, x, y, n, e }] }));
      const own = { clientId: "app", issuer, jwksUri: `${issuer}/keys/${count++}` };
      const verify = (bytes) => verifyIdToken(own, `${input}.${base64url(bytes)}`, { algorithm, fetch });
      if (!pair) {
        await assert.rejects(verify(signature), { code: "id_token_algorithm" });
        return;
      }
      const verified = await verify(new Uint8Array(signature));
      assert.equal(`${verified.subject} ${verified.audience}`, "ada app");
      for (const at of [0, 31, 63]) {
        const changed = new Uint8Array(signature);
        changed[at] ^= 1;
        await assert.rejects(verify(changed), { code: "id_token_signature" });
      }
    });
  }

  test("further endpoints", async () => {
    const { challengeOf, introspect, userinfo } = await endpoints();
    assert.equal(challengeOf('Bearer error="invalid_token"').error, "invalid_token");
    const own = { ...client, userinfoEndpoint: `${issuer}/me`, introspectionEndpoint: `${issuer}/introspect` };
    const sending = (body, status) => ({ fetch: async () => new Response(JSON.stringify(body), { status }) });
    const token = { accessToken: "at", tokenType: "Bearer" };
    assert.equal((await userinfo(own, token, { subject: "ada", ...sending({ sub: "ada", name: "Žofie" }) })).claims.name, "Žofie");
    await assert.rejects(userinfo(own, token, { subject: "ada", ...sending({ sub: "eve" }) }), { code: "id_token_mismatch", member: "sub" });
    assert.equal((await introspect(own, "at", sending({ active: true, sub: "ada" }))).subject, "ada");
    await assert.rejects(introspect(own, "at", sending({ error: "invalid_client" }, 401)), { code: "response_refused", error: "invalid_client" });
  });
}
