// The jobs, and who does each: through the public API of each package, as its README shows it.

import querystring from "node:querystring";
import { OAuth2Client } from "@badgateway/oauth2-client";
import { sha256 } from "@noble/hashes/sha2.js";
import * as grantlet from "grantlet";
import * as oauth from "oauth4webapi";
import { OidcClient, SigninResponse } from "oidc-client-ts";
import * as sample from "./sample.js";

const { client, page, code, codeVerifier, redirectUri, form, address, saved, state } = sample;

/** Logins that were finished here. */
let logins = 0;
const encoder = new TextEncoder();
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const challengeOf = async (verifier) =>
  base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(verifier))));

/** A response as `fetch` returns it. */
const answer = (body) => new Response(body, { headers: { "content-type": "application/json" } });
const answering = async () => answer(sample.short);

const server = {
  issuer: client.issuer,
  authorization_endpoint: client.baseUrl + client.authorizationEndpoint,
  token_endpoint: client.baseUrl + client.tokenEndpoint,
};
const registered = { client_id: client.clientId };
const secretPost = oauth.ClientSecretPost(client.clientSecret);
const fetching = { [oauth.customFetch]: answering };
const exchange = (parameters) =>
  oauth.authorizationCodeGrantRequest(
    server, registered, secretPost, parameters, redirectUri, codeVerifier, fetching,
  );

const badgateway = new OAuth2Client({
  server: client.baseUrl,
  clientId: client.clientId,
  clientSecret: client.clientSecret,
  authenticationMethod: "client_secret_post",
  authorizationEndpoint: client.authorizationEndpoint,
  tokenEndpoint: client.tokenEndpoint,
  fetch: answering,
});

// It keeps each login; this store keeps one, so that it does not grow.
let kept;
const oidc = new OidcClient({
  authority: client.issuer,
  metadata: server,
  client_id: client.clientId,
  client_secret: client.clientSecret,
  redirect_uri: redirectUri,
  scope: "profile",
  stateStore: {
    set: async (_, value) => void (kept = value),
    get: async () => kept,
    remove: async () => kept,
    getAllKeys: async () => [],
  },
});
const { state: oidcState } = await oidc.createSigninRequest({});
const oidcAddress = `${redirectUri}?code=${code}&state=${oidcState.id}`;

/** The checks of a careful hand-written client on a response. */
function parsed(text) {
  const { access_token, token_type, expires_in, refresh_token, scope, error } = JSON.parse(text);
  if (error !== undefined || typeof access_token !== "string" || !/^[\x21-\x7e]+$/.test(access_token)) {
    throw new Error("no token");
  }
  if (typeof token_type !== "string" || token_type.toLowerCase() !== "bearer") {
    throw new Error("not Bearer");
  }
  for (const text of [refresh_token, scope]) {
    if (text !== undefined && typeof text !== "string") {
      throw new Error("no text");
    }
  }
  const seconds = Number(expires_in);
  const expiresAt = Number.isFinite(seconds) ? Date.now() + seconds * 1000 : undefined;
  return { access_token, token_type, expiresAt, refresh_token, scope };
}

function searched(text) {
  const { searchParams } = new URL(text);
  return searchParams.get("state") === state && searchParams.get("code");
}

const encoded = () => new URLSearchParams(form).toString();

const response = (text) => ({
  job: `response of ${text.length} B`,
  note: "a body to a token, or to why it is none",
  grantlet: () => grantlet.readResponse(client, 200, text),
  platform: ["`JSON.parse` and checks", () => parsed(text)],
  peers: {
    "grantlet, from bytes": readsBytes(text),
    // Each Response is read once; making it is outside the clock.
    oauth4webapi: {
      given: () => answer(text),
      run: async (given) => oauth.processGenericTokenEndpointResponse(server, registered, given),
    },
  },
});

function readsBytes(text) {
  const bytes = encoder.encode(text);
  return () => grantlet.readResponse(client, 200, bytes);
}

