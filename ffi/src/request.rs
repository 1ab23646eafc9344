//! Requests to send: a grant as URL, header fields and body.

use core::ffi::c_void;

use grantlet::engine::{self, GrantKind};
use grantlet::{Grant, Member, Scope, Secret};

use crate::call::{Call, Out, Work, call};
use crate::client::Client;
use crate::grants::{
    CodeGrant, DeviceCodeGrant, ExtensionGrant, Options, PasswordGrant, RefreshGrant, Revocation,
    no_params, or_none, strings,
};
use crate::span::{Span, cleared, read_strings};
use crate::status::{Error, Status};

/// A request to send by `POST`, unless `grantlet_request_method` has another: parts of the buffer that it was written
/// to. It is secret. Do not follow a
/// redirect with it: a redirect is a response (RFC 9700, section 4.11).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Request {
    /// The absolute URL. `grantlet_url_split` splits it.
    pub url: Span,
    /// All header fields but `Host`, `Content-Length` and what else HTTP itself needs, each line ended by
    /// CR LF. `grantlet_request_head` writes the whole head.
    pub headers: Span,
    /// The body.
    pub body: Span,
}

/// Writes a request by `work`.
///
/// # Safety
/// As [`call`].
pub(crate) unsafe fn write(
    client: *const Client,
    input: *const c_void,
    out: Out,
    request: *mut Request,
    error: *mut Error,
    work: Work,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        cleared(request);
        call(client, input, out, request.cast(), error, work)
    }
}

/// Writes a grant of a kind. `has` has a bit for each of [`GrantKind::members`] that its struct has.
///
/// # Safety
/// As [`strings`].
unsafe fn ask(call: &mut Call<'_>, kind: &'static GrantKind, has: u8) -> Status {
    // SAFETY: the caller says so.
    unsafe { ask_within(call, kind, has, "") }
}

/// As [`ask`], for a scope that is all in what was granted where that is compared.
///
/// # Safety
/// As [`strings`].
unsafe fn ask_within(
    call: &mut Call<'_>,
    kind: &'static GrantKind,
    has: u8,
    granted: &str,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (strings, options) = or_return!(strings(kind, has, call.input.cast(), call.error));
        let mut params = no_params();
        let (scope, params) = or_return!(options.get(&mut params, call.error));
        let grant =
            Grant::of(kind, strings).narrow_scope(Scope::new(granted), scope).params(params);
        ask_for(call, &grant)
    }
}

/// Writes a grant.
///
/// # Safety
/// `call` is one of a request.
pub(crate) unsafe fn ask_for(call: &mut Call<'_>, grant: &Grant<'_>) -> Status {
    let written = engine::request(&call.client, grant, call.buffer);
    // SAFETY: the caller says so.
    unsafe { call.end(&written) }
}

/// A refresh with options, and what was granted.
///
/// # Safety
/// `call.input` points to a [`RefreshGrant`].
unsafe fn refresh_with(call: &mut Call<'_>) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let grant = &*call.input.cast::<RefreshGrant>();
        let granted = or_return!(grant.granted_scope.text(Member::Scope, call.error));
        ask_within(call, &GrantKind::REFRESH_TOKEN, 0b1, granted)
    }
}

/// The small request for a refresh: no options are read.
///
/// # Safety
/// `call.input` points to a span.
unsafe fn refresh(call: &mut Call<'_>) -> Status {
    // SAFETY: the caller says so, and that the bytes of the span can be read.
    unsafe {
        let mut token = [""];
        let member = [Member::RefreshToken];
        or_return!(read_strings(call.input.cast(), &member, &mut token, call.error));
        let [token] = token.map(Secret::new);
        let written = engine::refresh_request(&call.client, token, call.buffer);
        call.end(&written)
    }
}

