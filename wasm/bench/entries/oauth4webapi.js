import * as oauth from "oauth4webapi";

export async function start({ id, server }, redirectUri, scope) {
  const [state, verifier] = [oauth.generateRandomState(), oauth.generateRandomCodeVerifier()];
  const query = new URLSearchParams({
    response_type: "code",
    client_id: id,
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  return { url: `${server.authorization_endpoint}?${query}`, state, verifier };
}

export async function finish({ id, server }, redirectUri, address, { state, verifier }) {
  const client = { client_id: id };
  const parameters = oauth.validateAuthResponse(server, client, new URL(address), state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server, client, oauth.None(), parameters, redirectUri, verifier,
  );
  const token = await oauth.processAuthorizationCodeResponse(server, client, answer);
  return { ...token, expiresAt: Date.now() + token.expires_in * 1000 };
}

export const isExpired = (token) => Date.now() > token.expiresAt - 5000;
