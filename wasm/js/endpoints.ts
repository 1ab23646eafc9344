// A server's further endpoints. It is built into a file of its own, which `endpoints` loads.

import { instantiate } from "#translated_endpoints";
import * as abi from "./abi.js";
import type { Client, Params } from "./client.js";
import type { OAuthError, OAuthErrorCode } from "./errors.js";
import type { EndpointClient, ForEndpoints } from "./load_endpoints.js";
import type { StartedLogin } from "./login.js";
import { ENTRY } from "./lists.js";
import { type Reply, callModule } from "./module.js";
import { SENDING } from "./option_types.js";
import { isSecure } from "./origins.js";
import type { GrantOptions, TokenRequest } from "./requests.js";
import type { SendOptions, Sent } from "./send.js";
import type { ErrorClass } from "./signed.js";
import type { Token } from "./token.js";

/** A member of a response by its name, as JSON has it. */
type Members = Readonly<Record<string, unknown>>;

/** Options of `exchangeToken`. `params` are such as `audience`, `resource` and `requested_token_type`. */
export interface ExchangeOptions extends SendOptions, GrantOptions {
  /** What `token` is. The default is `"urn:ietf:params:oauth:token-type:access_token"` (RFC 8693, section 3). */
  readonly tokenType?: string | undefined;
  /** The token of who acts for the subject (RFC 8693, section 1.1). Secret. */
  readonly actorToken?: string | undefined;
  /** What `actorToken` is. The default is that of `tokenType`. */
  readonly actorTokenType?: string | undefined;
}

/** Options of `introspect`. */
export interface IntrospectOptions extends SendOptions {
  /** `token_type_hint`, such as `"access_token"`. */
  readonly hint?: string | undefined;
}

/** The introspection response of a token (RFC 7662, section 2.2). Only `active` is set if the token is not active. */
export interface Introspected {
  /** Whether `active` is true, and `exp` and `nbf` allow it, with two minutes of tolerance. */
  readonly active: boolean;
  readonly scope?: string | undefined;
  readonly clientId?: string | undefined;
  readonly username?: string | undefined;
  /** A token of the type DPoP is worth nothing without a proof by the key of `confirmation`. */
  readonly tokenType?: string | undefined;
  readonly subject?: string | undefined;
  readonly issuer?: string | undefined;
  /** `aud`. */
  readonly audience: readonly string[];
  /** `exp`, in milliseconds since 1970. */
  readonly expiresAt?: number | undefined;
  /** `cnf`: the key that the token is bound to (RFC 7800). */
  readonly confirmation?: Members | undefined;
  /** Every member. */
  readonly members: Members;
}

/** Options of `userinfo`. */
export interface UserinfoOptions extends SendOptions {
  /**
   * The `sub` of the `id_token`, which the response must have (OpenID Connect Core, section 5.3.2). Omit it only if
   * there is none.
   */
  readonly subject?: string | undefined;
}

/** Claims about the user, from the UserInfo endpoint (OpenID Connect Core, section 5.3.2). */
export interface UserClaims {
  /** `sub`: the user, by the issuer's name for them. */
  readonly subject: string;
  /** Every claim. They are text, not HTML, and none but `sub` names a user for good (section 5.7). */
  readonly claims: Members;
}

/** What is registered (RFC 7591, section 2). */
export interface RegisterOptions extends SendOptions {
  /** `redirect_uris`, at most sixteen. */
  readonly redirectUris: readonly string[];
  /** `client_name`, which the server shows to the user. */
  readonly clientName?: string | undefined;
  /**
   * `token_endpoint_auth_method`. The server's default is `"client_secret_basic"`; `"none"` is for an app that keeps no
   * secret.
   */
  readonly authMethod?: string | undefined;
  readonly scope?: string | undefined;
  /** A token that the server wants of those who register. Secret. */
  readonly initialAccessToken?: string | undefined;
  /** Further members, at most sixteen: `{ grant_types: ["authorization_code"] }`. */
  readonly members?: Members | undefined;
}

