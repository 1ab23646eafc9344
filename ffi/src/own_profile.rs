//! The caller's own profile: a copy of one, and what it departs in.

use grantlet::{ClientAuth, RequestBody};

use crate::profile::Profile;
use crate::span::Span;
use crate::status::Status;

/// Changes a profile of the caller's by what `change` makes of it.
///
/// # Safety
/// `profile` is NULL or holds a copy of a profile, and can be written; the bytes of `text` can be
/// read, and stay as they are, for as long as the profile is used.
unsafe fn set(
    profile: *mut Profile,
    text: Span,
    change: impl FnOnce(grantlet::Profile<'static>, &'static str) -> grantlet::Profile<'static>,
) -> Status {
    // SAFETY: the caller says that they can be read for as long as the profile is used.
    let text = match unsafe { text.text() } {
        Ok(text) => text,
        Err(status) => return status,
    };
    if profile.is_null() {
        return Status::ENull;
    }
    // SAFETY: it is not null, and the caller says that it holds a profile and can be written.
    let profile = unsafe { &mut *profile };
    profile.core = change(profile.core, text);
    Status::Ok
}

/// Sets where a login starts (RFC 6749, section 3.1): a path, joined to the client's base URL, or
/// an absolute address.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_TEXT` for what is not printable ASCII.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written; the text outlives it and
/// does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_authorization_endpoint(
    profile: *mut Profile,
    text: Span,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, text, grantlet::Profile::authorization_endpoint) }
}

/// Sets where tokens come from (RFC 6749, section 3.2): a path or an absolute address.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_TEXT` for what is not printable ASCII.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written; the text outlives it and
/// does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_token_endpoint(
    profile: *mut Profile,
    text: Span,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, text, grantlet::Profile::token_endpoint) }
}

/// Sets where tokens are revoked (RFC 7009): a path or an absolute address.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_TEXT` for what is not printable ASCII.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written; the text outlives it and
/// does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_revocation_endpoint(
    profile: *mut Profile,
    text: Span,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, text, grantlet::Profile::revocation_endpoint) }
}

/// Sets where a device's login starts (RFC 8628): a path or an absolute address.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_TEXT` for what is not printable ASCII.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written; the text outlives it and
/// does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_device_authorization_endpoint(
    profile: *mut Profile,
    text: Span,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, text, grantlet::Profile::device_authorization_endpoint) }
}

/// Sets headers of a token request that repeat the client's id or secret:
/// `X-API-Key=client_secret X-Publishable-Key=client_id`.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_TEXT` for what is not printable ASCII.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written; the text outlives it and
/// does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_headers(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, text, grantlet::Profile::headers) }
}

/// Sets other names for parameters of a token request: `client_id=clientId scope=scopes`.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_TEXT` for what is not printable ASCII.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written; the text outlives it and
/// does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_rename(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, text, grantlet::Profile::rename) }
}

/// Sets which parameters of a token request come first, in which order: `grant_type client_id`.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_TEXT` for what is not printable ASCII.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written; the text outlives it and
/// does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_order(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, text, grantlet::Profile::order) }
}

/// Sets further members of the answer to read: `account_id tenant`, at most eight of at most 64
/// bytes; further names are not read.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_TEXT` for what is not printable ASCII.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written; the text outlives it and
/// does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_extra(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, text, grantlet::Profile::extra) }
}

/// Sets where the provider's own errors keep `error`, `error_description` and a number:
/// `code message errorId`, with a comma between shapes; `error/` before one stands for members
/// of the object `error`.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_TEXT` for what is not printable ASCII.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written; the text outlives it and
/// does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_errors(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, text, grantlet::Profile::errors) }
}

/// Sets errors, with their descriptions, that end a grant as `invalid_grant` does:
/// `invalid_request=InvalidGrantCode`, a line each.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_TEXT` for what is not printable ASCII.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written; the text outlives it and
/// does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_ends_on(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, text, grantlet::Profile::ends_on) }
}

