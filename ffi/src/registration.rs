//! A client that registers itself (RFC 7591).

use core::ffi::c_void;

use grantlet::engine::{self, RequestSpans};
use grantlet::{Member, Registration as Core, Secret};

use crate::grants::{Options, no_params};
use crate::profile::Profile;
use crate::read::{Locate, read};
use crate::request::Request;
use crate::span::{Pair, Span, buffer, cleared, read_strings};
use crate::status::{Error, Status};

/// Most addresses that are registered at once.
const MAX_REDIRECT_URIS: usize = 8;

/// A client to register (RFC 7591, section 2). What is registered is public.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Registration {
    /// `registration_endpoint`, which is absolute.
    pub endpoint: Span,
    /// `client_name`, which the server shows to the user: UTF-8. Length 0: none.
    pub name: Span,
    /// `token_endpoint_auth_method`: `none` for an app that keeps no secret, `private_key_jwt` and others. Length 0: the
    /// server's default, `client_secret_basic`.
    pub auth_method: Span,
    /// The scope that the client may ask for. Length 0: the server's default.
    pub scope: Span,
    /// A token that the server wants of those who register, which is secret. Length 0: none.
    pub initial_access_token: Span,
    /// The callback URLs, at most eight.
    pub redirect_uris: *const Span,
    /// How many there are.
    pub redirect_uris_length: usize,
    /// Further members, at most eight, such as `grant_types` and `["authorization_code"]`: each value is JSON. NULL where
    /// there are none.
    pub members: *const Pair,
    /// How many there are.
    pub members_length: usize,
}

/// Writes the request that registers a client (RFC 7591, section 3.1). Read the response by
/// `grantlet_registration_response`.
///
/// @param registration What to register.
/// @param out          The buffer, which is secret afterwards where there is an initial access token.
/// @param capacity     Its length in bytes.
/// @param request      Receives the parts of the request.
/// @param error        Receives why there is none.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`;
///         `GRANTLET_E_TOO_MANY_PARAMETERS` for more than eight addresses or members; `GRANTLET_E_REQUEST_URL`;
///         `GRANTLET_E_REQUEST_REDIRECT_URI`; `GRANTLET_E_REQUEST_CHARS` also for a further member that is not JSON.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_registration_request(
    registration: *const Registration,
    out: *mut c_void,
    capacity: usize,
    request: *mut Request,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(request), Some(error)) = (cleared(request), cleared(error)) else {
            return Status::ENull;
        };
        let given = or_return!(registration.as_ref().ok_or(Status::ENull));
        let buffer = or_return!(buffer(out.cast(), capacity));
        let endpoint = or_return!(given.endpoint.text(Member::RegistrationEndpoint, error));
        let name = or_return!(given.name.utf8(Member::Name, error));
        let members = [Member::AuthMethods, Member::Scope, Member::AccessToken];
        let mut strings = [""; 3];
        or_return!(read_strings(&raw const given.auth_method, &members, &mut strings, error));
        let [auth_method, scope, token] = strings;
        let mut uris = [""; MAX_REDIRECT_URIS];
        let uris = uris.get_mut(..given.redirect_uris_length);
        let uris = or_return!(uris.ok_or(Status::ETooManyParameters));
        if given.redirect_uris.is_null() && !uris.is_empty() {
            return Status::ENull;
        }
        let redirect_uri = [Member::RedirectUri; MAX_REDIRECT_URIS];
        or_return!(read_strings(given.redirect_uris, &redirect_uri, uris, error));
        let further =
            Options { params: given.members, params_length: given.members_length, ..Options::NONE };
        let mut params = no_params();
        let members = or_return!(further.params_only(&mut params, error));
        let mut registration = Core::new(endpoint, uris)
            .name(name)
            .auth_method(auth_method)
            .scope(scope)
            .members(members);
        if !token.is_empty() {
            registration = registration.initial_access_token(Secret::new(token));
        }
        match registration.write_spans(buffer) {
            Ok(RequestSpans { url, headers, body }) => {
                let part = |part: engine::Span| Span::of(part.of(buffer));
                *request = Request { url: part(url), headers: part(headers), body: part(body) };
                Status::Ok
            }
            Err(refused) => error.of_request(refused),
        }
    }
}

/// A client that was registered (RFC 7591, section 3.2.1). The spans point into the body; a member that is absent has
/// length 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Registered {
    /// `client_id`
    pub client_id: Span,
    /// `client_secret`, which is secret.
    pub client_secret: Span,
    /// `registration_access_token`, to read or change the registration (RFC 7592). It is secret.
    pub access_token: Span,
    /// `registration_client_uri`, where that is done.
    pub client_uri: Span,
    /// When the secret ends, in seconds since 1970-01-01T00:00:00Z; 0: never.
    pub secret_expires_at: i64,
}

/// Reads the response to `grantlet_registration_request`. Keep what it has, for this server.
///
/// @param profile     The provider.
/// @param http_status The HTTP status.
/// @param body        The whole body. The spans of `registered` and `error` point into it.
/// @param length      Its length in bytes.
/// @param registered  Receives the client. Zeros on errors.
/// @param error       Details of an error.
/// @return As `grantlet_token_response`.
///
/// # Safety
/// As `grantlet_token_response`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_registration_response(
    profile: *const Profile,
    http_status: u16,
    body: *mut c_void,
    length: usize,
    registered: *mut Registered,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let mut expires_at = 0;
        let locate: Locate<'_> = &mut |profile, body, located| {
            engine::registered(profile, http_status, body, located, &mut expires_at)
        };
        let to = (registered, error);
        let status = read(profile, http_status, (body, length), to, locate, |registered, found| {
            *registered = Registered {
                client_id: found.text(0),
                client_secret: found.text(1),
                access_token: found.text(3),
                client_uri: found.text(4),
                secret_expires_at: 0,
            };
        });
        if status == Status::Ok {
            (*registered).secret_expires_at = expires_at;
        }
        status
    }
}
