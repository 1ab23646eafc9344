import { Session } from "grantlet";
import { fileStore } from "grantlet/file";
import { env } from "$env/dynamic/private";

export const issuer = env.ISSUER;

export const client = {
  issuer,
  baseUrl: issuer,
  authorizationEndpoint: "/auth",
  tokenEndpoint: "/token",
  revocationEndpoint: "/token/revocation",
  clientId: env.CLIENT_ID,
  clientSecret: env.CLIENT_SECRET,
  allowLoopback: true,
};

const store = fileStore(env.TOKENS ?? "tokens");

/** The session of a browser, by the random id in its cookie. */
export const sessionOf = (id) => new Session(client, store, { key: id, origins: [issuer] });
