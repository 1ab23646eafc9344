import { OAuthError, Session, cleanAddress, discover, finishLogin, finishLogout, indexedDbStore, startLogin, startLogout } from "grantlet";

const issuer = import.meta.env.VITE_ISSUER;
const client = { ...(await discover(issuer)), clientId: "page" };

const session = new Session(client, indexedDbStore(), { origins: [issuer] });

/** Calls back with the user now and after each login and logout, in whatever tab; returns what ends that. */
export function onUser(listener) {
  const report = () => currentUser().then(listener);
  report();
  return session.onChange(({ type }) => (type === "ready" || type === "ended") && report());
}

async function currentUser() {
  try {
    const response = await session.fetch(client.userinfoEndpoint);
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
  const { url, saved } = startLogin(client, { redirectUri, scope: "openid profile", idToken: true, returnTo: location.href });
  sessionStorage.login = saved;
  location.assign(url);
}

/** On the page at /callback: finishes the login, and shows the address that the user came from. */
export async function finishLoginHere() {
  const [address, saved] = [location.href, sessionStorage.login];
  history.replaceState(null, "", cleanAddress(address));
  const { token, returnTo } = await finishLogin(client, address, saved);
  await session.start(token);
  delete sessionStorage.login;
  history.replaceState(null, "", returnTo);
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
