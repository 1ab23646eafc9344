// The constants of the boundary to the core. Generated from wasm/src by
// GRANTLET_WRITE=1 cargo test -p grantlet-wasm

import type { Client } from "./client.js";

/** The parameters of every exported function: see `lib.rs`. */
export type Call = (at: number, room: number, text: number, body: number, number: number) => number;

/** What every module exports. */
export interface Module {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

/** The exports of the core. */
export interface Core extends Module {
  readonly start_login: Call;
  readonly read_callback: Call;
  readonly read_response: Call;
  readonly check_client: Call;
  readonly write_hash: Call;
}

/** The exports that a login does not need: bundled only if one is used. */
export interface More {
  readonly read_kept: Call;
  readonly read_device: Call;
  readonly write_request: Call;
}

/** What a login with an `id_token` needs: loaded only then. */
export interface IdTokens {
  readonly read_id_token: Call;
}

/** The module for a server's further endpoints: see `endpoints.rs`. */
export interface Endpoints extends Module {
  readonly call_endpoint: Call;
}

/** The module that reads metadata: see `lib.rs`. */
export interface Metadata extends Module {
  readonly read_metadata: Call;
}

/** The module that reads an `id_token` and keys. */
export interface Keys extends Module {
  readonly read_keys: Call;
}

/** The module that writes what a client signs: see `lib.rs`. */
export interface Proof extends Module {
  readonly write_proof: Call;
  readonly write_assertion: Call;
  readonly write_thumbprint: Call;
}

/** The size of a reply, and the indexes of its words. See `reply.rs`. */
export const REPLY_BYTES = 176;
export const MEMBER = 0;
export const NEEDED = 1;
export const END = 2;
export const AS_GIVEN = 3;
export const SPANS = 4;
export const KINDS = 38;
export const LIFETIME = 40;
export const LIFETIME_KNOWN = 41;
export const ENDS_GRANT = 42;
export const OUTCOME = 43;

/** The index of the first span of an error, of a token's times as they are written, and of the extra members. */
export const SPAN_OF_ERROR = 5;
export const SPAN_OF_TIMES = 6;
export const SPAN_OF_EXTRA = 9;

/** The parts of a call's number, and of the outcome of `read_response`. See `logins.rs` and `responses.rs`. */
export const MODE_SHIFT = 3;
export const REST_SHIFT = 5;
export const ID_TOKEN_ONLY = 65536;
export const REVOCATION = 131072;
export const FAILED_SHIFT = 3;
export const STATUS_SHIFT = 8;

/** The flags of a metadata document. See `metadata.rs`. */
export const ISS_SUPPORTED = 1;
export const S256_SUPPORTED = 2;
export const PUSHED_REQUIRED = 4;
export const AUTH_BODY = 8;
export const AUTH_NONE = 16;

/** The maximum number of parameters of a call. */
export const MOST_PARAMS = 16;

/** A client's fields by type, in the order of `client.rs`: see `namesOf`. */
export const FIELD_TYPES = "sssssMMMLsMEMsPPLLssPbbbbbbbsss";

/** Their values. Engines read properties faster here than by a list of names. */
export const fieldsOf = (client: Client) =>
  [client.authorizationEndpoint, client.tokenEndpoint, client.revocationEndpoint, client.deviceAuthorizationEndpoint, client.refreshEndpoint, client.headers, client.rename, client.grantTypes, client.order, client.envelope, client.responseNames, client.errors, client.expiresAt, client.refreshTokenExpiresIn, client.endsOn, client.retryOn, client.tokenTypes, client.extra, client.scopeSeparator, client.requestScopeSeparator, client.servers, client.sendGrantType, client.pkce, client.bearerByDefault, client.allowLoopback, client.opaqueRedirectUri, client.formResponse, client.refreshByAccessToken, client.baseUrl, client.clientId, client.clientSecret];

/** What is added to the outcome of a check for the index of the field at fault. */
export const FIRST_LIST = 4;

/** Kinds of requests. */
export const enum RequestKind {
  Code,
  Refresh,
  ClientCredentials,
  DeviceCode,
  Extension,
  Revocation,
  DeviceAuthorization,
}

/** What `read_metadata` does. */
export const enum MetadataCall {
  OpenIdUrl,
  OauthUrl,
  Read,
}

/** What `call_endpoint` does. */
export const enum EndpointCall {
  Push,
  Pushed,
  Signed,
  Introspect,
  Introspected,
  Userinfo,
  Register,
  Registered,
  ResourceUrl,
  Resource,
  Challenge,
}

/** Kinds of hashes. */
export const enum HashKind {
  Challenge,
  AtHash,
}

/** What a response means for a device that polls. */
export const enum Polled {
  Decided,
  Pending,
  SlowDown,
  NoResponse,
  Expired,
}

/** What a session does after a response that is no token: it tries again, it waits long, or it ends. */
export const enum Failed {
  Passes,
  Refused,
  Ended,
}

/** Algorithms of an `id_token`. */
export const SIGNATURE_ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"] as const;

/** Formats of a token request. */
export const REQUEST_BODIES = ["form", "json"] as const;

/** Client authentication methods. */
export const CLIENT_AUTHS = ["basic", "body", "none", "basic_verbatim", "basic_always", "omitted"] as const;

/** Rules for `iss` in a callback (RFC 9207). */
export const ISSUER_RULES = ["ignored", "if_present", "required", "refused"] as const;

/** The flows of a login, as named in a saved login. */
export const FLOWS = ["code", "code id_token", "token", "id_token token", "hybrid"] as const;

/** The first part of an error's code: where it arose. */
export const STAGES = ["request", "callback", "response", "id_token"] as const;

/** The second part of an error's code: what is wrong. */
export const CLASSES =
  "ok,entropy,redirect_uri,missing,chars,length,unexpected,url,base_url,scope,other_server,room,status,refused,syntax,depth,duplicate,type,token_type,misplaced,state,issuer,conflict,encoding,algorithm,mismatch,expired,not_yet".split(",");

/** The codes of the core's errors. */
export type CoreCode =
  | "request_entropy"
  | "request_redirect_uri"
  | "request_missing"
  | "request_chars"
  | "request_length"
  | "request_unexpected"
  | "request_url"
  | "request_base_url"
  | "request_scope"
  | "request_other_server"
  | "request_room"
  | "callback_redirect_uri"
  | "callback_duplicate"
  | "callback_chars"
  | "callback_misplaced"
  | "callback_state"
  | "callback_issuer"
  | "callback_conflict"
  | "callback_refused"
  | "callback_missing"
  | "callback_token_type"
  | "response_refused"
  | "response_status"
  | "response_syntax"
  | "response_depth"
  | "response_duplicate"
  | "response_type"
  | "response_missing"
  | "response_chars"
  | "response_token_type"
  | "id_token_encoding"
  | "id_token_syntax"
  | "id_token_depth"
  | "id_token_duplicate"
  | "id_token_type"
  | "id_token_missing"
  | "id_token_algorithm"
  | "id_token_mismatch"
  | "id_token_expired"
  | "id_token_not_yet"
  | "id_token_unexpected"
  | "metadata_syntax"
  | "metadata_depth"
  | "metadata_duplicate"
  | "metadata_type"
  | "metadata_missing"
  | "metadata_issuer"
  | "metadata_url"
  | "keys_syntax"
  | "keys_depth"
  | "keys_duplicate"
  | "keys_type"
  | "keys_missing"
  | "keys_conflict";

/** Members by their number. The first means any extra member of the profile. */
export const MEMBERS =
  "an extra member of the profile,access_token,token_type,refresh_token,id_token,scope,error,error_description,error_uri,expires_in,code,state,iss,the profile's envelope,grant_type,client_id,client_secret,redirect_uri,code_verifier,code_challenge,nonce,response_type,device_code,user_code,verification_uri,verification_uri_complete,interval,username,password,token,token_type_hint,authorization_endpoint,token_endpoint,revocation_endpoint,device_authorization_endpoint,,,,,,,sub,aud,azp,exp,iat,at_hash,c_hash,alg,a header of the profile,a parameter of the caller's,,,,,,,,,,,response_mode,,,refresh_endpoint".split(",");

/** Members of metadata: first the strings that `read_metadata` returns. */
export const METADATA_MEMBERS =
  "authorization_endpoint,token_endpoint,revocation_endpoint,device_authorization_endpoint,end_session_endpoint,userinfo_endpoint,jwks_uri,pushed_authorization_request_endpoint,dpop_signing_alg_values_supported,issuer,authorization_response_iss_parameter_supported,code_challenge_methods_supported,token_endpoint_auth_methods_supported,require_pushed_authorization_requests";

/** Members of what a client signs. */
export const PROOF_MEMBERS =
  "client_id,aud,kid,jti,htm,htu,nonce,access_token,response_type";

/** Members of an `id_token` and of keys. By their number. */
export const KEYS_MEMBERS: Readonly<Record<number, string>> = {
  12: "iss",
  41: "sub",
  42: "aud",
  43: "azp",
  44: "exp",
  45: "iat",
  20: "nonce",
  46: "at_hash",
  47: "c_hash",
  48: "alg",
  73: "kid",
  74: "the signature",
  108: "typ",
  109: "crit",
  110: "jwk",
  111: "jku",
  112: "x5u",
  99: "keys",
};

/** Members of further endpoints. By their number. */
export const ENDPOINT_MEMBERS: Readonly<Record<number, string>> = {
  15: "client_id",
  16: "client_secret",
  17: "redirect_uri",
  1: "access_token",
  31: "authorization_endpoint",
  67: "pushed_authorization_request_endpoint",
  75: "introspection_endpoint",
  76: "registration_endpoint",
  29: "token",
  30: "token_type_hint",
  78: "request_uri",
  9: "expires_in",
  77: "active",
  5: "scope",
  27: "username",
  2: "token_type",
  44: "exp",
  45: "iat",
  84: "nbf",
  41: "sub",
  42: "aud",
  12: "iss",
  70: "jti",
  83: "cnf",
  94: "name",
  95: "preferred_username",
  96: "email",
  97: "email_verified",
  98: "picture",
  85: "client_secret_expires_at",
  86: "registration_access_token",
  87: "registration_client_uri",
  89: "resource",
  90: "authorization_servers",
  91: "scopes_supported",
  69: "dpop_signing_alg_values_supported",
  93: "dpop_bound_access_tokens_required",
  49: "a header of the profile",
  50: "a parameter of the caller's",
  59: "base_url",
  11: "state",
};
