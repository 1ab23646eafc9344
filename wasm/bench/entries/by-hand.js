const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

export async function start(client, redirectUri, scope) {
  const [state, verifier] = [random(), random()];
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    response_type: "code",
    client_id: client.id,
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  });
  return { url: `${client.authorize}?${query}`, state, verifier };
}

export async function finish(client, redirectUri, address, { state, verifier }) {
  const { searchParams } = new URL(address);
  if (searchParams.get("state") !== state) {
    throw new Error("state");
  }
  const answer = await fetch(client.token, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: searchParams.get("code"),
      redirect_uri: redirectUri,
      client_id: client.id,
      code_verifier: verifier,
    }),
  });
  const token = await answer.json();
  if (!answer.ok || typeof token.access_token !== "string") {
    throw new Error(token.error);
  }
  return { ...token, expiresAt: Date.now() + token.expires_in * 1000 };
}

export const isExpired = (token) => Date.now() > token.expiresAt - 5000;