/** A client that was registered (RFC 7591, section 3.2.1). Keep it: there is one for each server. */
export interface Registered {
  readonly clientId: string;
  /** Secret. */
  readonly clientSecret?: string | undefined;
  /** When `clientSecret` ends, in milliseconds since 1970; undefined for never. */
  readonly secretExpiresAt?: number | undefined;
  /** `registration_access_token` (RFC 7592). Secret. */
  readonly registrationAccessToken?: string | undefined;
  readonly registrationClientUri?: string | undefined;
  /** Every member, such as what the server has changed. Secret, as it has the secret. */
  readonly members: Members;
}

/** The metadata of an API (RFC 9728, section 2). */
export interface Resource {
  readonly resource: string;
  /** The issuers of its tokens, each for `discover`. */
  readonly authorizationServers: readonly string[];
  readonly scopes: readonly string[];
  readonly dpopAlgorithms: readonly string[];
  /** Whether each token must be bound to a key (RFC 9449). */
  readonly dpopRequired: boolean;
  readonly members: Members;
}

/**
 * The challenge of one scheme in `WWW-Authenticate` (RFC 9110, section 11.6.1). All of it is the server's: text, not
 * HTML.
 */
export interface Challenge {
  /**
   * `invalid_token`: `session.rejected`. `insufficient_user_authentication`: log in with `acr_values` or `max_age` (RFC
   * 9470).
   */
  readonly error?: string | undefined;
  readonly errorDescription?: string | undefined;
  /** The scope that the request needs. */
  readonly scope?: string | undefined;
  readonly realm?: string | undefined;
  /**
   * The URL of the API's metadata (RFC 9728, section 5.1). Do not trust it: compare its `resource` with the API's URL.
   */
  readonly resourceMetadata?: string | undefined;
  readonly acrValues?: string | undefined;
  readonly maxAge?: string | undefined;
  /** The algorithms of proofs (RFC 9449, section 7.1). */
  readonly algs?: string | undefined;
}

/** The parameters of a challenge, by their properties. */
const PARAMETERS = {
  error: "error", errorDescription: "error_description", scope: "scope", realm: "realm",
  resourceMetadata: "resource_metadata", acrValues: "acr_values", maxAge: "max_age", algs: "algs",
};

/**
 * The functions for a server's further endpoints. `pushLogin`, `exchangeToken` and `introspect` authenticate the client
 * as at the token endpoint, by its `assertion` too, and send a proof of its `dpop`. None follows a redirect. Each can
 * fail with `request_…`, `response_…` and what every function that sends can fail with; an error of the server is
 * `response_refused`.
 */
export interface EndpointFunctions {
  /**
   * Pushes a login that was started (RFC 9126), so that its parameters are not in the browser: `url` is the new
   * authorization URL, for one use within `expiresIn` seconds, and `saved` is that of `startLogin`.
   */
  pushLogin(client: EndpointClient, started: StartedLogin, options?: SendOptions): Promise<StartedLogin & { readonly expiresIn: number }>;
  /**
   * Signs a login that was started (RFC 9101) by the client's `assertion` of `grantlet/proof`: `url` has the signed
   * request. Such a login can be pushed too.
   */
  signLogin(client: Client, started: StartedLogin): Promise<StartedLogin>;
  /**
   * Exchanges a token for another one (RFC 8693), such as an API that calls another for its user. `issued_token_type`
   * is a member for the client's `extra`, and the type `"N_A"` one for its `tokenTypes`.
   */
  exchangeToken(client: Client, token: string, options?: ExchangeOptions): Promise<Token>;
  /** Asks a server whether a token is valid (RFC 7662), for APIs. A token that is not active is no error. */
  introspect(client: EndpointClient, token: string, options?: IntrospectOptions): Promise<Introspected>;
  /**
   * Fetches the claims of a user (OpenID Connect Core, section 5.3). Those of another `subject` are
   * `id_token_mismatch`. A response that is a JWT is `response_syntax`.
   */
  userinfo(client: EndpointClient, token: Token, options?: UserinfoOptions): Promise<UserClaims>;
  /** Registers a client at a `registration_endpoint` (RFC 7591): https, or http on this machine. */
  register(endpoint: string, options: RegisterOptions): Promise<Registered>;
  /**
   * Fetches the metadata of an API (RFC 9728): which servers issue its tokens. The document must name the resource,
   * byte for byte. Nothing is cached. Errors: also `metadata_…`.
   */
  discoverResource(resource: string, options?: SendOptions): Promise<Resource>;
  /** Reads the first challenge of a scheme in a `WWW-Authenticate` header; undefined if there is none. */
  challengeOf(header: string | null | undefined, scheme?: "Bearer" | "DPoP"): Challenge | undefined;
}

