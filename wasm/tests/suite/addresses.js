// Callback URLs, and `cleanAddress`.

import * as assert from "./assert.js";
import { back, client, redirectUri } from "./client.js";

export function addresses(test, grantlet) {
  const { cleanAddress, readCallback, startLogin } = grantlet;
  const { saved } = startLogin(client, { redirectUri });
  const read = (address, more) => () => readCallback({ ...client, ...more }, address, saved);

  test("cleanAddress removes the parameters of a response, and leaves the rest unchanged", () => {
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
      ["?", "?"],
      ["#", "#"],
      ["?refresh_token=R&a=1", "?a=1"],
      ["?/route&code=1&state=2", "?/route"],
      ["?code=1&iss=2&session_state=3&error=4&error_uri=5&error_description=6#top", "#top"],
      ["#state", "#state"],
      ["#scope=1", ""],
    ]) {
      assert.equal(cleanAddress(redirectUri + address), redirectUri + cleaned, address);
    }
    assert.equal(cleanAddress(new URL(`${redirectUri}?code=1`)), redirectUri);
    assert.equal(cleanAddress({ href: `${redirectUri}?code=1` }), redirectUri);
    for (const address of ["?code=1", "/callback?code=1", ""]) {
      assert.throws(() => cleanAddress(address), { code: "request_url", member: "address" });
    }
  });

  test("response parameters are removed from a route, and the route stays unchanged", () => {
    const own = JSON.parse(saved).state;
    const token = "access_token=T&token_type=Bearer&expires_in=60&scope=s&state=S&iss=I&session_state=X";
    for (const [address, cleaned] of [
      ["#/cb?access_token=T", "#/cb"],
      ["#/access_token=T", "#/"],
      ["#?access_token=T", ""],
      ["#/?access_token=T", "#/"],
      [`#/cb?${token}`, "#/cb"],
      [`#/${token}`, "#/"],
      [`#?${token}`, ""],
      [`#/?${token}`, "#/"],
      [`#!/cb?${token}`, "#!/cb"],
      [`#!${token}`, "#!"],
      [`#cb?${token}`, "#cb"],
      [`#/cb/${token}`, "#/cb/"],
      [`#/cb;${token}`, "#/cb"],
      [`#/cb#${token}`, "#/cb"],
      [`#/cb&${token}`, "#/cb"],
      [`#/cb?tab=2&${token}`, "#/cb?tab=2"],
      [`#/cb?${token}&tab=2`, "#/cb?tab=2"],
      [`#/cb?a=1&${token}&tab=2`, "#/cb?a=1&tab=2"],
      [`#/cb?tab=2#${token}`, "#/cb?tab=2"],
      [`#/cb?tab=2?${token}`, "#/cb?tab=2"],
      [`#/cb/?${token}`, "#/cb/"],
      [`#/a/b?q=x+y%20z&${token}&u=%7e`, "#/a/b?q=x+y%20z&u=%7e"],
      [`?a=1#/cb?${token}`, "?a=1#/cb"],
      [`?code=C&state=S#/cb?${token}`, "#/cb"],
      [`?code=C&state=S#/cb?code=1`, "#/cb?code=1"],
      [`#?tab=2&${token}`, "#?tab=2"],
      [`#?${token}&tab=2`, "#?tab=2"],
      ["#?code=C&state=S&tab=2", "#?tab=2"],
      ["#?error=access_denied&state=S", ""],
      ["#/cb?id_token=T&state=S", "#/cb"],
      ["#/cb?refresh_token=T&tab=2", "#/cb?tab=2"],
      ["#/cb?id_token=T&access_token=T&code=C&state=S", "#/cb"],
      ["#/cb?access%5Ftoken=T&%73tate=S&tab=2", "#/cb?tab=2"],
      ["#/cb?access_token=a?b#c/d;e=f&tab=2", "#/cb?tab=2"],
      ["#/cb?access_token=&state=S", "#/cb"],
      ["??access_token=T", ""],
      ["?x=1?access_token=T&y=2", "?x=1?y=2"],
      [`#/cb?code=C&state=${own}`, "#/cb"],
      [`#/code=C&state=${own}&tab=2`, "#/tab=2"],
      [`#/cb#code=C&state=${own}`, "#/cb"],
      [`#/cb?tab=2#code=C&state=${own}`, "#/cb?tab=2"],
      [`#/cb?error=access_denied&error_description=no&state=${own}&tab=2`, "#/cb?tab=2"],
      ["#/cb?code=C&iss=https%3A%2F%2Fas.example&state=S", "#/cb"],
      // A route that was percent-encoded.
      ["#%2Fcb%3Faccess_token=T&token_type=Bearer", "#%2Fcb"],
      ["#%2Fcb%3faccess_token%3DT%26state%3DS&tab=2", "#%2Fcb%3ftab=2"],
      ["#%2Fcb%3Ftab%3D2%23id_token=T", "#%2Fcb%3Ftab%3D2"],
      // Parameters of the route itself.
      ["#%2Fcb%3Fcode%3D1", "#%2Fcb%3Fcode%3D1"],
      ["#%2Fdocs%3Faccess_token", "#%2Fdocs%3Faccess_token"],
      ["#/route?state=open&tab=2", "#/route?state=open&tab=2"],
      ["#/state/code?scope=1", "#/state/code?scope=1"],
      ["#/error", "#/error"],
      ["#/access_token", "#/access_token"],
      ["#/docs?topic=access_token", "#/docs?topic=access_token"],
      ["#/docs?access_tokens=1", "#/docs?access_tokens=1"],
      ["#/go?next=%2Fcb%3Fcode%3D1", "#/go?next=%2Fcb%3Fcode%3D1"],
      [`#/go?next=/a?code=1&access_token=T`, "#/go?next=/a?code=1"],
    ]) {
      for (const at of ["https://app.example", redirectUri, "http://127.0.0.1:8080/a/", "com.example.app:/cb"]) {
        assert.equal(cleanAddress(at + address), at + cleaned, address);
        assert.equal(cleanAddress(at + cleaned), at + cleaned, `${address}, once more`);
      }
    }
  });

  test("a relative URL, and http behind a proxy, are reported as callback_address", () => {
    const callback = back(saved, "?code=C&state=STATE");
    for (const [address, said] of [
      [callback.replace("https://app.example", ""), /absolute/],
      [callback.replace("https://", "//"), /absolute/],
      [callback.replace("https:", "http:"), /proxy/],
      [callback.replace("https://app.example", "http://app.example:3000"), /proxy/],
      [callback.replace("https://app.example", "http://App.EXAMPLE"), /proxy/],
      [callback.replace("https://app.example", "HTTP://APP.example:80"), /proxy/],
    ]) {
      assert.throws(read(address), (error) => error.code === "callback_address" && said.test(error.message), address);
    }
    for (const address of [
      callback.replace("app.example", "evil.example"),
      callback.replace("https://app.example", "http://evil.example"),
      callback.replace("https://app", "http://app.example@evil"),
      callback.replace("https:", "javascript:"),
    ]) {
      assert.throws(read(address), { code: "callback_redirect_uri" }, address);
    }
  });

  test("http behind a proxy is reported for any case of the host, and for an IPv6 address", () => {
    for (const [own, came] of [
      ["https://App.Example/callback", "http://app.example/callback"],
      ["HTTPS://app.example/callback", "http://app.example:8080/callback"],
      ["https://[::1]/callback", "http://[::1]:3000/callback"],
      ["https://[FE80::1]:8443/callback", "http://[fe80::1]/callback"],
      ["https://app.example", "http://app.example/"],
    ]) {
      const login = startLogin(client, { redirectUri: own }).saved;
      const back = (address) => () => readCallback(client, `${address}?code=C&state=${JSON.parse(login).state}`, login);
      assert.throws(back(came), (error) => error.code === "callback_address" && /proxy/.test(error.message), came);
      assert.throws(back(came.replace(/app|::1/, "evil")), { code: "callback_redirect_uri" }, came);
      assert.throws(back(came.replace(/callback|\/$/, "/Callback")), { code: "callback_redirect_uri" }, came);
    }
  });

  test("a URL without a response is callback_empty, whatever was saved", () => {
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

  test("without an issuer a response that contains `iss` is rejected, unless the rule is `ignored`", () => {
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

  test("a missing `iss` and a wrong one are distinguished, and unverifiedError contains the claims", () => {
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
