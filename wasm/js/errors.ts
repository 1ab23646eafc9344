// `OAuthError`, the one error class, and its codes.

import { CLASSES, type CoreCode, MEMBERS, STAGES } from "./abi.js";

/** Every value of `OAuthError.code`. The README says for each what happened and what to do. */
export type OAuthErrorCode =
  | CoreCode
  | "aborted"
  | "callback_address"
  | "callback_empty"
  | "device_expired"
  | "ended"
  | "fetch_incompatible"
  | "frame_timeout"
  | "id_token_signature"
  | "keys_status"
  | "lock_lost"
  | "login_expired"
  | "login_required"
  | "login_unreadable"
  | "login_used"
  | "metadata_status"
  | "network"
  | "not_compiled"
  | "not_initialized"
  | "not_revoked"
  | "origin_unlisted"
  | "popup_blocked"
  | "popup_closed"
  | "popup_timeout"
  | "redirect"
  | "refused"
  | "response_length"
  | "revocations_full"
  | "storage_incompatible"
  | "storage_timeout"
  | "timeout"
  | "unexpected"
  | "waiting";

/** Values of `error` that the RFCs register and that reach a caller. Only these are copied from a response into the message. */
const NAMED =
  /^(invalid_(request|client|grant|scope|token)|unauthorized_client|unsupported_(grant|response|token)_type|access_denied|server_error|temporarily_unavailable|expired_token|(interaction|login|consent|account_selection)_required)$/;

/**
 * The sentence of the message: what went wrong, or what to do. One for all codes of a kind is listed by the first part of
 * these. What is not listed refers to the README, for the sake of a page's size. Sentences of a session, a device and a
 * storage are where they are thrown, so that a login does not bundle them.
 */
const SENTENCES: Readonly<Record<string, string>> = {
  aborted: "your signal stopped it",
  callback: "start a new login",
  callback_empty: "no response in the URL: a reload, or a bookmark of the callback page",
  callback_issuer: "not from the expected issuer; show nothing from the URL",
  callback_redirect_uri: "the URL is not the redirect_uri of this login",
  callback_refused: "the server returned an error: see error; start a new login",
  callback_state: "state is missing or belongs to another login; show nothing from the URL",
  fetch_incompatible: "your fetch must return a Response, or an object with status, headers.get() and arrayBuffer()",
  id: "start a new login",
  login_expired: "older than its lifetime, or the clock was changed: start a new login",
  login_unreadable: "not what startLogin saved, or nothing was saved: start a new login",
  login_used: "finished already: use its session, or start a new login",
  network: "no response: fetch threw, see cause",
  redirect: "the endpoint must not redirect: check its URL",
  request_base_url: "the endpoint is not below baseUrl: omit baseUrl, or make the endpoint a path",
  request_other_server: "the login was started with another client or token endpoint",
  request_url: "it must be an https URL, or http on this machine with allowLoopback",
  response_refused: "the server returned an error: see error",
  response_status: "no readable error: try later",
  timeout: "no complete response: try later",
};

/** The error response of a server. The strings are chosen by the server: do not render them as HTML, nor log them. */
export interface ServerSaid {
  /** `error` as the server sent it, or the member that the profile's `errors` lists in its place. */
  readonly error: string;
  readonly errorDescription: string;
  /** An https URL, or empty. */
  readonly errorUri: string;
  /** A number or a code that the server sent with the error. */
  readonly errorNumber: string;
}

/** What a URL claims that is not the response to this login. Anybody can create such a URL: do not show it. */
export interface UnverifiedError {
  readonly error: string;
  readonly errorDescription: string;
  /** `iss`; undefined if the URL has none. */
  readonly iss: string | undefined;
}

/** The details of an error. */
export interface ErrorDetails {
  /** The invalid parameter or member, as the RFCs spell it. */
  member?: string | undefined;
  /** The HTTP status of the response. */
  status?: number | undefined;
  /** Whether the grant has ended: log in again. */
  endsGrant?: boolean;
  /** Whether nothing was decided: send the same request again later. */
  retries?: boolean;
  /** The server's error response. */
  said?: Partial<Record<keyof ServerSaid, string | undefined>>;
  /** The code of a failure below HTTP, such as `ECONNREFUSED`. */
  reason?: string | undefined;
  /** When a session tries again, in milliseconds since 1970. */
  until?: number | undefined;
  cause?: unknown;
  /** Whether other code threw the cause: it can contain secrets, and is not shown when the error is logged. */
  isForeign?: boolean;
  /** The endpoint's URL, if the response suggests that it is wrong. */
  endpoint?: string | undefined;
  unverifiedError?: UnverifiedError | undefined;
  /** The outcome of the reply, if the core found the error. */
  outcome?: number | undefined;
  /** Replaces the sentence of the code. */
  sentence?: string | undefined;
}

