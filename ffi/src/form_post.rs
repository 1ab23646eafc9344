//! The callback of a login with `response_mode=form_post`.

use core::ffi::c_void;

use grantlet::engine::{self, CallbackMode, CallbackResult, LocatedResponse, ResponseByMode};
use grantlet::{CallbackClass, Flow};

use crate::callback::Expected;
use crate::profile::Profile;
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};

impl Error {
    /// Keeps why a body or a URL is not a callback, and what it claims.
    pub(crate) fn of_mode(
        &mut self,
        class: CallbackClass,
        mode: CallbackMode,
        url: &[u8],
    ) -> Status {
        let claimed = engine::unverified_by_mode(class, Flow::CodeInFragment, mode, url);
        if let Some([code, description]) = claimed {
            self.error = Span::of(code.of(url));
            self.error_description = Span::of(description.of(url));
        }
        self.of_address(class)
    }
}

/// Reads the body that the provider POSTed to the `redirect_uri` after a login by code with
/// `response_mode=form_post` among its parameters (OAuth 2.0 Form Post Response Mode). As `grantlet_callback`, but
/// no address is compared: the server that received the request has done so by its route.
///
/// A browser sends no cookie with such a request that is `SameSite=Lax` or has no `SameSite`. Keep `state` and
/// `code_verifier` on the server, or in a cookie of their own that is `SameSite=None; Secure; HttpOnly`.
///
/// @param profile  The provider.
/// @param expected What the body must match; its `redirect_uri` and its `response_mode` are not read,
///                 but by `grantlet_callback_server`.
/// @param body     The whole body, which is changed: wipe it when the code was used.
/// @param length   Its length in bytes.
/// @param code     Receives the code, in the body; it is secret. Zeros on errors.
/// @param error    Receives why there is none.
/// @return As `grantlet_callback`.
///
/// # Safety
/// Each pointer is NULL or what its type says, `body` can be read and written for `length` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_form_post_callback(
    profile: *const Profile,
    expected: *const Expected,
    body: *mut c_void,
    length: usize,
    code: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so; what is dereferenced is not null.
    unsafe {
        let (Some(code), Some(error)) = (cleared(code), cleared(error)) else {
            return Status::ENull;
        };
        let expected = or_return!(expected.as_ref().ok_or(Status::ENull));
        let body = or_return!(buffer(body.cast(), length));
        let expect = or_return!(expected.get(Flow::Code, error));
        Profile::with(profile, &mut |profile| {
            let mut located = LocatedResponse::default();
            let mode = CallbackMode { is_form: true, is_hybrid: false };
            match engine::callback_by_mode(profile, &expect, mode, body, &mut located) {
                Ok(ResponseByMode { result: CallbackResult::Code(found), .. }) => {
                    *code = Span::of(found.of(body));
                }
                Ok(_) => {
                    error.of_server(&located, body);
                    return Status::EServer;
                }
                Err(class) => return error.of_mode(class, mode, body),
            }
            Status::Ok
        })
    }
}
