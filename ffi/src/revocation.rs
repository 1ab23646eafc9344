//! The response to a revocation.

use core::ffi::c_void;

use grantlet::engine::{self, LocatedResponse};

use crate::profile::Profile;
use crate::span::{buffer, cleared};
use crate::status::{Error, Status};

/// Reads the response to `grantlet_revocation_request` (RFC 7009, section 2.2). With any HTTP status of 2xx the token is
/// revoked, or was none, whatever the body says.
///
/// @param profile The provider.
/// @param http_status The HTTP status. 503: the token is still valid; try again, after `Retry-After` if there is one.
/// @param body The whole body. The spans of `error` point into it, and its strings are unescaped in place.
/// @param length Its length in bytes.
/// @param error Details of an error, such as `unsupported_token_type` (RFC 7009, section 2.2.1).
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_ENCODING` for a profile whose setting is no text;
/// `GRANTLET_E_SERVER` if the body is an error that can be read, else `GRANTLET_E_RESPONSE_STATUS`.
///
/// # Safety
/// Each pointer is NULL or what its type says, a profile holds zeros or a copy of one, and `body` can
/// be read and written for `length` bytes; what is written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_revocation_response(
    profile: *const Profile,
    http_status: u16,
    body: *mut c_void,
    length: usize,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let error = or_return!(cleared(error).ok_or(Status::ENull));
        let body = or_return!(buffer(body.cast(), length));
        Profile::with(profile, &mut |profile| {
            let mut located = LocatedResponse::default();
            let verdict = engine::revoked(profile, http_status, body, &mut located);
            error.of_response(verdict, http_status, &located, body)
        })
    }
}
