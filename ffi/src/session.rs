//! The life of a grant: one refresh token, kept through refreshes, restarts and lost answers.

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
pub(crate) fn fits<T>(taken: &Result<T, BufferTooSmall>, needed: &mut usize) -> Status {
    match taken {
        Ok(_) => Status::Ok,
        Err(error) => {
            *needed = error.needed;
            Status::EBufferTooSmall
        }
    }
}

/// Starts a session without a grant, whatever stood there: `GRANTLET_SESSION_ENDED`, or
/// `GRANTLET_SESSION_DUE` by client credentials. `grantlet_session_restore` or `grantlet_session_login`
/// comes next.
///
/// The session keeps the arena of `length` bytes: it holds the longest refresh token, access token and
/// user's id together, is zeroed here, and is the session's own until `grantlet_session_end` or
/// `grantlet_session_move_to`. It is secret, and so is the session's memory. A session that has secrets
/// in another arena is ended first: what it had there would stay. It must not be copied.
///
/// Returns `GRANTLET_E_NULL`; the session is then none.
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

/// Takes the wall time, in seconds since 1970, whenever it is learnt: from a clock that is set, or an
/// answer's `Date` by `grantlet_http_date`, which is told before the answer. Without it the life of a
/// refresh token is unknown, and a stored access token is of no use. The session counts on from there.
/// `now` is milliseconds, here and everywhere: see
/// `grantlet_uptime_extend`. Nothing for NULL.
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

/// Starts the life of a grant with the answer to a login, in place of any other. `subject` is the
/// user's `sub`, if an `id_token` told it, else of length 0; `requested_at` is when the request was
/// sent, in milliseconds. A token of zeros with a refresh token alone, such as another program has stored,
/// starts a session too: a refresh is then due. The texts are copied to the arena: wipe the answer. Then ask
/// `grantlet_session_state`: the record is to be stored, before anything.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, `GRANTLET_E_RESPONSE_MISSING` where `token` has neither an
/// access token nor a refresh token, or `GRANTLET_E_BUFFER_TOO_SMALL` with the length of an arena that is large enough
/// in `*needed`: move to one, and call this again.
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
    needed: *mut usize,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let needed = or_return!(cleared(needed).ok_or(Status::ENull));
        let session = or_return!(Session::get(session));
        let mut brought = NewTokens::default();
        or_return!(Token::brought(token, &mut brought));
        let NewTokens { access_token, refresh_token, expires_in, .. } = brought;
        let subject = or_return!(subject.get());
        if access_token.is_empty() && refresh_token.is_empty() {
            return Status::EResponseMissing;
        }
        fits(
            &session.login_bytes(
                access_token,
                refresh_token,
                subject,
                expires_in,
                requested_at,
                now,
            ),
            needed,
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

/// Returns what the session needs next: one of `GRANTLET_SESSION_READY` and its neighbours, which a
/// program's loop switches on. `*until` is when that changes by itself, in milliseconds; `UINT64_MAX`
/// where it does not. `GRANTLET_SESSION_ENDED` where `session` is none; `until` may be NULL.
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

/// What to send, and what to write first.
#[repr(C)]
pub struct Attempt {
    /// For `grantlet_refresh_request`, in the arena. Length 0, by client credentials: for
    /// `grantlet_client_credentials_request`.
    pub refresh_token: Span,
    /// The slot, 0 or 1, that the mark is for.
    pub slot: usize,
    /// Whether the first `GRANTLET_MARK_LENGTH` bytes of that slot, or as many as the flash programs at
    /// once, are programmed to `grantlet_mark`, without an erase, before the request is sent. Once for
    /// each refresh token. Where it fails, go on.
    pub mark: bool,
}

/// Begins an attempt, whose request is sent at `now`. Write the mark, send the request, and tell what came
/// of it: `grantlet_session_accept` or `grantlet_session_fail`.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` where the session is neither due nor in doubt: one
/// request at a time.
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

/// Takes the answer. Where it has no refresh token, the old one stays. The texts are copied to the arena:
/// wipe the answer. One that comes after `GRANTLET_E_NO_RESPONSE` was told is taken all the same, until the
/// next attempt is over. Then ask `grantlet_session_state`: where there is a new refresh token, its record is
/// to be stored, and the access token is there after that.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, `GRANTLET_E_RESPONSE_MISSING` where `token` has no access token, `GRANTLET_E_WRONG_STATE`
/// where no request is on its way, nor one was given up whose answer may come all the same, or `GRANTLET_E_BUFFER_TOO_SMALL` with the length of an arena that is large enough in
/// `*needed`: nothing was taken, `token` still has it, and after `grantlet_session_move_to` this is called
/// again. Where there is no such arena, the answer is lost: `grantlet_session_fail` with
/// `GRANTLET_E_NO_RESPONSE`.
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
    needed: *mut usize,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let needed = or_return!(cleared(needed).ok_or(Status::ENull));
        let session = or_return!(Session::get(session));
        let mut brought = NewTokens::default();
        or_return!(Token::brought(token, &mut brought));
        if brought.access_token.is_empty() {
            return Status::EResponseMissing;
        }
        let has_id_token = (*token).id_token.length > 0;
        match session.take_token(&mut brought, has_id_token, now) {
            Err(None) => Status::EWrongState,
            Err(Some(error)) => fits::<()>(&Err(error), needed),
            Ok(()) => Status::Ok,
        }
    }
}

/// Takes why there is no token. `status` is that of the function that failed, or what sending came to:
///
/// - 1 to 39, `GRANTLET_E_NOT_SENT` too: the request did not leave.
/// - 40 to 48: what `grantlet_token_response` made of the answer, with its `error`, whose texts are still
///   in the body.
/// - `GRANTLET_E_NO_RESPONSE`, or any other number: the server may have spent the refresh token.
///
/// `retry_after` is the answer's `Retry-After` by `grantlet_retry_after`, in seconds, else 0. `error` may
/// be NULL. Then ask `grantlet_session_state`. A new refresh token in a response that is refused is lost by
/// this: `grantlet_session_receive` keeps it.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_WRONG_STATE` where no request is on its way.
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
        (NO_TOKEN | SERVER, Some(error)) => {
            let is_said = status == SERVER;
            let code = if is_said { error.error } else { Span::NONE };
            // SAFETY: the caller says so.
            let code = unsafe { code.get() }.unwrap_or_default();
            let said = Verdict::server(error.ends_grant);
            let verdict = if is_said { said } else { Verdict::of(Class::Status) };
            Failure::of_verdict(verdict, 0, error.http_status, code)
        }
        (NO_TOKEN | SERVER, _) => Failure::TryLater,
        (SYNTAX, Some(error)) => {
            Failure::of_verdict(Verdict::of(Class::Syntax), error.at, 200, &[])
        }
        _ => Failure::NoAnswer,
    };
    if session.take_failure(failure, retry_after, now) { Status::Ok } else { Status::EWrongState }
}

/// Tells that an API answered with 401 to the access token that is there now, though it should still hold.
/// Then ask
/// `grantlet_session_state`: the first time a refresh is due at once; where the tokens that come are
/// rejected too, it waits longer each time. Nothing for NULL.
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

/// Ends the session here, at a logout: the arena is wiped. What is stored must not come back: store a last
/// record by `grantlet_session_record`, which says that there is no grant, as any other, call
/// `grantlet_session_stored`, and then erase the slot that `grantlet_session_next_slot` names, which still has
/// the token. Whenever the power goes after the last record was stored, a restart finds no grant. So it is
/// where the server has ended it. Nothing for NULL.
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
