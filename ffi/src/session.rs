//! The life of a grant: one refresh token, kept through refreshes, restarts and lost responses.

use core::ffi::c_void;
use core::mem::MaybeUninit;

use grantlet::engine::{Class, NewTokens, Stage, Verdict};
use grantlet::{BufferTooSmall, Failure, Session as Core};

use crate::settings::Settings;
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};
use crate::token::Token;

/// Words of 64 bits that a session takes, on every ABI.
const WORDS: usize = 29;

/// Stands in each session, so that one of zeros, which was never started, is told from one that was.
const MARK: usize = 0x6772_7400;

/// A session. The header has it as words without names; it lies where the caller wants.
/// cbindgen:ignore
#[repr(C, align(8))]
pub struct Session {
    mark: usize,
    core: MaybeUninit<Core<'static>>,
}

const _: () = assert!(size_of::<Session>() <= WORDS * 8 && align_of::<Session>() == 8);

impl Session {
    /// The caller's session.
    ///
    /// # Safety
    /// `session` is NULL, or is used by nobody else while the result lives and holds zeros or a session.
    // Called from many places: inlined it would cost more.
    #[inline(never)]
    pub(crate) unsafe fn get<'a>(session: *mut Self) -> Result<&'a mut Core<'static>, Status> {
        // SAFETY: the caller says so; where the mark stands, a session was written.
        unsafe {
            if session.is_null() {
                return Err(Status::ENull);
            }
            if (*session).mark != MARK {
                return Err(Status::ENoSession);
            }
            Ok((*session).core.assume_init_mut())
        }
    }

    /// The same where there is an `error`, which is cleared first.
    ///
    /// # Safety
    /// As [`get`](Self::get); `error` is NULL or can be written.
    #[inline(never)]
    pub(crate) unsafe fn with<'a>(
        session: *mut Self,
        error: *mut Error,
    ) -> Result<&'a mut Core<'static>, Status> {
        // SAFETY: the caller says so.
        unsafe {
            cleared(error).ok_or(Status::ENull)?;
            Self::get(session)
        }
    }

    /// The caller's session, to read.
    ///
    /// # Safety
    /// `session` is NULL, or is written by nobody while the result lives and holds zeros or a session.
    #[inline(never)]
    pub(crate) unsafe fn read<'a>(session: *const Self) -> Result<&'a Core<'static>, Status> {
        // SAFETY: the caller says so; where the mark stands, a session was written.
        unsafe {
            if session.is_null() {
                return Err(Status::ENull);
            }
            if (*session).mark != MARK {
                return Err(Status::ENoSession);
            }
            Ok((*session).core.assume_init_ref())
        }
    }
}

/// Keeps how large an arena must be, where one is too small.
///
/// # Safety
/// `error` can be written.
pub(crate) unsafe fn fits<T>(taken: Result<T, BufferTooSmall>, error: *mut Error) -> Status {
    match taken {
        Ok(_) => Status::Ok,
        Err(BufferTooSmall { needed }) => {
            // SAFETY: the caller says so.
            unsafe { (*error).needed = needed };
            Status::EBufferTooSmall
        }
    }
}

/// Initializes a session without a grant; call `grantlet_session_restore` or `grantlet_session_login` next.
///
/// The session uses the arena until `grantlet_session_end` or `grantlet_session_move_to`. Before you initialize a
/// session again, end it: otherwise its secrets stay in the arena that it used.
///
/// @param session What is initialized; any bytes. It is secret, and must not be copied or moved.
/// @param arena Memory for the longest refresh token, access token and `sub` together. It is zeroed, and secret.
/// @param length Its length in bytes.
/// @param settings How the session behaves.
/// @return `GRANTLET_OK` or `GRANTLET_E_NULL`. The session is then `GRANTLET_SESSION_ENDED`, or `GRANTLET_SESSION_DUE` for
/// client credentials.
///
/// # Safety
/// `session` is NULL or can be written, `settings` NULL or can be read; `arena` can be read and written
/// for `length` bytes, by nobody else while the session is used.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_init(
    session: *mut Session,
    arena: *mut c_void,
    length: usize,
    settings: *const Settings,
) -> Status {
    // SAFETY: the caller says so; a session of zeros is none.
    unsafe {
        let session = or_return!(cleared(session).ok_or(Status::ENull));
        let arena = or_return!(buffer(arena.cast(), length));
        let settings = or_return!(settings.as_ref().ok_or(Status::ENull));
        grantlet::wipe(arena);
        session.core.write(Core::new(arena, settings.core()));
        session.mark = MARK;
        Status::Ok
    }
}

/// Sets the wall time, whenever it is known: from a clock, or from the `Date` of a response by `grantlet_http_date`,
/// before that response is received. The session counts on from there.
///
/// Without it, the deadline of a refresh token is unknown, and a stored access token is not used.
///
/// @param session The session. NULL: nothing happens.
/// @param seconds The time in seconds since 1970-01-01T00:00:00Z.
/// @param now The same moment in milliseconds since boot: see `grantlet_uptime_extend`.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_wall_time(session: *mut Session, seconds: i64, now: u64) {
    // SAFETY: the caller says so.
    if let Ok(session) = unsafe { Session::get(session) } {
        session
            .wall_time(grantlet::UnixTime::from_secs(seconds), grantlet::Uptime::from_millis(now));
    }
}

