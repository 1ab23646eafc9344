// A login is finished once, however often and wherever `finishLogin` is called.

import * as assert from "./assert.js";
import { AT, responding, back, client, json, redirectUri } from "./client.js";

export function once(test, grantlet) {
  const { finishLogin, startLogin } = grantlet;
  const begun = () => {
    const { saved } = startLogin(client, { redirectUri });
    return { saved, address: back(saved, "?code=C&state=STATE") };
  };

  test("of two calls at once, the code is sent once, and both get the token", async () => {
    const { saved, address } = begun();
    const { fetch, asked } = responding({ ...json(AT), wait: 20 }, json(AT));
    const calls = [0, 1].map(() => finishLogin(client, address, saved, { fetch }));
    const [first, second] = await Promise.all(calls);
    assert.equal(asked.length, 1);
    assert.ok(first.token === second.token, "it is not the same token");
  });

  test("the second call gets the token although the first has cleaned the URL", async () => {
    const { saved, address } = begun();
    const { fetch, asked } = responding({ ...json(AT), wait: 20 });
    const calls = [address, grantlet.cleanAddress(address)].map((one) => finishLogin(client, one, saved, { fetch }));
    const [first, second] = await Promise.all(calls);
    assert.ok(first.token === second.token);
    assert.equal(asked.length, 1);
  });

  test("a login is used after success and after failure", async () => {
    for (const response of [json(AT), { status: 400, ...json({ error: "invalid_grant" }) }, { status: 503 }]) {
      const { saved, address } = begun();
      const { fetch, asked } = responding(response, json(AT));
      await finishLogin(client, address, saved, { fetch }).catch(() => {});
      await assert.rejects(finishLogin(client, address, saved, { fetch }), { code: "login_used" });
      assert.equal(asked.length, 1);
    }
  });

  test("a denied login is used too, and two calls at once both get the error", async () => {
    const { saved } = startLogin(client, { redirectUri });
    const address = back(saved, "?error=access_denied&state=STATE");
    const calls = [address, address, redirectUri].map((one) => finishLogin(client, one, saved));
    for (const call of calls) {
      await assert.rejects(call, { code: "callback_refused", error: "access_denied" });
    }
    await assert.rejects(finishLogin(client, address, saved), { code: "login_used" });
  });

  test("an implicit login is used by its token", async () => {
    const { saved } = startLogin(client, { redirectUri, flow: "implicit" });
    const address = back(saved, "#access_token=T&token_type=Bearer&state=STATE");
    assert.equal((await finishLogin(client, address, saved)).token.accessToken, "T");
    await assert.rejects(finishLogin(client, address, saved), { code: "login_used" });
  });

  test("a login that lives longer than usual is used to its end", async () => {
    const { saved } = startLogin(client, { redirectUri, lifetime: 3_600 });
    const address = back(saved, "?code=C&state=STATE");
    const { now } = Date;
    const { fetch, asked } = responding(json(AT), json(AT));
    try {
      Date.now = () => now() + 3_500_000;
      await finishLogin(client, address, saved, { fetch });
      // Another login, which forgets those that are over.
      const other = begun();
      await finishLogin(client, other.address, other.saved, { fetch }).catch(() => {});
      await assert.rejects(finishLogin(client, address, saved, { fetch }), { code: "login_used" });
      assert.equal(asked.length, 2);
    } finally {
      Date.now = now;
    }
  });

  test("records of logins that are over are removed, although one is of a clock that was far ahead", async () => {
    const before = ["document", "localStorage"].map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
    const isPage = !!globalThis.document;
    if (!isPage) {
      const kept = new Map();
      const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text) };
      before.forEach(([name]) => Object.defineProperty(globalThis, name, { value: storage, configurable: true }));
    }
    const { localStorage } = globalThis;
    try {
      const seconds = Math.floor(Date.now() / 1000);
      const old = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`old${index}`, seconds - 1_000]));
      localStorage.setItem("grantlet logins", JSON.stringify({ far: seconds + 1e9, ...old }));
      for (let count = 0; count < 30; count++) {
        const { saved, address } = begun();
        await finishLogin(client, address, saved, responding(json(AT)));
        await assert.rejects(finishLogin(client, address, saved), { code: "login_used" });
      }
      const left = Object.keys(JSON.parse(localStorage.getItem("grantlet logins")));
      assert.ok(left.includes("far") && !left.some((name) => name.startsWith("old")), left.join());
    } finally {
      if (!isPage) {
        before.forEach(([name, was]) => (was ? Object.defineProperty(globalThis, name, was) : delete globalThis[name]));
      }
    }
  });

  test("a login is used by an id_token that is not valid", async () => {
    const named = { ...client, issuer: "https://as.example" };
    const { saved } = startLogin(named, { redirectUri, flow: "implicit", scope: "openid", idToken: true });
    const address = back(saved, "#access_token=T&token_type=Bearer&id_token=e30.e30.c2ln&state=STATE");
    await assert.rejects(finishLogin(named, address, saved), ({ code }) => /^id_token_/.test(code));
    await assert.rejects(finishLogin(named, address, saved), { code: "login_used" });
  });

  test("an invalid call does not use the login", async () => {
    const { saved, address } = begun();
    const refused = Object.defineProperty({}, "timeout", { get: () => { throw new Error("canary"); } });
    for (const [options, member] of [
      [{ fetch: 5 }, "fetch"],
      [{ fetch: null }, "fetch"],
      [{ fetch: {} }, "fetch"],
      [{ signal: 5 }, "signal"],
      [{ signal: {} }, "signal"],
      [{ timeout: "5" }, "timeout"],
      [{ responseLimit: {} }, "responseLimit"],
      [refused, "timeout"],
      [5, "options"],
      [[], "options"],
    ]) {
      const error = await finishLogin(client, address, saved, options).catch((error) => error);
      assert.ok(/^(request_unexpected|fetch_incompatible)$/.test(error.code) && error.member === member, `${member} ${error.stack}`);
    }
    for (const more of [{ clientSecret: 5 }, { extra: "a" }, { clientAuth: "post" }, { headers: { "X-Key": "key" } }, { pkce: "false" }]) {
      await assert.rejects(finishLogin({ ...client, ...more }, address, saved), { code: "request_unexpected", member: Object.keys(more)[0] });
    }
    const { fetch } = globalThis;
    try {
      globalThis.fetch = undefined;
      await assert.rejects(finishLogin(client, address, saved), { code: "fetch_incompatible" });
    } finally {
      globalThis.fetch = fetch;
    }
    const done = await finishLogin(client, address, saved, responding(json(AT)));
    assert.equal(done.token.accessToken, "at-secret");
  });

  test("null options are ignored", async () => {
    const { fetch } = globalThis;
    globalThis.fetch = responding(json(AT), json(AT)).fetch;
    try {
      for (const options of [null, { fetch: undefined, signal: null, timeout: null, responseLimit: null }]) {
        const { saved, address } = begun();
        assert.equal((await finishLogin(client, address, saved, options)).token.accessToken, "at-secret");
      }
    } finally {
      globalThis.fetch = fetch;
    }
  });

  test("a URL of another login leaves the login pending", async () => {
    const { saved, address } = begun();
    const other = begun();
    const { fetch } = responding(json(AT));
    for (const [wrong, code] of [
      [other.address, "callback_state"],
      [`${redirectUri}?error=access_denied`, "callback_state"],
      [`${address}&iss=https%3A%2F%2Fevil.example`, "callback_issuer"],
      [redirectUri, "callback_empty"],
    ]) {
      await assert.rejects(finishLogin(client, wrong, saved, { fetch }), { code }, wrong);
    }
    assert.equal((await finishLogin(client, address, saved, { fetch })).token.accessToken, "at-secret");
  });

  test("a signal stops only its own call, as in a React effect that runs twice", async () => {
    const { saved, address } = begun();
    const { fetch, asked } = responding({ ...json(AT), wait: 20 });
    const controller = new AbortController();
    const first = finishLogin(client, address, saved, { fetch, signal: controller.signal });
    controller.abort();
    const second = finishLogin(client, address, saved, { fetch });
    await assert.rejects(first, { code: "aborted" });
    assert.equal((await second).token.accessToken, "at-secret");
    assert.equal(asked.length, 1);
    // A call that was aborted before it began has not used the login.
    const next = begun();
    const { signal } = controller;
    await assert.rejects(finishLogin(client, next.address, next.saved, { signal }), { code: "aborted" });
    const done = await finishLogin(client, next.address, next.saved, responding(json(AT)));
    assert.equal(done.token.accessToken, "at-secret");
  });
}
