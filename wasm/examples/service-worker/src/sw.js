import { Session, finishLogin, indexedDbStore, startLogin } from "grantlet/js";

const client = {
  issuer: ISSUER,
  baseUrl: ISSUER,
  authorizationEndpoint: "/auth",
  tokenEndpoint: "/token",
  revocationEndpoint: "/token/revocation",
  clientId: "page",
  allowLoopback: true,
};
const store = indexedDbStore();
const session = new Session(client, store, { origins: [ISSUER] });

/** Pages that the worker responds to itself: no script of the page sees the callback or the token. */
const routes = {
  async "/login"() {
    const { url, saved } = startLogin(client, { redirectUri: `${location.origin}/callback`, scope: "openid profile" });
    await store.set("login", saved);
    return Response.redirect(url);
  },

  async "/callback"({ url }) {
    const saved = await store.get("login");
    await store.set("login", "");
    await session.start((await finishLogin(client, url, saved)).token);
    return Response.redirect("/");
  },

  async "/logout"() {
    await session.end({ revoke: true });
    return Response.redirect("/");
  },
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin === ISSUER) {
    event.respondWith(session.fetch(request).catch(failed));
  } else if (request.mode === "navigate" && Object.hasOwn(routes, pathname)) {
    event.respondWith(routes[pathname](request).catch(failed));
  }
});

const failed = ({ code, endsGrant }) => new Response(`Please log in again (${code})`, { status: endsGrant ? 401 : 503 });
