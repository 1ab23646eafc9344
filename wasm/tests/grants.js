// Simulates logins in tabs, in every order of login, logout, clear, refresh and failure.
// Runs in Node.js with a `Map`, and in a page with IndexedDB.

const HOUR = 3_600_000;
export const client = { clientId: "app", tokenEndpoint: "https://as.example/token", revocationEndpoint: "https://as.example/revoke" };
export const key = "session";

/** The steps. A digit is the tab. */
export const STEPS = ["login 0", "login 1", "logout 0", "logout 1", "clear", "fails 0", "fails 1", "refreshes 0", "refreshes 1", "clear in 0", "clear in 1", "other in 0"];

/** Every order of this many steps. */
export function* orders(steps, length) {
  if (length === 0) {
    yield [];
    return;
  }
  for (const rest of orders(steps, length - 1)) {
    for (const step of steps) {
      yield [...rest, step];
    }
  }
}

/**
 * Runs a sequence of steps, and throws if a token is returned or stored that is not the current login's.
 * `texts` is the storage with `get`, `set` and `clear`; `clock` moves the time.
 */
export async function play(story, { Session, texts, clock, tabs: count = 2 }) {
  let logins = 0;
  let current;
  /** For each login its newest refresh token, or that the server has ended it. */
  const families = {};
  let during;
  const tell = (what) => `${story.join(", ")}: ${what}`;
  const fetch = async (url, { body }) => {
    const form = new URLSearchParams(body);
    if (url.endsWith("/revoke")) {
      const name = form.get("token").split("-")[0];
      if (name === current) {
        throw new Error(tell(`the grant ${name} that goes on was revoked`));
      }
      return new Response("");
    }
    const sent = form.get("refresh_token");
    const [name, number] = sent.split("-");
    await during?.();
    during = undefined;
    if (families[name] !== sent) {
      families[name] = "ended";
      if (name === current) {
        current = undefined;
      }
      return new Response('{"error":"invalid_grant"}', { status: 400 });
    }
    families[name] = `${name}-${Number(number) + 1}`;
    return new Response(JSON.stringify({ access_token: families[name], refresh_token: families[name], token_type: "Bearer", expires_in: 3600 }));
  };
  const failing = new Set();
  const tabs = Array.from({ length: count }, (_, place) => {
    const store = {
      get: (key) => texts.get(key),
      set(key, text) {
        // The mark is stored, the new token is not.
        if (failing.has(place) && !text.includes('"sent":true')) {
          throw new Error("QuotaExceeded");
        }
        return texts.set(key, text);
      },
    };
    return new Session(client, store, { key, fetch });
  });
  const login = async (place) => {
    const name = `user${(logins += 1)}`;
    const [accessToken, now] = [`${name}-1`, Date.now()];
    families[name] = accessToken;
    await tabs[place].start({ accessToken, refreshToken: accessToken, tokenType: "Bearer", requestedAt: now, expiresIn: 3600, expiresAt: now + HOUR, extra: {} });
    current = name;
  };
  const clear = async () => {
    await texts.clear();
    current = undefined;
  };
  const ask = async (place) => {
    let result;
    try {
      result = await tabs[place].accessToken();
    } catch ({ code, message }) {
      if (code === "ended" && current !== undefined) {
        throw new Error(tell(`${current} has not ended`));
      }
      if (code !== "ended" && message !== "QuotaExceeded") {
        throw new Error(tell(code ?? message));
      }
      return;
    }
    if (result.split("-")[0] !== current) {
      throw new Error(tell(`tab ${place} was given ${result}, and ${current} is logged in`));
    }
  };
  const STEP = {
    login,
    async logout(place) {
      await tabs[place].end();
      current = undefined;
    },
    clear,
    async fails(place) {
      clock(HOUR);
      failing.add(place);
      await ask(place);
      failing.delete(place);
    },
    async refreshes(place) {
      clock(HOUR);
      await ask(place);
    },
    async "clear in"(place) {
      clock(HOUR);
      during = clear;
      await ask(place);
      during = undefined;
    },
    /** Site data is cleared in the middle of a refresh, and another user logs in elsewhere. */
    async "other in"(place) {
      clock(HOUR);
      during = async () => {
        await texts.clear();
        const [accessToken, now] = [`user${(logins += 1)}-1`, Date.now()];
        [current] = accessToken.split("-");
        families[current] = accessToken;
        const token = { accessToken, refreshToken: accessToken, tokenType: "Bearer", requestedAt: now, expiresIn: 3600, expiresAt: now + HOUR, extra: {} };
        await texts.set(key, JSON.stringify({ sequence: 1, token, early: 0, grant: accessToken }));
      };
      await ask(place);
      during = undefined;
    },
  };
  await login(0);
  for (const step of story) {
    const [, name, place] = /^([a-z ]+?) ?(\d?)$/.exec(step);
    await STEP[name](Number(place || 0));
    const text = (await texts.get(key)) ?? "";
    const foreign = (text.match(/user\d+/g) ?? []).find((name) => name !== current);
    // A grant that the server has ended may be stored until the next request.
    if (foreign && families[foreign] !== "ended") {
      throw new Error(tell(`${foreign} is stored after ${step}, and ${current} is logged in`));
    }
  }
  for (let round = 0; round < 2; round++) {
    for (const place of tabs.keys()) {
      await ask(place);
    }
  }
}
