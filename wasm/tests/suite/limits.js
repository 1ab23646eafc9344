// Limits: responses that are too long, invalid statuses, invalid values.

import * as assert from "./assert.js";
import { AT, responding, client, json, redirectUri } from "./client.js";
import { named, settingsOf } from "./lists.js";

/**
 * What only a string of C has: no word, a name twice, more names than a shape, or a word with characters that are refused
 * there because another format of lists has them.
 */
const ONLY_IN_STRINGS = {
  servers: /^ +$|,/,
  headers: /^ *$|(^| )([^ =]+)=.* \2=/,
  rename: /^ *$|(^| )([^ =]+)=.* \2=|[^\w =-]|=\S*=/,
  response_names: /^ *$|(^| )([^ =]+)=.* \2=|[^\w =-]/,
  expires_at: /^ | $/,
  grant_types: /^ *$|(^| )([^ =]+)=.* \2=|[^\w =:/.-]/,
  errors: /[^\w ,/-]|\S+( \S+){3}|error\/\S+ .*error\//,
  ends_on: /^\n*$|[^\w\n=]|==/,
  order: /^ *$/,
  token_types: /^ *$|[^\w -]/,
  extra: /^ *$|[^\w -]/,
};

export function limits(test, grantlet, { tables }) {
  const { clientCredentials, clientCredentialsRequest, readResponse, startLogin } = grantlet;
  const service = { ...client, clientSecret: "s" };
  const MIB = 2 ** 20;

  test("a status is a number that HTTP allows", () => {
    for (const status of [65736, 200.5, NaN, -200, "200", null, undefined, 99, 1000, 2 ** 32 + 200, Infinity]) {
      const read = () => readResponse(client, status, JSON.stringify(AT));
      assert.throws(read, { code: "request_unexpected", member: "status" }, String(status));
    }
    for (const status of [0, 100, 301, 599, 999]) {
      assert.throws(() => readResponse(client, status, JSON.stringify(AT)), { code: "response_status", status });
    }
    assert.equal(readResponse(client, 299, JSON.stringify(AT)).accessToken, "at-secret");
  });

  test("a response whose Content-Length is too long is not read", async () => {
    let isRead = false;
    const fetch = async () => ({
      status: 200,
      headers: new Headers({ "content-length": String(3 * MIB) }),
      arrayBuffer: async () => (isRead = true) && new ArrayBuffer(0),
    });
    await assert.rejects(clientCredentials(service, { fetch }), { code: "response_length" });
    assert.ok(!isRead, "it was read");
  });

  test("an endless response is cancelled at the limit", async () => {
    let [sent, isCancelled, signal] = [0, false];
    const body = new ReadableStream({
      pull(controller) {
        sent += 65536;
        controller.enqueue(new Uint8Array(65536));
      },
      cancel() {
        isCancelled = true;
      },
    });
    const fetch = async (_, init) => {
      signal = init.signal;
      return new Response(body);
    };
    const said = (error) => error.code === "response_length" && error.message.includes("100000");
    await assert.rejects(clientCredentials(service, { fetch, responseLimit: 100_000 }), said);
    assert.ok(sent < 400_000 && signal.aborted, `${sent}`);
    await new Promise((resolve) => setTimeout(resolve));
    assert.ok(isCancelled, "it was not cancelled");
  });

  test("responseLimit is the caller's, and an invalid one selects the default", async () => {
    const long = json({ ...AT, access_token: "x".repeat(3 * MIB) });
    for (const responseLimit of [undefined, 0, NaN, -1, 3 * MIB]) {
      const asking = clientCredentials(service, { ...responding(long), responseLimit });
      await assert.rejects(asking, { code: "response_length" }, String(responseLimit));
    }
    const token = await clientCredentials(service, { ...responding(long), responseLimit: 4 * MIB });
    assert.equal(token.accessToken.length, 3 * MIB);
    const plain = async () => ({ status: 200, headers: { get: () => null }, arrayBuffer: async () => new ArrayBuffer(3 * MIB) });
    await assert.rejects(clientCredentials(service, { fetch: plain }), { code: "response_length" });
    assert.throws(() => readResponse(client, 200, long.body), { code: "response_length" });
    assert.equal(readResponse(client, 200, long.body, { responseLimit: 4 * MIB }).tokenType, "Bearer");
  });

  test("a `fetch` that returns no response is fetch_incompatible, not network", async () => {
    const headers = new Headers();
    for (const given of [
      undefined,
      null,
      "text",
      {},
      { status: "200", headers },
      { status: NaN, headers },
      { status: 200 },
      { status: 200, headers: {} },
      { status: 200, headers },
      { status: 200, headers, arrayBuffer: async () => "text" },
      { status: 200, headers, arrayBuffer: async () => undefined },
    ]) {
      const asking = clientCredentials(service, { fetch: async () => given });
      await assert.rejects(asking, { code: "fetch_incompatible" }, JSON.stringify(given));
    }
    for (const fetch of [null, "fetch", {}]) {
      await assert.rejects(clientCredentials(service, { fetch }), { code: "fetch_incompatible" });
    }
    const fails = async () => ({ status: 200, headers, arrayBuffer: () => Promise.reject(new Error("cut")) });
    await assert.rejects(clientCredentials(service, { fetch: fails }), { code: "network" });
  });

  test("a response that was read already, and an invalid chunk, are fetch_incompatible", async () => {
    const headers = new Headers();
    const made = () => new Response(JSON.stringify(AT));
    const ways = {
      read: async (response) => response.text(),
      cancelled: async (response) => response.body.cancel(),
      locked: (response) => response.body.getReader(),
    };
    for (const [name, way] of Object.entries(ways)) {
      const fetch = async () => {
        const response = made();
        await way(response);
        return response;
      };
      await assert.rejects(clientCredentials(service, { fetch }), { code: "fetch_incompatible" }, name);
    }
    const unusable = { status: 200, headers, bodyUsed: true, arrayBuffer: () => Promise.reject(new TypeError("used")) };
    await assert.rejects(clientCredentials(service, { fetch: async () => unusable }), { code: "fetch_incompatible" });
    for (const chunk of [undefined, null, 5, {}, { done: false }]) {
      const body = { getReader: () => ({ read: async () => chunk, cancel() {} }) };
      const fetch = async () => ({ status: 200, headers, body, arrayBuffer() {} });
      await assert.rejects(clientCredentials(service, { fetch }), { code: "fetch_incompatible" }, JSON.stringify(chunk));
    }
    const clone = async () => {
      const response = made();
      await response.clone().text();
      return response;
    };
    assert.equal((await clientCredentials(service, { fetch: clone })).accessToken, "at-secret");
  });

  test("a `fetch` that returns the required properties is enough", async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(AT));
    for (const given of [bytes, bytes.buffer]) {
      const headers = { get: (name) => ({ date: ["Mon"], "retry-after": 7, "content-length": {} })[name] };
      const fetch = async () => ({ status: 200, headers, body: {}, arrayBuffer: async () => given });
      assert.equal((await clientCredentials(service, { fetch })).accessToken, "at-secret");
    }
  });

  test("an invalid timeout selects the default", async () => {
    for (const timeout of [0, -1, NaN, null, undefined]) {
      const asking = clientCredentials(service, { ...responding({ ...json(AT), wait: 20 }), timeout });
      assert.equal((await asking).accessToken, "at-secret", String(timeout));
    }
  });

  test("client credentials need a secret or clientAuth none", () => {
    for (const clientSecret of [undefined, null, ""]) {
      const asking = () => clientCredentialsRequest({ ...client, clientSecret });
      assert.throws(asking, { code: "request_missing", member: "client_secret" }, String(clientSecret));
    }
    const assertion = clientCredentialsRequest({ ...client, clientAuth: "none" }, { params: { client_assertion: "a" } });
    assert.equal(assertion.body, "grant_type=client_credentials&client_id=app&client_assertion=a");
  });

  test("startLogin rejects idToken without the scope openid", () => {
    for (const scope of [undefined, "", "mail", "openidx", "x:openid"]) {
      const start = () => startLogin(client, { redirectUri, idToken: true, scope });
      assert.throws(start, { code: "request_missing", member: "scope" }, scope);
    }
    for (const scope of ["openid", "mail openid"]) {
      assert.ok(startLogin(client, { redirectUri, idToken: true, scope }).url.includes("nonce="));
    }
  });

  test("an undefined parameter is omitted, a list is repeated, and other types are rejected", () => {
    const query = (params) => new URL(startLogin(client, { redirectUri, params }).url).searchParams;
    for (const value of [undefined, null, [], [undefined]]) {
      assert.ok(!query({ prompt: value }).has("prompt"), String(value));
    }
    assert.equal(query({ max_age: 0 }).get("max_age"), "0");
    assert.equal(query({ flag: false }).get("flag"), "false");
    assert.deepEqual(query({ resource: ["https://a.example", "https://b.example"] }).getAll("resource"), [
      "https://a.example",
      "https://b.example",
    ]);
    for (const value of [{}, NaN, Infinity, Symbol("x"), () => {}, [["a"]], new Date()]) {
      assert.throws(() => query({ prompt: value }), { code: "request_unexpected", member: "params" });
    }
    const seventeen = Array.from({ length: 17 }, () => "v");
    assert.throws(() => query({ resource: seventeen }), { code: "request_length" });
  });

  test("bearer accepts Bearer tokens only", () => {
    const token = { accessToken: "a", tokenType: "Bearer" };
    assert.equal(grantlet.bearer(token), "Bearer a");
    assert.equal(grantlet.bearer({ ...token, tokenType: "bearer" }), "Bearer a");
    for (const wrong of [{ tokenType: "mac" }, { tokenType: "" }, { accessToken: "" }, { accessToken: "a\r\nX: b" }]) {
      assert.throws(() => grantlet.bearer({ ...token, ...wrong }), { code: "request_unexpected" }, JSON.stringify(wrong));
    }
  });

  test("an endpoint that is probably wrong is in the error", async () => {
    const page = { body: "<!doctype html><p>canary" };
    for (const [response, isNamed] of [
      ...[401, 403, 404, 405, 410].map((status) => [{ status, ...page }, true]),
      [{ status: 404 }, true],
      [{ status: 200, ...page }, true],
      [{ status: 200, body: "\ufeff\n <html>" }, true],
      [{ status: 200, body: "{" }, false],
      [{ status: 400, ...page }, false],
      [{ status: 502, ...page }, false],
      [{ status: 404, ...json({ error: "invalid_request" }) }, false],
    ]) {
      await assert.rejects(clientCredentials(service, responding(response)), (error) => {
        assert.equal(error.endpoint, isNamed ? "https://as.example/token" : undefined, JSON.stringify(response));
        assert.ok(error.message.includes("https://as.example/token") === isNamed, error.message);
        return !error.message.includes("canary");
      });
    }
    assert.throws(() => readResponse(client, 404, ""), { code: "response_status", endpoint: "the endpoint" });
  });

  test("a misspelt word in a profile's list is rejected at each call, and the list is named", () => {
    for (const [member, word] of [
      ["endsOn", [["gone"], ["gone", "X"]]],
      ["headers", { "X-Key": "clientsecret" }],
      ["rename", { clientid: "id" }],
      ["grantTypes", { implicit: "x" }],
      ["order", ["grant_typ"]],
      ["expiresAt", { expires_at: "seconds" }],
      ["refreshTokenExpiresIn", "expires_in"],
      ["errors", [{ code: "code", description: "code" }]],
      ["tokenTypes", ["mac", "MAC"]],
      ["extra", [..."abcdefghi"]],
      ["servers", [["dc"], ["us.example"]]],
      ["envelope", "a\nb"],
      ["scopeSeparator", ", "],
      ["requestScopeSeparator", ", "],
    ]) {
      const misspelt = { ...client, [member]: word };
      for (let call = 0; call < 2; call++) {
        assert.throws(() => readResponse(misspelt, 200, "{}"), { code: "request_unexpected", member }, word);
      }
      assert.throws(() => startLogin(misspelt, { redirectUri }), { code: "request_unexpected", member }, word);
    }
    const unsent = { ...client, rename: { grant_type: "type" }, sendGrantType: true };
    assert.throws(() => readResponse(unsent, 503, ""), { code: "response_status" });
    unsent.sendGrantType = false;
    assert.throws(() => readResponse(unsent, 503, ""), { code: "request_unexpected", member: "rename" });
    for (const name of ["bold", "bolt", "boldsign", "jsonBody", "dataEnvelope"]) {
      const provider = { ...client, ...grantlet[name] };
      assert.throws(() => readResponse(provider, 503, ""), { code: "response_status" }, name);
    }
  });

  test("a misspelt word or a contradiction in a profile names the setting and the entry", () => {
    const counts = { accepted: 0, entry: 0, type: 0 };
    for (const { profile, setter, word } of tables.profiles) {
      const row = JSON.stringify(profile);
      let error;
      assert.throws(
        () => readResponse({ ...client, ...settingsOf(profile) }, 503, ""),
        (thrown) => ((error = thrown), true),
      );
      if (!setter || error.code === "response_status") {
        assert.equal(error.code, "response_status", row);
        assert.ok(!setter || ONLY_IN_STRINGS[setter]?.test(profile[setter]), row);
        counts.accepted += setter ? 1 : 0;
      } else if (setter === "envelope" && profile.envelope.includes("\0")) {
        assert.equal(error.code, "request_chars", row);
      } else {
        assert.deepEqual([error.code, error.member], ["request_unexpected", named(setter)], row);
        // A word that is absent, is empty or has a control character is of the wrong type.
        const isTyped = error.message.includes("printable strings");
        counts[isTyped ? "type" : "entry"] += 1;
        assert.ok(isTyped ? /(^|[ \n])=|=($|[ \n])|[\0-\x1f]|(^| )[^ =]+( |$)/.test(profile[setter]) : error.message.includes(`entry ${word + 1} is misspelt`), row);
      }
    }
    assert.ok(counts.accepted < 111 && counts.entry > 110 && counts.type > 12, JSON.stringify(counts));
  });

  test("a list of another type is rejected, and the error names the type it must have", () => {
    const holes = ["a"];
    holes[2] = "b";
    const strings = [holes, "a", "", 5, true, {}, new Set(["a"]), new Map(), ["a", undefined], ["a", null], [5], [["a"]], [{}], [""], ["a\x1fb"], ["a\nb"], ["a\x7f"]];
    const objects = ["a", "", 5, [], [["a", "b"]], new Map([["a", "b"]]), new Date(0), new Headers({ a: "b" }), { a: 5 }, { a: undefined }, { a: null }, { a: ["b"] }, { a: "" }, { a: "b\x1ec" }];
    const pairs = ["a", ["a"], [[]], [["a", 5]], [["a", ["b"]]], [[["a"]]], [["a", undefined]], [["a", ""]], [new Set(["a"])], [{ a: "b" }], [["a\x1eb"]], { a: "b" }];
    const shapes = ["a", ["a"], [["a"]], { code: "a" }, [{ code: 5 }], [{ code: ["a"] }], [{ code: "" }], [{ code: "a\x1e" }], [{ code: "a", insideError: "yes" }], [{ code: "a", insideError: 1 }], [null]];
    for (const [sentence, members, values] of [
      ["an array of printable strings", ["order", "tokenTypes", "extra"], strings],
      ["an object of printable strings", ["headers", "rename", "grantTypes", "responseNames", "expiresAt"], objects],
      ["an array of arrays of printable strings", ["endsOn", "retryOn", "servers"], pairs],
      ["an array of error shapes of printable strings", ["errors"], shapes],
    ]) {
      for (const member of members) {
        for (const [index, value] of values.entries()) {
          const isAsSaid = (error) => error.code === "request_unexpected" && error.member === member && error.message.includes(`it must be ${sentence}`);
          assert.throws(() => readResponse({ ...client, [member]: value }, 503, ""), isAsSaid, `${member} ${index}`);
        }
      }
    }
    for (const [member, value] of [["endsOn", [["a", "b", "c"]]], ["errors", [{}]], ["errors", [new Map()]], ["errors", [{ insideError: true }]]]) {
      assert.throws(() => readResponse({ ...client, [member]: value }, 503, ""), { code: "request_unexpected", member });
    }
  });

  test("a word may have the characters that separate words elsewhere", () => {
    const rename = { client_id: "client id=a,b/c" };
    assert.equal(new URLSearchParams(grantlet.refreshRequest({ ...client, rename }, "r").body).get(rename.client_id), client.clientId);
    const json = grantlet.refreshRequest({ ...client, rename: { client_id: 'a "b"' }, requestBody: "json" }, "r").body;
    assert.equal(JSON.parse(json)['a "b"'], client.clientId);
    const extra = ["a, b", "c=d", "\u{1f511} e"];
    const body = JSON.stringify({ ...AT, "a, b": 1, "c=d": 2, "\u{1f511} e": 3 });
    assert.deepEqual(readResponse({ ...client, extra }, 200, body).extra, { "a, b": 1, "c=d": 2, "\u{1f511} e": 3 });
    assert.equal(readResponse({ ...client, tokenTypes: ["a b"] }, 200, JSON.stringify({ ...AT, token_type: "A b" })).tokenType, "A b");
    const shape = { ...client, errors: [{ description: "the text" }, { code: "the,code", number: "no." }], endsOn: [["a=b, c", "d\u00e9"], ["e f"]] };
    const read = (said) => () => readResponse(shape, 400, JSON.stringify(said));
    assert.throws(read({ "the text": "t" }), { code: "response_refused", errorDescription: "t", endsGrant: false });
    assert.throws(read({ "the,code": "e f", "no.": 7 }), { error: "e f", errorNumber: "7", endsGrant: true });
    assert.throws(read({ error: "a=b, c", error_description: "d\u00e9" }), { endsGrant: true });
    assert.throws(read({ error: "a=b, c", error_description: "d" }), { endsGrant: false });
  });

  test("a separator of a scope is one character", () => {
    for (const member of ["scopeSeparator", "requestScopeSeparator"]) {
      for (const separator of [", ", "\u00e9", "||", "a"]) {
        const read = () => readResponse({ ...client, [member]: separator }, 503, "");
        assert.throws(read, { code: "request_unexpected", member }, separator);
      }
    }
  });
}
