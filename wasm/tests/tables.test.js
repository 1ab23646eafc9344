// The tables of cases that Rust, C and JavaScript share: sessions, forms, revocations.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { Session, readResponse, revoke } from "grantlet";
import { dpopKey } from "grantlet/proof";

/** A table of `tests/tables`. */
const tableOf = (name) => JSON.parse(readFileSync(new URL(`../../tests/tables/${name}`, import.meta.url), "utf8"));
const table = tableOf("sessions.json");
const key = "session";
const PROFILES = { undefined: {}, data_envelope: { envelope: "data" },
  times: { expiresAt: { expires_at: "unix_seconds" }, refreshTokenExpiresIn: "refresh_expires_in" },
};
/** What a client has in cases of nonces; their tokens are of the type Bearer. */
const boundFor = async ({ steps }) =>
  JSON.stringify(steps).includes("use_dpop_nonce") && { dpop: await dpopKey(), tokenTypes: ["Bearer"] };
const KNOWN = "login advance refresh rejected restart end hour expect".split(" ");

/** The environment of a case: a store, a clock, and a server with the responses of each step. */
class World {
  store = new Map();
  requests = 0;

  constructor(context, { settings = {}, client_credentials: clientCredentials = false, profile }, bound) {
    this.context = context;
    context.mock.timers.enable({ apis: ["Date"], now: table.wall * 1000 });
    const { issuer, client_id: clientId } = table.identity;
    this.client = { clientId, clientSecret: "s", tokenEndpoint: "https://as.example/token", issuer, ...PROFILES[profile], ...bound };
    const { first, cap, leeway, spread } = settings;
    this.options = { key, clientCredentials, leeway, spread, backoff: { first, cap } };
    this.session = new Session(this.client, this.store, { ...this.options, fetch: () => this.respond() });
  }

  advance = (time) => this.context.mock.timers.setTime(Date.now() + time);

  stored = () => JSON.parse(this.store.get(key) ?? "{}");

  async login(response) {
    if (!response.access_token) {
      return this.session.start({ refreshToken: response.refresh_token });
    }
    const body = this.written({ token_type: "Bearer", ...response });
    await this.session.start(readResponse({ ...this.client, envelope: "" }, 200, body));
  }

  /** Encodes a body. */
  written(body, number = 0) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return text.replaceAll(/@(\w+)@/g, (_, name) => table.id_tokens[name]).replaceAll("#", number);
  }

  async respond() {
    this.requests += 1;
    const { next } = this;
    this.advance(next.takes ?? 0);
    this.next = next.again ?? next;
    if (typeof next === "string") {
      throw new TypeError("fetch failed");
    }
    const fields = Object.entries({ "retry-after": next.retry_after, "dpop-nonce": next.nonce });
    const headers = fields.filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]);
    return new Response(this.written(next.body, this.requests), { status: next.status, headers });
  }

  async refresh(next) {
    const { requests } = this;
    this.next = next;
    const codes = /^(waiting|refused|ended)$/;
    await this.session.accessToken().catch((error) => assert.match(String(error.code), codes, String(error.stack)));
    assert.equal(this.requests, requests + (next.again ? 2 : 1), "one attempt");
  }

  async rejected() {
    await this.session.rejected(this.stored().token.accessToken);
  }

  restart() {
    this.session = new Session(this.client, this.store, { ...this.options, fetch: () => this.respond() });
  }

  end = () => this.session.end();

  async hour({ response, requests_at_most: most }) {
    const { requests } = this;
    this.next = response;
    for (const end = Date.now() + 3_600_000; Date.now() < end; this.advance(100)) {
      await this.session.accessToken().catch(({ code }) => assert.match(String(code), /^(waiting|refused|ended)$/));
    }
    assert.ok(this.requests - requests <= most, `${this.requests - requests} requests`);
  }

  async expect({ state, until_at_least, until_at_most, access_token, refresh_token }) {
    const seen = await this.session.state();
    // In JavaScript a failed attempt is in doubt like one without a response.
    const same = (word) => (word === "in_doubt" ? "due" : word);
    assert.equal(same(seen.state), same(state));
    const until = seen.until - Date.now();
    assert.ok(until_at_least === undefined || until >= until_at_least, `${until}`);
    assert.ok(until_at_most === undefined || until <= until_at_most, `${until}`);
    if (access_token !== undefined) {
      // What a copy of the stored value returns without another request.
      const fetch = () => Promise.reject(new TypeError("fetch failed"));
      const copy = new Session(this.client, new Map(this.store), { ...this.options, fetch });
      assert.equal(await copy.accessToken().catch(() => null), access_token);
    }
    if (refresh_token !== undefined) {
      assert.equal(this.stored().token?.refreshToken ?? null, refresh_token);
    }
  }
}

