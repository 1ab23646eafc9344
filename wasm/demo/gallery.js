// Every provider that the package exports beside the five: its profile, at the simulator that plays it from its file
// in tests/gallery. What is known of a provider is in that file and in the profile.

import * as profiles from "./profiles.js"; // "grantlet/providers" in your app
import { readCallback, readResponse } from "./grantlet.js";
import { cleaned, logIn } from "./login.js";

/** The providers, at a simulator's address, for a page at this address. */
export function galleryOf(simulator, redirectUri) {
  const names = Object.keys(profiles).filter((name) => snake(name) in simulator.gallery);
  return names.map((name) => providerOf(snake(name), profiles[name], simulator, redirectUri));
}

/** `entraB2c` as the file is called, `entra_b2c`. */
const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function providerOf(key, profile, simulator, redirectUri) {
  const file = simulator.gallery[key];
  const client = { ...profile, clientId: file.client.id, clientSecret: file.client.secret, baseUrl: file.base_url };
  const { login, exchange, refresh } = file;
  const options = login && {
    redirectUri: login.redirect_uri,
    scope: login.scope,
    params: Object.fromEntries(login.params),
    ...(login.return_uri ? { returnUri: login.return_uri } : {}),
  };
  const simulated = atSimulator(client, `${simulator.baseUrl}/gallery/${key}`);
  const here = login?.return_uri ? { returnUri: new URL("/", redirectUri).href } : { redirectUri };
  const way = {
    id: "code",
    label: profile.pkce === false ? "Code" : "Code, PKCE",
    note: "The simulator on this machine responds as the provider’s documentation shows. Nothing is sent to the provider.",
    client: simulated,
    params: Object.fromEntries(refresh?.params ?? []), // of a refresh
    run: () => logIn(simulated, { ...options, ...here }),
    popup: login && !login.return_uri && !exchange?.params.length ? options : undefined,
    comeBack: exchange?.params.length ? comeBackWith(exchange.params) : undefined,
  };
  if (!login) {
    Object.assign(way, { id: "responses", label: "Responses only", hasNoLogin: true });
    way.note = "It has no login by redirect. Below are the responses that its profile reads.";
  }
  return { key, client, options, responses: file.responses.filter(({ device }) => !device), ways: [way] };
}

/** The client, its endpoints at the simulator instead of the provider. */
function atSimulator(client, address) {
  const moved = { ...client, allowLoopback: true }; // the simulator speaks plain http, on this machine
  const move = (url) => url.replace(/^https:\/\/[^/]+/, address);
  for (const [name, value] of Object.entries(client)) {
    if (/Endpoint$|^baseUrl$/.test(name) && value) {
      moved[name] = move(value);
    }
  }
  if (client.servers) {
    const [parameter, ...servers] = client.servers;
    moved.servers = [parameter, ...servers.map(([name, baseUrl = name]) => [name, move(baseUrl)])];
  }
  return moved;
}

/** Finishes a login whose exchange has parameters of the provider’s own. */
const comeBackWith = (params) => async (client, session) => {
  const { request } = readCallback(client, ...cleaned());
  const { url, headers, body } = request;
  const more = new URLSearchParams(params);
  const response = await fetch(url, { method: "POST", headers, body: `${body}&${more}` });
  await session.start(readResponse(client, response.status, await response.text()));
  delete sessionStorage.login;
};
