// Wrong arguments: every export, each argument and each option, with values of every type.

import * as assert from "./assert.js";
import { AT, back, client, json, redirectUri } from "./client.js";

const refuse = () => {
  throw new Error("canary");
};
const throwing = new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse, getOwnPropertyDescriptor: refuse });
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

/** Values by their names. */
const VALUES = {
  undefined: undefined,
  null: null,
  5: 5,
  "-1": -1,
  NaN: NaN,
  Infinity: Infinity,
  "5n": 5n,
  '""': "",
  '"x"': "x",
  '"false"': "false",
  true: true,
  "{}": {},
  "[]": [],
  '["x"]': ["x"],
  "a symbol": Symbol("s"),
  "a function": () => {},
  "a date that is none": new Date(NaN),
  "a proxy that throws": throwing,
  "a proxy that was revoked": revoked,
};

/** The valid values of each type, besides undefined and null. Any other value must be an error that names it. */
const KINDS = {
  string: ["x", "false", ""],
  word: [],
  boolean: [true],
  number: [5, -1, NaN, Infinity],
  duration: [5, Infinity],
  time: [5],
  finite: [5, -1],
  function: [VALUES["a function"]],
  object: [VALUES["{}"], VALUES["a date that is none"], throwing],
  signal: [],
  params: [VALUES["{}"]],
  words: [VALUES["[]"], VALUES['["x"]']],
  names: [VALUES["{}"]],
  entries: [VALUES["[]"]],
  address: ["x", "false", ""],
  origins: [VALUES["[]"]],
  any: Object.values(VALUES),
};

const SENDING = { fetch: "function", signal: "signal", timeout: "number", responseLimit: "number" };
const ASKING = { scope: "string", params: "params" };
const WORDS = "envelope scopeSeparator requestScopeSeparator requestBody clientAuth issuerRule";
const ADDRESSES = "authorizationEndpoint tokenEndpoint revocationEndpoint deviceAuthorizationEndpoint refreshEndpoint endSessionEndpoint baseUrl issuer";
const all = (names, kind) => Object.fromEntries(names.split(" ").map((name) => [name, kind]));
const CLIENT = {
  ...all(`clientId clientSecret refreshTokenExpiresIn ${ADDRESSES}`, "string"),
  ...all(WORDS, "string"),
  ...all("order tokenTypes extra", "words"),
  ...all("headers rename grantTypes responseNames expiresAt", "names"),
  ...all("errors endsOn retryOn", "entries"),
  ...all("sendGrantType pkce bearerByDefault allowLoopback dangerouslySendInQuery opaqueRedirectUri formResponse refreshByAccessToken zeroLifetimeIsUnknown", "boolean"),
};
const TOKEN = {
  ...all("accessToken tokenType refreshToken idToken scope", "string"),
  ...all("requestedAt expiresIn expiresAt refreshTokenExpiresIn skew", "finite"),
};
const MOMENT = { now: "time", leeway: "duration" };
const TIMING = all("leeway spread backoff timeout", "any");