describe("the shared table of session cases", () => {
  const cases = table.cases.filter(({ only }) => !only || only.includes("javascript"));
  test("no cases were lost", () => assert.ok(cases.length >= 230, `${cases.length} cases`));
  for (const given of cases) {
    test(given.name, async (context) => {
      const world = new World(context, given, await boundFor(given));
      for (const [index, step] of given.steps.entries()) {
        for (const [name, value] of Object.entries(step)) {
          assert.ok(KNOWN.includes(name), `there is no step ${name}`);
          try {
            await world[name](value);
          } catch (error) {
            error.message = `step ${index}, ${name}: ${error.message}`;
            throw error;
          }
        }
      }
    });
  }
});

const forms = tableOf("forms.json");

/** What a row expects of a token, by the names of JavaScript. */
function assertMembers(token, row, about) {
  for (const [name, value] of Object.entries(row)) {
    const found = {
      access_token: token.accessToken,
      refresh_token: token.refreshToken,
      expires_in: token.expiresIn,
      scope: token.scope?.split(" ").filter(Boolean),
      ends_at_unix: token.expiresAt === undefined ? null : token.expiresAt / 1000,
      refresh_token_expires_in: token.refreshTokenExpiresIn,
      ...token.extra,
    };
    assert.deepEqual(found[name] ?? null, value, `${about}: ${name}`);
  }
}

describe("the shared table of forms", () => {
  test("no cases were lost", () => assert.ok(forms.cases.length >= 80, `${forms.cases.length} cases`));
  const client = { clientId: "CID", tokenEndpoint: "https://as.example/token", ...forms.javascript };
  for (const { body, status, token, error, ends_grant: endsGrant, class: name, member } of forms.cases) {
    for (const given of [body, new TextEncoder().encode(body)]) {
      test(`${body} as ${typeof given}`, () => {
        if (token) {
          assertMembers(readResponse(client, status, given), token, body);
          return;
        }
        assert.throws(
          () => readResponse(client, status, given),
          (thrown) => {
            assert.equal(thrown.code, `response_${error ? "refused" : name}`);
            if (error) {
              const { error: code, errorDescription, errorNumber } = thrown;
              const texts = [code, errorDescription, errorNumber].map((text) => text ?? "");
              assert.deepEqual(texts, Object.values(error));
              assert.equal(thrown.endsGrant, endsGrant);
            } else if (member) {
              assert.equal(thrown.member, member);
            }
            return true;
          },
        );
      });
    }
  }
});

const revocations = tableOf("revocations.json");

describe("RFC 7009, section 2.2", () => {
  test("no cases were lost", () => assert.ok(revocations.cases.length >= 41, `${revocations.cases.length} cases`));
  for (const { section, status, body, profile = "rfc6749", retry_after: retryAfter = null, ...row } of revocations.cases) {
    test(`section ${section}: ${profile}, ${status} ${body}`, async () => {
      const client = { clientId: "CID", tokenEndpoint: "https://as.example/token", revocationEndpoint: "https://as.example/revoke", ...revocations.profiles[profile].javascript };
      const headers = { get: (name) => (name.toLowerCase() === "retry-after" ? retryAfter : null) };
      const fetch = async () => ({ status, headers, arrayBuffer: async () => new TextEncoder().encode(body).buffer });
      const thrown = await revoke(client, { accessToken: "at" }, { fetch }).catch((error) => error);
      if (row.revoked) {
        assert.equal(thrown, undefined);
        return;
      }
      const isRedirect = status < 200 || (status > 299 && status < 400);
      assert.equal(thrown.code, isRedirect ? "redirect" : row.error ? "response_refused" : `response_${row.class}`);
      assert.deepEqual([thrown.status, thrown.error, thrown.endsGrant], [status, row.error ?? "", !!row.ends_grant]);
    });
  }
});
