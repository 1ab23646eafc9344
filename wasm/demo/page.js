// The page: what its controls do, and what they show.

import "./clock.js";
import { bearer, freshToken, init } from "./grantlet.js";
import { showBench } from "./bench.js";
import { minutesAhead, setClock, spell } from "./clock.js";
import { byId, element } from "./element.js";
import { showExchanges } from "./exchanges.js";
import { failure } from "./failures.js";
import { comeBack, isBack } from "./login.js";
import { providersOf } from "./providers.js";
import { showTabs } from "./race.js";
import { keepWay, storeOf, wayOf, whenStored } from "./store.js";
import { life, nothing } from "./token.js";
import { fetchInSight, keepAddress } from "./wire.js";

const sending = { fetch: fetchInSight };
const here = new URL(".", location.href);
const simulator = await (await fetch("./simulator.json")).json();
const providers = providersOf(simulator, here.href);
let provider = providers.find(({ key }) => key === localStorage.provider) ?? providers[0];
let way = provider.ways.find(({ id }) => id === sessionStorage.way) ?? wayOf(provider);
let shownLife;

showCore();
showSource();
showExchanges();
showProviders();
showWays();
await showToken();
showClock();
const refreshInEveryTab = showTabs((key) => {
  const one = providers.find((candidate) => candidate.key === key);
  return { client: wayOf(one).client, store: storeOf(one) };
}, showToken);
wire();
if (isBack()) {
  await act(async () => {
    keepAddress("BACK", location.href);
    await took(await comeBack(way.client, sending), "Logged in.");
  });
}
try {
  await init();
  showBench();
  byId("log-in").disabled = false;
} catch (error) {
  byId("outcome").replaceChildren(failure(error));
}
setInterval(tick, 1000);

/** Does something that gives a token or an error, and shows either. */
async function act(work) {
  try {
    await work();
  } catch (error) {
    byId("outcome").replaceChildren(failure(error));
    await showToken();
  }
}

/** Takes a token from a login. */
async function took(token, said) {
  keepWay(provider, way);
  await storeOf(provider).save(token);
  say(said);
  await showToken();
}

function say(sentence) {
  byId("outcome").replaceChildren(
    element("div", { class: "result" }, element("p", { class: "title" }, sentence)),
  );
}

function wire() {
  byId("log-in").addEventListener("click", () =>
    act(async () => {
      sessionStorage.way = way.id;
      const result = await way.run(sending);
      if (result.leavingFor) {
        keepAddress("GO", result.leavingFor);
      } else {
        await took(result, "Here is a token.");
      }
    }),
  );
  byId("fresh").addEventListener("click", () => act(() => fresh()));
  byId("refresh").addEventListener("click", () => act(async () => fresh((await stored())?.accessToken)));
  byId("call").addEventListener("click", () => act(callApi));
  byId("clock-right").addEventListener("click", () => moveClock(0));
  byId("forget").addEventListener("click", () =>
    act(async () => {
      await storeOf(provider).forget();
      say("Forgotten here. A server that revokes tokens should be told, too: see revoke.");
      await showToken();
    }),
  );
  byId("race").addEventListener("click", () =>
    act(async () => refreshInEveryTab(provider.key, (await stored())?.accessToken)),
  );
  whenStored(showToken);
}

/** A token that holds; `rejected` is one that an API did not take. */
async function fresh(rejected) {
  const used = wayOf(provider);
  const store = storeOf(provider);
  const old = (await store.load())?.accessToken;
  const token = used.again
    ? await used.again(sending) // a client's own token is asked for again, not refreshed
    : await freshToken(used.client, store, { ...sending, rejected });
  await store.save(token);
  say(token.accessToken === old ? "The stored token still holds: nothing was sent." : "A new token, and it is stored.");
  await showToken();
}

/** Uses the token, and refreshes it once where the API does not take it. */
async function callApi() {
  const store = storeOf(provider);
  const ask = (token) =>
    fetchInSight(provider.api, { method: "GET", headers: { Authorization: bearer(token) } });
  const token = await freshToken(wayOf(provider).client, store, sending);
  let answer = await ask(token);
  if (answer.status === 401) {
    answer = await ask(await freshToken(wayOf(provider).client, store, { ...sending, rejected: token.accessToken }));
  }
  say(`The API answered ${answer.status}.`);
  await showToken();
}

function showCore() {
  const strict = here.pathname.endsWith("/strict/");
  byId("core").textContent = strict
    ? "Here the core is JavaScript: this page’s policy compiles no WebAssembly."
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
        localStorage.provider = one.key;
        way = wayOf(one);
        byId("outcome").replaceChildren();
        showWays();
        showToken();
      }),
    ),
  );
}

function showWays() {
  byId("ways").replaceChildren(
    ...provider.ways.map((one) =>
      radio("way", one.id, one === way, one.label, "", () => {
        way = one;
        showNote();
      }),
    ),
  );
  showNote();
}

function showNote() {
  byId("note").textContent = way.note;
  byId("log-in").textContent = way.again ? "Get a token" : "Log in";
}

function radio(name, value, checked, label, text, chosen) {
  const input = element("input", { type: "radio", name, value });
  input.checked = checked;
  input.addEventListener("change", chosen);
  const words = [element("b", {}, label), ...(text ? [element("span", {}, text)] : [])];
  return element("label", {}, input, element("span", { class: "face" }, ...words));
}

function stored() {
  return storeOf(provider).load();
}

async function showToken() {
  const asked = provider;
  const token = await stored();
  if (provider !== asked) {
    return; // another was chosen meanwhile, and is shown already
  }
  shownLife = token && life(token);
  byId("token").replaceChildren(shownLife ? shownLife.shown : nothing());
  for (const id of ["fresh", "refresh", "forget", "race"]) {
    byId(id).disabled = !token;
  }
  byId("call").disabled = !token;
  byId("call").hidden = !provider.api;
  tick();
}

function tick() {
  const state = shownLife?.tick();
  byId("fresh").classList.toggle("main", !!state && state !== "good");
}

function showClock() {
  byId("clock").addEventListener("input", () => moveClock(Number(byId("clock").value)));
  moveClock(minutesAhead());
}

function moveClock(minutes) {
  setClock(minutes);
  const [clock, says] = [byId("clock"), byId("clock-says")];
  const off = spell(minutes * 60_000).replace(" 00 s", "");
  says.textContent = minutes ? `${off} ${minutes > 0 ? "ahead" : "behind"}` : "right";
  clock.value = minutes;
  clock.setAttribute("aria-valuetext", says.textContent);
  tick();
}
