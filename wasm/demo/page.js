// The page: its controls and their output.

import { init } from "./grantlet.js";
import { showAbout, showRead } from "./about.js";
import { showBench } from "./bench.js";
import { showChanges } from "./changes.js";
import { clockAhead, passUntil, setClock, showClock } from "./clock.js";
import { byId } from "./element.js";
import { showExchanges } from "./exchanges.js";
import { comeBack, isBack } from "./login.js";
import { act, clearOutcomes, reveal } from "./outcome.js";
import { showPicker, showWays } from "./picker.js";
import { providersOf } from "./providers.js";
import { showTabs } from "./race.js";
import { sessionOf } from "./sessions.js";
import { life } from "./token.js";
import { isLoggedOut, logInByPopup, logOutThere } from "./windows.js";
import { keepAddress } from "./wire.js";

const here = new URL(".", location.href);
const read = async (name) => (await fetch(name)).json();
const [simulator, facts] = await Promise.all(["./simulator.json", "./facts.json"].map(read));
const providers = providersOf(simulator, facts, here.href);
const grantOf = (key) => providers.flatMap(({ ways }) => ways).find((one) => one.key === key);
// A login comes back to what this tab had chosen; a new tab starts with the latest choice.
let way = grantOf(sessionStorage.chosen ?? localStorage.chosen) ?? providers[0].ways[0];
let provider = providers.find(({ ways }) => ways.includes(way));
/** Whether the package can be called. */
let isReady = false;
/** The life that is drawn, and what of. */
let drawn = {};

showCore();
showSources();
showExchanges();
showPicker(providers, provider, (one) => {
  provider = one;
  choose(one.ways[0]);
  showWays(one.ways, way, choose);
  showAbout(one);
  isReady && showRead(one);
  byId("name").scrollIntoView({ block: "nearest" });
});
showAbout(provider);
showWays(provider.ways, way, choose);
showWay();
const listen = showChanges(way);
showClock(() => {
  listen(way);
  showSession();
});
await showSession();
const askInEveryTab = showTabs(grantOf);
wire();
if (isBack()) {
  keepAddress("Browser back at", location.href);
  await (isLoggedOut() ? run(byId("log-out"), async () => "Logged out, here and at the provider.") : run(byId("log-in"), finish));
}
await run(byId("log-in"), async () => {
  await init();
  isReady = true;
  showRead(provider);
  showBench();
});
await showSession();
setInterval(showSession, 1000); // another tab may have changed it

/** Runs an action of this button, and shows how it ended. */
async function run(button, work) {
  await act(button, work);
  await showSession();
  reveal();
}

function wire() {
  const buttons = { "log-in": logIn, popup, fresh, renew, call: callApi, reject, end, revoke, "log-out": logOut, race };
  for (const [id, work] of Object.entries(buttons)) {
    byId(id).addEventListener("click", () => run(byId(id), work));
  }
}

async function logIn() {
  if (way.isOwn) {
    return fresh();
  }
  const result = await way.run();
  if (result.leavingFor) {
    keepAddress("Browser to", result.leavingFor);
    return "";
  }
  await sessionOf(way).start(result);
  return "Logged in.";
}

async function finish() {
  await (way.comeBack ?? comeBack)(way.client, sessionOf(way));
  return "Logged in.";
}

async function popup() {
  await logInByPopup(way.client, sessionOf(way), way.popup);
  return "Logged in, and this page stayed where it was.";
}

/** Gets a valid token. */
async function fresh() {
  const session = sessionOf(way);
  const old = (await session.state()).token;
  const accessToken = await session.accessToken();
  const { state, token } = await session.state();
  // The simulator of the gallery issues the documented token again.
  if (accessToken !== old?.accessToken || token.requestedAt !== old.requestedAt) {
    const how = way.isOwn ? "" : token.refreshToken ? ", by the refresh token" : ", in a hidden frame";
    return `A new token${how}. It is stored.`;
  }
  return state === "ready" ? "The stored token is still valid: nothing was sent." : "No new token, but the stored one is still valid.";
}

/** Moves the clock until a renewal is due, and renews. */
async function renew() {
  passUntil((await sessionOf(way).state()).until);
  return fresh();
}

async function reject() {
  const session = sessionOf(way);
  await session.rejected((await session.state()).token.accessToken);
  return fresh();
}

async function end() {
  await sessionOf(way).end();
  return "Logged out here, in every tab. The provider was sent nothing.";
}

async function revoke() {
  const { revoked } = await sessionOf(way).end({ revoke: true });
  return revoked ? "Logged out here, and the provider has revoked the tokens." : "Logged out here. The provider has revoked nothing.";
}

async function logOut() {
  const { action, fields } = await logOutThere(way.client, sessionOf(way), here.href);
  keepAddress("Browser to", action, fields);
}

/** Moves the clock until the token has expired, and makes every tab request another. */
async function race() {
  passUntil((await sessionOf(way).state()).token.expiresAt);
  askInEveryTab(way.key, clockAhead());
}

async function callApi() {
  const { status } = await sessionOf(way).fetch(provider.api);
  return `The API responded with ${status}.`;
}

function showCore() {
  const strict = here.pathname.endsWith("/strict/");
  byId("core").textContent = strict
    ? "The library’s core runs here as JavaScript: this page’s policy forbids WebAssembly."
    : "The library’s core runs here as WebAssembly.";
  byId("other-core").textContent = strict ? "With WebAssembly" : "Under a policy without it";
  byId("other-core").href = strict ? "../" : "./strict/";
  byId("second-tab").href = here.href;
}

/** The very files that run here. */
function showSources() {
  document.querySelectorAll("[data-file]").forEach(async (place) => {
    place.textContent = await (await fetch(`./${place.dataset.file}`)).text();
  });
}

function choose(one) {
  way = one;
  sessionStorage.chosen = localStorage.chosen = one.key;
  clearOutcomes();
  showWay();
  listen(way);
  showSession();
}

function showWay() {
  byId("note").textContent = way.note;
  byId("renewal").textContent = `Moves the clock until a renewal is due, and renews ${way.renewal ?? "by the refresh token, if there is one"}.`;
  byId("log-in").textContent = way.isOwn ? "Get a token" : "Log in";
  byId("login-row").hidden = !!way.hasNoLogin;
  byId("popup").hidden = !way.popup;
  byId("logout-note").textContent = way.client.endSessionEndpoint
    ? "The provider’s document has neither logout nor revocation: its simulator has both."
    : "This provider’s profile has no logout and no revocation.";
}

async function showSession() {
  const asked = way;
  const { token, ...seen } = await sessionOf(asked).state();
  if (way !== asked) {
    return; // another was chosen meanwhile, and is shown already
  }
  const text = JSON.stringify([asked.key, token]);
  if (drawn.text !== text) {
    drawn = { text, ...life(token) };
    byId("token").replaceChildren(drawn.shown);
  }
  drawn.tick(seen);
  const { revocationEndpoint, endSessionEndpoint } = way.client;
  const can = { "log-in": isReady, popup: isReady, call: token && provider.api, revoke: token && revocationEndpoint, "log-out": token && endSessionEndpoint };
  for (const id of ["log-in", "popup", "fresh", "renew", "call", "reject", "end", "revoke", "log-out", "race"]) {
    byId(id).disabled = !(id in can ? can[id] : token);
  }
  // One primary action at a time.
  byId("log-in").classList.toggle("main", !token);
}
