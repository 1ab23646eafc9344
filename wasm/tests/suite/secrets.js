// Secrets: none is in an error or is logged, whatever field contains it.

import * as assert from "./assert.js";
import { responding, back, client, idToken, redirectUri } from "./client.js";

/** A word that is part of every secret. Long enough for a verifier. */
const CANARY = "canary".padEnd(43, "-canary");

const secret = {
  ...client,
  clientSecret: CANARY,
  clientAuth: "body",
  headers: { "X-Key": "client_secret" },
  extra: ["account"],
};

/** Invalid responses of a token endpoint, with secrets in every position. */
const RESPONSES = [
  `{"error":"${CANARY}","error_description":"canary canary","error_uri":"https://a.b/canary"}`,
  `{"error":{"canary":"canary"}}`,
  `{"error":"invalid_grant","access_token":"canary","refresh_token":"canary"}`,
  `{"access_token":"canary","token_type":"canary"}`,
  `{"access_token":"canary`,
  `{"access_token":"canary canary","token_type":"Bearer"}`,
  `{"access_token":"canary","access_token":"canary","token_type":"Bearer"}`,
  `{"access_token":["canary"],"token_type":"Bearer"}`,
  `{"access_token":"canary","token_type":"Bearer","refresh_token":{"canary":1}}`,
  `{"canary":"canary"}`,
  `{"data":{"access_token":"canary","token_type":"Bearer"}}`,
  `canary`,
  `"canary"`,
  `[`.repeat(40) + `"canary"`,
  `<html>canary</html>`,
];