/// Sets the member that the provider wraps its answer in.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_TEXT` for what is not printable ASCII.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written; the text outlives it and
/// does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_envelope(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, text, grantlet::Profile::envelope) }
}

/// Sets further values of `token_type` that the caller knows how to use: `mac`.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_TEXT` for what is not printable ASCII.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written; the text outlives it and
/// does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_token_types(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, text, grantlet::Profile::token_types) }
}

/// Makes the body of a token request a form (RFC 6749, appendix B), as it is without this.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_form_body(profile: *mut Profile) -> Status {
    // SAFETY: the caller says so, and no text is read.
    unsafe { set(profile, Span::NONE, |profile, _| profile.request_body(RequestBody::FORM)) }
}

/// Makes the body of a token request one JSON object of strings.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_json_body(profile: *mut Profile) -> Status {
    // SAFETY: the caller says so, and no text is read.
    unsafe { set(profile, Span::NONE, |profile, _| profile.request_body(RequestBody::JSON)) }
}

/// Puts `client_id` in the body and refuses a client with a secret, unless a header of the
/// profile repeats it.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_auth_none(profile: *mut Profile) -> Status {
    // SAFETY: the caller says so, and no text is read.
    unsafe { set(profile, Span::NONE, |profile, _| profile.client_auth(ClientAuth::NONE)) }
}

/// Puts `client_id` and `client_secret` in the body (RFC 6749, section 2.3.1).
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_auth_body(profile: *mut Profile) -> Status {
    // SAFETY: the caller says so, and no text is read.
    unsafe { set(profile, Span::NONE, |profile, _| profile.client_auth(ClientAuth::BODY)) }
}

/// Puts both in `Authorization: Basic`, percent-encoded first (RFC 6749, section 2.3.1).
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_auth_basic(profile: *mut Profile) -> Status {
    // SAFETY: the caller says so, and no text is read.
    unsafe { set(profile, Span::NONE, |profile, _| profile.client_auth(ClientAuth::BASIC)) }
}

/// Puts both in `Authorization: Basic` as they are, for servers that do not decode.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_auth_basic_verbatim(profile: *mut Profile) -> Status {
    // SAFETY: the caller says so, and no text is read.
    unsafe {
        set(profile, Span::NONE, |profile, _| profile.client_auth(ClientAuth::BASIC_VERBATIM))
    }
}

/// Allows plain http for endpoints on `localhost`, `127.0.0.0/8` or `[::1]`: for tests and for
/// servers on the same machine. All else must be https (RFC 6749, section 3.2).
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_allow_loopback(profile: *mut Profile) -> Status {
    // SAFETY: the caller says so, and no text is read.
    unsafe { set(profile, Span::NONE, |profile, _| profile.allow_loopback()) }
}

/// Tells whether a token request says its `grant_type`.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_send_grant_type(
    profile: *mut Profile,
    yes: bool,
) -> Status {
    // SAFETY: the caller says so, and no text is read.
    unsafe { set(profile, Span::NONE, |profile, _| profile.send_grant_type(yes)) }
}

/// Tells whether a login by code uses PKCE (RFC 7636). Only for a provider that refuses it is
/// this false.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_pkce(profile: *mut Profile, yes: bool) -> Status {
    // SAFETY: the caller says so, and no text is read.
    unsafe { set(profile, Span::NONE, |profile, _| profile.pkce(yes)) }
}

/// Tells whether an answer without `token_type` is taken as Bearer.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_bearer_by_default(
    profile: *mut Profile,
    yes: bool,
) -> Status {
    // SAFETY: the caller says so, and no text is read.
    unsafe { set(profile, Span::NONE, |profile, _| profile.bearer_by_default(yes)) }
}

/// Sets the character between the tokens of a scope, in requests and answers: ASCII, else it is a
/// space.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is a copy of a profile of this library and can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_scope_separator(
    profile: *mut Profile,
    separator: u8,
) -> Status {
    // SAFETY: the caller says so, and no text is read.
    unsafe { set(profile, Span::NONE, |profile, _| profile.scope_separator(separator)) }
}
