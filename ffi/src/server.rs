//! Servers of a provider, one of which the callback of a login names.

use core::ffi::c_void;

use grantlet::{Member, engine};

use crate::callback::{Expected, ResponseMode};
use crate::client::{Client, grantlet_check_each_request};
use crate::profile::Profile;
use crate::session::Session;
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};

/// Returns which server of `grantlet_setting_servers` is named by the response to a login by code or to a hybrid login.
/// Call it before `grantlet_callback`, `grantlet_form_post_callback` or `grantlet_hybrid_callback`, which changes the
/// response, and use the number once that returned `GRANTLET_OK`: it validates the response, and refuses a server that
/// the profile does not list by `GRANTLET_E_CALLBACK_ISSUER`.
///
/// @param profile  The provider.
/// @param expected What the response must match. Only its `response_mode` is read: `GRANTLET_RESPONSE_MODE_FORM_POST`
///                 where `url` is the body of a POST, also before `grantlet_form_post_callback`; any other number: it
///                 is a URL, whose server is read where the code is.
/// @param url      The whole URL, or the whole body.
/// @param length   Its length in bytes.
/// @return The number of the server, for `grantlet_client_at_server` and `grantlet_session_set_server`; 0 where the
///         response names none that is listed, or a pointer is NULL.
///
/// # Safety
/// Each pointer is NULL or what its type says, and `url` can be read and written for `length` bytes.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_callback_server(
    profile: *const Profile,
    expected: *const Expected,
    url: *mut c_void,
    length: usize,
) -> u8 {
    let mut server = 0;
    // SAFETY: the caller says so.
    unsafe {
        let (Some(expected), Ok(url)) = (expected.as_ref(), buffer(url.cast(), length)) else {
            return 0;
        };
        let is_form = expected.response_mode == ResponseMode::FormPost as i32;
        let _ = Profile::with(profile, &mut |profile| {
            server = engine::named_server(profile, is_form, url).unwrap_or(0);
            Status::Ok
        });
    }
    server
}

/// Makes a client at one server of `grantlet_setting_servers`: the same one, with that server's base URL. It keeps the
/// pointers, not what they point to.
///
/// @param client The client.
/// @param server The server's number, by `grantlet_callback_server` or `grantlet_session_server`; 0: the client's own
///               base URL.
/// @param at     Receives the client; zeros on errors.
/// @param error  Receives `server` in `member` where the profile does not list it.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_REQUEST_UNEXPECTED` for a number that the profile does not
///         list; `GRANTLET_E_ENCODING` or `GRANTLET_E_TOO_MANY_SETTINGS` for a profile with such a setting.
///
/// # Safety
/// Each pointer is NULL or what its type says; what is written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_client_at_server(
    client: *const Client,
    server: u8,
    at: *mut Client,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(at), Some(error)) = (cleared(at), cleared(error)) else {
            return Status::ENull;
        };
        let client = or_return!(client.as_ref().ok_or(Status::ENull));
        if server == 0 {
            *at = *client;
            return Status::Ok;
        }
        Profile::with(client.profile, &mut |profile| {
            let Some(base_url) = profile.server_url(server) else {
                error.blame(Member::Server);
                return Status::ERequestUnexpected;
            };
            let check = &raw const grantlet_check_each_request;
            *at = Client { base_url: Span::of(base_url), check, ..*client };
            Status::Ok
        })
    }
}

/// Sets the server that a login chose, for a profile with `grantlet_setting_servers`. Call it after
/// `grantlet_session_login`, before the record is stored, which contains it. Versions of this library
/// that do not know such profiles report the record by `GRANTLET_E_LATER_VERSION`.
///
/// @param session The session. On an error its server stays.
/// @param server The server's number, at most 15; 0: the client's own base URL.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_NO_SESSION`; `GRANTLET_E_REQUEST_UNEXPECTED` for a number above
///         15, which no profile lists; `GRANTLET_E_WRONG_STATE` unless a record waits to be stored, or the grant has none.
///
/// # Safety
/// `session` is NULL, or can be read and written and holds zeros or a session.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_set_server(session: *mut Session, server: u8) -> Status {
    // SAFETY: the caller says so.
    let session = or_return!(unsafe { Session::get(session) });
    if session.take_server(server) {
        Status::Ok
    } else if server > engine::MOST_SERVERS {
        Status::ERequestUnexpected
    } else {
        Status::EWrongState
    }
}

/// Returns the server of a session's grant, also after a restart: write its requests by the client of
/// `grantlet_client_at_server`.
///
/// @param session The session.
/// @return The server's number; 0: the client's own base URL, or `session` is NULL or not initialized.
///
/// # Safety
/// `session` is NULL, or can be read and holds zeros or a session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_session_server(session: *const Session) -> u8 {
    // SAFETY: the caller says so.
    unsafe { Session::read(session) }.map_or(0, grantlet::Session::server)
}
