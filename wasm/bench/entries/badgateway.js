import { OAuth2Client, generateCodeVerifier } from "@badgateway/oauth2-client";

const clientOf = ({ id, server }) =>
  new OAuth2Client({ server, clientId: id, tokenEndpoint: "/token", authorizationEndpoint: "/authorize" });

export async function start(client, redirectUri, scope) {
  const [state, codeVerifier] = [await generateCodeVerifier(), await generateCodeVerifier()];
  const url = await clientOf(client).authorizationCode.getAuthorizeUri({ redirectUri, state, codeVerifier, scope: [scope] });
  return { url, state, codeVerifier };
}

export const finish = (client, redirectUri, address, { state, codeVerifier }) =>
  clientOf(client).authorizationCode.getTokenFromCodeRedirect(address, { redirectUri, state, codeVerifier });

export const isExpired = (token) => Date.now() > token.expiresAt - 5000;
