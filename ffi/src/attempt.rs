//! One attempt to get an access token: begun, then its response or why there is none; and the end of a grant.

use grantlet::Failure;
use grantlet::engine::{Class, NewTokens, Verdict};

use crate::session::{Session, fits};
use crate::span::{Span, cleared};
use crate::status::{AnyStatus, Error, Status};
use crate::token::Token;

/// What to send, and what to write before.
#[repr(C)]
pub struct Attempt {
    /// The token for `grantlet_refresh_request`, in the arena. It is secret. Length 0 for client credentials: send
    /// `grantlet_client_credentials_request`.
    pub refresh_token: Span,
    /// The slot for the mark, 0 or 1.
    pub slot: usize,
    /// Whether to program `grantlet_mark` into the first `GRANTLET_MARK_LENGTH` bytes of that slot (or fewer: as many as
    /// the flash programs at once), without an erase, before the request is sent. At most once for each refresh
    /// token. If it fails, go on.
    pub mark: bool,
}

/// Begins an attempt. Program the mark if `attempt` asks for it, send the request, and report what came of it by
/// `grantlet_session_receive` or `grantlet_session_fail`. At most one request is in flight.
///
/// @param session The session.
/// @param now When the request is sent, in milliseconds since boot.
/// @param attempt What to send. Zeros on an error.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` if the session is neither
/// `GRANTLET_SESSION_DUE` nor `GRANTLET_SESSION_IN_DOUBT`.
///
/// # Safety
/// Each pointer is NULL or what its type says, and `session` holds zeros or a session.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_begin(
    session: *mut Session,
    now: u64,
    attempt: *mut Attempt,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { begin_by(session, now, attempt, grantlet::Session::begin_attempt) }
}

/// Begins the attempt again without a pause, after a response that requires a DPoP proof with a new nonce
/// (`use_dpop_nonce`; RFC 9449, section 8). Report that response first, like any other. This cancels the pause that it
/// caused, the attempt before does not count, and no second mark is written. Sign another proof, with the new nonce and
/// a new `jti`. It is allowed once for each `grantlet_session_begin`: no server makes a device retry without end.
///
/// @param session The session.
/// @param now When the request is sent, in milliseconds since boot.
/// @param attempt What to send. Zeros on an error.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` if the newest request
/// has no response yet, if this function began it, or if the session neither waits nor is refused: continue as
/// `grantlet_session_state` says.
///
/// # Safety
/// Each pointer is NULL or what its type says, and `session` holds zeros or a session.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_begin_again(
    session: *mut Session,
    now: u64,
    attempt: *mut Attempt,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { begin_by(session, now, attempt, grantlet::Session::repeat_attempt) }
}

/// # Safety
/// As [`grantlet_session_begin`].
// By a pointer it would be a call more.
#[allow(clippy::inline_always)]
#[inline(always)]
unsafe fn begin_by(
    session: *mut Session,
    now: u64,
    attempt: *mut Attempt,
    begin: fn(&mut grantlet::Session<'static>, u64) -> Option<Option<usize>>,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let attempt = or_return!(cleared(attempt).ok_or(Status::ENull));
        let session = or_return!(Session::get(session));
        let mark = or_return!(begin(session, now).ok_or(Status::EWrongState));
        attempt.refresh_token = Span::of(session.refresh_token_bytes());
        if let Some(slot) = mark {
            attempt.slot = slot;
            attempt.mark = true;
        }
        Status::Ok
    }
}

