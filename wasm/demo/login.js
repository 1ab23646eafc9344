// A login, from the click to the token: the part to copy.

import { checkIdToken, cleanAddress, finishLogin, startLogin } from "./grantlet.js"; // "grantlet" in your app

/** Sends the browser away to log in; returns the address, for the page to show. */
export function logIn(client, options) {
  const { url, saved } = startLogin(client, options);
  sessionStorage.login = saved;
  location.assign(url);
  return { leavingFor: url };
}

/** Whether the browser is back from there. */
export const isBack = () => cleanAddress(location.href) !== location.href;

/** Finishes the login, on the page that the browser comes back to. */
export async function comeBack(client, session, sending) {
  const [address, saved] = [location.href, sessionStorage.login];
  history.replaceState(null, "", cleanAddress(address)); // no code or token in the address bar
  await session.start((await finishLogin(client, address, saved, { ...sending, checkIdToken })).token);
  delete sessionStorage.login; // a login is used once; somebody else's answer leaves it open
}
