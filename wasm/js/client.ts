// Who asks, and whom: plain objects, and how they cross to the core.

import { OAuthError } from "./errors.js";

/**
 * How a provider differs from RFC 6749. Lists are texts with a space between each two words, as
 * OAuth writes a scope. What is left out is as the RFC has it.
 */
export interface Profile {
  /** Where a login starts: a path below `baseUrl`, or an absolute address. */
  readonly authorizationEndpoint?: string;
  /** Where tokens come from: a path below `baseUrl`, or an absolute address. */
  readonly tokenEndpoint?: string;
  /** Where tokens are revoked (RFC 7009). */
  readonly revocationEndpoint?: string;
  /** Where a device's login starts (RFC 8628). */
  readonly deviceAuthorizationEndpoint?: string;
  /** The body of a token request: a form unless this is `"json"`. */
  readonly requestBody?: "form" | "json";
  /** How the secret is shown: `"basic"` unless stated. */
  readonly clientAuth?: "basic" | "body" | "none" | "basic_verbatim";
  /** Headers that repeat the id or the secret: `X-API-Key=client_secret`. */
  readonly headers?: string;
  /** Other names for parameters: `client_id=clientId scope=scopes`. */
  readonly rename?: string;
  /** Which parameters come first: `grant_type client_id`. */
  readonly order?: string;
  /** The member that answers are wrapped in, an object or JSON in a string. */
  readonly envelope?: string;
  /** Members of errors of the provider's own: `code message errorId`, a comma between shapes;
   * `error/` before a shape stands for members of the object `error`. */
  readonly errors?: string;
  /** Errors that end a grant as `invalid_grant` does: `invalid_request=InvalidGrantCode`, a line each. */
  readonly endsOn?: string;
  /** Values of `token_type` beside Bearer that you know how to use. */
  readonly tokenTypes?: string;
  /** Further members of the answer to read: `account_id tenant`, at most eight. */
  readonly extra?: string;
  /** The character between the words of a scope, if it is not a space. */
  readonly scopeSeparator?: string;
  /** Whether a token request says its `grant_type`: true unless stated. */
  readonly sendGrantType?: boolean;
  /** Whether a login by code uses PKCE: true unless the provider refuses it. */
  readonly pkce?: boolean;
  /** Whether an answer without `token_type` is taken as Bearer. */
  readonly bearerByDefault?: boolean;
  /** Allows plain http on `localhost`, `127.0.0.0/8` and `[::1]`. */
  readonly allowLoopback?: boolean;
  /** The server's `issuer`, needed where an `id_token` is asked for. */
  readonly issuer?: string;
  /** What to do about `iss` in a callback (RFC 9207): `"if_present"` where there is an `issuer`. */
  readonly issuerRule?: "ignored" | "if_present" | "required" | "refused";
}

/** A client as it is registered with a provider. */
export interface Client extends Profile {
  readonly clientId: string;
  /** Only where it can be kept secret: never in a page. */
  readonly clientSecret?: string;
  /** What the profile's paths are joined to; nothing where they are absolute. */
  readonly baseUrl?: string;
}

/** Parameters of your own, such as `prompt` or `audience`. */
export type Params = Readonly<Record<string, string>>;

/** Parameters as fields; the core takes sixteen. */
export function pairsOf(params: Params = {}): string[] {
  const pairs = Object.entries(params);
  if (pairs.length > 16) {
    throw new OAuthError("request_length", { member: "params" });
  }
  return pairs.flat();
}

/** Texts for the core; what is left out is empty. */
export type Fields = readonly (string | undefined)[];

/** Fields as `message.rs` reads them: a NUL after each, and one where there are none. */
export function joined(fields: Fields): string {
  if (fields.some((field) => String(field).includes("\0"))) {
    throw new OAuthError("request_chars", { member: "NUL" });
  }
  return fields.join("\0") + "\0";
}

/** Of each client its fields at the last call, and their text. */
const known = new WeakMap<Client, readonly [Fields, string]>();

/** The text of a client's fields; it is made anew where one of them has changed. */
export function textOf(client: Client): string {
  const fields = fieldsOf(client);
  const last = known.get(client);
  if (last && fields.every((field, index) => field === last[0][index])) {
    return last[1];
  }
  const text = joined(fields);
  known.set(client, [fields, text]);
  return text;
}

/** The client's fields, in the order of `client.rs`. */
function fieldsOf(client: Client): Fields {
  return [
    client.authorizationEndpoint,
    client.tokenEndpoint,
    client.revocationEndpoint,
    client.deviceAuthorizationEndpoint,
    client.headers,
    client.rename,
    client.order,
    client.errors,
    client.endsOn,
    client.tokenTypes,
    client.extra,
    client.envelope,
    client.scopeSeparator,
    client.baseUrl,
    client.clientId,
    client.clientSecret,
  ];
}

/** What of the client is no text, in the bits of `client.rs`. */
export function flagsOf(client: Client): number {
  place("issuerRule", ruleOf(client), ISSUER_RULES);
  return (
    (client.requestBody === "json" ? 1 : 0) |
    (place("clientAuth", client.clientAuth ?? "basic", ["basic", "body", "none", "basic_verbatim"]) << 1) |
    (client.sendGrantType === false ? 8 : 0) |
    (client.pkce === false ? 16 : 0) |
    (client.bearerByDefault ? 32 : 0) |
    (client.allowLoopback ? 64 : 0) |
    (client.clientSecret === undefined ? 0 : 128)
  );
}

/** Rules for `iss`, in the order of `logins.rs`. */
export const ISSUER_RULES = ["ignored", "if_present", "required", "refused"];

/** A client's rule for `iss`. */
export function ruleOf({ issuer, issuerRule }: Client): Client["issuerRule"] & string {
  return issuerRule ?? (issuer ? "if_present" : "ignored");
}

/** The number of a word; a misspelt one must not weaken a rule in silence. */
export function place(member: string, word: string, words: readonly string[]): number {
  const index = words.indexOf(word);
  if (index < 0) {
    throw new OAuthError("request_unexpected", { member });
  }
  return index;
}