/// Writes the request that refreshes a token (RFC 6749, section 6), with the scope that it had. A program that
/// sends no further parameters calls this function and links the least code. For a profile with
/// `grantlet_setting_dangerously_send_in_query` use `grantlet_refresh_request_with`: this one reports the refresh token
/// as `GRANTLET_E_REQUEST_UNEXPECTED`.
///
/// @param client   The client.
/// @param refresh_token The refresh token, which is secret.
/// @param out      The buffer, which is secret afterwards: wipe it once the request was sent.
/// @param capacity Its length in bytes. A request is as long as its URL, 75 bytes of header fields (98 with Basic,
///                 and four thirds of the encoded credentials) and the encoded parameters.
/// @param request  Receives the parts of the request, in the buffer; zeros on errors.
/// @param error    Receives why there is none: `needed`, the length of the buffer to the byte, with
///                 `GRANTLET_E_BUFFER_TOO_SMALL`; else the parameter in `member`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`; or a
///         status from 20 to 39, of a request that cannot be written. What is in the buffer then is not to be
///         sent.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_refresh_request(
    client: *const Client,
    refresh_token: Span,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    error: *mut Error,
) -> Status {
    let out = Out { bytes: out, capacity };
    let input = (&raw const refresh_token).cast();
    // SAFETY: the caller says so.
    unsafe { write(client, input, out, request, error, refresh) }
}

/// As `grantlet_refresh_request` with further parameters, such as `resource` (RFC 8707), or for a narrower scope
/// (RFC 6749, section 6). The new access token has that scope; a later refresh can ask for all that was granted.
///
/// @param client   The client.
/// @param grant    What to ask with.
/// @param out      The buffer, which is secret afterwards.
/// @param capacity Its length in bytes.
/// @param request  Receives the parts of the request.
/// @param error    Receives why there is none.
/// @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters,
///         `GRANTLET_E_REQUEST_SCOPE` for a scope that is not all in what was granted.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_refresh_request_with(
    client: *const Client,
    grant: *const RefreshGrant,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    error: *mut Error,
) -> Status {
    let out = Out { bytes: out, capacity };
    // SAFETY: the caller says so.
    unsafe { write(client, grant.cast(), out, request, error, refresh_with) }
}

/// Writes the request that exchanges a code for a token (RFC 6749, section 4.1.3).
///
/// @param client   The client.
/// @param grant    What to ask with.
/// @param out      The buffer, which is secret afterwards.
/// @param capacity Its length in bytes.
/// @param request  Receives the parts of the request.
/// @param error    Receives why there is none.
/// @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_code_request(
    client: *const Client,
    grant: *const CodeGrant,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    error: *mut Error,
) -> Status {
    let out = Out { bytes: out, capacity };
    // SAFETY: `input` is such a struct.
    let work: Work = |call| unsafe { ask(call, &GrantKind::AUTHORIZATION_CODE, 0b1_1101) };
    // SAFETY: the caller says so.
    unsafe { write(client, grant.cast(), out, request, error, work) }
}

/// Writes the request for a token of the client's own (RFC 6749, section 4.4).
///
/// @param client   The client.
/// @param options  Scope and further parameters. NULL: none.
/// @param out      The buffer, which is secret afterwards.
/// @param capacity Its length in bytes.
/// @param request  Receives the parts of the request.
/// @param error    Receives why there is none.
/// @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_client_credentials_request(
    client: *const Client,
    options: *const Options,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    error: *mut Error,
) -> Status {
    let out = Out { bytes: out, capacity };
    // SAFETY: `input` is such a struct.
    let work: Work = |call| unsafe { ask(call, &GrantKind::CLIENT_CREDENTIALS, 0) };
    // SAFETY: the caller says so.
    unsafe { write(client, or_none(options).cast(), out, request, error, work) }
}

