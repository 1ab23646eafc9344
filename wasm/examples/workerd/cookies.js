// Cookies that only this worker can read: AES-GCM by WebCrypto.
import { env } from "cloudflare:workers";

const key = crypto.subtle.importKey("raw", Uint8Array.fromBase64(env.COOKIE_KEY), "AES-GCM", false, ["encrypt", "decrypt"]);

/** The name is authenticated too, so that no cookie passes as another. */
const cipherOf = (name, iv) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) });

/** A `Set-Cookie` with a text; without one it removes the cookie. */
export async function sealed(name, text, seconds = text ? 14 * 86_400 : 0) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt(cipherOf(name, iv), await key, new TextEncoder().encode(text));
  const value = new Uint8Array([...iv, ...new Uint8Array(data)]).toBase64({ alphabet: "base64url" });
  return `__Host-${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${seconds}`;
}

/** The text in a request's cookie; undefined without one, or if it is not ours. */
export async function opened(name, request) {
  const [, value] = new RegExp(`(?:^|; )__Host-${name}=([^;]+)`).exec(request.headers.get("Cookie")) ?? [];
  try {
    const bytes = Uint8Array.fromBase64(value, { alphabet: "base64url" });
    const data = await crypto.subtle.decrypt(cipherOf(name, bytes.subarray(0, 12)), await key, bytes.subarray(12));
    return new TextDecoder().decode(data);
  } catch {
    return undefined;
  }
}
