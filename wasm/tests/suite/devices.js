// Logins on a second screen.

import * as assert from "./assert.js";
import { AT, answering, client, json } from "./client.js";
import { withClock } from "./clock.js";

export function devices(test, grantlet) {
  test("pending, slow down, then a token", () =>
    withClock(1_000_000, async (tick) => {
      const start = {
        device_code: "dc",
        user_code: "WDJB-MJHT",
        verification_uri: "https://as.example/device",
        expires_in: 1800,
      };
      const answers = [
        json(start),
        { status: 400, ...json({ error: "authorization_pending" }) },
        { status: 400, ...json({ error: "slow_down" }) },
        json(AT),
      ];
      const times = [];
      const fetch = async () => {
        times.push(Date.now() - 1_000_000);
        const { status = 200, body } = answers.shift();
        return new Response(body, { status });
      };
      const device = await grantlet.startDevice(client, { fetch });
      assert.equal(device.userCode, "WDJB-MJHT");
      assert.equal(device.interval, 5);
      let token;
      const polling = grantlet.pollDevice(client, device, { fetch }).then((got) => (token = got));
      for (let second = 0; !token && second < 30; second++) {
        await tick(1000);
      }
      await polling;
      assert.equal(token.accessToken, "at-secret");
      assert.deepEqual(times, [0, 5_000, 10_000, 20_000]);
    }));

  test("an answer that cannot be used", async () => {
    for (const [body, code] of [
      [{ error: "invalid_client" }, "response_refused"],
      [{}, "response_missing"],
      [{ device_code: "d", user_code: "u", verification_uri: "javascript:1", expires_in: 1 }, "response_chars"],
      [{ device_code: "d", user_code: "u", verification_uri: "https://a.b", expires_in: "x" }, "response_missing"],
      [{ device_code: "d", user_code: "u", verification_uri: "https://a.b", expires_in: { valueOf: 1, toString: 1 } }, "response_type"],
    ]) {
      const { fetch } = answering(json(body));
      await assert.rejects(grantlet.startDevice(client, { fetch }), { code }, JSON.stringify(body));
    }
  });

  const device = { device_code: "d", user_code: "u", verification_uri: "https://a.b", expires_in: 1800 };

  test("waiting ends with the code, however long the pause is", () =>
    withClock(1_000_000, async (tick) => {
      const started = { deviceCode: "d", interval: 86_400, expiresAt: 1_010_000 };
      const { fetch, asked } = answering();
      let failure;
      grantlet.pollDevice(client, started, { fetch }).catch((error) => (failure = error));
      await tick(9_999);
      await tick(1);
      await tick(0);
      assert.equal(failure?.code, "device_expired");
      assert.equal(asked.length, 0);
    }));

  test("an interval that no timer holds is a day, not none", async () => {
    for (const [interval, seconds] of [["7", 7], [1e10, 86_400], ["Infinity", 5], [1e999, 5], ["0x10", 5], [true, 5], [0.5, 5], [0, 5], [-1, 5], [null, 5], [{}, 5]]) {
      const started = await grantlet.startDevice(client, answering(json({ ...device, interval })));
      assert.equal(started.interval, seconds, String(interval));
    }
  });

  test("an address to open is whole, and none of another host's", async () => {
    const local = { ...client, allowLoopback: true };
    for (const [uri, opened] of [
      ["https://a.b/?code=u", true],
      ["http://localhost/d", true],
      ["http://127.0.0.1:80?d", true],
      ["http://[::1]", true],
      ["http://localhost.evil.example/", false],
      ["http://127.0.0.1.evil.example/", false],
      ["http://localhost:1@evil.example/", false],
      ["https://a.b/\n<b>", false],
      [{ valueOf: 1, toString: 1 }, false],
      [null, false],
    ]) {
      const answer = answering(json({ ...device, verification_uri_complete: uri }));
      const { verificationUriComplete } = await grantlet.startDevice(local, answer);
      assert.equal(verificationUriComplete, opened ? uri : undefined, JSON.stringify(uri));
    }
  });
}