/**
 * The error that every function of this package throws.
 *
 * `code` is stable. `message`, `code`, `member`, `status` and `endpoint` contain no secret and no string that a
 * server chose, so that the error can be logged. The server's strings are in `error`, `errorDescription`,
 * `errorUri` and `errorNumber`; logging the error does not show them.
 */
export class OAuthError extends Error {
  /** The class's name in logs, which a bundle's would be minified. */
  static override readonly name = "OAuthError";
  /** What went wrong, such as `response_missing`, `callback_state` or `network`. The README lists every code. */
  declare readonly code: OAuthErrorCode;
  /** The invalid parameter, member or option. */
  declare readonly member: string | undefined;
  /** The HTTP status of the response, if there was one. */
  declare readonly status: number | undefined;
  /** Whether the grant has ended: if true, log in again. */
  declare readonly endsGrant: boolean;
  /** Whether the profile's `retryOn` lists the server's error: the same request may be sent again later. */
  declare readonly retries: boolean;
  /** When a session tries again, in milliseconds since 1970 by the local clock. */
  declare readonly until: number | undefined;
  /**
   * The endpoint's URL without its query, if it is probably wrong: the response had status 401, 403, 404, 405
   * or 410 without a readable error, or was an HTML page.
   */
  declare readonly endpoint: string | undefined;
  /** What a callback URL claims that does not belong to this login. Do not trust it, and do not show it. */
  declare readonly unverifiedError: UnverifiedError | undefined;
  /** @internal The outcome of the reply, if the core found the error. */
  declare readonly outcome: number | undefined;
  /** `error` of the server's error response (RFC 6749, section 5.2), else empty. */
  declare readonly error: string;
  /** `error_description`, else empty. Text, not HTML. */
  declare readonly errorDescription: string;
  /** `error_uri` if it is an https URL, else empty. */
  declare readonly errorUri: string;
  /** A number or a code that the server sent with the error, else empty. */
  declare readonly errorNumber: string;

  constructor(code: OAuthErrorCode, details?: ErrorDetails | null) {
    const { member, status, endsGrant, retries, said, reason, until, cause, isForeign, endpoint, unverifiedError, outcome, sentence } = details ?? {};
    const { error = "", errorDescription = "", errorUri = "", errorNumber = "" } = said ?? {};
    const shown = NAMED.test(error) ? error : error && "see its error";
    // Only a login with an id_token misses a scope.
    const property = member === "iss" ? "issuer" : member === "scope" ? "the scope openid" : member?.replace(/_./g, (two) => two[1]!.toUpperCase());
    const advice = sentence ?? (code === "request_missing" ? `set ${property}` : (SENTENCES[code] ?? SENTENCES[code.split("_")[0]!] ?? "see it in the README"));
    const parts = [code, member, status, shown, reason, endpoint, advice];
    super(parts.filter(Boolean).join(": "), cause && !isForeign ? { cause } : {});
    Object.assign(this, { code, member, status, endsGrant: !!endsGrant, retries: !!retries, until, endpoint });
    const hide = (name: PropertyKey, how: PropertyDescriptor) => Object.defineProperty(this, name, how);
    const hidden = { name: OAuthError.name, error, errorDescription, errorUri, errorNumber, unverifiedError, outcome };
    Object.entries(hidden).forEach(([name, value]) => hide(name, { value }));
    // For loggers, which list what is enumerable.
    hide("message", { enumerable: true });
    if (isForeign) {
      // Readable by code, but not logged: inspectors do not call getters. Bun does, so it gets its own method.
      hide("cause", { get: () => cause });
      hide(Symbol.for("nodejs.util.inspect.custom"), { value: () => this.stack });
    }
  }
}

/** Returns the code for an error number of the core. */
export function codeOf(fault: number): CoreCode {
  return `${STAGES[fault >> 5]}_${CLASSES[fault & 31]}` as CoreCode;
}

/** Returns the name for a member number of the core; undefined for 0. */
export function memberOf(number: number): string | undefined {
  return number ? MEMBERS[number < 128 ? number : 0] : undefined;
}
