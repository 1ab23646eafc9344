// A login, from the click to the token: copy this part.

import { cleanAddress, finishLogin, startLogin } from "./grantlet.js"; // "grantlet" in your app

/** Starts a login and navigates to the authorization page; returns its URL, for the page to show. */
export function logIn(client, options) {
  const { url, saved } = startLogin(client, options);
  sessionStorage.login = saved;
  location.assign(url);
  return { leavingFor: url };
}

/** Whether the browser has returned from the authorization page. */
export const isBack = () => cleanAddress(location.href) !== location.href;

/** Finishes the login, on the callback page. */
export async function comeBack(client, session) {
  await session.start((await finishLogin(client, ...cleaned())).token);
  delete sessionStorage.login; // a login can be finished once; a URL of another login leaves it pending
}

/** The callback URL, which leaves the address bar with its code or token, and the saved login. */
export function cleaned() {
  const address = location.href;
  history.replaceState(null, "", cleanAddress(address));
  return [address, sessionStorage.login];
}
