// A login in a popup, a renewal in a hidden frame, and a logout at the provider: copy this part.

import { cleanAddress, finishLogout, loginInPopup, renewInFrame, startLogout, submitForm } from "./grantlet.js"; // "grantlet" in your app

/** The page that calls `postCallback`. */
const redirectUri = new URL("callback/", location.href).href;

/** Logs in in a popup: call it in the click. */
export async function logInByPopup(client, session, options) {
  await session.start(await loginInPopup(client, { ...options, redirectUri }));
}

/** Renews a token that has no refresh token: the `renew` of a session. */
export const renewal = (client, options) => () => renewInFrame(client, { ...options, redirectUri });

/** Ends the session, and leaves for the provider, which ends its login and sends the browser back to this page. */
export async function logOutThere(client, session, page) {
  const { token } = await session.state();
  await session.end();
  const { form, saved } = startLogout(client, { redirectUri: page, idToken: token?.idToken });
  sessionStorage.logout = saved;
  submitForm(form);
  return form;
}

/** Whether the browser has come back from the logout that this tab has started. */
export function isLoggedOut() {
  try {
    finishLogout(location.href, sessionStorage.logout);
  } catch {
    return false;
  }
  delete sessionStorage.logout;
  history.replaceState(null, "", cleanAddress(location.href));
  return true;
}