/** The calls with the types of their arguments, or of an argument's members. */
function callsOf(grantlet) {
  const { Session, startLogin } = grantlet;
  const service = { ...client, clientSecret: "s" };
  const fetch = async () => new Response(json(AT).body);
  const token = { ...TOKEN_GIVEN };
  const session = () => new Session(service, new Map(), { fetch });
  const { saved } = startLogin(client, { redirectUri });
  const address = back(saved, "?code=C&state=STATE");
  const login = {
    ...all("redirectUri scope returnUri", "string"),
    ...all("flow responseMode", "word"),
    ...all("params sharedParams", "params"),
    idToken: "boolean",
    lifetime: "number",
  };
  const code = { ...ASKING, redirectUri: "string", codeVerifier: "string", state: "string" };
  const received = { requestedAt: "time", date: "string", endpoint: "string", responseLimit: "number" };
  const options = (given, kinds) => ({ name: "options", given, kinds });
  const of = (given, kinds = CLIENT) => ({ name: "client", given, kinds });
  const text = (name, given) => ({ name, given, kind: "string" });
  const held = { name: "token", given: token, kinds: TOKEN };
  const device = { deviceCode: "d", interval: 5, expiresAt: Date.now() };
  const grant = { deviceCode: "string", interval: "any", expiresAt: "finite" };
  const store = { get: "function", set: "function", lock: "function" };
  return {
    startLogin: [of(client), options({ redirectUri }, login)],
    readCallback: [
      of(client),
      { name: "address", given: address, kind: "address" },
      { name: "saved", given: saved, kind: "any" },
    ],
    finishLogin: [
      of(client),
      { name: "address", given: address, kind: "address" },
      { name: "saved", given: saved, kind: "any" },
      options({ fetch }, SENDING),
    ],
    checkIdToken: [
      text("idToken", "x"),
      {
        name: "expect",
        given: { issuer: "https://as.example", clientId: "app", nonce: "n", now: 1 },
        kinds: { ...all("issuer clientId nonce accessToken", "string"), now: "finite" },
      },
    ],
    discover: [
      text("issuer", "https://as.example"),
      options({ fetch }, { ...SENDING, profile: "object", maxAge: "duration", evenWithoutS256: "boolean" }),
    ],
    verifyIdToken: [
      of({ ...client, issuer: "https://as.example", jwksUri: "https://as.example/keys" }, { ...all("clientId issuer jwksUri", "string"), allowLoopback: "boolean" }),
      text("idToken", "x"),
      options({ fetch }, { ...SENDING, ...all("nonce accessToken code subject", "string"), algorithm: "word", now: "finite", maxAge: "duration" }),
    ],
    endpoints: { run: () => grantlet.endpoints(), with: [] },
    loginInPopup: [of(client), options({ redirectUri, fetch }, { ...SENDING, ...login, features: "string" })],
    renewInFrame: [of(client), options({ redirectUri, fetch }, { ...SENDING, ...login })],
    postCallback: { run: () => grantlet.postCallback(), with: [] },
    startLogout: [
      of({ ...client, endSessionEndpoint: "https://as.example/logout" }),
      options({ redirectUri }, { ...all("redirectUri idToken", "string"), params: "params" }),
    ],
    submitForm: [{ name: "form", given: { action: "", fields: [] }, kinds: { action: "string", fields: "any" } }],
    finishLogout: [
      { name: "address", given: address, kind: "address" },
      { name: "saved", given: saved, kind: "any" },
    ],
    cleanAddress: [{ name: "address", given: address, kind: "address" }],
    startDevice: [of(client), options({ fetch }, { ...SENDING, ...ASKING })],
    pollDevice: [of(client), { name: "device", given: device, kinds: grant }, options({ fetch }, SENDING)],
    bearer: [{ ...held, kinds: all("accessToken tokenType", "string") }],
    clientCredentials: [of(service), options({ fetch }, { ...SENDING, ...ASKING })],
    exchangeCode: [of(client), text("code", "c"), options({ fetch, redirectUri, codeVerifier: "v".repeat(43) }, { ...SENDING, ...code })],
    refresh: [of(client), held, options({ fetch }, { ...SENDING, ...ASKING })],
    revoke: [of(client), held, options({ fetch }, SENDING)],
    clientCredentialsRequest: [of(service), options({}, ASKING)],
    codeChallenge: [text("codeVerifier", "v".repeat(43))],
    codeRequest: [of(client), text("code", "c"), options({ redirectUri, codeVerifier: "v".repeat(43) }, code)],
    deviceAuthorizationRequest: [of(client), options({}, ASKING)],
    deviceTokenRequest: [of(client), text("deviceCode", "d")],
    extensionRequest: [of(client), text("grantType", "urn:x"), options({}, ASKING)],
    refreshRequest: [of(client), text("refreshToken", "r"), options({}, { ...ASKING, granted: "string" })],
    revocationRequest: [of(client), text("token", "t"), { name: "hint", given: "access_token", kind: "word" }],
    isExpired: [held, options({}, MOMENT)],
    refreshDue: [held, options({}, MOMENT)],
    readResponse: [
      of(client),
      { name: "status", given: 200, kind: "any" },
      { name: "body", given: json(AT).body, kind: "string" },
      options({}, received),
    ],
    indexedDbStore: [text("name", "x")],
    init: [{ name: "source", given: {}, kind: "any" }],
    Session: {
      run: (...given) => new Session(...given),
      with: [
        of(service),
        { name: "store", given: { get() {}, set() {} }, kinds: store },
        options({ fetch }, { ...ASKING, ...TIMING, fetch: "function", responseLimit: "number", key: "string", clientCredentials: "boolean", origins: "origins", renew: "function" }),
      ],
    },
    "Session.start": { run: (...given) => session().start(...given), with: [held] },
    "Session.accessToken": { run: (...given) => session().accessToken(...given), with: [options({}, { signal: "signal" })] },
    "Session.rejected": { run: (...given) => session().rejected(...given), with: [text("accessToken", "a")] },
    "Session.fetch": {
      run: (...given) => session().fetch(...given),
      with: [{ name: "input", given: "https://api.example", kind: "any" }, { name: "init", given: {}, kind: "any" }],
    },
    "Session.onChange": {
      run: (...given) => session().onChange(...given)(),
      with: [{ name: "listener", given: () => {}, kind: "function" }],
    },
    "Session.state": { run: (...given) => session().state(...given), with: [] },
    "Session.end": { run: (...given) => session().end(...given), with: [options({}, { revoke: "boolean" })] },
  };
}

const TOKEN_GIVEN = { accessToken: "at", refreshToken: "rt", tokenType: "Bearer", requestedAt: 1, expiresIn: 3600, expiresAt: 3_600_001 };

