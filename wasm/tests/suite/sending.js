// Requests: what is sent, timeouts and aborts.

import * as assert from "./assert.js";
import { AT, responding, client, json, redirectUri } from "./client.js";

export function sending(test, grantlet, { inspect }) {
  const service = { ...client, clientSecret: "s/e" };

  test("client credentials, with Basic percent-encoded", async () => {
    const { fetch, asked } = responding(json(AT));
    await grantlet.clientCredentials(service, { fetch, scope: "a" });
    assert.equal(asked[0].headers.Authorization, `Basic ${btoa("app:s%2Fe")}`);
    assert.equal(asked[0].body, "grant_type=client_credentials&scope=a");
  });

  test("a redirect is not followed", async () => {
    const { fetch } = responding({ status: 302, headers: { location: "https://evil.example" } });
    await assert.rejects(grantlet.clientCredentials(service, { fetch }), {
      code: "redirect",
      status: 302,
    });
    const opaque = async () => ({ status: 0, headers: new Headers() });
    await assert.rejects(grantlet.clientCredentials(service, { fetch: opaque }), { code: "redirect" });
  });

  test("a timeout and an abort end the call even if `fetch` ignores the signal", async () => {
    const fetch = () => new Promise(() => {});
    await assert.rejects(grantlet.clientCredentials(service, { fetch, timeout: 10 }), {
      code: "timeout",
    });
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = grantlet.clientCredentials(service, { fetch, signal });
    controller.abort();
    await assert.rejects(waiting, { code: "aborted" });
    await assert.rejects(grantlet.clientCredentials(service, { fetch, signal }), { code: "aborted" });
  });

  test("a timeout longer than a timer is limited", async () => {
    for (const timeout of [Infinity, 2 ** 31]) {
      const { fetch } = responding({ ...json(AT), wait: 20 });
      assert.equal((await grantlet.clientCredentials(service, { fetch, timeout })).accessToken, "at-secret");
    }
  });

  test("whatever `fetch` throws is reported as network, with it as the cause", async () => {
    for (const thrown of [undefined, null, "text", { cause: { code: { toString: null } } }]) {
      for (const fetch of [() => Promise.reject(thrown), () => { throw thrown; }]) {
        const message = /^network: no response/;
        await assert.rejects(grantlet.clientCredentials(service, { fetch }), (error) => {
          assert.equal(error.code, "network");
          assert.equal(error.cause, thrown);
          return message.test(error.message);
        });
      }
    }
  });

  test("an unknown error code of `fetch` is not shown", async () => {
    const word = "sk_live_canary";
    for (const thrown of [{ cause: { code: word } }, { code: word }, { name: word }]) {
      const fetch = () => Promise.reject(Object.assign(new Error(word), thrown));
      await assert.rejects(grantlet.clientCredentials(service, { fetch }), (error) => !`${error} ${inspect(error)}`.includes(word));
    }
  });

  test("the message of an error of `fetch` is not shown", async () => {
    const fetch = async (_, { body }) => {
      throw Object.assign(new TypeError(`cannot send ${body}`), { cause: { code: "ECONNREFUSED" } });
    };
    const secret = { ...client, clientAuth: "body", clientSecret: "canary" };
    await assert.rejects(grantlet.clientCredentials(secret, { fetch }), (error) => {
      assert.ok(error.message.startsWith("network: ECONNREFUSED: "), error.message);
      const names = Object.getOwnPropertyNames(error).filter((name) => name !== "cause");
      const members = names.map((name) => `${error[name]}`);
      assert.ok(![inspect(error), ...members].join().includes("canary"));
      return true;
    });
  });

  test("endpoints are https, or loopback with allowLoopback", () => {
    const request = (more) => grantlet.refreshRequest({ ...client, ...more }, "rt");
    assert.throws(() => request({ baseUrl: "http://as.example" }), { code: "request_url" });
    assert.throws(() => request({ baseUrl: "http://127.0.0.1:1" }), { code: "request_url" });
    const local = { baseUrl: "http://127.0.0.1:1", allowLoopback: true };
    assert.equal(request(local).url, "http://127.0.0.1:1/token");
    assert.throws(() => request({ ...local, baseUrl: "http://127.0.0.1.evil.example" }), { name: "OAuthError" });
  });

  test("a NUL, a parameter of ours, and more than sixteen are rejected in params", () => {
    assert.throws(() => grantlet.refreshRequest(client, "a\0b"), { code: "request_chars" });
    const params = { "a\0b": "c" };
    assert.throws(() => grantlet.startLogin(client, { redirectUri, params }), { code: "request_chars" });
    assert.throws(() => grantlet.startLogin(client, { redirectUri, params: { state: "x" } }), {
      code: "request_unexpected",
      member: "state",
    });
    const many = Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`p${i}`, "v"]));
    assert.throws(() => grantlet.startLogin(client, { redirectUri, params: many }), {
      code: "request_length",
    });
  });

  test("a misspelt option does not weaken a rule", () => {
    const request = (more) => () => grantlet.refreshRequest({ ...client, ...more }, "rt");
    assert.throws(request({ clientAuth: "post" }), { code: "request_unexpected", member: "clientAuth" });
    assert.throws(request({ issuerRule: "Required" }), { member: "issuerRule" });
    assert.throws(() => grantlet.startLogin(client, { redirectUri, flow: "token" }), { member: "flow" });
  });

  test("revoking", async () => {
    const token = { accessToken: "at", refreshToken: "rt" };
    const { fetch, asked } = responding({ status: 200 }, { status: 503 });
    await grantlet.revoke(client, token, { fetch });
    assert.equal(asked[0].url, "https://as.example/revoke");
    assert.equal(asked[0].body, "token=rt&token_type_hint=refresh_token&client_id=app");
    await assert.rejects(grantlet.revoke(client, token, { fetch }), { status: 503 });
  });
}
