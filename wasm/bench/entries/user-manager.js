import { UserManager } from "oidc-client-ts";

const managerOf = ({ id, server }, redirect_uri, scope) =>
  new UserManager({ authority: server.issuer, metadata: server, client_id: id, redirect_uri, scope });

export const start = (client, redirectUri, scope) => managerOf(client, redirectUri, scope).signinRedirect();
export const finish = (client, redirectUri, address) =>
  managerOf(client, redirectUri).signinRedirectCallback(address);
export const isExpired = (user) => user.expired;
