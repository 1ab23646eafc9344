import { env } from "cloudflare:workers";
import { Session, discover, finishLogin, startLogin } from "grantlet";
import { opened, sealed } from "./cookies.js";

const routes = {
  async "GET /"(request, client, session) {
    const { state } = await session.state();
    if (state === "ended") {
      return page(`<form method="post" action="/login"><button>Log in</button></form>`);
    }
    const { name } = await (await session.fetch(client.userinfoEndpoint)).json();
    return page(`<p>Logged in as ${escaped(name)}</p><form method="post" action="/logout"><button>Log out</button></form>`);
  },

  async "POST /login"({ url }, client) {
    const redirectUri = new URL("/callback", url).href;
    const login = startLogin(client, { redirectUri, scope: "openid profile" });
    return redirect(login.url, await sealed("login", login.saved, 600));
  },

  async "GET /callback"(request, client, session) {
    const { token } = await finishLogin(client, request.url, await opened("login", request));
    await session.start(token);
    return redirect("/", await sealed("login", ""));
  },

  async "POST /logout"(request, client, session) {
    await session.end({ revoke: true });
    return redirect("/");
  },
};

const HTML = { headers: { "Content-Type": "text/html; charset=utf-8" } };
const page = (body) => new Response(`<!doctype html><title>Grantlet in a worker</title>${body}`, HTML);

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
    const client = { ...(await discover(env.ISSUER)), clientId: env.CLIENT_ID, clientSecret: env.CLIENT_SECRET };
    const before = await opened("session", request);
    const store = new Map([["session", before]]);
    const session = new Session(client, store, { key: "session", origins: [new URL(client.userinfoEndpoint).origin] });
    const response = await route(request, client, session).catch(failed);
    const after = store.get("session");
    if (after !== before) {
      response.headers.append("Set-Cookie", await sealed("session", after));
    }
    return response;
  },
};

const failed = ({ code = "unexpected" }) =>
  code === "ended" ? redirect("/") : new Response(`That did not work (${code})`, { status: 500 });
