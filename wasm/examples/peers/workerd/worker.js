import { env } from "cloudflare:workers";
import * as oauth from "oauth4webapi";
import { opened, sealed } from "./cookies.js";

const client = { client_id: env.CLIENT_ID };
const clientAuth = oauth.ClientSecretBasic(env.CLIENT_SECRET);
const loopback = { [oauth.allowInsecureRequests]: true };

let kept = { until: 0 };

async function discovered() {
  if (Date.now() > kept.until) {
    const issuer = new URL(env.ISSUER);
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, loopback));
    kept = { server, until: Date.now() + 3_600_000 };
  }
  return kept.server;
}

const routes = {
  async "GET /"(request, server, session) {
    if (!session.tokens) {
      return page(`<form method="post" action="/login"><button>Log in</button></form>`);
    }
    const { name } = await (await callApi(server, session, new URL(server.userinfo_endpoint))).json();
    return page(`<p>Logged in as ${escaped(name)}</p><form method="post" action="/logout"><button>Log out</button></form>`);
  },

  async "POST /login"({ url }, server) {
    const login = {
      redirectUri: new URL("/callback", url).href,
      state: oauth.generateRandomState(),
      verifier: oauth.generateRandomCodeVerifier(),
      expiresAt: Date.now() + 600_000,
    };
    const address = new URL(server.authorization_endpoint);
    address.search = new URLSearchParams({
      response_type: "code",
      client_id: client.client_id,
      redirect_uri: login.redirectUri,
      scope: "openid profile",
      state: login.state,
      code_challenge: await oauth.calculatePKCECodeChallenge(login.verifier),
      code_challenge_method: "S256",
    });
    return redirect(address.href, await sealed("login", JSON.stringify(login), 600));
  },

  async "GET /callback"(request, server, session) {
    const { redirectUri, state, verifier, expiresAt } = JSON.parse((await opened("login", request)) ?? "{}");
    if (!(Date.now() < expiresAt)) {
      return new Response("There is no login", { status: 400 });
    }
    const params = oauth.validateAuthResponse(server, client, new URL(request.url), state);
    const response = await oauth.authorizationCodeGrantRequest(server, client, clientAuth, params, redirectUri, verifier, loopback);
    keep(session, await oauth.processAuthorizationCodeResponse(server, client, response));
    return redirect("/", await sealed("login", ""));
  },

  async "POST /logout"(request, server, session) {
    const { access_token, refresh_token } = session.tokens ?? {};
    if (access_token) {
      session.tokens = undefined;
      const response = await oauth.revocationRequest(server, client, clientAuth, refresh_token ?? access_token, loopback);
      await oauth.processRevocationResponse(response);
    }
    return redirect("/");
  },
};

function keep(session, { access_token, refresh_token = session.tokens?.refresh_token, expires_in = Infinity }) {
  session.tokens = { access_token, refresh_token, expiresAt: Date.now() + 1000 * expires_in };
}

async function refresh(server, session) {
  const response = await oauth.refreshTokenGrantRequest(server, client, clientAuth, session.tokens.refresh_token, loopback);
  keep(session, await oauth.processRefreshTokenResponse(server, client, response));
}

/** Calls the API, and again with a new token if it rejects the first. */
async function callApi(server, session, url) {
  if (Date.now() > (session.tokens.expiresAt ?? Infinity) - 60_000) {
    await refresh(server, session);
  }
  const call = () => oauth.protectedResourceRequest(session.tokens.access_token, "GET", url, undefined, undefined, loopback);
  try {
    return await call();
  } catch (error) {
    if (error instanceof oauth.WWWAuthenticateChallengeError && error.cause[0].parameters.error === "invalid_token") {
      await refresh(server, session);
      return call();
    }
    throw error;
  }
}

const HTML = { headers: { "Content-Type": "text/html; charset=utf-8" } };
const page = (body) => new Response(`<!doctype html><title>oauth4webapi in a worker</title>${body}`, HTML);

function redirect(Location, cookie) {
  return new Response(null, { status: 303, headers: { Location, ...(cookie && { "Set-Cookie": cookie }) } });
}

const escaped = (text) => text.replace(/[&<"]/g, (sign) => `&#${sign.charCodeAt()};`);

export default {
  async fetch(request) {
    const route = routes[`${request.method} ${new URL(request.url).pathname}`];
    if (!route) {
      return new Response("Not found", { status: 404 });
    }
    const before = (await opened("session", request)) ?? "";
    const session = { tokens: before ? JSON.parse(before) : undefined };
    const response = await route(request, await discovered(), session).catch(failed(session));
    const after = JSON.stringify(session.tokens) ?? "";
    if (after !== before) {
      response.headers.append("Set-Cookie", await sealed("session", after));
    }
    return response;
  },
};

const failed = (session) => ({ code = "unexpected", error }) => {
  if (error === "invalid_grant" && session.tokens) {
    session.tokens = undefined;
    return redirect("/");
  }
  return new Response(`That did not work (${code})`, { status: 500 });
};
