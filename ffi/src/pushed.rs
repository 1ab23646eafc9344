//! Authorization requests that are pushed to the server first (RFC 9126), and those that are signed (RFC 9101).

use core::ffi::c_void;

use grantlet::engine;
use grantlet::{Member, PushedRequest, RequestObject};

use crate::call::{Call, Out, Work};
use crate::client::Client;
use crate::client_assertion::{Assertion, with_assertion};
use crate::grants::{Options, no_params};
use crate::jws::{UnsignedJws, unsigned};
use crate::profile::Profile;
use crate::read::{Locate, read};
use crate::request::{Request, write};
use crate::span::{Span, read_strings};
use crate::status::{Error, Status};
use crate::url::write_url;

/// An authorization request to push (RFC 9126, section 2.1), so that the browser carries none of it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Push {
    /// `pushed_authorization_request_endpoint`, absolute or below the client's base URL.
    pub endpoint: Span,
    /// The authorization URL whose query is pushed, by `grantlet_code_url` or `grantlet_request_object_url`.
    pub url: Span,
    /// Further parameters, such as those of a client assertion. The scope is in the URL: leave it empty here.
    pub options: Options,
}

/// # Safety
/// `call.input` points to a [`Push`].
unsafe fn push(call: &mut Call<'_>) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let push = &*call.input.cast::<Push>();
        let members = [Member::PushedAuthorizationRequestEndpoint, Member::AuthorizationEndpoint];
        let mut strings = [""; 2];
        or_return!(read_strings(&raw const push.endpoint, &members, &mut strings, call.error));
        let [endpoint, url] = strings;
        let mut params = no_params();
        let params = or_return!(push.options.params_only(&mut params, call.error));
        let push = PushedRequest::new(endpoint, url).params(params);
        let written = push.write_spans(&call.client, call.buffer);
        call.end(&written)
    }
}

/// Writes the request that pushes an authorization request (RFC 9126, section 2.1). The client authenticates as at the
/// token endpoint. Read the response by `grantlet_pushed_response`.
///
/// @param client   The client.
/// @param push     What to push.
/// @param out      The buffer, which is secret afterwards.
/// @param capacity Its length in bytes.
/// @param request  Receives the parts of the request.
/// @param error    Receives why there is none.
/// @return As `grantlet_code_request`; `GRANTLET_E_REQUEST_MISSING` for a URL without a query.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_push_request(
    client: *const Client,
    push: *const Push,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    error: *mut Error,
) -> Status {
    let out = Out { bytes: out, capacity };
    // SAFETY: `input` is such a struct.
    let work: Work = |call| unsafe { self::push(call) };
    // SAFETY: the caller says so.
    unsafe { write(client, push.cast(), out, request, error, work) }
}

/// An authorization request that was pushed (RFC 9126, section 2.2).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Pushed {
    /// `request_uri`, for `grantlet_pushed_url`: it replaces the parameters of the request, and is used once.
    pub request_uri: Span,
    /// `expires_in` in seconds, saturated at 2^32 - 1.
    pub expires_in: u32,
}

/// Reads the response to `grantlet_push_request`. On an error start the login again: nothing of it was shown.
///
/// @param profile     The provider.
/// @param http_status The HTTP status.
/// @param body        The whole body. The spans of `pushed` and `error` point into it.
/// @param length      Its length in bytes.
/// @param pushed      Receives the `request_uri`. Zeros on errors.
/// @param error       Details of an error.
/// @return As `grantlet_token_response`.
///
/// # Safety
/// As `grantlet_token_response`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_pushed_response(
    profile: *const Profile,
    http_status: u16,
    body: *mut c_void,
    length: usize,
    pushed: *mut Pushed,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let locate: Locate<'_> =
            &mut |profile, body, located| engine::pushed(profile, http_status, body, located);
        read(profile, http_status, (body, length), (pushed, error), locate, |pushed, found| {
            *pushed = Pushed { request_uri: found.text(0), expires_in: found.expires_in };
        })
    }
}