/// Writes the request that starts the login of a device (RFC 8628, section 3.1), for the profile's device
/// authorization endpoint.
///
/// @param client   The client.
/// @param options  Scope and further parameters. NULL: none.
/// @param out      The buffer, which is secret afterwards.
/// @param capacity Its length in bytes.
/// @param request  Receives the parts of the request.
/// @param error    Receives why there is none.
/// @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_device_authorization_request(
    client: *const Client,
    options: *const Options,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    error: *mut Error,
) -> Status {
    let out = Out { bytes: out, capacity };
    // SAFETY: `input` is such a struct.
    let work: Work = |call| unsafe { ask(call, &GrantKind::DEVICE_AUTHORIZATION, 0) };
    // SAFETY: the caller says so.
    unsafe { write(client, or_none(options).cast(), out, request, error, work) }
}

/// Writes the request that polls for the token of a device (RFC 8628, section 3.4).
///
/// @param client   The client.
/// @param grant    What to ask with.
/// @param out      The buffer, which is secret afterwards.
/// @param capacity Its length in bytes.
/// @param request  Receives the parts of the request.
/// @param error    Receives why there is none.
/// @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_device_code_request(
    client: *const Client,
    grant: *const DeviceCodeGrant,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    error: *mut Error,
) -> Status {
    let out = Out { bytes: out, capacity };
    // SAFETY: `input` is such a struct.
    let work: Work = |call| unsafe { ask(call, &GrantKind::DEVICE_CODE, 0b1) };
    // SAFETY: the caller says so.
    unsafe { write(client, grant.cast(), out, request, error, work) }
}

/// Writes the request for a token by a user's name and password (RFC 6749, section 4.3).
///
/// @param client   The client.
/// @param grant    What to ask with.
/// @param out      The buffer, which is secret afterwards.
/// @param capacity Its length in bytes.
/// @param request  Receives the parts of the request.
/// @param error    Receives why there is none.
/// @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[deprecated = "it shows the user's password to the client (RFC 9700, section 2.4)"]
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_password_request(
    client: *const Client,
    grant: *const PasswordGrant,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    error: *mut Error,
) -> Status {
    let out = Out { bytes: out, capacity };
    // SAFETY: `input` is such a struct.
    let work: Work = |call| unsafe { ask(call, &GrantKind::PASSWORD, 0b11) };
    // SAFETY: the caller says so.
    unsafe { write(client, grant.cast(), out, request, error, work) }
}

/// Writes the request of an extension grant (RFC 6749, section 4.5). For a token exchange there is
/// `grantlet_token_exchange_request`.
///
/// @param client   The client.
/// @param grant    What to ask with.
/// @param out      The buffer, which is secret afterwards.
/// @param capacity Its length in bytes.
/// @param request  Receives the parts of the request.
/// @param error    Receives why there is none.
/// @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_extension_request(
    client: *const Client,
    grant: *const ExtensionGrant,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    error: *mut Error,
) -> Status {
    let out = Out { bytes: out, capacity };
    // SAFETY: `input` is such a struct.
    let work: Work = |call| unsafe { ask(call, &GrantKind::OTHER, 0b1) };
    // SAFETY: the caller says so.
    unsafe { write(client, grant.cast(), out, request, error, work) }
}

/// Writes the request that revokes a token (RFC 7009, section 2.1), for the profile's revocation endpoint.
/// Read the response by `grantlet_revocation_response`.
///
/// @param client   The client.
/// @param revocation What to ask with.
/// @param out      The buffer, which is secret afterwards.
/// @param capacity Its length in bytes.
/// @param request  Receives the parts of the request.
/// @param error    Receives why there is none.
/// @return As `grantlet_refresh_request`, and `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight further parameters.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_revocation_request(
    client: *const Client,
    revocation: *const Revocation,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    error: *mut Error,
) -> Status {
    let out = Out { bytes: out, capacity };
    // SAFETY: `input` is such a struct.
    let work: Work = |call| unsafe { ask(call, &GrantKind::REVOCATION, 0b11) };
    // SAFETY: the caller says so.
    unsafe { write(client, revocation.cast(), out, request, error, work) }
}
