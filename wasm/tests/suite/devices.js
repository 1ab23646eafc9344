// Device authorization.

import * as assert from "./assert.js";
import { AT, responding, client, json, utf8 } from "./client.js";
import { withClock } from "./clock.js";

export function devices(test, grantlet, { tables }) {
  test("polling: pending, slow_down, then a token", () =>
    withClock(1_000_000, async (tick) => {
      const start = {
        device_code: "dc",
        user_code: "WDJB-MJHT",
        verification_uri: "https://as.example/device",
        expires_in: 1800,
      };
      const responses = [
        json(start),
        { status: 400, ...json({ error: "authorization_pending" }) },
        { status: 400, ...json({ error: "slow_down" }) },
        json(AT),
      ];
      const times = [];
      const fetch = async () => {
        times.push(Date.now() - 1_000_000);
        const { status = 200, body } = responses.shift();
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

  test("an invalid device authorization response is rejected", async () => {
    for (const [body, code] of [
      [{ error: "invalid_client" }, "response_refused"],
      [{}, "response_missing"],
      [{ device_code: "d", user_code: "u", verification_uri: "javascript:1", expires_in: 1 }, "response_chars"],
      [{ device_code: "d", user_code: "u", verification_uri: "https://a.b", expires_in: "x" }, "response_missing"],
      [{ device_code: "d", user_code: "u", verification_uri: "https://a.b", expires_in: { valueOf: 1, toString: 1 } }, "response_type"],
    ]) {
      const { fetch } = responding(json(body));
      await assert.rejects(grantlet.startDevice(client, { fetch }), { code }, JSON.stringify(body));
    }
  });

  test("the server's error for a device is returned", async () => {
    for (const status of [200, 400]) {
      const said = { error: "r\u00e9", error_description: "d\n", error_uri: "https://a.b/e" };
      await assert.rejects(grantlet.startDevice(client, responding({ status, ...json(said) })), {
        code: "response_refused",
        status,
        error: "r\u00e9",
        errorDescription: "d\n",
        errorUri: "https://a.b/e",
      });
    }
    const own = { ...client, ...grantlet.jsonBody, deviceAuthorizationEndpoint: "/d" };
    await assert.rejects(grantlet.startDevice(own, responding({ status: 503, ...json({ errorId: 7, code: "C", text: "t" }) })), {
      error: "C",
      errorDescription: "t",
      errorNumber: "7",
    });
    await assert.rejects(grantlet.startDevice(client, responding({ status: 400, ...json({ error: "invalid_grant" }) })), {
      endsGrant: true,
    });
  });

  const device = { device_code: "d", user_code: "u", verification_uri: "https://a.b", expires_in: 1800 };

  test("polling ends when the code expires, however long the pause is", () =>
    withClock(1_000_000, async (tick) => {
      const started = { deviceCode: "d", interval: 86_400, expiresAt: 1_010_000 };
      const { fetch, asked } = responding();
      let failure;
      grantlet.pollDevice(client, started, { fetch }).catch((error) => (failure = error));
      await tick(9_999);
      await tick(1);
      await tick(0);
      assert.equal(failure?.code, "device_expired");
      assert.equal(asked.length, 0);
    }));

  test("an interval longer than a timer becomes a day", async () => {
    for (const [interval, seconds] of [["7", 7], [1e10, 86_400], ["Infinity", 5], [1e999, 5], ["0x10", 5], [true, 5], [0.5, 5], [0, 5], [-1, 5], [null, 5], [{}, 5]]) {
      const started = await grantlet.startDevice(client, responding(json({ ...device, interval })));
      assert.equal(started.interval, seconds, String(interval));
    }
  });

  test("verificationUriComplete is returned only if it is https or loopback http", async () => {
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
      const options = responding(json({ ...device, verification_uri_complete: uri }));
      const { verificationUriComplete } = await grantlet.startDevice(local, options);
      assert.equal(verificationUriComplete, opened ? uri : undefined, JSON.stringify(uri));
    }
  });

  test("a response that repeats a member, or is too deep, is rejected", async () => {
    const whole = JSON.stringify(device);
    for (const [body, code] of [
      [whole.replace("{", '{"device_code":"a",'), "response_duplicate"],
      [whole.replace("{", '{"u\\u0073er_code":"a",'), "response_duplicate"],
      [whole.replace("{", '{"interval":5,"interval":5,'), "response_duplicate"],
      [whole.replace("{", `{"x":${"[".repeat(50)}${"]".repeat(50)},`), "response_depth"],
      [whole.replace("1800", "true"), "response_type"],
      [whole.replace("1800", '"0x10"'), "response_missing"],
      [whole.replace('"u"', '"\\u0000"'), "response_chars"],
      [`${whole}{}`, "response_syntax"],
    ]) {
      await assert.rejects(grantlet.startDevice(client, responding({ body })), { code }, body);
    }
  });

  test("the lifetime of a code starts at the request, however late the response is", () =>
    withClock(1_000_000, async (tick) => {
      let respond;
      const fetch = () => new Promise((resolve) => (respond = resolve));
      const starting = grantlet.startDevice(client, { fetch });
      await tick(9_000);
      respond(new Response('{"device_code":"d","user_code":"u","verification_uri":"https://a.b","expires_in":60}'));
      assert.equal((await starting).expiresAt, 1_060_000);
    }));

  test("the first poll comes after at least a second, whatever the interval is", async () => {
    const intervals = [undefined, null, NaN, 0, -1, 0.001, "", "x", {}, [], true, 1e-9, "0x0"];
    // All on one clock: a page's timers take some milliseconds each.
    await withClock(1_000_000, async (tick) => {
      const devices = intervals.map((interval) => {
        const device = { interval, polls: 0 };
        const fetch = async () => {
          device.polls++;
          return new Response('{"error":"authorization_pending"}', { status: 400 });
        };
        const started = { deviceCode: "d", userCode: "u", verificationUri: "https://a.b", expiresAt: 1_060_000, interval };
        device.polling = grantlet.pollDevice(client, started, { fetch }).catch(({ code }) => code);
        return device;
      });
      for (let second = 0; second < 60; second++) {
        await tick(1000);
      }
      await tick(0);
      for (const { interval, polls, polling } of devices) {
        assert.equal(await polling, "device_expired");
        assert.ok(polls > 5 && polls < (interval === true ? 60 : 12), `${String(interval)}: ${polls}`);
      }
    });
    for (const expiresAt of [undefined, NaN, null, "soon", Infinity]) {
      const asking = grantlet.pollDevice(client, { deviceCode: "d", interval: 5, expiresAt }, responding());
      await assert.rejects(asking, { code: "request_missing", member: "expiresAt" });
    }
  });

  for (const { name, status, body, expect } of tables.polling) {
    test(`polling: ${name}`, () =>
      withClock(1_000_000, async (tick) => {
        // A status that `Response` rejects can still be received.
        const given = { status, headers: new Headers(), arrayBuffer: async () => utf8(body).buffer };
        const times = [];
        const fetch = async () => {
          times.push((Date.now() - 1_000_000) / 1000);
          return times.length === 1 ? given : new Response("{}", { status: 400 });
        };
        const started = { deviceCode: "d", interval: 5, expiresAt: 1_900_000 };
        let result;
        grantlet.pollDevice(client, started, { fetch }).then(
          () => (result = "token"),
          ({ code }) => (result = code === "device_expired" ? "expired" : "decided"),
        );
        for (let second = 0; second < 15 && times.length < 2; second += 5) {
          await tick(5000);
        }
        await tick(0);
        const next = { pending: 10, slow_down: 15, later: 15 }[expect];
        assert.equal(times[1], next === undefined ? undefined : next, `${times}`);
        assert.equal(next === undefined ? result : expect, expect);
      }));
  }

  for (const { name, address, error_uri, verification_uri } of tables.addresses) {
    test(`addresses: ${name}`, async () => {
      const refused = { error: "invalid_grant", error_uri: address };
      assert.throws(() => grantlet.readResponse(client, 400, JSON.stringify(refused)), {
        errorUri: error_uri ? address : "",
      });
      const local = { ...client, allowLoopback: true };
      const start = (more) => grantlet.startDevice(local, responding(json({ ...device, ...more })));
      const opened = await start({ verification_uri: address }).catch(({ code, member }) => `${code} ${member}`);
      assert.equal(opened.verificationUri ?? opened, verification_uri ? address : "response_chars verification_uri");
    });
  }
}
