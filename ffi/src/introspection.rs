//! Token introspection (RFC 7662), for APIs and gateways.

use core::ffi::c_void;

use grantlet::engine;
use grantlet::{Introspection as Core, Member, Secret, UnixTime};

use crate::call::{Call, Out, Work};
use crate::client::Client;
use crate::grants::{Options, no_params};
use crate::profile::Profile;
use crate::read::{Locate, read};
use crate::request::{Request, write};
use crate::span::{Span, read_strings};
use crate::status::{Error, Status};

/// A token to ask about (RFC 7662, section 2.1).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Introspection {
    /// `introspection_endpoint`, absolute or below the client's base URL.
    pub endpoint: Span,
    /// The token, which is secret.
    pub token: Span,
    /// `token_type_hint`, such as `access_token`; length 0: none.
    pub token_type_hint: Span,
    /// Further parameters. The scope must be empty.
    pub options: Options,
}

/// # Safety
/// `call.input` points to an [`Introspection`].
unsafe fn introspect(call: &mut Call<'_>) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let asked = &*call.input.cast::<Introspection>();
        let members = [Member::IntrospectionEndpoint, Member::Token, Member::TokenTypeHint];
        let mut strings = [""; 3];
        or_return!(read_strings(&raw const asked.endpoint, &members, &mut strings, call.error));
        let [endpoint, token, hint] = strings;
        let mut params = no_params();
        let params = or_return!(asked.options.params_only(&mut params, call.error));
        let asked = Core::new(endpoint, Secret::new(token)).hint(hint).params(params);
        let written = asked.write_spans(&call.client, call.buffer);
        call.end(&written)
    }
}

/// Writes the request that asks a server whether a token is valid (RFC 7662, section 2.1). The client authenticates as
/// at the token endpoint. Read the response by `grantlet_introspection_response`.
///
/// @param client        The client.
/// @param introspection What to ask.
/// @param out           The buffer, which is secret afterwards.
/// @param capacity      Its length in bytes.
/// @param request       Receives the parts of the request.
/// @param error         Receives why there is none.
/// @return As `grantlet_code_request`.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_introspection_request(
    client: *const Client,
    introspection: *const Introspection,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    error: *mut Error,
) -> Status {
    let out = Out { bytes: out, capacity };
    // SAFETY: `input` is such a struct.
    let work: Work = |call| unsafe { introspect(call) };
    // SAFETY: the caller says so.
    unsafe { write(client, introspection.cast(), out, request, error, work) }
}

/// Introspection response (RFC 7662, section 2.2). The spans point into the body; a member that is absent has
/// length 0. Of a token that is not active nothing but `active` counts.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Introspected {
    /// `scope`, with a space between each two.
    pub scope: Span,
    /// `client_id` of the client that the token was issued to.
    pub client_id: Span,
    /// `username`
    pub username: Span,
    /// `token_type`. A token of the type DPoP is worth nothing without a proof by the key of `confirmation`.
    pub token_type: Span,
    /// `sub`
    pub subject: Span,
    /// `aud`: a string, or an array as its JSON.
    pub audience: Span,
    /// `iss`
    pub issuer: Span,
    /// `jti`
    pub jti: Span,
    /// `cnf` as it was sent, a JSON object (RFC 9449, section 6.2).
    pub confirmation: Span,
    /// `exp`, in seconds since 1970-01-01T00:00:00Z; `INT64_MAX` if it is absent.
    pub expires_at: i64,
    /// `nbf`, in seconds since 1970; `INT64_MIN` if it is absent.
    pub not_before: i64,
    /// `iat`, in seconds since 1970; `INT64_MIN` if it is absent.
    pub issued_at: i64,
    /// `active`, as it was sent: see `grantlet_introspected_is_active`.
    pub active: bool,
}

/// Reads the response to `grantlet_introspection_request`. It is no error that a token is not active.
///
/// @param profile     The provider.
/// @param http_status The HTTP status.
/// @param body        The whole body. The spans of `introspected` and `error` point into it.
/// @param length      Its length in bytes.
/// @param introspected Receives the response. Zeros on errors: the token is not active.
/// @param error       Details of an error.
/// @return As `grantlet_token_response`.
///
/// # Safety
/// As `grantlet_token_response`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_introspection_response(
    profile: *const Profile,
    http_status: u16,
    body: *mut c_void,
    length: usize,
    introspected: *mut Introspected,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let locate: Locate<'_> = &mut |profile, body, located| {
            engine::introspection(profile, http_status, body, located)
        };
        let to = (introspected, error);
        read(profile, http_status, (body, length), to, locate, |introspected, found| {
            let time = |index| found.members.time(index, found.body);
            *introspected = Introspected {
                active: found.members.is_true(0),
                scope: found.text(1),
                client_id: found.text(2),
                username: found.text(3),
                token_type: found.text(4),
                expires_at: time(5).unwrap_or(i64::MAX),
                issued_at: time(6).unwrap_or(i64::MIN),
                not_before: time(7).unwrap_or(i64::MIN),
                subject: found.text(8),
                audience: found.text(9),
                issuer: found.text(10),
                jti: found.text(11),
                confirmation: found.text(12),
            };
        })
    }
}

/// Returns whether a token is active: the server says so, and its times allow it now. So it can be asked again of a
/// response that was kept.
///
/// @param introspected The response. NULL: the token is not active.
/// @param now          The wall time in seconds.
/// @param leeway       Seconds by which the clocks may differ.
/// @return Whether it is.
///
/// # Safety
/// `introspected` is NULL or can be read.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_introspected_is_active(
    introspected: *const Introspected,
    now: i64,
    leeway: u32,
) -> bool {
    // SAFETY: the caller says so.
    unsafe { introspected.as_ref() }.is_some_and(|found| {
        let [expires_at, not_before] =
            [found.expires_at, found.not_before].map(|time| Some(UnixTime::from_secs(time)));
        let now = UnixTime::from_secs(now);
        found.active && engine::holds_at(expires_at, not_before, now, leeway)
    })
}
