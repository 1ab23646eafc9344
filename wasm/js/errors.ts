// The one error, and its codes.

import { CLASSES, type CoreCode, MEMBERS, STAGES } from "./abi.js";

/** What went wrong. The README says of each what to do. */
export type OAuthErrorCode =
  | CoreCode
  | "aborted"
  | "callback_address"
  | "callback_empty"
  | "device_expired"
  | "ended"
  | "fetch_incompatible"
  | "lock_lost"
  | "login_expired"
  | "login_unreadable"
  | "login_used"
  | "network"
  | "not_compiled"
  | "not_initialized"
  | "not_revoked"
  | "redirect"
  | "refused"
  | "response_length"
  | "revocations_full"
  | "storage_incompatible"
  | "storage_timeout"
  | "timeout"
  | "unexpected"
  | "waiting";

/** The errors that the RFCs name: what may stand in a log, whoever sent it. */
const NAMED =
  /^(invalid_(request|client|grant|scope|token)|unauthorized_client|unsupported_(grant|response|token)_type|access_denied|server_error|temporarily_unavailable|authorization_pending|slow_down|expired_token|insufficient_scope|(interaction|login|consent|account_selection)_required)$/;

/** What went wrong, or what to do, in a sentence; the README says more. */
const SENTENCES: Partial<Record<OAuthErrorCode, string>> = {
  aborted: "your signal ended the waiting",
  callback_empty: "the address holds no response: a reload, or a bookmark of the callback page",
  callback_issuer: "the response is not from the expected server; show nothing that it says",
  callback_redirect_uri: "the address is not the redirect_uri of this login",
  callback_refused: "the login was denied: see error; start a new login",
  callback_state: "state is absent or another login's; show nothing that it says",
  device_expired: "the user did not decide in time: start again",
  ended: "log in",
  fetch_incompatible: "your fetch must return a Response, or an object with status, headers.get() and arrayBuffer()",
  lock_lost: "another machine took over: call again",
  login_expired: "the login is older than ten minutes, or the clock was changed: start a new one",
  login_unreadable: "this is not what startLogin saved, or nothing was saved: start a new login",
  login_used: "the response to this login was used already: use its session, or start a new login",
  network: "no response: cause is what fetch threw",
  not_revoked: "the session has ended, and the server may still know its tokens: call end() again; see cause",
  not_compiled: "WebAssembly is missing or not allowed: import grantlet/js, or allow 'wasm-unsafe-eval'",
  not_initialized: "await init() first",
  redirect: "a token endpoint must not redirect: check its address",
  refused: "no token until then, for a reason that does not pass by itself: see cause",
  request_base_url: "baseUrl must be an https address without query or fragment",
  request_other_server: "the login was started with another client or token endpoint",
  request_room: "too long",
  request_url: "it must be an https address, or http on this machine with allowLoopback",
  revocations_full: "too many tokens were waiting to be revoked: the server may still know the oldest",
  storage_incompatible: "the storage does not return what it stored: see LockingStore and PlainStore",
  storage_timeout: "the storage did not respond in time",
  timeout: "no whole response in time",
  unexpected: "this is a fault in the package, or in your fetch",
  waiting: "no token until then: see cause",
};

/** What a server said. It is the server's text: data, never markup, and not for a log. */
export interface ServerSaid {
  /** `error`, as the server sent it; of a provider with errors of its own what stands for it. */
  readonly error: string;
  readonly errorDescription: string;
  /** An https address, or empty. */
  readonly errorUri: string;
  /** A number or a code beside the error. */
  readonly errorNumber: string;
}

/** What an address claims that is not the response to this login. Anybody can have written it. */
export interface UnverifiedError {
  readonly error: string;
  readonly errorDescription: string;
  /** Undefined where the address has no `iss`. */
  readonly iss: string | undefined;
}

export interface Circumstances {
  /** The parameter or member at fault, as the RFCs spell it. */
  member?: string | undefined;
  /** The HTTP status of the answer. */
  status?: number | undefined;
  /** Whether the grant has ended: log in again. */
  endsGrant?: boolean;
  said?: ServerSaid;
  /** A machine's word for what failed below HTTP: `ECONNREFUSED`. */
  reason?: string | undefined;
  /** When a session tries again. */
  until?: number | undefined;
  cause?: unknown;
  /** Whether the cause is an error of nobody knows what: it is not to be shown. */
  isForeign?: boolean;
  /** The address that was asked, where the response suggests that it is a wrong one. */
  endpoint?: string | undefined;
  unverifiedError?: UnverifiedError | undefined;
  /** A sentence in place of that of the code. */
  sentence?: string | undefined;
}

/**
 * Why there is no token. `code` is stable; message, `code` and `member` hold nothing secret and
 * nothing that a server chose, so that the error can be logged as it is. What the server said is in
 * `error`, `errorDescription`, `errorUri` and `errorNumber`, which logging does not show.
 */
export class OAuthError extends Error {
  /** What went wrong: `response_missing`, `callback_state`, `network`. The README lists them. */
  readonly code: OAuthErrorCode;
  readonly member: string | undefined;
  readonly status: number | undefined;
  /** Log in again. */
  readonly endsGrant: boolean;
  /** When a session tries again, in milliseconds of this machine's clock. */
  readonly until: number | undefined;
  /**
   * The endpoint's address, where it may be a wrong one: 401, 403, 404, 405 or 410 without an error that
   * can be read, or a page in HTML with a status of 2xx. It does not pass by itself.
   */
  readonly endpoint: string | undefined;
  /** What an address claims that is not the response to this login: not to be believed, nor shown. */
  declare readonly unverifiedError: UnverifiedError | undefined;
  declare readonly error: string;
  declare readonly errorDescription: string;
  declare readonly errorUri: string;
  declare readonly errorNumber: string;

  constructor(code: OAuthErrorCode, circumstances: Circumstances = {}) {
    const { member, status, endsGrant, said, reason, until, cause, isForeign, endpoint } = circumstances;
    const shown = said && (NAMED.test(said.error) ? said.error : said.error && "see its error");
    const property = member === "iss" ? "issuer" : member?.replace(/_./g, (two) => two[1]!.toUpperCase());
    const { sentence = code === "request_missing" ? `set ${property}` : SENTENCES[code] } = circumstances;
    const parts = [code, member, status, shown, reason, endpoint, sentence];
    super(parts.filter(Boolean).join(": "), cause && !isForeign ? { cause } : {});
    this.code = code;
    this.member = member;
    this.status = status;
    this.endsGrant = !!endsGrant;
    this.until = until;
    this.endpoint = endpoint;
    Object.defineProperty(this, "name", { value: "OAuthError" });
    for (const name of ["error", "errorDescription", "errorUri", "errorNumber"] as const) {
      Object.defineProperty(this, name, { value: said?.[name] ?? "" });
    }
    Object.defineProperty(this, "unverifiedError", { value: circumstances.unverifiedError });
    if (isForeign) {
      // For who asks for it. What writes an error into a log shows no getter, and in Bun, which calls it, this.
      Object.defineProperty(this, "cause", { get: () => cause });
      Object.defineProperty(this, Symbol.for("nodejs.util.inspect.custom"), { value: () => this.stack });
    }
  }
}

/** The code of a fault's number. */
export function codeOf(fault: number): CoreCode {
  return `${STAGES[fault >> 5]}_${CLASSES[fault & 31]}` as CoreCode;
}

/** The name of a member's number, if it is one. */
export function memberOf(number: number): string | undefined {
  return number ? MEMBERS[number < 128 ? number : 0] : undefined;
}
