// The client of most tests, and a server with a list of responses.

export const client = {
  clientId: "app",
  baseUrl: "https://as.example",
  authorizationEndpoint: "/authorize",
  tokenEndpoint: "/token",
  revocationEndpoint: "/revoke",
  deviceAuthorizationEndpoint: "/device",
  issuer: "https://as.example",
};

export const redirectUri = "https://app.example/callback";

/** A token response. */
export const AT = { access_token: "at-secret", token_type: "Bearer", expires_in: 3600 };

/** The callback URL. */
export function back(saved, rest) {
  return `${redirectUri}${rest.replace("STATE", JSON.parse(saved).state)}`;
}

/** A `fetch` that returns these responses in order, and records the requests. */
export function responding(...responses) {
  const asked = [];
  const fetch = async (url, init) => {
    asked.push({ url, ...init });
    const { status = 200, body = "", headers = {}, wait = 0 } = responses.shift();
    await new Promise((resolve) => setTimeout(resolve, wait));
    return new Response(body, { status, headers });
  };
  return { fetch, asked };
}

export const json = (value) => ({ body: JSON.stringify(value) });

export const utf8 = (text) => new TextEncoder().encode(text);

export const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

/** Computed by the platform, for comparison with the core. */
export const sha256 = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text)));

/** An unsigned `id_token`. */
export function idToken(claims, alg = "RS256") {
  const part = (value) => base64url(utf8(JSON.stringify(value)));
  return `${part({ alg })}.${part(claims)}.c2ln`;
}

/** The correct claims for a login. */
export const claims = (saved, more) => ({
  iss: "https://as.example",
  aud: "app",
  sub: "user",
  iat: Math.floor(Date.now() / 1000),
  exp: Math.floor(Date.now() / 1000) + 600,
  nonce: JSON.parse(saved).nonce,
  ...more,
});
