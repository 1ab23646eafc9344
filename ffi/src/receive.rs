//! Taking a response as it came.

use core::ffi::c_void;
use core::hint::black_box;

use grantlet::engine::{Answer, IdTokenCheck, NoTokenPlaces};
use grantlet::{IdTokenError, Member, SessionError, SessionState};

use crate::profile::Profile;
use crate::session::Session;
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};

/// A response of the token endpoint, as it came.
#[repr(C)]
pub struct Response {
    /// The whole body, which is written to: its strings are unescaped there. Wipe it afterwards.
    pub body: *mut c_void,
    /// Bytes of the body.
    pub length: usize,
    /// Which request it answers, where `requested_at_known`: exactly the `now` that was handed to
    /// `grantlet_session_begin`, 0 too. For a response that may come after another request was begun.
    pub requested_at: u64,
    /// `Retry-After` by `grantlet_retry_after`, in seconds, else 0.
    pub retry_after: u32,
    /// The HTTP status.
    pub status: u16,
    /// Whether `requested_at` says which request it answers; else, whatever is there, it is the newest.
    pub requested_at_known: bool,
}

/// What an `id_token` that comes with a refresh must name (OpenID Connect Core, section 12.2), beside the
/// session's subject.
#[repr(C)]
pub struct Identity {
    /// The server, as its metadata name it.
    pub issuer: Span,
    /// This client.
    pub client_id: Span,
    /// Seconds by which the clocks of server and device may differ. Without a wall time neither `exp` nor
    /// `iat` is compared.
    pub leeway: u32,
}

/// Takes a response as it came, and does what is right with it: reads it, and accepts its token or fails.
/// Then ask `grantlet_session_state`: a record may be to be stored, also where there is no access token.
/// `identity` is for those who log in with OpenID Connect; NULL: an `id_token` is not looked at.
///
/// A new refresh token in a response that is refused is kept, because the old one may be spent: where the
/// status is 2xx, the body is one JSON object, no `error` says something, and `refresh_token` stands where
/// the profile puts it, once, as a string of printable ASCII. An `id_token` that names another user or
/// another client ends the session. After one that fails otherwise nothing is handed out before a response
/// whose `id_token` passes, also across restarts.
///
/// Returns `GRANTLET_OK` where an access token has come, else what `grantlet_token_response` would, or
/// `GRANTLET_E_ID_TOKEN`, or `GRANTLET_E_OTHER_USER`. Nothing was taken, and the body is as it was, with
/// `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, `GRANTLET_E_ENCODING`, `GRANTLET_E_WRONG_STATE` where no response is
/// awaited, or the record of the token before is to be stored first, and `GRANTLET_E_BUFFER_TOO_SMALL` with the length
/// of an arena that is large enough in `needed` of the error: after `grantlet_session_move_to`, call this
/// again.
///
/// # Safety
/// Each pointer is NULL or what its type says, `session` holds zeros or a session, a profile holds zeros
/// or a copy of one, and the body can be read and written; what is written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_receive(
    session: *mut Session,
    profile: *const Profile,
    response: *const Response,
    identity: *const Identity,
    now: u64,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        // Else the compiler calls by its name what is the only one, in either function.
        let judge = black_box(judged as Judge);
        let identity = identity.as_ref().map(|identity| (identity, judge));
        receive(session, profile, response, identity, now, error)
    }
}

/// As `grantlet_session_receive` without an identity. A program that has no OpenID Connect calls this one,
/// and does not link what reads an `id_token`.
///
/// # Safety
/// As `grantlet_session_receive`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_receive_oauth(
    session: *mut Session,
    profile: *const Profile,
    response: *const Response,
    now: u64,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { receive(session, profile, response, None, now, error) }
}

/// What makes an identity one that is compared. Who does not name it does not link what compares.
type Judge = for<'a> fn(grantlet::Identity<'a>) -> IdTokenCheck<'a>;

fn judged(identity: grantlet::Identity<'_>) -> IdTokenCheck<'_> {
    IdTokenCheck::new(identity)
}

/// # Safety
/// As `grantlet_session_receive`.
#[inline(never)]
unsafe fn receive(
    session: *mut Session,
    profile: *const Profile,
    response: *const Response,
    identity: Option<(&Identity, Judge)>,
    now: u64,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let error = or_return!(cleared(error).ok_or(Status::ENull));
        let session = or_return!(Session::get(session));
        Profile::with(profile, &mut |profile| {
            let response = or_return!(response.as_ref().ok_or(Status::ENull));
            let body = or_return!(buffer(response.body.cast(), response.length));
            let judged = match identity {
                None => None,
                Some((identity, judged)) => Some(judged(grantlet::Identity {
                    issuer: or_return!(identity.issuer.text(Member::Issuer, error)),
                    client_id: or_return!(identity.client_id.text(Member::ClientId, error)),
                    leeway: identity.leeway,
                })),
            };
            let mut received = grantlet::Response::new(response.status, body)
                .retry_after(Some(response.retry_after));
            if response.requested_at_known {
                received =
                    received.requested_at(grantlet::Uptime::from_millis(response.requested_at));
            }
            let mut answer = Answer::default();
            let no_token = match session.receive_places(
                profile,
                received,
                &mut answer,
                judged.as_ref(),
                now,
            ) {
                Ok(None) => return Status::Ok,
                Ok(Some(no_token)) => no_token,
                Err(SessionError::WrongState(_)) => return Status::EWrongState,
                Err(SessionError::BufferTooSmall { needed }) => {
                    error.needed = needed;
                    return Status::EBufferTooSmall;
                }
            };
            match no_token {
                NoTokenPlaces::Response(verdict) => {
                    error.of_response(verdict, response.status, &answer, slice_of(response))
                }
                NoTokenPlaces::IdToken(reason) => {
                    error.http_status = response.status;
                    if let IdTokenError::Mismatch(member) | IdTokenError::Missing(member) = reason {
                        error.blame(member);
                    }
                    let ended =
                        session.state(grantlet::Uptime::from_millis(now)) == SessionState::Ended;
                    if ended { Status::EOtherUser } else { Status::EIdToken }
                }
            }
        })
    }
}

/// The bytes of a response's body.
///
/// # Safety
/// They can be read while the result lives.
unsafe fn slice_of<'a>(response: &Response) -> &'a [u8] {
    // SAFETY: the caller says so.
    unsafe { buffer(response.body.cast(), response.length) }.map_or(&[], |body| &*body)
}
