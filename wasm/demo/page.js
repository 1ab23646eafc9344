// The page: its controls and their output.

import { init } from "./grantlet.js";
import { showAbout, showRead } from "./about.js";
import { showBench } from "./bench.js";
import { clockAhead, passUntil, setClock, spell, whenMoved } from "./clock.js";
import { byId, element } from "./element.js";
import { showExchanges } from "./exchanges.js";
import { failure } from "./failures.js";
import { comeBack, isBack } from "./login.js";
import { showPicker, showWays } from "./picker.js";
import { providersOf } from "./providers.js";
import { showTabs } from "./race.js";
import { sessionOf } from "./sessions.js";
import { life } from "./token.js";
import { fetchInSight, keepAddress } from "./wire.js";

const sending = { fetch: fetchInSight };
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
showSource();
showExchanges();
showPicker(providers, provider, (one) => {
  provider = one;
  choose(one.ways[0]);
  showWays(one.ways, way, choose);
  showAbout(one);
  isReady && showRead(one);
});
showAbout(provider);
showWays(provider.ways, way, choose);
showNote();
showClock();
await showSession();
const askInEveryTab = showTabs(grantOf);
wire();
if (isBack()) {
  await act(async () => {
    keepAddress("BACK", location.href);
    await (way.comeBack ?? comeBack)(way.client, sessionOf(way), sending);
    say("Logged in.");
  });
}
try {
  await init();
  isReady = true;
  showRead(provider);
  showBench();
  byId("log-in").disabled = false;
} catch (error) {
  byId("outcome").replaceChildren(failure(error));
}
setInterval(showSession, 1000); // another tab may have changed it

/** Runs something that may fail, and shows the error. */
async function act(work) {
  try {
    await work();
  } catch (error) {
    show(failure(error));
  }
  await showSession();
}

function say(sentence) {
  show(element("div", { class: "result" }, element("p", { class: "title" }, sentence)));
}

function show(outcome) {
  byId("outcome").replaceChildren(outcome);
  byId("outcome").scrollIntoView({ block: "nearest" });
}

function wire() {
  const buttons = { "log-in": logIn, fresh, refresh, call: callApi, reject, end, race };
  for (const [id, work] of Object.entries(buttons)) {
    byId(id).addEventListener("click", () => act(work));
  }
  byId("clock-right").addEventListener("click", () => setClock(0));
}

async function logIn() {
  if (way.isOwn) {
    return fresh();
  }
  const result = await way.run(sending);
  if (result.leavingFor) {
    keepAddress("GO", result.leavingFor);
  } else {
    await sessionOf(way).start(result);
    say("Logged in.");
  }
}

/** Gets a valid token. */
async function fresh() {
  const session = sessionOf(way);
  const old = (await session.state()).token;
  const accessToken = await session.accessToken();
  const { state, token } = await session.state();
  // The simulator of the gallery issues the documented token again.
  if (accessToken !== old?.accessToken || token.requestedAt !== old.requestedAt) {
    say("A new token, and it is stored.");
  } else if (state === "ready") {
    say("The stored token still holds: nothing was sent.");
  } else {
    say("No new token, but the stored one still holds.");
  }
}

/** Moves the clock until a refresh is due, and refreshes. */
async function refresh() {
  passUntil((await sessionOf(way).state()).until);
  await fresh();
}

async function reject() {
  const session = sessionOf(way);
  await session.rejected((await session.state()).token.accessToken);
  await fresh();
}

async function end() {
  await sessionOf(way).end();
  say("Logged out here. end({ revoke: true }) also revokes the tokens at the server.");
}

/** Moves the clock until the token has expired, and makes every tab request another. */
async function race() {
  passUntil((await sessionOf(way).state()).token.expiresAt);
  askInEveryTab(way.key, clockAhead());
}

/** Calls the API, and gets another token once if the API returns 401. */
async function callApi() {
  const session = sessionOf(way);
  const ask = (accessToken) =>
    fetchInSight(provider.api, { method: "GET", headers: { Authorization: `Bearer ${accessToken}` } });
  const accessToken = await session.accessToken();
  let answer = await ask(accessToken);
  if (answer.status === 401) {
    await session.rejected(accessToken);
    answer = await ask(await session.accessToken());
  }
  say(`The API answered ${answer.status}.`);
}

function showCore() {
  const strict = here.pathname.endsWith("/strict/");
  byId("core").textContent = strict
    ? "Here the core is JavaScript: this page’s policy forbids WebAssembly."
    : "Here the core is WebAssembly, in the same file.";
  byId("other-core").textContent = strict ? "With WebAssembly" : "Under a policy without it";
  byId("other-core").href = strict ? "../" : "./strict/";
  byId("second-tab").href = here.href;
}

/** The very file that runs here. */
async function showSource() {
  byId("source").textContent = await (await fetch("./login.js")).text();
}

function choose(one) {
  way = one;
  sessionStorage.chosen = localStorage.chosen = one.key;
  byId("outcome").replaceChildren();
  showNote();
  showSession();
}

function showNote() {
  byId("note").textContent = way.note;
  byId("log-in").textContent = way.isOwn ? "Get a token" : "Log in";
  byId("log-in").parentElement.hidden = !!way.hasNoLogin;
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
  for (const id of ["fresh", "refresh", "call", "reject", "end", "race"]) {
    byId(id).disabled = !token;
  }
  byId("call").hidden = !provider.api;
  byId("fresh").classList.toggle("main", !!token && seen.state !== "ready");
}

function showClock() {
  const [clock, says] = [byId("clock"), byId("clock-says")];
  const show = () => {
    const ahead = clockAhead();
    const off = spell(ahead).replace(" 00 s", "");
    says.textContent = ahead ? `${off} ${ahead > 0 ? "ahead" : "behind"}` : "right";
    clock.value = Math.round(ahead / 60_000);
    clock.setAttribute("aria-valuetext", says.textContent);
    showSession();
  };
  clock.addEventListener("input", () => setClock(Number(clock.value) * 60_000));
  whenMoved(show);
  show();
}