const NO_METADATA = "no valid metadata of this resource: check its URL";

/** The functions of `endpoints`, with those that the first script lends. */
export function endpointsBy(
  [OAuthError, checked, must, wrong, send, , bearer, clientOf, encoded, extensionRequest, requestOf, sendForToken, tokenIn]: ForEndpoints,
): EndpointFunctions {
  /** Calls the module with fields; `client` is the encoded client in front of them. */
  const call = (which: abi.EndpointCall, fields: readonly unknown[], { client = "", body = new Uint8Array(), status = 0 }: Partial<CallParts> = {}): Reply => {
    const texts = fields.map((field) => String(field ?? ""));
    if (texts.some((text) => text.includes("\0"))) {
      throw new OAuthError("request_chars", { member: "NUL" });
    }
    const text = `${client}${texts.map((field) => `${field}\0`).join("")}`;
    const module = instantiate<abi.Endpoints>({});
    // Room for the result: a byte takes three in a form, and a profile's headers can repeat the secret.
    const reply = callModule(module, module.call_endpoint, text, body, which + status * 2 ** abi.STATUS_SHIFT, 8 * text.length + 2 * body.length + 2048);
    const { fault, words } = reply;
    if (fault) {
      const code = `${abi.STAGES[fault >> 5] ?? "metadata"}_${abi.CLASSES[fault & 31]}` as OAuthErrorCode;
      throw new OAuthError(code, { member: abi.ENDPOINT_MEMBERS[words[abi.MEMBER]!], ...(status && { status }), ...(code.startsWith("metadata") && { sentence: NO_METADATA }) });
    }
    return reply;
  };

  /** Reads a response. An error of the server is read as in a token response. */
  const read = (which: abi.EndpointCall, client: Client, sent: Sent, fields: readonly unknown[] = []): Reply => {
    if (sent.status > 299) {
      tokenIn(client, sent);
    }
    try {
      return call(which, fields, { ...sent, client: encoded(client) });
    } catch (error) {
      if ((error as OAuthError).code === "response_refused") {
        tokenIn(client, sent);
      }
      throw error;
    }
  };

  /** The members of a body that was validated. */
  const membersOf = ({ body }: Sent): Members => JSON.parse(new TextDecoder().decode(body)) as Members;

  /** Reads an endpoint of a client, which must be there. */
  const endpointOf = (client: EndpointClient, name: keyof EndpointClient, member: string): string => {
    const { [name]: endpoint } = checked("client", client, `s ${name}`) as unknown as Record<string, string>;
    if (!endpoint) {
      throw new OAuthError("request_missing", { member });
    }
    return endpoint;
  };

  const given = (client: Client, which: abi.EndpointCall, fields: readonly unknown[]): TokenRequest => requestOf(call(which, fields, { client: encoded(client) }).texts);

  /** Throws for a `Map` and the like, whose entries would be lost. */
  const plain = (member: string, value: unknown): void => {
    if ({}.toString.call(value ?? {}) !== "[object Object]") {
      throw wrong(member, "it must be a plain object");
    }
  };

  /** The JSON of a value; undefined for what has none, such as a cycle, which the core refuses. */
  const jsonIn = (value: unknown): unknown => {
    try {
      return JSON.stringify(value);
    } catch {
      return undefined;
    }
  };

  const started = (value: StartedLogin): StartedLogin => {
    const { url = "", saved = "" } = checked("started", value, "s url saved");
    return { url, saved };
  };

  return {
    async pushLogin(client, value, options) {
      const endpoint = endpointOf(client, "pushedAuthorizationRequestEndpoint", "pushed_authorization_request_endpoint");
      const own = clientOf(client);
      const { url, saved } = started(value);
      const sent = await send(given(own, abi.EndpointCall.Push, [endpoint, url]), checked("options", options, SENDING), false, own);
      const { texts, words } = read(abi.EndpointCall.Pushed, own, sent);
      return { url: texts[0]!, saved, expiresIn: words[abi.OUTCOME]! };
    },

    async signLogin(client, value) {
      const own = clientOf(client);
      const { url, saved } = started(value);
      if (!own.assertion) {
        throw wrong("assertion", "signLogin needs the client's assertion, such as privateKeyJwt");
      }
      const request = await own.assertion.requestObject(own, url, OAuthError as unknown as ErrorClass);
      return { url: call(abi.EndpointCall.Signed, [request], { client: encoded(own) }).texts[0]!, saved };
    },

    async exchangeToken(client, token, options) {
      const own = clientOf(client);
      must("token", token, "s");
      const { tokenType = "urn:ietf:params:oauth:token-type:access_token", actorToken, actorTokenType = tokenType, params, ...rest } = checked(
        "options", options, `${SENDING} s tokenType actorToken actorTokenType scope a params`,
      );
      plain("params", params);
      if (!token || actorToken === "") {
        throw new OAuthError("request_missing", { member: token ? "actor_token" : "subject_token" });
      }
      const actor = actorToken ? { actor_token: actorToken, actor_token_type: actorTokenType } : {};
      const all: Params = { subject_token: token, subject_token_type: tokenType, ...actor, ...params };
      const request = extensionRequest(own, "urn:ietf:params:oauth:grant-type:token-exchange", { scope: rest.scope, params: all });
      return sendForToken(own, request, rest);
    },

    async introspect(client, token, options) {
      const endpoint = endpointOf(client, "introspectionEndpoint", "introspection_endpoint");
      const own = clientOf(client);
      must("token", token, "s");
      const { hint, ...sending } = checked("options", options, `${SENDING} s hint`);
      const sent = await send(given(own, abi.EndpointCall.Introspect, [endpoint, token, hint]), sending, false, own);
      const { words } = read(abi.EndpointCall.Introspected, own, sent, [Math.max(0, Math.floor(Date.now() / 1000))]);
      const members = membersOf(sent);
      // null is as good as absent.
      const there = Object.entries(members).filter(([, value]) => value !== null);
      if (!words[abi.OUTCOME]) {
        return { active: false, audience: [], members };
      }
      const { scope, client_id: clientId, username, token_type: tokenType, sub: subject, iss: issuer, aud, exp, cnf } = Object.fromEntries(there) as Record<string, never>;
      return {
        active: true, scope, clientId, username, tokenType, subject, issuer, confirmation: cnf,
        audience: ([aud ?? []].flat() as unknown[]).filter((one) => typeof one === "string"), expiresAt: exp && 1000 * exp, members,
      };
    },

    async userinfo(client, token, options) {
      const endpoint = endpointOf(client, "userinfoEndpoint", "userinfo_endpoint");
      const own = clientOf(client);
      const { subject, ...sending } = checked("options", options, `${SENDING} s subject`);
      // It would be compared with nothing.
      if (subject === "") {
        throw new OAuthError("request_missing", { member: "sub" });
      }
      if (!isSecure(endpoint, !own.allowLoopback)) {
        throw new OAuthError("request_url", { member: "userinfo_endpoint" });
      }
      const { accessToken, tokenType } = checked("token", token, "s accessToken tokenType");
      const isBound = own.dpop && /^dpop$/i.test(tokenType);
      const header = bearer({ accessToken, tokenType: isBound ? "Bearer" : tokenType } as Token);
      const headers = { Accept: "application/json", Authorization: isBound ? header.replace("Bearer", "DPoP") : header };
      const sent = await send({ url: endpoint, method: "GET", headers, body: "" }, sending, false, isBound ? own : undefined);
      read(abi.EndpointCall.Userinfo, own, sent, [subject]);
      const claims = membersOf(sent);
      return { subject: claims["sub"] as string, claims };
    },

    async register(endpoint, options) {
      must("endpoint", endpoint, "s");
      const { redirectUris, clientName, authMethod, scope, initialAccessToken, members, ...sending } = checked(
        "options", options, `${SENDING} L redirectUris s clientName authMethod scope initialAccessToken o members`,
      );
      const uris = redirectUris ? String(redirectUris).split(ENTRY) : [];
      plain("members", members);
      const more = Object.entries(members ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [name, jsonIn(value)]));
      if (uris.length > abi.MOST_PARAMS || more.length > 2 * abi.MOST_PARAMS) {
        throw new OAuthError("request_length", { member: uris.length > abi.MOST_PARAMS ? "redirectUris" : "members", sentence: "at most sixteen" });
      }
      const { texts } = call(abi.EndpointCall.Register, [endpoint, initialAccessToken, clientName, authMethod, scope, uris.length, ...uris, ...more]);
      // There is no client yet, but the function that reads a server's error needs one.
      const nobody = clientOf({ clientId: "-" });
      const sent = await send(requestOf(texts), sending);
      read(abi.EndpointCall.Registered, nobody, sent);
      const all = membersOf(sent);
      const { client_id: clientId, client_secret, client_secret_expires_at: end, registration_access_token, registration_client_uri } = all as Record<string, string>;
      return {
        clientId: clientId!, clientSecret: client_secret || undefined, secretExpiresAt: 1000 * +(end ?? 0) || undefined,
        registrationAccessToken: registration_access_token || undefined, registrationClientUri: registration_client_uri || undefined, members: all,
      };
    },

    async discoverResource(resource, options) {
      must("resource", resource, "s");
      const sending = checked("options", options, SENDING);
      const url = call(abi.EndpointCall.ResourceUrl, [resource]).texts[0]!;
      const sent = await send({ url, method: "GET", headers: { Accept: "application/json" }, body: "" }, sending);
      if (sent.status > 299) {
        throw new OAuthError("metadata_status", { status: sent.status, endpoint: url, sentence: NO_METADATA });
      }
      call(abi.EndpointCall.Resource, [resource], { body: sent.body });
      const members = membersOf(sent);
      const listOf = (name: string): string[] => ([members[name] ?? []].flat() as unknown[]).filter((one) => typeof one === "string");
      return {
        resource, members,
        authorizationServers: listOf("authorization_servers"),
        scopes: listOf("scopes_supported"),
        dpopAlgorithms: listOf("dpop_signing_alg_values_supported"),
        dpopRequired: members["dpop_bound_access_tokens_required"] === true,
      };
    },

    challengeOf(header, scheme = "Bearer") {
      must("header", header ?? "", "s");
      must("scheme", scheme, "s");
      const { texts, words } = call(abi.EndpointCall.Challenge, [header, scheme, ...Object.values(PARAMETERS)]);
      const named = Object.keys(PARAMETERS).map((property, index) => [property, texts[index] || undefined]);
      return words[abi.OUTCOME] ? (Object.fromEntries(named) as Challenge) : undefined;
    },
  };
}

/** What a call can have besides its fields. */
interface CallParts {
  readonly client: string;
  readonly body: Uint8Array;
  readonly status: number;
}
