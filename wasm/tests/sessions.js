// Shared by tests of sessions: a client, its tokens, and a session an hour after its login.

import { Session, readResponse } from "grantlet";
import { idToken } from "./suite/client.js";

export const client = {
  clientId: "app",
  baseUrl: "https://as.example",
  tokenEndpoint: "/token",
  revocationEndpoint: "/revoke",
};
export const key = "session";
export const HOUR = 3_600_000;
export const AT = { access_token: "at-2", token_type: "Bearer", expires_in: 3600 };
export const LOGIN = { ...AT, access_token: "at-1", refresh_token: "rt-1" };
export const tokenOf = (response) => readResponse(client, 200, JSON.stringify(response));
export const stored = (store) => JSON.parse(store.get(key));
export const settled = () => new Promise(setImmediate);
export const never = () => new Promise(() => {});

/** The `id_token` of a user, or what is stated of it. */
export const idTokenOf = (claims) => idToken({ iss: "https://as.example", aud: "app", sub: "user", iat: 1_800_000_000, exp: 1_900_000_000, ...claims });

/** A session after its login, with a clock that the test moves. */
export async function started(context, options, { store = new Map(), login = LOGIN, of = client } = {}) {
  context.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
  const session = new Session(of, store, { key, ...options });
  await session.start(tokenOf(login));
  return { session, store, pass: (time) => context.mock.timers.setTime(Date.now() + time) };
}

/** A `fetch` that calls `respond` with the form for its response, and counts requests. */
export function server(respond) {
  const asked = [];
  const fetch = async (url, { body }) => {
    const form = Object.fromEntries(new URLSearchParams(body));
    asked.push({ path: new URL(url).pathname, ...form });
    const { status = 200, headers, ...json } = await respond(asked.at(-1), asked.length);
    return new Response(typeof json.text === "string" ? json.text : JSON.stringify(json.body ?? json), { status, headers });
  };
  return { fetch, asked };
}
