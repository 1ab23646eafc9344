//! The life of a grant: one refresh token, kept through refreshes, restarts and lost responses.

use core::ffi::c_void;
use core::mem::MaybeUninit;

use grantlet::engine::{NewTokens, Stage};
use grantlet::{BufferTooSmall, Session as Core};

use crate::settings::Settings;
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};
use crate::token::Token;

/// Words of 64 bits that a session takes, on every ABI.
const WORDS: usize = 29;

/// Marks a session that was started, unlike one of zeros.
const MARK: usize = 0x6772_7400;

/// A session, in memory that the caller owns. The header declares it as an array of words.
/// cbindgen:ignore
#[repr(C)]
pub struct Session {
    mark: usize,
    core: MaybeUninit<Core<'static>>,
}

// Where C aligns them to four bytes, so does Rust.
const _: () = assert!(
    size_of::<Session>() <= WORDS * size_of::<u64>() && align_of::<Session>() == align_of::<u64>()
);

impl Session {
    /// The caller's session.
    ///
    /// # Safety
    /// `session` is NULL, or is used by nobody else while the result lives and holds zeros or a session.
    // Called from many places: inlined it would cost more.
    #[inline(never)]
    pub(crate) unsafe fn get<'a>(session: *mut Self) -> Result<&'a mut Core<'static>, Status> {
        // SAFETY: the caller says so; if the mark is there, a session was written.
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

    /// As [`get`](Self::get), and clears `error` first, which must not be NULL.
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
        // SAFETY: the caller says so; if the mark is there, a session was written.
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

/// The status of a result. If the arena is too small, `error` receives the length that it needs.
///
/// # Safety
/// `error` can be written.
pub(crate) unsafe fn fits(taken: Result<(), BufferTooSmall>, error: *mut Error) -> Status {
    match taken {
        Ok(()) => Status::Ok,
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
/// @param capacity Its length in bytes.
/// @param settings How the session behaves.
/// @return `GRANTLET_OK` or `GRANTLET_E_NULL`. The session is then `GRANTLET_SESSION_ENDED`, or `GRANTLET_SESSION_DUE` for
/// client credentials.
///
/// # Safety
/// `session` is NULL or can be written, `settings` NULL or can be read; `arena` can be read and written
/// for `capacity` bytes, by nobody else while the session is used.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_init(
    session: *mut Session,
    arena: *mut c_void,
    capacity: usize,
    settings: *const Settings,
) -> Status {
    // SAFETY: the caller says so; a session of zeros is none.
    unsafe {
        let session = or_return!(cleared(session).ok_or(Status::ENull));
        let arena = or_return!(buffer(arena.cast(), capacity));
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
        let mut brought = NewTokens::default();
        or_return!(Token::brought(token, &mut brought));
        let subject = or_return!(subject.get());
        if brought.access_token.is_empty() && brought.refresh_token.is_empty() {
            return Status::EResponseMissing;
        }
        fits(session.login_with(&brought, subject, requested_at, now).map(drop), error)
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
