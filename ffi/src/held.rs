//! What a session holds: its arena, the strings in it, and the deadline of the refresh token.

use core::ffi::c_void;

use grantlet::Session as Core;

use crate::session::{Session, fits};
use crate::span::{Span, buffer};
use crate::status::{Error, Status};

/// Returns the access token, while it is valid and its record is stored.
///
/// @param session The session.
/// @param now The time in milliseconds since boot.
/// @return The token, in the arena; length 0 if there is none. It is secret, and stays there until the next call with this
/// session.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_access_token(session: *mut Session, now: u64) -> Span {
    // SAFETY: the caller says so.
    let session = unsafe { Session::get(session) };
    session.ok().and_then(|session| session.access_token_bytes(now)).map_or(Span::NONE, Span::of)
}

/// Returns the refresh token, to revoke it at a logout. Do not use it for a refresh: `grantlet_session_begin` returns the
/// token for that.
///
/// @param session The session.
/// @return The token, in the arena; length 0 if there is none. It is secret.
///
/// # Safety
/// `session` is NULL, or can be read and holds zeros or a session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_refresh_token(session: *const Session) -> Span {
    // SAFETY: the caller says so.
    let session = unsafe { Session::read(session) };
    session.map_or(Span::NONE, |session| Span::of(session.refresh_token_bytes()))
}

/// Returns the `sub` of the login, which the `id_token` of a refresh must contain too (OpenID Connect Core, section 12.2).
///
/// @param session The session.
/// @return The `sub`, in the arena; length 0 if `grantlet_session_login` was given none.
///
/// # Safety
/// `session` is NULL, or can be read and holds zeros or a session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_subject(session: *const Session) -> Span {
    // SAFETY: the caller says so.
    let session = unsafe { Session::read(session) };
    session.map_or(Span::NONE, |session| Span::of(session.subject_bytes()))
}

/// Returns when the refresh token expires.
///
/// @param session The session.
/// @param seconds Receives the time in seconds since 1970-01-01T00:00:00Z; not changed if it is unknown.
/// @return False if it is unknown, or a pointer is NULL.
///
/// # Safety
/// `session` is NULL, or can be read and holds zeros or a session; `seconds` is NULL or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_deadline(
    session: *const Session,
    seconds: *mut i64,
) -> bool {
    // SAFETY: the caller says so; what is written is not null.
    unsafe {
        match Session::read(session).ok().and_then(Core::deadline) {
            Some(deadline) if !seconds.is_null() => {
                seconds.write(deadline.as_secs());
                true
            }
            _ => false,
        }
    }
}

/// Moves the session to another arena, and wipes the old one, which can then be used for something else.
///
/// @param session The session.
/// @param arena The other memory. It is secret afterwards.
/// @param capacity Its length in bytes.
/// @param error With `GRANTLET_E_BUFFER_TOO_SMALL`, `needed` is the least length; the session is not changed.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION` or `GRANTLET_E_BUFFER_TOO_SMALL`.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session; `arena` can be read and
/// written for `capacity` bytes, by nobody else while the session is used, and `error` is NULL or can be
/// written.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_move_to(
    session: *mut Session,
    arena: *mut c_void,
    capacity: usize,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let session = or_return!(Session::with(session, error));
        let arena = or_return!(buffer(arena.cast(), capacity));
        fits(session.move_to(arena), error)
    }
}
