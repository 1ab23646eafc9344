// A JWS: the core writes what is signed, and WebCrypto signs it.

import { instantiate } from "#translated_proof";
import * as abi from "./abi.js";
import { callModule, fieldsOf, secondsOf } from "./module.js";
import type { ErrorClass } from "./signed.js";

const MEMBERS = abi.PROOF_MEMBERS.split(",");

/** The `alg` of a WebCrypto key by its name, and the curve or the hash that the key must have. */
const ALGORITHMS: Record<string, readonly [alg: string, needs?: string]> = {
  ECDSA: ["ES256", "P-256"],
  "RSASSA-PKCS1-v1_5": ["RS256", "SHA-256"],
  "RSA-PSS": ["PS256", "SHA-256"],
  Ed25519: ["EdDSA"],
  HMAC: ["HS256", "SHA-256"],
};

/** Returns the `alg` of a key. It throws a `TypeError` for a key that cannot sign, or of another algorithm. */
export function algorithmOf(key: CryptoKey): string {
  const { name, namedCurve, hash } = (key?.algorithm ?? {}) as EcKeyAlgorithm & RsaHashedKeyAlgorithm;
  const [alg, needs] = (Object.hasOwn(ALGORITHMS, name) && ALGORITHMS[name]) || [];
  if (!alg || needs !== (namedCurve ?? hash?.name) || !key.usages.includes("sign")) {
    throw new TypeError("the key must be a private CryptoKey for ECDSA with P-256, Ed25519, or RSA with SHA-256");
  }
  return alg;
}

/** Signs `input`, and returns the JWS in compact serialization (RFC 7515, section 7.1). */
export async function signedBy(key: CryptoKey, input: string): Promise<string> {
  const how = { name: key.algorithm.name, hash: "SHA-256", saltLength: 32 };
  const signature = await crypto.subtle.sign(how, key, new TextEncoder().encode(input));
  const base64 = btoa(String.fromCharCode(...new Uint8Array(signature)));
  return `${input}.${base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** What a proof is made of. */
export interface Proof {
  /** The public key in WebCrypto's format `raw`: a point of P-256, or 32 bytes of Ed25519. */
  readonly point: Uint8Array;
  readonly method: string;
  readonly url: string;
  readonly nonce: string;
  readonly now: number;
  readonly accessToken: string;
}

/** A DPoP proof without its signature. */
export function proofInput({ point, method, url, nonce, now, accessToken }: Proof, Failure: ErrorClass): string {
  return call("write_proof", [method, url, jti(), nonce, accessToken], point, now, Failure)[0]!;
}

/** What an assertion is made of. */
export interface Assertion {
  readonly key: CryptoKey;
  readonly clientId: string;
  readonly audience: string;
  readonly keyId: string;
  readonly now: number;
  /** For a request object: the authorization URL. Else empty. */
  readonly url: string;
}

/** An assertion or a request object without its signature, and the value of `client_assertion_type`. */
export function assertionInput({ key, clientId, audience, keyId, now, url }: Assertion, Failure: ErrorClass): [input: string, kind: string] {
  const texts = call("write_assertion", [algorithmOf(key), clientId, audience, jti(), keyId], new TextEncoder().encode(url), now, Failure);
  return texts as [string, string];
}

/** The thumbprint of a public key (RFC 7638). */
export function thumbprintOf(point: Uint8Array): string {
  return call("write_thumbprint", [], point, 0, TypeError as never)[0]!;
}

/** A new `jti`: 128 random bits. */
function jti(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function call(name: Exclude<keyof abi.Proof, "memory">, fields: readonly string[], body: Uint8Array, now: number, Failure: ErrorClass): readonly string[] {
  const module = instantiate<abi.Proof>({});
  const text = fieldsOf(fields);
  const { fault, texts, words } = callModule(module, module[name], text, body, secondsOf(now), 1024 + 6 * body.length + 16 * text.length);
  if (fault) {
    const code = `request_${abi.CLASSES[fault & 31]}`;
    throw new Failure(code as never, { member: MEMBERS[words[abi.MEMBER]!] });
  }
  return texts;
}
