// The addresses that a login comes back to, and what is left of them.

import * as assert from "./assert.js";
import { back, client, redirectUri } from "./client.js";

export function addresses(test, grantlet) {
  const { cleanAddress, readCallback, startLogin } = grantlet;
  const { saved } = startLogin(client, { redirectUri });
  const read = (address, more) => () => readCallback({ ...client, ...more }, address, saved);

  test("cleaning takes the parameters of a response, and leaves the rest as it is written", () => {
    for (const [address, cleaned] of [
      ["?code=1&state=2", ""],
      ["?a=x+y&code=1&b=%7e%20'&state=2&iss=3", "?a=x+y&b=%7e%20'"],
      ["?a&code=1&&b=", "?a&&b="],
      ["?%63ode=1&a=é", "?a=é"],
      ["?code=1#/route?code=1", "#/route?code=1"],
      ["#/route?code=1", "#/route?code=1"],
      ["#!/route?code=1&state=2", "#!/route?code=1&state=2"],
      ["#/?error=1&scope=2", "#/?error=1&scope=2"],
      ["#/code=1", "#/code=1"],
      ["?x=1?code=2", "?x=1?code=2"],
      ["??code=2", "??code=2"],
      ["#access_token=T&token_type=Bearer&state=2", ""],
      ["#a=b+c&access_token=T", "#a=b+c"],
      ["#error=access_denied&state=2&x", "#x"],
      ["#section", "#section"],
      ["#/callback&access_token=T&state=2", "#/callback"],
      ["?code=1#_=_", "#_=_"],
      ["?q=code%3D1&codes=2", "?q=code%3D1&codes=2"],
      ["", ""],
    ]) {
      assert.equal(cleanAddress(redirectUri + address), redirectUri + cleaned, address);
    }
    assert.equal(cleanAddress(new URL(`${redirectUri}?code=1`)), redirectUri);
    for (const address of ["?code=1", "/callback?code=1", ""]) {
      assert.throws(() => cleanAddress(address), { code: "request_url", member: "address" });
    }
  });

  test("a relative address, and http behind a proxy, are told from another's", () => {
    const answer = back(saved, "?code=C&state=STATE");
    for (const [address, said] of [
      [answer.replace("https://app.example", ""), /absolute/],
      [answer.replace("https://", "//"), /absolute/],
      [answer.replace("https:", "http:"), /proxy/],
      [answer.replace("https://app.example", "http://app.example:3000"), /proxy/],
    ]) {
      assert.throws(read(address), (error) => error.code === "callback_address" && said.test(error.message), address);
    }
    for (const address of [
      answer.replace("app.example", "evil.example"),
      answer.replace("https://app.example", "http://evil.example"),
      answer.replace("https://app", "http://app.example@evil"),
      answer.replace("https:", "javascript:"),
    ]) {
      assert.throws(read(address), { code: "callback_redirect_uri" }, address);
    }
  });

  test("an address without a response is told from a forged one, whatever was kept", () => {
    const old = JSON.stringify({ ...JSON.parse(saved), started: 1 });
    for (const rest of ["", "?", "#", "/", "?a=b", "?code=&state=", "#/route?code=1", "?iss=https%3A%2F%2Fas.example"]) {
      for (const kept of [saved, old, null, undefined, ""]) {
        const address = redirectUri + rest;
        assert.throws(() => readCallback(client, address, kept), { code: "callback_empty" }, `${rest} ${kept}`);
      }
    }
    for (const rest of ["?code=C", "?state=x", "?error=access_denied", "#access_token=T"]) {
      assert.throws(read(redirectUri + rest), (error) => error.code !== "callback_empty", rest);
    }
  });

  test("without an issuer a response that has `iss` is refused, unless the rule is to ignore it", () => {
    const { issuer, ...nameless } = client;
    for (const [issuerRule, code] of [[undefined, "callback_issuer"], ["refused", "callback_issuer"], ["ignored", undefined]]) {
      const asking = { ...nameless, ...(issuerRule && { issuerRule }) };
      const login = startLogin(asking, { redirectUri }).saved;
      const address = back(login, "?code=C&state=STATE&iss=https%3A%2F%2Fas.example");
      if (code) {
        const said = (error) => error.code === code && /issuer.*ignored/.test(error.message);
        assert.throws(() => readCallback(asking, address, login), said);
      } else {
        assert.ok(readCallback(asking, address, login).request);
      }
      assert.ok(readCallback(asking, back(login, "?code=C&state=STATE"), login).request);
    }
  });

  test("an absent `iss` and a wrong one are told apart, with what was claimed", () => {
    const strict = { ...client, issuerRule: "required" };
    const login = startLogin(strict, { redirectUri }).saved;
    const denied = "?error=access_denied&error_description=%3Cb%3E+no&state=STATE";
    const claimed = (rest) => {
      try {
        readCallback(strict, back(login, rest), login);
      } catch ({ code, error, unverifiedError, message }) {
        assert.deepEqual([code, error], ["callback_issuer", ""]);
        assert.ok(!message.includes("no") || !message.includes("<b>"));
        return unverifiedError;
      }
    };
    const said = { error: "access_denied", errorDescription: "<b> no" };
    assert.deepEqual(claimed(denied), { ...said, iss: undefined });
    const evil = "https://evil.example";
    assert.deepEqual(claimed(`${denied}&iss=${encodeURIComponent(evil)}`), { ...said, iss: evil });
    assert.equal(claimed("?code=C&state=STATE"), undefined);
    assert.deepEqual(claimed(denied.replace("?", "#")), { ...said, iss: undefined });
    const other = startLogin(client, { redirectUri }).saved;
    assert.throws(read(back(other, denied)), (error) => error.unverifiedError.error === "access_denied");
    assert.throws(read(`https://evil.example/?error=access_denied`), { unverifiedError: undefined });
  });
}
