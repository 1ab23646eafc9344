import { OidcClient, WebStorageStateStore } from "oidc-client-ts";

const clientOf = ({ id, server }, redirect_uri, scope) =>
  new OidcClient({
    authority: server.issuer,
    metadata: server,
    client_id: id,
    redirect_uri,
    scope,
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  });

export const start = (client, redirectUri, scope) =>
  clientOf(client, redirectUri, scope).createSigninRequest({});

export const finish = (client, redirectUri, address) =>
  clientOf(client, redirectUri).processSigninResponse(address);

export const isExpired = (response) => response.expires_in < 5;
