// A login, from the click to the token: the part to copy.

import { cleanAddress, finishLogin, startLogin } from "./grantlet.js"; // "grantlet" in your app

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
export async function comeBack(client, sending) {
  const [address, saved] = [location.href, sessionStorage.login];
  history.replaceState(null, "", cleanAddress(address)); // no code or token in the address bar
  delete sessionStorage.login; // a login is used once
  try {
    return (await finishLogin(client, address, saved, sending)).token;
  } catch (error) {
    if (/^callback_(state|issuer|redirect_uri)$/.test(error.code)) {
      sessionStorage.login = saved; // somebody else's answer does not end this login
    }
    throw error;
  }
}
