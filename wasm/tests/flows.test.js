// The table of form_post callbacks, hybrid logins and responses with an id_token alone, which Rust, C and JavaScript share.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { forEachEntry } from "./entries.js";

const file = new URL("../../tests/tables/flows.json", import.meta.url);
const table = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { cases: [], responses: [] };
const { issuer, client_id: clientId, redirect_uri: redirectUri } = table;
const client = {
  clientId,
  issuer,
  issuerRule: "required",
  authorizationEndpoint: "https://as.example/authorize",
  tokenEndpoint: "/token",
  baseUrl: "https://as.example",
  servers: table.servers?.split(" ").map((word) => word.split("=")),
};
const OPTIONS = {
  code: {},
  id_token: { idToken: true },
  form_post: { responseMode: "form_post" },
  hybrid: { flow: "hybrid" },
  hybrid_form_post: { flow: "hybrid", responseMode: "form_post" },
};

const base64url = (value) => Buffer.from(value).toString("base64url");
const half = (text) => createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");

/** The id_token of a row, for a login with this nonce. */
function idToken({ claims = {}, alg = "RS256" }, nonce, rest = {}) {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: issuer, sub: "u", aud: clientId, exp: now + 300, iat: now, nonce, c_hash: "C", ...claims, ...rest };
  for (const [name, value] of Object.entries(all)) {
    if (value === null) {
      delete all[name];
    } else if (name.endsWith("_hash")) {
      all[name] = half(value);
    } else if (typeof value === "string") {
      all[name] = value.replace("{nonce}", nonce);
    }
  }
  return [{ alg }, all].map((part) => base64url(JSON.stringify(part))).join(".") + ".c2ln";
}

/** A row's text in a login. */
function filled(row, text, { state, nonce }) {
  const repeat = Array.from({ length: 10_000 }, (_, index) => `p${index}=V`).join("&");
  return text.replaceAll("{state}", state).replaceAll("{id_token}", idToken(row, nonce)).replaceAll("{repeat}", repeat);
}

/** An error in the words of the table. */
function outcome(error) {
  const { code, member } = error;
  if (code === "callback_refused") {
    return { denied: error.error };
  }
  const [, stage, name] = /^(callback|response|id_token)_(.*)$/.exec(code) ?? assert.fail(error.stack);
  return { [stage === "id_token" ? stage : "reject"]: name, member };
}

/** Some errors name a member where the table needs none; a URL that is none has a class of its own. */
function same(found, expected, id) {
  const { member, ...rest } = found;
  const wanted = { ...expected };
  if (rest.reject === "address" && wanted.reject === "redirect_uri") {
    rest.reject = "redirect_uri";
  }
  // A URL without any response is a bookmark.
  if (rest.reject === "empty" && wanted.reject === "state") {
    rest.reject = "state";
  }
  assert.deepEqual("member" in wanted ? { ...rest, member } : rest, wanted, id);
}

const json = (body, status = 200) => async () => new Response(body, { status });

