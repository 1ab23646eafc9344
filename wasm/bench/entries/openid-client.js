import * as openid from "openid-client";

const configured = ({ id, server }) => new openid.Configuration(server, id, undefined, openid.None());

export async function start(client, redirectUri, scope) {
  const [state, verifier] = [openid.randomState(), openid.randomPKCECodeVerifier()];
  const url = openid.buildAuthorizationUrl(configured(client), {
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  return { url: url.href, state, verifier };
}

export async function finish(client, redirectUri, address, { state, verifier }) {
  const checks = { expectedState: state, pkceCodeVerifier: verifier };
  const token = await openid.authorizationCodeGrant(configured(client), new URL(address), checks);
  return { ...token, expiresAt: Date.now() + token.expiresIn() * 1000 };
}

export const isExpired = (token) => Date.now() > token.expiresAt - 5000;
