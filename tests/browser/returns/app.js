// The app of the README's first example.

import { Session, cleanAddress, finishLogin, indexedDbStore, startLogin } from "/grantlet/index.js";

const { client, redirectUri, isLazy } = JSON.parse(localStorage.given);
export const store = indexedDbStore();
export const key = "returns";
export const session = new Session(client, store, { key });

export function login(options) {
  const { url, saved } = startLogin(client, { redirectUri, returnTo: location.href, ...options });
  sessionStorage.login = saved;
  location.assign(url);
}

export async function callback() {
  const [address, saved] = [location.href, sessionStorage.login];
  if (isLazy) {
    // An app that leaves its address and what it saved as they are.
    return finishLogin(client, address, saved);
  }
  history.replaceState(null, "", cleanAddress(address));
  const { token, returnTo } = await finishLogin(client, address, saved);
  await session.start(token);
  delete sessionStorage.login;
  return { token, returnTo };
}
