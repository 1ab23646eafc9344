//! The caller's own profile: a copy of one, and what it departs in. One function for each choice, so
//! that a program links the code of those that it makes.

use grantlet::engine::strings;
use grantlet::{ClientAuth, Profile as Core, RequestBody};

use crate::profile::Profile;
use crate::span::Span;
use crate::status::Status;

/// Checks a profile that is to be changed, and the text that it is to keep.
///
/// # Safety
/// `profile` is NULL, or can be read and holds zeros or a copy of a profile; the bytes of `text` can
/// be read, and stay as they are, for as long as the profile is used.
unsafe fn check(profile: *const Profile, text: Span) -> Result<&'static str, Status> {
    // SAFETY: the caller says so.
    unsafe {
        Profile::get(profile)?;
        text.lines()
    }
}

/// Changes a profile by what `change` makes of it, without a text.
///
/// # Safety
/// As [`check`], and `profile` can be written.
unsafe fn set(
    profile: *mut Profile,
    change: impl FnOnce(Core<'static>) -> Core<'static>,
) -> Status {
    // SAFETY: the caller says so, and there is no text.
    unsafe { set_text(profile, Span::NONE, |core, _| change(core)) }
}

/// Changes a profile by what `change` makes of it with a text.
///
/// # Safety
/// As [`check`], and `profile` can be written.
unsafe fn set_text(
    profile: *mut Profile,
    text: Span,
    change: impl FnOnce(Core<'static>, &'static str) -> Core<'static>,
) -> Status {
    // SAFETY: the caller says so; what is written was checked.
    unsafe {
        match check(profile, text) {
            Ok(text) => (*profile).core = change((*profile).core, text),
            Err(status) => return status,
        }
    }
    Status::Ok
}

/// Sets where a login starts (RFC 6749, section 3.1): a path, joined to the client's base URL, or
/// an absolute address.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile; the
/// bytes of `text` can be read, and stay as they are, for as long as the profile is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_authorization_endpoint(
    profile: *mut Profile,
    text: Span,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { set_text(profile, text, Core::authorization_endpoint) }
}

/// Sets where tokens come from (RFC 6749, section 3.2): a path or an absolute address.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile; the
/// bytes of `text` can be read, and stay as they are, for as long as the profile is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_token_endpoint(
    profile: *mut Profile,
    text: Span,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { set_text(profile, text, Core::token_endpoint) }
}

/// Sets where tokens are revoked (RFC 7009): a path or an absolute address.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile; the
/// bytes of `text` can be read, and stay as they are, for as long as the profile is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_revocation_endpoint(
    profile: *mut Profile,
    text: Span,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { set_text(profile, text, Core::revocation_endpoint) }
}

/// Sets where a device's login starts (RFC 8628, section 3.1): a path or an absolute address.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile; the
/// bytes of `text` can be read, and stay as they are, for as long as the profile is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_device_authorization_endpoint(
    profile: *mut Profile,
    text: Span,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { set_text(profile, text, Core::device_authorization_endpoint) }
}

/// Sets headers of a token request that repeat the client's id or secret:
/// `X-API-Key=client_secret X-Publishable-Key=client_id`.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile; the
/// bytes of `text` can be read, and stay as they are, for as long as the profile is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_headers(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set_text(profile, text, strings::headers) }
}

/// Sets other names for parameters of a token request: `client_id=clientId scope=scopes`.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile; the
/// bytes of `text` can be read, and stay as they are, for as long as the profile is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_rename(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set_text(profile, text, strings::rename) }
}

/// Sets which parameters of a token request come first, and in which order, by their names in the
/// RFCs: `grant_type client_id`. The rest follows.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile; the
/// bytes of `text` can be read, and stay as they are, for as long as the profile is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_order(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set_text(profile, text, strings::order) }
}

/// Sets further members of the answer to read: `account_id tenant`, at most eight of at most 64
/// bytes each; further names are not read, and `grantlet_profile_check` reports them.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile; the
/// bytes of `text` can be read, and stay as they are, for as long as the profile is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_extra(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set_text(profile, text, strings::extra) }
}

