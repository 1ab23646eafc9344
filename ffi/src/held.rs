//! What a session holds: its arena, the texts in it, and when the refresh token dies.

use core::ffi::c_void;

use grantlet::Session as Core;

use crate::session::{Session, fits};
use crate::span::{Span, buffer, cleared};
use crate::status::Status;

/// Returns the access token, in the arena, while it holds and its record is stored; else a span of length
/// 0. It stays there until the session is called again.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_access_token(session: *mut Session, now: u64) -> Span {
    // SAFETY: the caller says so.
    let session = unsafe { Session::get(session) };
    session.ok().and_then(|session| session.access_token_bytes(now)).map_or(Span::NONE, Span::of)
}

/// Returns the refresh token, in the arena, to revoke it at a logout; of length 0 where there is none. It
/// goes into no other request than that of `grantlet_session_begin`.
///
/// # Safety
/// `session` is NULL, or can be read and holds zeros or a session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_refresh_token(session: *const Session) -> Span {
    // SAFETY: the caller says so.
    let session = unsafe { Session::read(session) };
    session.map_or(Span::NONE, |session| Span::of(session.refresh_token_bytes()))
}

/// Returns the `sub` of the login, in the arena: what an `id_token` that comes with a refresh must say
/// too (OpenID Connect Core, section 12.2). Of length 0 where none was told.
///
/// # Safety
/// `session` is NULL, or can be read and holds zeros or a session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_subject(session: *const Session) -> Span {
    // SAFETY: the caller says so.
    let session = unsafe { Session::read(session) };
    session.map_or(Span::NONE, |session| Span::of(session.subject_bytes()))
}

/// Writes when the refresh token dies, in seconds since 1970. False where that is not known or a pointer
/// is NULL: then `*seconds` is as it was.
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

/// Goes on in another arena of `length` bytes, and wipes the one before, which is the caller's again.
///
/// Returns `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, or `GRANTLET_E_BUFFER_TOO_SMALL` with the length in `*needed`
/// where the other does not hold what is there: the session then stays where it is.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session; `arena` can be read and
/// written for `length` bytes, by nobody else while the session is used, and `needed` is NULL or can be
/// written.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_move_to(
    session: *mut Session,
    arena: *mut c_void,
    length: usize,
    needed: *mut usize,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let needed = or_return!(cleared(needed).ok_or(Status::ENull));
        let session = or_return!(Session::get(session));
        let arena = or_return!(buffer(arena.cast(), length));
        fits(&session.move_to(arena), needed)
    }
}