/// Writes an authorization URL of `client_id` and one more parameter.
///
/// # Safety
/// `call.input` points to a span.
unsafe fn write_short(call: &mut Call<'_>, name: &str, member: Member) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let mut value = [""];
        or_return!(read_strings(call.input.cast(), &[member], &mut value, call.error));
        let [value] = value;
        if value.is_empty() {
            call.error.blame(member);
            return Status::ERequestMissing;
        }
        let written = call.client.short_url_len(name, value, call.buffer);
        call.end_url(written)
    }
}

/// Writes the authorization URL of a request that was pushed (RFC 9126, section 4), to open in the user's browser in the
/// place of the pushed one, within its `expires_in`. The URL is not secret.
///
/// @param client      The client.
/// @param request_uri What `grantlet_pushed_response` read.
/// @param out         The buffer.
/// @param capacity    Its length in bytes.
/// @param url         Receives the URL, in the buffer.
/// @param error       Receives why there is none.
/// @return As `grantlet_code_url`.
///
/// # Safety
/// As `grantlet_code_url`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_pushed_url(
    client: *const Client,
    request_uri: Span,
    out: *mut c_void,
    capacity: usize,
    url: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: `input` is a span.
    let work: Work = |call| unsafe { write_short(call, "request_uri", Member::RequestUri) };
    let (input, out) = ((&raw const request_uri).cast(), Out { bytes: out, capacity });
    // SAFETY: the caller says so.
    unsafe { write_url(client, input, out, url, error, work) }
}

/// Writes an authorization request as a JWT without its signature (RFC 9101, section 4). Sign it as a client assertion;
/// then push it, or open it in the browser: both by the URL that `grantlet_request_object_url` writes.
///
/// @param issued       Who signs it for whom, and when. It is a JWT of another type than a client assertion, and is valid as
///                 long: open it within a minute.
/// @param url          The authorization URL whose parameters are signed, by `grantlet_code_url`.
/// @param out          The buffer, with room for the signature too: about 500 bytes and four thirds of the URL.
/// @param capacity     Its length in bytes.
/// @param unsigned_jws Receives what is signed.
/// @param error        Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, else the claim in `member`.
/// @return As `grantlet_client_assertion`; `GRANTLET_E_REQUEST_MISSING` of `response_type` for a URL without a query;
///         `GRANTLET_E_REQUEST_UNEXPECTED` of a parameter that is named as a claim of the JWT, such as `sub`.
///
/// # Safety
/// As `grantlet_client_assertion`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_request_object(
    issued: *const Assertion,
    url: Span,
    out: *mut c_void,
    capacity: usize,
    unsigned_jws: *mut UnsignedJws,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        unsigned((out, capacity), unsigned_jws, error, |buffer, error| {
            let url = url.text(Member::AuthorizationEndpoint, error)?;
            with_assertion(issued, error, |issued| {
                Ok(RequestObject::new(issued, url).write(buffer)?.input_len())
            })
        })
    }
}

/// Writes the authorization URL of a signed request (RFC 9101, section 5). It is long: push it where the server can.
///
/// @param client   The client.
/// @param jwt      The signed request, by `grantlet_request_object` and `grantlet_jws_sign`.
/// @param out      The buffer.
/// @param capacity Its length in bytes.
/// @param url      Receives the URL, in the buffer.
/// @param error    Receives why there is none.
/// @return As `grantlet_code_url`.
///
/// # Safety
/// As `grantlet_code_url`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_request_object_url(
    client: *const Client,
    jwt: Span,
    out: *mut c_void,
    capacity: usize,
    url: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: `input` is a span.
    let work: Work = |call| unsafe { write_short(call, "request", Member::RequestUri) };
    let (input, out) = ((&raw const jwt).cast(), Out { bytes: out, capacity });
    // SAFETY: the caller says so.
    unsafe { write_url(client, input, out, url, error, work) }
}
