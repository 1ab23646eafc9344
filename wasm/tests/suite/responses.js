// Responses of a token endpoint, read.

import * as assert from "./assert.js";
import { AT, client, utf8 } from "./client.js";

export function responses(test, grantlet) {
  const read = (body, more, status = 200) =>
    grantlet.readResponse({ ...client, ...more }, status, body);

  test("a token in an envelope that the profile does not name is ignored", () => {
    const body = '{"data":{"access_token":"x","token_type":"Bearer"}}';
    assert.throws(() => read(body), { code: "response_missing", member: "access_token" });
    assert.equal(read(body, grantlet.dataEnvelope).accessToken, "x");
    const text = JSON.stringify({ data: '{"access_token":"x\\u0021","token_type":"Bearer"}' });
    assert.equal(read(text, grantlet.dataEnvelope).accessToken, "x!");
  });

  test("status 200 with an error is an error, and `error` contains the provider's string", () => {
    assert.throws(() => read('{"error":"bad_verification_code","access_token":"x"}'), {
      code: "response_refused",
      error: "bad_verification_code",
      status: 200,
    });
  });

  test("a provider's own error format, and errors that end a grant", () => {
    const spent = '{"error":"invalid_request","error_description":"InvalidGrantCode"}';
    assert.throws(() => read(spent, grantlet.bold, 400), { endsGrant: true });
    assert.throws(() => read('{"error":"invalid_grant"}', {}, 400), { endsGrant: true });
    assert.throws(() => read('{"error":"invalid_grant"}', {}, 503), { endsGrant: false });
    assert.throws(() => read('{"errorId":"7","code":"CLOSED","text":"later"}', grantlet.jsonBody, 503), {
      code: "response_refused",
      error: "CLOSED",
      errorDescription: "later",
      errorNumber: "7",
    });
    assert.throws(() => read("<html>", {}, 502), { code: "response_status", status: 502 });
  });

  test("an error that is JSON in a string is read from a string as from bytes", () => {
    const errors = [{ code: "reason", description: "text", insideError: true }];
    const body = JSON.stringify({ error: JSON.stringify({ reason: "invalid_grant", text: 'a "b"' }), more: "x" });
    for (const given of [body, utf8(body)]) {
      const refused = { code: "response_refused", error: "invalid_grant", errorDescription: 'a "b"', endsGrant: true };
      assert.throws(() => read(given, { errors }, 400), refused, typeof given);
    }
  });

  test("expiry is a number or unknown, never NaN or Infinity", () => {
    for (const [written, seconds] of [
      ["3600", 3600],
      ['"3600"', 3600],
      ["1e999", 4294967295],
      ["-1", 0],
      ["null", undefined],
      ['"soon"', undefined],
      ["{}", undefined],
    ]) {
      const token = read(`{"access_token":"x","token_type":"Bearer","expires_in":${written}}`);
      assert.equal(token.expiresIn, seconds, written);
      assert.ok(token.expiresAt === undefined || Number.isFinite(token.expiresAt), written);
    }
  });

  test("extra members keep their types", () => {
    const profile = { extra: ["a", "b", "c", "d", "e", "f"] };
    const body =
      '{"a":50,"b":"\\u00e9","c":[1,"x"],"d":true,"e":null,"access_token":"x","token_type":"Bearer"}';
    assert.deepEqual(read(body, profile).extra, { a: 50, b: "é", c: [1, "x"], d: true });
    assert.deepEqual(read(utf8(body), profile).extra, { a: 50, b: "é", c: [1, "x"], d: true });
  });

  test("non-ASCII strings are read from a string and from bytes", () => {
    const body = '{"x":"é€😀","access_token":"at","token_type":"Bearer","scope":"a b","refresh_token":"ré"}';
    for (const given of [body, utf8(body)]) {
      const token = read(given);
      assert.deepEqual([token.accessToken, token.scope, token.refreshToken], ["at", "a b", "ré"]);
    }
  });

  test("a response of a megabyte, and then a small one", () => {
    const big = "x".repeat(1 << 20);
    const body = JSON.stringify({ ...AT, access_token: big });
    assert.equal(read(body).accessToken, big);
    assert.equal(read(JSON.stringify(AT)).accessToken, "at-secret");
  });

  test("an empty error is ignored; an error that is not a string is returned as JSON", () => {
    for (const error of ['""', "0", "false", "null"]) {
      assert.equal(read(`{"error":${error},"access_token":"x","token_type":"Bearer"}`).accessToken, "x", error);
    }
    for (const error of ["5", '{"a":[1,"\\u00e9"]}', "[1]", "true"]) {
      for (const body of [`{"error":${error}}`, `{"error":${error},"access_token":"x","token_type":"Bearer"}`]) {
        assert.throws(() => read(body, {}, 400), { code: "response_refused", error }, body);
      }
    }
  });

  test("a message is the code and a sentence", () => {
    for (const [call, said] of [
      [() => read("{}", { clientId: "" }, 503), /^response_status: 503: no readable error: try later$/],
      [() => read('{"error":"invalid_client"}', {}, 401), /^response_refused: 401: invalid_client: the server returned an error: see error$/],
      [() => read("[]"), /^response_syntax: 200: see it in the README$/],
      [() => grantlet.refreshRequest({ ...client, clientId: "" }, "rt"), /^request_missing: client_id: set clientId$/],
      [() => grantlet.startLogin({ ...client, issuer: "", issuerRule: "required" }, {}), /set issuer$/],
      [() => grantlet.refreshRequest({ ...client, baseUrl: "http://a.b" }, "rt"), /https.*allowLoopback$/],
      [() => grantlet.readCallback(client, "https://app.example/callback?code=a", "{}"), /saved/],
    ]) {
      assert.throws(call, (error) => said.test(error.message));
    }
    for (const details of [undefined, null, {}]) {
      assert.equal(new grantlet.OAuthError("network", details).message, "network: no response: fetch threw, see cause");
    }
  });
}
