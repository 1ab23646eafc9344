//! The login at Bold before the code.

use core::ffi::c_void;

use grantlet::engine::{Class, LocatedResponse};
use grantlet::providers::{
    BoldAuthentication as Core, BoldCredentials as CoreCredentials, bold_authentication_spans,
    locate_bold_authentication,
};
use grantlet::{Member, Secret};

use crate::call::{Call, Out, Work};
use crate::client::Client;
use crate::request::{Request, write};
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};

/// Who logs in at Bold.
#[repr(C)]
pub struct BoldCredentials {
    /// `mfaToken`, from Bold's Verification API. It is secret.
    pub mfa_token: Span,
    /// `password`: UTF-8. It is secret.
    pub password: Span,
    /// `phoneNumber`, international, with `+`.
    pub phone_number: Span,
}

/// # Safety
/// `call.input` points to credentials.
unsafe fn authentication(call: &mut Call<'_>) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let BoldCredentials { mfa_token, password, phone_number } =
            &*call.input.cast::<BoldCredentials>();
        let user = CoreCredentials {
            mfa_token: Secret::new(or_return!(mfa_token.text(Member::MfaToken, call.error))),
            password: Secret::new(or_return!(password.utf8(Member::Password, call.error))),
            phone_number: or_return!(phone_number.text(Member::PhoneNumber, call.error)),
        };
        let written = bold_authentication_spans(&call.client, &user, call.buffer);
        call.end(&written)
    }
}

/// Writes Bold's authentication by password, which comes before `grantlet_code_request`. It takes no further
/// parameters: Bold documents the five members of its body, and no other.
///
/// @param client The client, of `grantlet_bold` or a profile that starts from it. It has a secret.
/// @param user Who logs in.
/// @param out The buffer, which is secret afterwards.
/// @param capacity Its length in bytes.
/// @param request Receives the parts of the request.
/// @param error Details of an error.
/// @return As `grantlet_refresh_request`.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_bold_authentication_request(
    client: *const Client,
    user: *const BoldCredentials,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    error: *mut Error,
) -> Status {
    let out = Out { bytes: out, capacity };
    // SAFETY: `input` is such a struct.
    let work: Work = |call| unsafe { authentication(call) };
    // SAFETY: the caller says so.
    unsafe { write(client, user.cast(), out, request, error, work) }
}

/// Bold's response to an authentication by password: a code for `grantlet_bold`, to exchange with the
/// `redirect_uri` `boldsmartlock://auth`.
#[repr(C)]
pub struct BoldAuthentication {
    /// `code`, which works once. It is secret, and points into the body.
    pub code: Span,
    /// `expiration` of the code, in seconds since 1970-01-01T00:00:00Z.
    pub expires_at: i64,
    /// `accountId`
    pub account_id: u64,
    /// Whether `expiration` is a date.
    pub expires_at_known: bool,
    /// Whether `accountId` is a non-negative integer.
    pub account_id_known: bool,
    /// `accountCreated`
    pub account_created: bool,
}

/// Reads Bold's response to `grantlet_bold_authentication_request`, and unescapes its strings in place.
///
/// @param http_status The HTTP status.
/// @param body The whole body. The spans of `authentication` and `error` point into it: wipe it after their use.
/// @param length Its length in bytes.
/// @param authentication The code. Zeros on an error.
/// @param error Details of an error.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, `GRANTLET_E_RESPONSE_STATUS`, `GRANTLET_E_SERVER`, `GRANTLET_E_RESPONSE_SYNTAX`,
/// `GRANTLET_E_RESPONSE_DEPTH`, `GRANTLET_E_RESPONSE_DUPLICATE`, `GRANTLET_E_RESPONSE_TYPE` or
/// `GRANTLET_E_RESPONSE_MISSING`.
///
/// # Safety
/// Each pointer is NULL or what its type says, and `body` can be read and written for `length` bytes; what is
/// written overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_bold_authentication_response(
    http_status: u16,
    body: *mut c_void,
    length: usize,
    authentication: *mut BoldAuthentication,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(out), Some(error)) = (cleared(authentication), cleared(error)) else {
            return Status::ENull;
        };
        let body = or_return!(buffer(body.cast(), length));
        let mut located = LocatedResponse::default();
        let verdict = locate_bold_authentication(http_status, body, &mut located);
        if verdict.class != Class::Ok {
            return error.of_response(verdict, http_status, &located, body);
        }
        let found = Core::of(&located.members, body, Secret::new(""));
        let [code, ..] = located.members.spans;
        out.code = Span::of(code.of(body));
        if let Some(expiration) = found.expiration {
            (out.expires_at, out.expires_at_known) = (expiration.second.as_secs(), true);
        }
        if let Some(id) = found.account_id {
            (out.account_id, out.account_id_known) = (id, true);
        }
        out.account_created = found.account_created;
        Status::Ok
    }
}