/// Starts a grant with the token response of a login, and replaces any other grant. The strings are copied into the
/// arena: wipe the response. Then call `grantlet_session_state`: a record must be stored first.
///
/// @param session The session.
/// @param token The tokens. A refresh token alone, from another program, is enough: a refresh is then due.
/// @param subject `sub` of the user's `id_token`; length 0 if there is none.
/// @param requested_at When the request was sent, in milliseconds since boot.
/// @param now The time in milliseconds since boot.
/// @param error With `GRANTLET_E_BUFFER_TOO_SMALL`, `needed` is the length of an arena that is large enough: call
/// `grantlet_session_move_to`, then this function again.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, `GRANTLET_E_BUFFER_TOO_SMALL`, or
/// `GRANTLET_E_RESPONSE_MISSING` if `token` has neither an access token nor a refresh token.
///
/// # Safety
/// Each pointer is NULL or what its type says, `session` holds zeros or a session, and the spans can be
/// read.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_login(
    session: *mut Session,
    token: *const Token,
    subject: Span,
    requested_at: u64,
    now: u64,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let session = or_return!(Session::with(session, error));
        let brought = or_return!(Token::brought(token));
        let NewTokens { access_token, refresh_token, expires_in, .. } = brought;
        let subject = or_return!(subject.get());
        if access_token.is_empty() && refresh_token.is_empty() {
            return Status::EResponseMissing;
        }
        fits(
            session.login_bytes(
                access_token,
                refresh_token,
                subject,
                expires_in,
                requested_at,
                now,
            ),
            error,
        )
    }
}

/// What a session needs next.
/// cbindgen:rename-all=QualifiedScreamingSnakeCase
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// The access token can be used until `until`, when a refresh is due; `UINT64_MAX` if the server did not send a
    /// lifetime.
    Ready = 0,
    /// A refresh is due: call `grantlet_session_begin`.
    Due = 1,
    /// A refresh is due, and a request whose response was lost may have spent the refresh token. The next
    /// response decides.
    InDoubt = 2,
    /// A request is in flight: `grantlet_session_receive` or `grantlet_session_fail` comes next.
    InFlight = 3,
    /// A record must be stored before the new token is used: `grantlet_session_record`, then
    /// `grantlet_session_stored`.
    Unstored = 4,
    /// The last attempt failed. The next one is at `until`.
    Waiting = 5,
    /// The server refuses for a reason that does not pass by itself: report it. The next attempt is at `until`.
    Refused = 6,
    /// There is no grant: the user must log in.
    Ended = 7,
}

impl SessionState {
    const fn of(stage: Stage) -> Self {
        match stage {
            Stage::Ready => Self::Ready,
            Stage::Due => Self::Due,
            Stage::InDoubt => Self::InDoubt,
            Stage::InFlight => Self::InFlight,
            Stage::Unstored => Self::Unstored,
            Stage::Waiting => Self::Waiting,
            Stage::Refused => Self::Refused,
            Stage::Ended => Self::Ended,
        }
    }
}

/// Returns what the session needs next. The main loop of a program switches on it.
///
/// @param session The session.
/// @param now The time in milliseconds since boot.
/// @param until Receives when the state changes by itself, in milliseconds since boot; `UINT64_MAX` if it does not. May be
/// NULL.
/// @return The state; `GRANTLET_SESSION_ENDED` if `session` is NULL or not initialized.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session; `until` is NULL or can be
/// written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_state(
    session: *mut Session,
    now: u64,
    until: *mut u64,
) -> SessionState {
    // SAFETY: the caller says so.
    let session = unsafe { Session::get(session) };
    let mut left = u64::MAX;
    let stage = session.map_or(Stage::Ended, |session| session.stage(now, &mut left));
    if !until.is_null() {
        // SAFETY: it is not null, and the caller says that it can be written.
        unsafe { until.write(now.saturating_add(left)) };
    }
    SessionState::of(stage)
}

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
    unsafe {
        let attempt = or_return!(cleared(attempt).ok_or(Status::ENull));
        let session = or_return!(Session::get(session));
        let mark = or_return!(session.begin_attempt(now).ok_or(Status::EWrongState));
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
        let mut brought = or_return!(Token::brought(token));
        if brought.access_token.is_empty() {
            return Status::EResponseMissing;
        }
        let has_id_token = (*token).id_token.length > 0;
        match session.take_token(&mut brought, has_id_token, now) {
            Err(None) => Status::EWrongState,
            Err(Some(small)) => fits::<()>(Err(small), error),
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
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_fail(
    session: *mut Session,
    status: i32,
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
/// @param session The session. NULL: nothing happens.
/// @param now The time in milliseconds since boot.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_rejected(session: *mut Session, now: u64) {
    // SAFETY: the caller says so.
    if let Ok(session) = unsafe { Session::get(session) } {
        session.take_rejection(now);
    }
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