/// Accepts a token that `grantlet_token_response` read. `grantlet_session_receive` does both, and keeps more.
///
/// The strings are copied into the arena: wipe the response. If it has no refresh token, the old one is kept. A response
/// that arrives after `GRANTLET_E_NO_RESPONSE` is accepted until the next attempt is over. Then call
/// `grantlet_session_state`: if there is a new refresh token, a record must be stored before the access token is returned.
///
/// @param session The session.
/// @param token The tokens.
/// @param now When the response was received, in milliseconds since boot.
/// @param error With `GRANTLET_E_BUFFER_TOO_SMALL`, `needed` is the length of an arena that is large enough: call
/// `grantlet_session_move_to`, then this function again. If there is no such arena, the response is lost: call
/// `grantlet_session_fail` with `GRANTLET_E_NO_RESPONSE`.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, `GRANTLET_E_BUFFER_TOO_SMALL`,
/// `GRANTLET_E_RESPONSE_MISSING` if `token` has no access token, or `GRANTLET_E_WRONG_STATE` if no response is awaited.
///
/// # Safety
/// Each pointer is NULL or what its type says, `session` holds zeros or a session, and the token's spans
/// can be read.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_accept(
    session: *mut Session,
    token: *const Token,
    now: u64,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let session = or_return!(Session::with(session, error));
        let mut brought = NewTokens::default();
        or_return!(Token::brought(token, &mut brought));
        if brought.access_token.is_empty() {
            return Status::EResponseMissing;
        }
        let has_id_token = (*token).id_token.length > 0;
        match session.take_token(&mut brought, has_id_token, now) {
            Err(None) => Status::EWrongState,
            Err(Some(small)) => fits(Err(small), error),
            Ok(()) => Status::Ok,
        }
    }
}

/// Reports why there is no token. Then call `grantlet_session_state`.
///
/// @param session The session.
/// @param status What failed:
/// - `GRANTLET_E_NOT_SENT`, or the status of a request that could not be written: the request was not sent.
/// - `GRANTLET_E_NO_RESPONSE`, or any number that is not listed here: the server may have received the request, and the
///   refresh token may be spent.
/// - The status that `grantlet_token_response` returned. A new refresh token in that response is lost:
///   `grantlet_session_receive` keeps it.
///
/// @param error The details that `grantlet_token_response` wrote; the body is still there. May be NULL.
/// @param retry_after `Retry-After` of the response in seconds, by `grantlet_retry_after`; 0 if there is none.
/// @param now The time in milliseconds since boot.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` if no request is in flight.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session; `error` is NULL or can be
/// read, and so can its spans.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_fail(
    session: *mut Session,
    status: AnyStatus,
    error: *const Error,
    retry_after: u32,
    now: u64,
) -> Status {
    const NO_TOKEN: i32 = Status::EResponseStatus as i32;
    const SERVER: i32 = Status::EServer as i32;
    const SYNTAX: i32 = Status::EResponseSyntax as i32;
    // SAFETY: the caller says so.
    let (session, error) = unsafe { (Session::get(session), error.as_ref()) };
    let session = or_return!(session);
    let failure = match (status, error) {
        (1..NO_TOKEN, _) => Failure::NotSent,
        (NO_TOKEN..=SYNTAX, Some(error)) => {
            let verdict = match status {
                SERVER => Verdict::server(error.ends_grant, error.retries),
                SYNTAX => Verdict::of(Class::Syntax),
                _ => Verdict::of(Class::Status),
            };
            // SAFETY: the caller says so.
            let code = unsafe { error.error.get() }.unwrap_or_default();
            Failure::of_verdict(verdict, error.at, error.http_status, code)
        }
        (NO_TOKEN | SERVER, None) => Failure::TryLater,
        _ => Failure::NoResponse,
    };
    if session.take_failure(failure, retry_after, now) { Status::Ok } else { Status::EWrongState }
}

/// Reports that an API returned HTTP status 401 for the access token, although it has not expired. Then call
/// `grantlet_session_state`: after the first time a refresh is due at once; if new tokens are rejected too, each pause is
/// longer.
///
/// @param session The session.
/// @param now The time in milliseconds since boot.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` if there is no access
/// token that could have been rejected: nothing changed.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_rejected(session: *mut Session, now: u64) -> Status {
    // SAFETY: the caller says so.
    let session = or_return!(unsafe { Session::get(session) });
    if session.take_rejection(now) { Status::Ok } else { Status::EWrongState }
}

/// Ends the session, at a logout, and wipes the arena.
///
/// What is stored must not come back after a restart: store a last record, which has no grant, as any other record
/// (`grantlet_session_record`, `grantlet_session_stored`), then erase the slot that `grantlet_session_next_slot` returns, which
/// still has the old token. A power cut after the last record was stored does not bring the grant back. Do the same when
/// the state becomes `GRANTLET_SESSION_ENDED` because of a response.
///
/// @param session The session. NULL: nothing happens.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_end(session: *mut Session) {
    // SAFETY: the caller says so.
    if let Ok(session) = unsafe { Session::get(session) } {
        session.end();
    }
}
