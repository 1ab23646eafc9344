// The page: its controls and their output.

import { init } from "./grantlet.js";
import { showBench } from "./bench.js";
import { clockAhead, passUntil, setClock, spell, whenMoved } from "./clock.js";
import { byId, element } from "./element.js";
import { showExchanges } from "./exchanges.js";
import { failure } from "./failures.js";
import { comeBack, isBack } from "./login.js";
import { providersOf } from "./providers.js";
import { showTabs } from "./race.js";
import { sessionOf } from "./sessions.js";
import { life } from "./token.js";
import { fetchInSight, keepAddress } from "./wire.js";

const sending = { fetch: fetchInSight };
const here = new URL(".", location.href);
const simulator = await (await fetch("./simulator.json")).json();
const providers = providersOf(simulator, here.href);
const grantOf = (key) => providers.flatMap(({ ways }) => ways).find((one) => one.key === key);
// A login comes back to what this tab had chosen; a new tab starts with the latest choice.
let way = grantOf(sessionStorage.chosen ?? localStorage.chosen) ?? providers[0].ways[0];
let provider = providers.find(({ ways }) => ways.includes(way));
/** The life that is drawn, and what of. */
let drawn = {};

showCore();
showSource();
showExchanges();
showProviders();
showWays();
showClock();
await showSession();
const askInEveryTab = showTabs(grantOf);
wire();
if (isBack()) {
  await act(async () => {
    keepAddress("BACK", location.href);
    await comeBack(way.client, sessionOf(way), sending);
    say("Logged in.");
  });
}
try {
  await init();
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
    byId("outcome").replaceChildren(failure(error));
  }
  await showSession();
}

function say(sentence) {
  byId("outcome").replaceChildren(
    element("div", { class: "result" }, element("p", { class: "title" }, sentence)),
  );
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
  const old = (await session.state()).token?.accessToken;
  const accessToken = await session.accessToken();
  const { state } = await session.state();
  if (accessToken !== old) {
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

function showProviders() {
  byId("providers").replaceChildren(
    ...providers.map((one) =>
      radio("provider", one.key, one === provider, one.name, one.bends, () => {
        provider = one;
        choose(one.ways[0]);
        showWays();
      }),
    ),
  );
}

function showWays() {
  byId("ways").replaceChildren(
    ...provider.ways.map((one) => radio("way", one.id, one === way, one.label, "", () => choose(one))),
  );
  showNote();
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
}

function radio(name, value, checked, label, text, chosen) {
  const input = element("input", { type: "radio", name, value });
  input.checked = checked;
  input.addEventListener("change", chosen);
  const words = [element("b", {}, label), ...(text ? [element("span", {}, text)] : [])];
  return element("label", {}, input, element("span", { class: "face" }, ...words));
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
