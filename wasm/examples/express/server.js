import { promisify } from "node:util";
import { RedisStore } from "connect-redis";
import escapeHtml from "escape-html";
import express from "express";
import expressSession from "express-session";
import { OAuthError, Session, discover, finishLogin, startLogin } from "grantlet";
import { redisStore } from "grantlet/redis";
import { createClient } from "redis";

const { CLIENT_ID, CLIENT_SECRET, COOKIE_SECRET, ISSUER, ORIGIN, PORT, REDIS_URL } = process.env;
const client = { ...(await discover(ISSUER)), clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };
const API = new URL(client.userinfoEndpoint).origin;
const maxAge = 14 * 86_400_000;
const redis = await createClient({ url: REDIS_URL }).on("error", console.error).connect();
const tokens = redisStore((command) => redis.sendCommand(command), { maxAge });
const sessionOf = (req) => new Session(client, tokens, { key: `grant ${req.sessionID}`, origins: [API] });

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
  const { name } = await (await sessionOf(req).fetch(client.userinfoEndpoint)).json();
  res.send(`<p>Logged in as ${escapeHtml(name)}</p><form method="post" action="/logout"><button>Log out</button></form>`);
});

app.post("/login", async (req, res) => {
  const { url, saved } = startLogin(client, { redirectUri: `${ORIGIN}/callback`, scope: "openid profile" });
  req.session.login = saved;
  // Else the browser can come back before it is stored.
  await promisify(req.session.save).call(req.session);
  res.redirect(303, url);
});

app.get("/callback", async (req, res) => {
  const { login } = req.session;
  delete req.session.login;
  const { token } = await finishLogin(client, new URL(req.originalUrl, ORIGIN), login);
  // A new id, which nobody else can know.
  await promisify(req.session.regenerate).call(req.session);
  await sessionOf(req).start(token);
  req.session.isLoggedIn = true;
  await promisify(req.session.save).call(req.session);
  res.redirect("/");
});

app.post("/logout", async (req, res) => {
  if (req.session.isLoggedIn) {
    await promisify(req.session.destroy).call(req.session);
    await sessionOf(req).end({ revoke: true });
  }
  res.redirect(303, "/");
});

app.use((error, req, res, next) => {
  const code = error instanceof OAuthError ? error.code : "unexpected";
  if (code === "ended") {
    req.session.isLoggedIn = false;
    return res.redirect("/");
  }
  res.status(500).send(`That did not work (${code}). <a href="/">Try again</a>`);
});

app.listen(PORT, "127.0.0.1");
