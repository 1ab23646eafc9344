// The inputs for every package: one client, one login, two responses.

import { readFileSync } from "node:fs";
import * as grantlet from "grantlet";

export const client = {
  baseUrl: "https://as.example",
  authorizationEndpoint: "/authorize",
  tokenEndpoint: "/token",
  clientId: "s6BhdRkqt3",
  clientSecret: "gX1fBat3bV",
  clientAuth: "body",
  issuer: "https://as.example",
};
/** A page's client, for what a page does. */
export const { clientSecret, ...page } = client;
export const redirectUri = "https://app.example/callback";
export const codeVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
export const code = "SplxlOBeZQQYbYS6WxSbIA";

/** Six pairs, the parameters of a code's exchange. */
export const form = {
  grant_type: "authorization_code",
  code,
  redirect_uri: redirectUri,
  client_id: client.clientId,
  client_secret: clientSecret,
  code_verifier: codeVerifier,
};

/** 153 bytes, most of them the tokens. */
export const short =
  '{"access_token":"199e3162-80cb-4acf-9281-f58487879c32","refresh_token":"40156dc1-8920-4360-afeb-168925d31aba","token_type":"Bearer","expires_in":86400,"account_id":50}';

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** A base64url string, the same in each run. */
const text = (length) => Array.from({ length }, (_, i) => letters[(i * 37 + (i >> 3)) & 63]).join("");
/** 1.8 kB: an access token that is a JWT; no `id_token`, whose claims one package would compare. */
export const long = JSON.stringify({
  access_token: `eyJ${text(97)}.${text(1020)}.${text(342)}`,
  token_type: "Bearer",
  expires_in: 3600,
  refresh_token: text(160),
  scope: "profile email documents.read documents.write",
});

const login = grantlet.startLogin(client, { redirectUri, scope: "openid" });
export const { saved } = login;
export const { state } = JSON.parse(saved);
export const address = `${redirectUri}?code=${code}&state=${state}&iss=https%3A%2F%2Fas.example`;

/** The version of a package that stands beside this one. */
export function versionOf(name) {
  const description = new URL(`node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(description, "utf8")).version;
}
