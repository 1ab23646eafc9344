import { ErrorResponse, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { issuer } from "./config.js";

const manager = new UserManager({
  authority: issuer,
  client_id: "page",
  redirect_uri: `${location.origin}/`,
  post_logout_redirect_uri: `${location.origin}/`,
  scope: "openid profile",
  userStore: new WebStorageStateStore({ store: localStorage }),
  // Its timer renews in each tab.
  automaticSilentRenew: false,
  revokeTokensOnSignout: true,
  // Else it throws where a revocation is answered by plain text.
  revokeTokenAdditionalContentTypes: ["text/plain"],
});

/** Calls back with the user now and after each login and logout, in whatever tab; returns what ends that. */
function onUser(listener) {
  const report = () => {
    // Not returned: the manager waits for its listeners, with the lock of `validUser`.
    currentUser().then(listener);
  };
  // The manager's own events are those of this tab.
  const onStorage = ({ key, oldValue, newValue }) => key?.startsWith("oidc.user:") && !oldValue !== !newValue && report();
  report();
  const stops = [manager.events.addUserLoaded(report), manager.events.addUserUnloaded(report)];
  addEventListener("storage", onStorage);
  return () => {
    stops.forEach((stop) => stop());
    removeEventListener("storage", onStorage);
  };
}

async function currentUser() {
  const response = await fetchWithToken(`${issuer}/me`);
  return response?.ok ? response.json() : null;
}

async function fetchWithToken(url) {
  const send = ({ access_token }) => fetch(url, { headers: { Authorization: `Bearer ${access_token}` }, redirect: "error" });
  const user = await validUser();
  const response = user && (await send(user));
  if (response?.status !== 401) {
    return response;
  }
  const renewed = await validUser(user.access_token);
  return renewed && send(renewed);
}

/** Renews the token if it has expired or was rejected, once for all tabs: a refresh token can be used once. */
function validUser(rejected) {
  return navigator.locks.request("renewal", async () => {
    const user = await manager.getUser();
    if (!user || (!user.expired && user.access_token !== rejected)) {
      return user;
    }
    try {
      return await manager.signinSilent();
    } catch (error) {
      if (error instanceof ErrorResponse && error.error === "invalid_grant") {
        await manager.removeUser();
        return null;
      }
      throw error;
    }
  });
}

function logIn() {
  return manager.signinRedirect({ state: location.pathname + location.search });
}

/** Finishes the login, and shows the address that the user came from. */
async function finishLoginHere() {
  const { state } = await manager.signinRedirectCallback();
  history.replaceState(null, "", state);
}

function logOut() {
  // Without data to keep there is no `state` to check.
  return manager.signoutRedirect({ state: "logout" });
}

/** Whether the user has just come back from the logout at the server. */
async function isBackFromLogout() {
  try {
    await manager.signoutRedirectCallback();
  } catch {
    return false;
  }
  history.replaceState(null, "", location.pathname);
  return true;
}

const [text, login, logout] = ["text", "login", "logout"].map((id) => document.getElementById(id));
login.onclick = logIn;
logout.onclick = logOut;

let isLoggedOut = false;
const parameters = new URLSearchParams(location.search);
try {
  if (parameters.has("code") || parameters.has("error")) {
    await finishLoginHere();
  } else if (parameters.has("state")) {
    isLoggedOut = await isBackFromLogout();
  }
  onUser((user) => {
    text.textContent = user ? `Logged in as ${user.name}` : isLoggedOut ? "You are logged out." : "";
    login.hidden = !!user;
    logout.hidden = !user;
  });
} catch (failure) {
  text.role = "alert";
  text.textContent = failure.message;
}
