//! Taking a response as it came.

use core::ffi::c_void;
use core::hint::black_box;

use grantlet::engine::{IdTokenCheck, LocatedResponse, NoTokenVerdict};
use grantlet::{IdTokenError, Member, SessionError, SessionState};

use crate::client::Client;
use crate::profile::Profile;
use crate::session::Session;
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};

/// Response of the token endpoint, as it was received.
#[repr(C)]
pub struct Response {
    /// The whole body. Its strings are unescaped in place: wipe it afterwards.
    pub body: *mut c_void,
    /// Length of the body in bytes.
    pub length: usize,
    /// With `requested_at_known`, the request of this response: the `now` of its `grantlet_session_begin`. For a response
    /// that may arrive after another request was begun.
    pub requested_at: u64,
    /// `Retry-After` in seconds, by `grantlet_retry_after`; 0 if there is none.
    pub retry_after: u32,
    /// The HTTP status.
    pub status: u16,
    /// Whether `requested_at` is set. False: it is the response to the newest request.
    pub requested_at_known: bool,
}

/// What an `id_token` in the response to a refresh must contain (OpenID Connect Core, section 12.2), beside the subject
/// of the session.
#[repr(C)]
pub struct Identity {
    /// `iss`: the issuer, as in the metadata of the server.
    pub issuer: Span,
    /// `aud`: the `client_id`.
    pub client_id: Span,
    /// How many seconds the clocks of server and device may differ. Without a wall time, `exp` and `iat` are not
    /// compared.
    pub leeway: u32,
}

/// Takes a response: reads it, then accepts its token, or reports why there is none. Then call `grantlet_session_state`: a
/// record may have to be stored, even without an access token.
///
/// A new refresh token in a response that is refused is kept, because the old one may be spent, if all of this holds: the
/// HTTP status is 2xx, the body is one JSON object without an `error`, and `refresh_token` occurs once, where the profile
/// puts it, as a string of printable ASCII. An `id_token` of another user or client ends the session. If it is invalid for
/// another reason, no token is returned before a response with a valid `id_token`, even after a restart.
///
/// @param session The session.
/// @param client The client whose request was sent.
/// @param response The response. Its body is changed: wipe it afterwards.
/// @param identity For logins with OpenID Connect. NULL: an `id_token` is not read.
/// @param now When the response was received, in milliseconds since boot.
/// @param error Details of an error. With `GRANTLET_E_BUFFER_TOO_SMALL`, `needed` is the length of an arena that is large
/// enough: call `grantlet_session_move_to`, then this function again.
/// @return `GRANTLET_OK` if there is a new access token. What `grantlet_token_response` returns, `GRANTLET_E_ID_TOKEN` or
/// `GRANTLET_E_OTHER_USER` if there is none. `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`, `GRANTLET_E_ENCODING`,
/// `GRANTLET_E_BUFFER_TOO_SMALL`, or `GRANTLET_E_WRONG_STATE` (no response is awaited, or the last record was not stored): the
/// session and the body are not changed.
///
/// # Safety
/// Each pointer is NULL or what its type says, `session` holds zeros or a session, a client holds zeros
/// or a client, and the body can be read and written; what is written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_receive(
    session: *mut Session,
    client: *const Client,
    response: *const Response,
    identity: *const Identity,
    now: u64,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        // Without it the compiler calls the function directly, and always links it.
        let make_check = black_box(make_check as MakeCheck);
        let identity = identity.as_ref().map(|identity| (identity, make_check));
        receive(session, client, response, identity, now, error)
    }
}

/// Like `grantlet_session_receive` with an `identity` of NULL. A program without OpenID Connect calls this function, and does
/// not link the code that reads an `id_token`.
///
/// @param session The session.
/// @param client The client whose request was sent.
/// @param response The response. Its body is changed: wipe it afterwards.
/// @param now When the response was received, in milliseconds since boot.
/// @param error Details of an error.
/// @return See `grantlet_session_receive`.
///
/// # Safety
/// As `grantlet_session_receive`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_receive_oauth(
    session: *mut Session,
    client: *const Client,
    response: *const Response,
    now: u64,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { receive(session, client, response, None, now, error) }
}

/// Makes the check of an identity. A program that does not name it does not link the code that validates an `id_token`.
type MakeCheck = for<'a> fn(grantlet::Identity<'a>) -> IdTokenCheck<'a>;

fn make_check(identity: grantlet::Identity<'_>) -> IdTokenCheck<'_> {
    IdTokenCheck::new(identity)
}

/// # Safety
/// As `grantlet_session_receive`.
#[inline(never)]
unsafe fn receive(
    session: *mut Session,
    client: *const Client,
    response: *const Response,
    identity: Option<(&Identity, MakeCheck)>,
    now: u64,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let error = or_return!(cleared(error).ok_or(Status::ENull));
        let session = or_return!(Session::get(session));
        let client = or_return!(client.as_ref().ok_or(Status::ENull));
        Profile::with(client.profile, &mut |profile| {
            let response = or_return!(response.as_ref().ok_or(Status::ENull));
            let body = or_return!(buffer(response.body.cast(), response.length));
            let check = match identity {
                None => None,
                Some((identity, make_check)) => Some(make_check(grantlet::Identity {
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
            let mut located = LocatedResponse::default();
            let no_token =
                match session.receive_spans(profile, received, &mut located, check.as_ref(), now) {
                    Ok(None) => return Status::Ok,
                    Ok(Some(no_token)) => no_token,
                    Err(SessionError::WrongState(_)) => return Status::EWrongState,
                    Err(SessionError::BufferTooSmall { needed }) => {
                        error.needed = needed;
                        return Status::EBufferTooSmall;
                    }
                };
            match no_token {
                NoTokenVerdict::Response(verdict) => {
                    error.of_response(verdict, response.status, &located, slice_of(response))
                }
                NoTokenVerdict::IdToken(reason) => {
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
