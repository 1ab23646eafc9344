import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { RedisStore } from "connect-redis";
import escapeHtml from "escape-html";
import express from "express";
import expressSession from "express-session";
import * as oauth from "openid-client";
import { createClient } from "redis";

const { CLIENT_ID, CLIENT_SECRET, COOKIE_SECRET, ISSUER, ORIGIN, PORT, REDIS_URL } = process.env;
const redirectUri = `${ORIGIN}/callback`;
const options = { execute: [oauth.allowInsecureRequests] };
const config = await oauth.discovery(new URL(ISSUER), CLIENT_ID, undefined, oauth.ClientSecretBasic(CLIENT_SECRET), options);
const maxAge = 14 * 86_400_000;
const redis = await createClient({ url: REDIS_URL }).on("error", console.error).connect();
const keyOf = (req) => `grant ${req.sessionID}`;

async function store(key, { access_token, refresh_token, expires_in = Infinity }) {
  const text = JSON.stringify({ access_token, refresh_token, expiresAt: Date.now() + 1000 * expires_in });
  await redis.set(key, text, { expiration: { type: "PX", value: maxAge } });
}

/** The access token, refreshed by one process if it expires soon or was rejected. */
async function accessToken(key, rejected) {
  for (;;) {
    const isMine = await redis.set(`${key} lock`, "1", { condition: "NX", expiration: { type: "PX", value: 30_000 } });
    try {
      const { access_token, refresh_token, expiresAt } = JSON.parse(await redis.get(key));
      if (access_token !== rejected && Date.now() < (expiresAt ?? Infinity) - 60_000) {
        return access_token;
      }
      if (isMine) {
        const tokens = await oauth.refreshTokenGrant(config, refresh_token);
        await store(key, { refresh_token, ...tokens });
        return tokens.access_token;
      }
    } finally {
      if (isMine) {
        await redis.del(`${key} lock`);
      }
    }
    await setTimeout(50);
  }
}

/** Calls the API, and again with a new token if it rejects the first. */
async function callApi(req, url) {
  const key = keyOf(req);
  const token = await accessToken(key);
  const call = (token) => oauth.fetchProtectedResource(config, token, new URL(url), "GET");
  try {
    return await call(token);
  } catch (error) {
    if (error instanceof oauth.WWWAuthenticateChallengeError && error.cause[0].parameters.error === "invalid_token") {
      return call(await accessToken(key, token));
    }
    throw error;
  }
}

const app = express();
app.set("trust proxy", 1);
app.use(expressSession({
  secret: COOKIE_SECRET,
  store: new RedisStore({ client: redis }),
  resave: false,
  saveUninitialized: false,
  cookie: { maxAge, secure: "auto", httpOnly: true, sameSite: "lax" },
}));

app.get("/", async (req, res) => {
  if (!req.session.isLoggedIn) {
    return res.send(`<form method="post" action="/login"><button>Log in</button></form>`);
  }
  const { name } = await (await callApi(req, config.serverMetadata().userinfo_endpoint)).json();
  res.send(`<p>Logged in as ${escapeHtml(name)}</p><form method="post" action="/logout"><button>Log out</button></form>`);
});

app.post("/login", async (req, res) => {
  const pkceCodeVerifier = oauth.randomPKCECodeVerifier();
  const expectedState = oauth.randomState();
  const url = oauth.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: "openid profile",
    state: expectedState,
    code_challenge: await oauth.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
  });
  req.session.login = { pkceCodeVerifier, expectedState, expiresAt: Date.now() + 600_000 };
  // Else the browser can come back before it is stored.
  await promisify(req.session.save).call(req.session);
  res.redirect(303, url.href);
});

app.get("/callback", async (req, res) => {
  const { expiresAt, ...checks } = req.session.login ?? {};
  delete req.session.login;
  if (!(Date.now() < expiresAt)) {
    return res.status(400).send(`There is no login. <a href="/">Try again</a>`);
  }
  const tokens = await oauth.authorizationCodeGrant(config, new URL(req.originalUrl, ORIGIN), checks);
  // A new id, which nobody else can know.
  await promisify(req.session.regenerate).call(req.session);
  await store(keyOf(req), tokens);
  req.session.isLoggedIn = true;
  await promisify(req.session.save).call(req.session);
  res.redirect("/");
});

app.post("/logout", async (req, res) => {
  if (req.session.isLoggedIn) {
    await promisify(req.session.destroy).call(req.session);
    const { access_token, refresh_token } = JSON.parse(await redis.getDel(keyOf(req)));
    await oauth.tokenRevocation(config, refresh_token ?? access_token);
  }
  res.redirect(303, "/");
});

app.use((error, req, res, next) => {
  if (error.error === "invalid_grant" && req.session.isLoggedIn) {
    req.session.isLoggedIn = false;
    return res.redirect("/");
  }
  res.status(500).send(`That did not work (${error.code ?? "unexpected"}). <a href="/">Try again</a>`);
});

app.listen(PORT, "127.0.0.1");
