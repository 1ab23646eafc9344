// The one error, and the names of the faults that the core numbers.

/** Stages of `fault.rs`, each before one of its classes. */
const STAGES = ["request", "callback", "response"];

/** Classes of `fault.rs`, from 1 on. */
const CLASSES =
  "ok entropy redirect_uri missing chars length unexpected url base_url scope other_server room status refused syntax depth duplicate type token_type misplaced state issuer conflict".split(
    " ",
  );

/** The members of `member.rs` by their numbers, those that the core tells a page; first the extra ones. */
const MEMBERS =
  "an extra member of the profile,access_token,token_type,refresh_token,id_token,scope,error,error_description,error_uri,expires_in,code,state,iss,the profile's envelope,grant_type,client_id,client_secret,redirect_uri,code_verifier,code_challenge,nonce,response_type,device_code,user_code,verification_uri,verification_uri_complete,interval,username,password,token,token_type_hint,authorization_endpoint,token_endpoint,revocation_endpoint,device_authorization_endpoint,a header of the profile,a parameter of the caller's".split(
    ",",
  );
/** The number of the last but one: those between are told of nothing that a page asks for. */
const LAST_TWO = 49;

/** The errors that the RFCs name: what may stand in a log, whoever sent it. */
const NAMED =
  /^(invalid_(request|client|grant|scope|token)|unauthorized_client|unsupported_(grant|response|token)_type|access_denied|server_error|temporarily_unavailable|authorization_pending|slow_down|expired_token|insufficient_scope|(interaction|login|consent|account_selection)_required)$/;

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
}

/**
 * Why there is no token. `code` is stable; message, `code` and `member` hold nothing secret and
 * nothing that a server chose, so that the error can be logged as it is. What the server said is in
 * `error`, `errorDescription`, `errorUri` and `errorNumber`, which logging does not show.
 */
export class OAuthError extends Error {
  /** What went wrong: `response_missing`, `callback_state`, `network`. The README lists them. */
  readonly code: string;
  readonly member: string | undefined;
  readonly status: number | undefined;
  /** Log in again. */
  readonly endsGrant: boolean;
  /** When a session tries again, in milliseconds of this machine's clock. */
  readonly until: number | undefined;
  declare readonly error: string;
  declare readonly errorDescription: string;
  declare readonly errorUri: string;
  declare readonly errorNumber: string;

  constructor(code: string, { member, status, endsGrant, said, reason, until, cause }: Circumstances = {}) {
    const shown = said && (NAMED.test(said.error) ? said.error : "see its error");
    super([code, member, status, shown, reason].filter(Boolean).join(": "), cause ? { cause } : {});
    this.code = code;
    this.member = member;
    this.status = status;
    this.endsGrant = !!endsGrant;
    this.until = until;
    Object.defineProperty(this, "name", { value: "OAuthError" });
    for (const name of ["error", "errorDescription", "errorUri", "errorNumber"] as const) {
      Object.defineProperty(this, name, { value: said?.[name] ?? "" });
    }
  }
}

/** The code of a fault's number. */
export function codeOf(fault: number): string {
  return `${STAGES[fault >> 5]}_${CLASSES[fault & 31]}`;
}

/** The name of a member's number, if it is one. */
export function memberOf(number: number): string | undefined {
  const index = number < LAST_TWO ? number : number - LAST_TWO - 2;
  return number ? MEMBERS.at(number < 128 ? index : 0) : undefined;
}
