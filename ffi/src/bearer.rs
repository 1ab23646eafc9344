//! The header field that an access token is sent in.

use core::ffi::c_void;

use grantlet::engine;
use grantlet::{Member, Secret};

use crate::span::Span;
use crate::status::{Error, Status};
use crate::token::Token;
use crate::value::write_value;

/// Writes the value of an `Authorization` header field with an access token (RFC 6750, section 2.1):
/// `Bearer ` and the token. No function puts a token into a query. The value is secret. Under a profile with
/// `grantlet_setting_token_types` use `grantlet_token_bearer`, which compares the type.
///
/// @param access_token The token, which is secret.
/// @param out          The buffer: seven bytes longer than the token.
/// @param capacity     Its length in bytes.
/// @param value        Receives the value, in the buffer.
/// @param error        Receives `needed`, the length of the value, with `GRANTLET_E_BUFFER_TOO_SMALL`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_REQUEST_MISSING` for
///         an empty token; `GRANTLET_E_REQUEST_CHARS` for one with a space.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_bearer(
    access_token: Span,
    out: *mut c_void,
    capacity: usize,
    value: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), value, error, |buffer, error| {
            bearer(access_token, buffer, error)
        })
    }
}

/// As `grantlet_bearer` for a token of a response, which must be of the type Bearer.
///
/// @param token    The token.
/// @param out      The buffer: seven bytes longer than the access token.
/// @param capacity Its length in bytes.
/// @param value    Receives the value, in the buffer.
/// @param error    Receives `needed`, the length of the value, with `GRANTLET_E_BUFFER_TOO_SMALL`.
/// @return As `grantlet_bearer`; `GRANTLET_E_REQUEST_UNEXPECTED` for a token that is not Bearer.
///
/// # Safety
/// As `grantlet_bearer`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_token_bearer(
    token: *const Token,
    out: *mut c_void,
    capacity: usize,
    value: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), value, error, |buffer, error| {
            let token = token.as_ref().ok_or(Status::ENull)?;
            let sent = token.token_type.get()?;
            if !sent.is_empty() && !sent.eq_ignore_ascii_case(b"Bearer") {
                return Err(Status::ERequestUnexpected);
            }
            bearer(token.access_token, buffer, error)
        })
    }
}

/// # Safety
/// The span can be read.
unsafe fn bearer(
    access_token: Span,
    buffer: &mut [u8],
    error: &mut Error,
) -> Result<usize, Status> {
    // SAFETY: the caller says so.
    let token = Secret::new(unsafe { access_token.text(Member::AccessToken, error)? });
    engine::bearer(token, buffer).map_err(|refused| error.of_request(refused))
}