export const JOBS = [
  {
    job: "S256 challenge",
    note: "a verifier of 43 characters",
    aims: { platform: 30, "@noble/hashes": 4 },
    grantlet: () => grantlet.codeChallenge(codeVerifier),
    platform: ["`crypto.subtle`", () => challengeOf(codeVerifier)],
    peers: {
      "@noble/hashes": () => base64url(sha256(encoder.encode(codeVerifier))),
      oauth4webapi: () => oauth.calculatePKCECodeChallenge(codeVerifier),
    },
  },
  {
    job: "request, 6 pairs",
    note: "grantlet writes the whole request: its address, joined and found to be https, header fields, and a body whose verifier and order were checked; the platform writes the body",
    aims: { platform: 1.2 },
    grantlet: () => grantlet.codeRequest(client, code, { redirectUri, codeVerifier }),
    platform: ["`URLSearchParams`", encoded],
    peers: {
      "the platform, all of it": () => ({
        url: new URL(client.tokenEndpoint, client.baseUrl).href,
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
        body: encoded(),
      }),
      "node:querystring": () => querystring.stringify(form),
      oauth4webapi: {
        given: () => oauth.validateAuthResponse(server, registered, new URL(address), state),
        run: exchange,
      },
    },
  },
  { ...response(sample.short), aims: { platform: 0.7 } },
  { ...response(sample.long), aims: { platform: 1.2 } },
  {
    job: "callback",
    note: "grantlet reads what was kept, compares state, `iss` and the server, and writes the request that exchanges the code; the platform parses, compares the state and takes the code",
    aims: { platform: 1.5 },
    grantlet: () => grantlet.readCallback(client, address, saved),
    platform: ["`new URL` and `get`", () => searched(address)],
    peers: {
      "the platform, all of it": () => {
        const login = JSON.parse(saved);
        const { searchParams } = new URL(address);
        const found = searchParams.get("code");
        if (searchParams.get("state") !== login.state || searchParams.get("iss") !== login.iss) {
          throw new Error("not ours");
        }
        return new URLSearchParams({ ...form, code: found }).toString();
      },
      oauth4webapi: () => oauth.validateAuthResponse(server, registered, new URL(address), state),
      "@badgateway/oauth2-client": () =>
        badgateway.authorizationCode.validateResponse(address, { state }),
      "oidc-client-ts": () => {
        const response = new SigninResponse(new URL(oidcAddress).searchParams);
        return response.state === oidcState.id && response;
      },
    },
  },
  {
    job: "a login's address",
    note: "state, verifier, challenge, and an address with them",
    grantlet: () => grantlet.startLogin(page, { redirectUri, scope: "profile" }),
    platform: [
      "`crypto.subtle`, `URLSearchParams`",
      async () => {
        const [state, verifier] = [0, 1].map(() => base64url(crypto.getRandomValues(new Uint8Array(32))));
        const query = new URLSearchParams({
          response_type: "code",
          client_id: client.clientId,
          redirect_uri: redirectUri,
          scope: "profile",
          state,
          code_challenge: await challengeOf(verifier),
          code_challenge_method: "S256",
        });
        return { url: `${server.authorization_endpoint}?${query}`, saved: JSON.stringify({ state, verifier }) };
      },
    ],
    peers: {
      "@badgateway/oauth2-client": () =>
        badgateway.authorizationCode.getAuthorizeUri({ redirectUri, state, codeVerifier, scope: ["profile"] }),
      "oidc-client-ts": () => oidc.createSigninRequest({}),
    },
  },
  {
    job: "code to token",
    note: "callback, request and response, over a `fetch` that returns at once",
    grantlet: () => {
      // A login is finished once, so each has a state of its own.
      const own = `${state}${(logins += 1)}`;
      const [back, kept] = [address, saved].map((text) => text.replace(state, own));
      return grantlet.finishLogin(client, back, kept, { fetch: answering });
    },
    platform: [
      "by hand",
      async () => {
        if (searched(address) !== code) {
          throw new Error("not ours");
        }
        const sent = await answering(server.token_endpoint, { method: "POST", body: encoded() });
        return parsed(await sent.text());
      },
    ],
    peers: {
      oauth4webapi: async () => {
        const parameters = oauth.validateAuthResponse(server, registered, new URL(address), state);
        return oauth.processAuthorizationCodeResponse(server, registered, await exchange(parameters));
      },
      "@badgateway/oauth2-client": () =>
        badgateway.authorizationCode.getTokenFromCodeRedirect(address, { redirectUri, state, codeVerifier }),
    },
  },
];