export function secrets(test, grantlet, { inspect }) {
  const { OAuthError } = grantlet;
  const { saved } = grantlet.startLogin(client, { redirectUri, idToken: true, scope: "openid" });
  const implicit = grantlet.startLogin(client, { redirectUri, idToken: true, scope: "openid", flow: "implicit" }).saved;
  const kept = (text, more) =>
    JSON.stringify({ ...JSON.parse(text), state: CANARY, nonce: CANARY, code_verifier: CANARY, ...more });
  const saying = (status, body, headers = {}) => ({ fetch: responding({ status, body, headers }).fetch });
  const service = (options) => grantlet.clientCredentials(secret, options);
  const token = { accessToken: CANARY, refreshToken: CANARY, idToken: CANARY, scope: "a" };
  const failing = async (_, init) => {
    const message = `canary ${JSON.stringify(init)}`;
    throw Object.assign(new TypeError(message), { cause: { code: `canary ${message}` }, canary: init });
  };

  const rows = {
    ...Object.fromEntries(
      RESPONSES.flatMap((body) =>
        [200, 400, 401, 500].map((status) => [`${status} ${body.slice(0, 60)}`, () => service(saying(status, body))]),
      ),
    ),
    "a redirect": () => service(saying(302, "canary", { location: "https://evil.example/canary" })),
    "fetch fails": () => service({ fetch: failing }),
    "fetch throws a text": () => service({ fetch: () => Promise.reject("canary") }),
    "a timeout": () => service({ fetch: () => new Promise(() => {}), timeout: 1 }),
    "an abort with a reason": () => service({ ...saying(200, "{}"), signal: AbortSignal.abort(new Error("canary")) }),
    "a refresh": () => grantlet.refresh(secret, token, saying(400, RESPONSES[0])),
    "a refresh token that cannot be sent": () => grantlet.refresh(secret, { refreshToken: "canary\0" }, {}),
    "a secret that cannot be sent": () => grantlet.clientCredentials({ ...secret, clientSecret: "canary\0" }),
    "a secret over plain http": () => grantlet.clientCredentials({ ...secret, baseUrl: "http://as.example" }),
    "parameters of the core's own": () => grantlet.clientCredentials(secret, { params: { client_secret: CANARY } }),
    "a code that cannot be sent": () => grantlet.exchangeCode(secret, "canary\u00e9", { codeVerifier: CANARY }),
    "a verifier that is none": () => grantlet.exchangeCode(secret, CANARY, { codeVerifier: "canary" }),
    "the challenge of no verifier": () => grantlet.codeChallenge("canary"),
    "a code": () => grantlet.exchangeCode(secret, CANARY, { ...saying(400, RESPONSES[0]), codeVerifier: CANARY }),
    "revoking": () => grantlet.revoke({ ...secret, revocationEndpoint: "/r" }, token, saying(400, RESPONSES[0])),
    "a device": () => grantlet.startDevice(secret, saying(200, RESPONSES[9])),
    "a device's code": () =>
      grantlet.pollDevice(
        secret,
        { deviceCode: CANARY, expiresAt: Date.now() + 9999, interval: 1 },
        saying(400, RESPONSES[0]),
      ),
    "a saved login that is cut": () => grantlet.readCallback(secret, redirectUri, kept(saved).slice(0, -1)),
    "a saved login without state": () => grantlet.readCallback(secret, redirectUri, kept(saved, { state: "" })),
    "a saved login that is old": () => grantlet.readCallback(secret, redirectUri, kept(saved, { started: 1 })),
    "another's state": () => grantlet.readCallback(secret, `${redirectUri}?code=canary&state=canary`, kept(saved)),
    "two codes": () =>
      grantlet.readCallback(secret, `${redirectUri}?code=canary&code=canary&state=${CANARY}`, kept(saved)),
    "another's address": () => grantlet.finishLogin(secret, `https://b.example/?code=canary`, kept(saved)),
    "an address that is none": () => grantlet.finishLogin(secret, "code=canary", kept(saved)),
    "an address to clean that is none": () => grantlet.cleanAddress("?code=canary"),
    "a refusal": () =>
      grantlet.readCallback(secret, `${redirectUri}?error=canary&error_description=canary&state=${CANARY}`, kept(saved)),
    "another issuer": () =>
      grantlet.readCallback(secret, `${redirectUri}?code=canary&iss=canary&state=${CANARY}`, kept(saved)),
    "a token in the query": () =>
      grantlet.readCallback(
        secret,
        `${redirectUri}?access_token=canary&token_type=Bearer&state=${CANARY}`,
        kept(implicit),
      ),
    ...Object.fromEntries(
      ["canary", "canary.canary.canary", idToken({ nonce: "canary" }), idToken({ canary: "canary" }, "canary")].map(
        (text) => [
          `the id_token ${text.slice(0, 20)}`,
          () =>
            grantlet.readCallback(
              secret,
              back(implicit, `#access_token=canary&token_type=Bearer&state=STATE&id_token=${text}`),
              implicit,
            ),
        ],
      ),
    ),
  };

  for (const [name, run] of Object.entries(rows)) {
    test(name, () =>
      withoutOutput(async () => {
        await assert.rejects(
          (async () => run())(),
          (error) => {
            assert.ok(error instanceof OAuthError, `it is no OAuthError: ${error}`);
            for (const shown of [error.message, error.stack, `${error}`, JSON.stringify(error), inspect(error)]) {
              assert.ok(!shown.includes("canary"), shown);
            }
            assert.ok(!/canary/.test(JSON.stringify({ ...error })), "a member shows it");
            // The error of `fetch` is readable as `cause`, but never shown.
            assert.equal(!!error.cause, error.code === "network");
            return true;
          },
        );
      }),
    );
  }

  test("successful calls log nothing", () =>
    withoutOutput(async () => {
      const body = `{"access_token":"${CANARY}","token_type":"Bearer","refresh_token":"${CANARY}"}`;
      assert.equal((await service(saying(200, body))).accessToken, CANARY);
      const address = `${redirectUri}?code=canary&state=${CANARY}&iss=https%3A%2F%2Fas.example`;
      assert.equal(grantlet.cleanAddress(address), redirectUri);
      grantlet.readCallback(secret, address, kept(saved));
    }));
}

/** Runs `body`, and fails if it writes to the console. */
async function withoutOutput(body) {
  const methods = ["log", "error", "warn", "info", "debug", "trace", "dir"];
  const real = methods.map((method) => console[method]);
  const written = [];
  methods.forEach((method) => (console[method] = (...args) => written.push(args.join(" "))));
  try {
    await body();
  } finally {
    methods.forEach((method, index) => (console[method] = real[index]));
  }
  assert.equal(written.length, 0, `the console was written to: ${written}`);
}