await forEachEntry((name, grantlet) => {
  describe(`the shared table of flows, ${name}`, () => {
    for (const row of table.cases) {
      test(row.id, async () => {
        const { url, saved } = grantlet.startLogin(client, { redirectUri, scope: "openid", ...OPTIONS[row.login] });
        const { searchParams: asked } = new URL(url);
        assert.equal(asked.get("response_mode"), row.login.includes("form_post") ? "form_post" : null);
        assert.equal(asked.get("response_type"), row.login.includes("hybrid") ? "code id_token" : "code");
        const callback = filled(row, row.callback, JSON.parse(saved));
        let found;
        try {
          const { request, idToken: beside, server } = grantlet.readCallback(client, callback, saved);
          found = { code: new URLSearchParams(request.body).get("code") };
          if (beside) {
            found.subject = JSON.parse(Buffer.from(beside.split(".")[1], "base64url")).sub;
          }
          if (server) {
            found.server = client.servers.findIndex((entry) => entry.includes(server));
          }
        } catch (error) {
          found = outcome(error);
        }
        same(found, row.expect, row.id);
      });
    }

    for (const row of table.responses) {
      test(row.id, async () => {
        const idTokenOnly = row.id_token_only !== false;
        const { saved } = grantlet.startLogin(client, { redirectUri, scope: "openid", idToken: true, idTokenOnly });
        const login = JSON.parse(saved);
        const address = `${redirectUri}?code=C&state=${login.state}&iss=${encodeURIComponent(issuer)}`;
        const fetch = json(filled(row, row.body, login), row.status);
        let found;
        try {
          const done = await grantlet.finishLogin(client, address, saved, { fetch, idTokenOnly });
          assert.equal(done.token, undefined);
          found = { subject: JSON.parse(Buffer.from(done.idToken.split(".")[1], "base64url")).sub };
          if (done.refreshToken) {
            found.refresh_token = done.refreshToken;
          }
        } catch (error) {
          found = outcome(error);
        }
        same(found, row.expect, row.id);
      });
    }

    test("a hybrid login by form_post, to its token", async () => {
      const options = { redirectUri, scope: "openid", flow: "hybrid", responseMode: "form_post" };
      const second = (claims) => async (change = {}) => {
        const { saved } = grantlet.startLogin(client, options);
        const login = JSON.parse(saved);
        const body = `code=C&id_token=${idToken({}, login.nonce)}&state=${login.state}`;
        const id_token = idToken({}, login.nonce, { c_hash: null, ...claims, ...change });
        const fetch = json(JSON.stringify({ access_token: "AT", token_type: "Bearer", id_token }));
        return grantlet.finishLogin(client, body, saved, { fetch });
      };
      const { token, address } = await second({})();
      assert.equal(token.accessToken, "AT");
      assert.equal(address, redirectUri);
      assert.equal((await second({ at_hash: "AT" })()).token.accessToken, "AT");
      for (const [claims, code, member] of [
        [{ at_hash: "another" }, "id_token_mismatch", "at_hash"],
        [{ sub: "v" }, "id_token_mismatch", "sub"],
        [{ nonce: "n" }, "id_token_mismatch", "nonce"],
      ]) {
        await assert.rejects(second(claims)(), { code, member });
      }
    });

    test("what a login cannot have is refused when it starts, and idTokenOnly where it ends", async () => {
      const start = (options) => () => grantlet.startLogin(client, { redirectUri, scope: "openid", ...options });
      for (const [member, options] of [
        ["responseMode", { flow: "implicit", responseMode: "form_post" }],
        ["responseMode", { responseMode: "web_message" }],
        ["flow", { flow: "code id_token" }],
        ["idTokenOnly", { idTokenOnly: true }],
        ["idTokenOnly", { idTokenOnly: true, idToken: true, flow: "implicit" }],
      ]) {
        assert.throws(start(options), { code: "request_unexpected", member });
      }
      assert.throws(start({ flow: "hybrid", scope: "email" }), { code: "request_missing", member: "scope" });
      const twice = { responseMode: "form_post", params: { response_mode: "query" } };
      assert.throws(start(twice), { code: "request_unexpected", member: "response_mode" });
      const unnamed = { ...client, issuer: undefined, issuerRule: "ignored" };
      assert.throws(() => grantlet.startLogin(unnamed, { redirectUri, scope: "openid", flow: "hybrid" }), { member: "iss" });
      const { saved } = start({ idToken: true, idTokenOnly: true })();
      const address = `${redirectUri}?code=C&state=${JSON.parse(saved).state}&iss=${encodeURIComponent(issuer)}`;
      const refused = { code: "request_unexpected", member: "idTokenOnly" };
      const fetch = () => assert.fail("nothing is sent");
      await assert.rejects(grantlet.finishLogin(client, address, saved, { fetch }), refused);
    });
  });
});