export function types(test, grantlet) {
  const calls = callsOf(grantlet);
  const nameOf = (value) => Object.keys(VALUES).find((name) => Object.is(VALUES[name], value));

  test("every exported function is tested", () => {
    const functions = Object.keys(grantlet).filter((name) => typeof grantlet[name] === "function");
    const methods = Object.getOwnPropertyNames(grantlet.Session.prototype).map((name) => `Session.${name}`);
    const exported = [...functions, ...methods].filter((name) => !/^OAuthError$|constructor$/.test(name));
    assert.equal(exported.sort().join(), Object.keys(calls).sort().join());
  });

  /** The result of a call with one of its values replaced. */
  const outcome = async (run, given) => {
    try {
      await run(...given);
      return undefined;
    } catch (error) {
      return error;
    }
  };
  const check = (error, name, value, kind, where) => {
    const what = `${where}: ${nameOf(value)} as ${name} gives ${error?.stack}`;
    if (error !== undefined) {
      assert.ok(error instanceof grantlet.OAuthError && /^[a-z]\w+$/.test(error.code), what);
      assert.ok(!`${error} ${error.message}`.includes("canary"), what);
    }
    const isLeftOut = (value === undefined || value === null) && !/^(client|device|token|store)$/.test(name);
    if (!isLeftOut && !KINDS[kind].some((one) => Object.is(one, value))) {
      assert.ok(error && error.message.includes(name), what);
    }
  };

  for (const [name, call] of Object.entries(calls)) {
    const { run, with: parameters } = call.run ? call : { run: grantlet[name], with: call };
    test(`${name}: each argument of the wrong type is an error that names it`, async () => {
      for (const [index, parameter] of parameters.entries()) {
        for (const value of Object.values(VALUES)) {
          const given = parameters.map((one) => one.given);
          given[index] = value;
          const error = await outcome(run, given);
          check(error, parameter.name, value, parameter.kind ?? "object", name);
        }
      }
      // Nothing at all.
      check(await outcome(run, []), "nothing", undefined, "any", name);
    });

    test(`${name}: each member of the wrong type is an error that names it`, async () => {
      for (const [index, { given: whole, kinds = {} }] of parameters.entries()) {
        for (const [member, kind] of Object.entries(kinds)) {
          for (const value of Object.values(VALUES)) {
            const given = parameters.map((one) => one.given);
            given[index] = { ...whole, [member]: value };
            check(await outcome(run, given), member, value, kind, name);
          }
          const given = parameters.map((one) => one.given);
          given[index] = Object.defineProperty({ ...whole }, member, { get: refuse });
          const error = await outcome(run, given);
          assert.ok(error instanceof grantlet.OAuthError && error.message.includes(member), `${name}: ${member} ${error?.stack}`);
        }
      }
    });
  }

  test("a client's members of the wrong type are rejected where they are not needed too", () => {
    for (const [member, kind] of Object.entries(CLIENT)) {
      for (const value of [5, [5], { x: {} }, () => {}, Symbol("s"), kind === "boolean" ? "false" : false]) {
        const wrong = { ...client, [member]: value };
        for (const call of [() => grantlet.refreshRequest(wrong, "r"), () => grantlet.readResponse(wrong, 200, json(AT).body)]) {
          assert.throws(call, { code: "request_unexpected", member }, `${member} ${String(value)}`);
        }
      }
    }
    for (const member of Object.keys(CLIENT).filter((name) => name !== "clientId")) {
      const written = (value) => JSON.stringify(grantlet.refreshRequest({ ...client, [member]: value, tokenEndpoint: "https://as.example/t" }, "r"));
      assert.equal(written(null), written(undefined), member);
    }
    assert.throws(() => grantlet.refreshRequest({ ...client, clientId: null }, "r"), { code: "request_missing", member: "client_id" });
  });

  test("a separator is one character, and each setting's error names its own member", () => {
    const start = (scopeSeparator) => () => grantlet.startLogin({ ...client, scopeSeparator }, { redirectUri, scope: "a b" });
    for (const wrong of [", ", "  ", "%20", "é", "😀", "a", "1", "\n", "\u00a0"]) {
      assert.throws(start(wrong), { code: "request_unexpected", member: "scopeSeparator" }, JSON.stringify(wrong));
    }
    for (const right of [",", " ", "+", "|", ""]) {
      assert.equal(new URL(start(right)().url).searchParams.get("scope"), `a${right || " "}b`);
    }
    for (const [member, value] of [["envelope", "a\nb"], ["extra", ["error"]], ["errors", [{}]], ["requestBody", "JSON"], ["issuerRule", "x"]]) {
      const wrong = { ...client, [member]: value };
      assert.throws(() => grantlet.readResponse(wrong, 200, "{}"), { code: "request_unexpected", member });
    }
  });
}
