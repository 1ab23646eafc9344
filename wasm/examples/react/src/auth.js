import { OAuthError, Session, cleanAddress, finishLogin, finishLogout, indexedDbStore, startLogin, startLogout } from "grantlet";

const issuer = import.meta.env.VITE_ISSUER;
const client = {
  clientId: "page",
  issuer,
  baseUrl: issuer,
  authorizationEndpoint: "/auth",
  tokenEndpoint: "/token",
  revocationEndpoint: "/token/revocation",
  endSessionEndpoint: "/session/end",
  allowLoopback: true,
};

const session = new Session(client, indexedDbStore(), { origins: [issuer] });

/** Calls back with the user now and after each login and logout, in whatever tab; returns what ends that. */
export function onUser(listener) {
  const report = () => currentUser().then(listener);
  report();
  return session.onChange(({ type }) => (type === "ready" || type === "ended") && report());
}

async function currentUser() {
  try {
    const response = await session.fetch(`${issuer}/me`);
    return response.ok ? await response.json() : null;
  } catch (error) {
    if (error instanceof OAuthError && error.endsGrant) {
      return null;
    }
    throw error;
  }
}

export function logIn() {
  const redirectUri = `${location.origin}/callback`;
  const { url, saved } = startLogin(client, { redirectUri, scope: "openid profile", idToken: true });
  sessionStorage.login = saved;
  sessionStorage.returnTo = location.pathname + location.search;
  location.assign(url);
}

/** On the page at /callback: finishes the login, and shows the address that the user came from. */
export async function finishLoginHere() {
  const [address, saved] = [location.href, sessionStorage.login];
  history.replaceState(null, "", cleanAddress(address));
  await session.start((await finishLogin(client, address, saved)).token);
  delete sessionStorage.login;
  history.replaceState(null, "", sessionStorage.returnTo);
}

export async function logOut() {
  await session.end({ revoke: true });
  const { url, saved } = startLogout(client, { redirectUri: `${location.origin}/` });
  sessionStorage.logout = saved;
  location.assign(url);
}

/** Whether the user has just come back from the logout at the server. */
export function isBackFromLogout() {
  try {
    finishLogout(location.href, sessionStorage.logout);
  } catch {
    return false;
  }
  delete sessionStorage.logout;
  history.replaceState(null, "", location.pathname);
  return true;
}