/// Sets where the provider's own errors keep `error`, `error_description` and a number:
/// `code message errorId`, with a comma between shapes; `error/` before one stands for members of
/// the object `error`.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile; the
/// bytes of `text` can be read, and stay as they are, for as long as the profile is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_errors(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set_text(profile, text, strings::errors) }
}

/// Sets errors, with their descriptions, that end a grant as `invalid_grant` does:
/// `invalid_request=InvalidGrantCode`, a line each. Without a description any ends it.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile; the
/// bytes of `text` can be read, and stay as they are, for as long as the profile is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_ends_on(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set_text(profile, text, strings::ends_on) }
}

/// Sets the member that the provider wraps its answer in: an object, or JSON text in a string.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile; the
/// bytes of `text` can be read, and stay as they are, for as long as the profile is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_envelope(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set_text(profile, text, Core::envelope) }
}

/// Sets further values of `token_type` that the caller knows how to use (RFC 6749, section 7.1):
/// `mac`.
///
/// Returns `GRANTLET_E_NULL`, or `GRANTLET_E_ENCODING` where it is not lines of printable ASCII.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile; the
/// bytes of `text` can be read, and stay as they are, for as long as the profile is used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_token_types(profile: *mut Profile, text: Span) -> Status {
    // SAFETY: the caller says so.
    unsafe { set_text(profile, text, strings::token_types) }
}

/// Makes the body of a token request a form (RFC 6749, appendix B), as in `grantlet_rfc6749`.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_form_body(profile: *mut Profile) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, |core| core.request_body(RequestBody::FORM)) }
}

/// Makes the body of a token request one JSON object of strings.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_json_body(profile: *mut Profile) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, |core| core.request_body(RequestBody::JSON)) }
}

/// Puts `client_id` in the body and refuses a client with a secret, unless a header of the profile
/// repeats it.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_auth_none(profile: *mut Profile) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, |core| core.client_auth(ClientAuth::NONE)) }
}

/// Puts `client_id` and `client_secret` in the body (RFC 6749, section 2.3.1).
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_auth_body(profile: *mut Profile) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, |core| core.client_auth(ClientAuth::BODY)) }
}

/// Puts both in `Authorization: Basic`, percent-encoded first (RFC 6749, section 2.3.1).
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_auth_basic(profile: *mut Profile) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, |core| core.client_auth(ClientAuth::BASIC)) }
}

/// Puts both in `Authorization: Basic` as they are, for servers that compare them without decoding. Try
/// it where id and secret are right and the server reports `invalid_client`: it differs where either has
/// a character other than letters, digits, `-`, `.`, `_` and `~`.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_auth_basic_verbatim(profile: *mut Profile) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, |core| core.client_auth(ClientAuth::BASIC_VERBATIM)) }
}

/// Allows plain http for endpoints on `localhost`, `127.0.0.0/8` or `[::1]`: for tests and for
/// servers on the same machine. All else must be https (RFC 6749, section 3.2).
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_allow_loopback(profile: *mut Profile) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, Core::allow_loopback) }
}

/// Tells whether a token request says its `grant_type` (RFC 6749, section 4).
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_send_grant_type(
    profile: *mut Profile,
    yes: bool,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, |core| core.send_grant_type(yes)) }
}

/// Tells whether a login by code uses PKCE (RFC 7636). Only for a provider that refuses it is this
/// false.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_pkce(profile: *mut Profile, yes: bool) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, |core| core.pkce(yes)) }
}

/// Tells whether an answer without `token_type` is taken as Bearer (RFC 6749, section 5.1 requires
/// the member).
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_bearer_by_default(
    profile: *mut Profile,
    yes: bool,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, |core| core.bearer_by_default(yes)) }
}

/// Sets the character between the tokens of a scope, in requests and answers: ASCII, else it is a
/// space (RFC 6749, section 3.3), which `grantlet_profile_check` reports.
///
/// Returns `GRANTLET_E_NULL`.
///
/// # Safety
/// `profile` is NULL, or can be read and written and holds zeros or a copy of a profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_profile_scope_separator(
    profile: *mut Profile,
    separator: u8,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { set(profile, |core| core.scope_separator(separator)) }
}
