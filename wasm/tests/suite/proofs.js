// Proofs and assertions: the WebCrypto of each runtime signs, and verifies what was sent.

import { dpopKey, privateKeyJwt } from "grantlet/proof";
import * as assert from "./assert.js";
import { AT, responding, client, json } from "./client.js";

const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const bytesOf = (part) => Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const parsed = (part) => JSON.parse(new TextDecoder().decode(bytesOf(part)));

/** The header and claims of a JWT, after its signature was verified by `key`, or by the key that it names itself. */
async function verified(jwt, key) {
  const [header, claims, signature] = jwt.split(".");
  const { jwk, ...others } = parsed(header);
  const publicKey = key ?? (await crypto.subtle.importKey("jwk", jwk, ES256, false, ["verify"]));
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  assert.ok(await crypto.subtle.verify(ES256, publicKey, bytesOf(signature), signed), "the signature is invalid");
  return { ...others, ...parsed(claims) };
}

export function proofs(test, { clientCredentials, refresh }) {
  test("a request has a proof by a key in memory", async () => {
    const own = { ...client, dpop: await dpopKey({ memory: true }) };
    const { fetch, asked } = responding(json({ ...AT, token_type: "DPoP" }));
    const { tokenType } = await refresh(own, { accessToken: "", refreshToken: "rt" }, { fetch });
    const { typ, alg, htm, htu, iat } = await verified(asked[0].headers.DPoP);
    assert.deepEqual([tokenType, typ, alg, htm, htu], ["DPoP", "dpop+jwt", "ES256", "POST", asked[0].url]);
    assert.ok(Math.abs(iat - Date.now() / 1000) < 5);
  });

  test("a request has an assertion by a private key", async () => {
    const { privateKey: key, publicKey } = await crypto.subtle.generateKey(ES256, false, ["sign", "verify"]);
    const own = { ...client, assertion: privateKeyJwt({ key, keyId: "k-1" }) };
    const { fetch, asked } = responding(json(AT));
    await clientCredentials(own, { fetch });
    const form = new URLSearchParams(asked[0].body);
    assert.equal(form.get("client_assertion_type"), "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    const { alg, kid, iss, sub, aud } = await verified(form.get("client_assertion"), publicKey);
    assert.deepEqual([alg, kid, iss, sub, aud], ["ES256", "k-1", own.clientId, own.clientId, own.issuer]);
  });
}
