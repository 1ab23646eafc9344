// Peers on loopback, with the runtime's `fetch`: redirects, timeouts and aborts.

import * as assert from "./assert.js";

export function http(test, grantlet, { peers }) {
  const at = (tokenEndpoint) => ({
    clientId: "c",
    clientSecret: "s",
    baseUrl: peers,
    tokenEndpoint,
    allowLoopback: true,
  });
  const ask = (path, options) => grantlet.clientCredentials(at(path), options);
  // The test must end even if the peer never sees the event.
  const text = async (path) => {
    const response = await fetch(peers + path, { signal: AbortSignal.timeout(5_000) });
    return response.text();
  };

  test("a token", async () => {
    const token = await ask("/token");
    assert.equal(token.accessToken, "at");
    assert.ok(Math.abs(token.skew) < 5_000, `${token.skew}`);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    test(`a redirect with status ${status} is not followed`, async () => {
      const landed = await text("/landings");
      await assert.rejects(ask(`/redirects/${status}`), { code: "redirect" });
      assert.equal(await text("/landings"), landed);
    });
  }

  test("a connection that is rejected is a network error", () =>
    assert.rejects(grantlet.clientCredentials({ ...at("/token"), baseUrl: "http://127.0.0.1:1" }), {
      code: "network",
    }));

  test("a connection that is closed early is a network error", () => assert.rejects(ask("/cut"), { code: "network" }));

  for (const [where, path] of Object.entries({
    "at once": "/stalls",
    "in the middle of its response": "/stalls-halfway",
  })) {
    test(`a timeout if the peer stalls ${where}`, async () => {
      const name = crypto.randomUUID();
      await assert.rejects(ask(`${path}/${name}`, { timeout: 300 }), { code: "timeout" });
      assert.equal(await text(`/closed/${name}`), "closed");
    });

    test(`an abort if the peer stalls ${where}`, async () => {
      const name = crypto.randomUUID();
      const controller = new AbortController();
      const asking = ask(`${path}/${name}`, { signal: controller.signal });
      const aborted = assert.rejects(asking, { code: "aborted" });
      assert.equal(await text(`/asked/${name}`), "asked");
      controller.abort();
      await aborted;
      assert.equal(await text(`/closed/${name}`), "closed");
    });
  }
}
