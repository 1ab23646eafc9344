//! Protected resource metadata: which servers issue the tokens of an API (RFC 9728).

use core::ffi::c_void;

use grantlet::Member;
use grantlet::engine::{self, LocatedResponse};

use crate::read::Found;
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};
use crate::value::write_value;

/// The metadata of an API (RFC 9728, section 2). The spans point into the body; a member that is absent has length 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ProtectedResource {
    /// `authorization_servers` as it was sent, a JSON array of issuers: see `grantlet_json_array_has`.
    pub authorization_servers: Span,
    /// `scopes_supported` as it was sent, a JSON array.
    pub scopes_supported: Span,
    /// `dpop_signing_alg_values_supported` as it was sent, a JSON array.
    pub dpop_algorithms: Span,
    /// Whether each access token must be bound to a key (RFC 9449).
    pub dpop_required: bool,
}

/// Reads the metadata of an API (RFC 9728, section 3.2), which was fetched from `grantlet_protected_resource_url`, or from
/// the `resource_metadata` of a 401.
///
/// @param body     The whole body of a response with the HTTP status 200.
/// @param length   Its length in bytes.
/// @param resource The address of the API, which the metadata must name.
/// @param found    Receives the metadata. Zeros on errors.
/// @param error    Details of an error.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_RESPONSE_SYNTAX`;
///         `GRANTLET_E_RESPONSE_DEPTH`; `GRANTLET_E_RESPONSE_DUPLICATE`; `GRANTLET_E_RESPONSE_TYPE`;
///         `GRANTLET_E_RESPONSE_MISSING` of `resource` also for the metadata of another one (RFC 9728, section 3.3).
///
/// # Safety
/// As `grantlet_token_response`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_protected_resource_response(
    body: *mut c_void,
    length: usize,
    resource: Span,
    found: *mut ProtectedResource,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(to), Some(error)) = (cleared(found), cleared(error)) else {
            return Status::ENull;
        };
        let body = or_return!(buffer(body.cast(), length));
        let resource = or_return!(resource.text(Member::Resource, error));
        let mut located = LocatedResponse::default();
        let verdict = engine::protected_resource(body, resource, &mut located.members);
        let status = error.of_response(verdict, 0, &located, body);
        if status == Status::Ok {
            let members = &located.members;
            let found = Found { members, expires_in: 0, body };
            *to = ProtectedResource {
                authorization_servers: found.text(1),
                scopes_supported: found.text(2),
                dpop_algorithms: found.text(3),
                dpop_required: members.is_true(4),
            };
        }
        status
    }
}

/// Returns whether an array of JSON has a string, such as `authorization_servers` an issuer, or `audience` of
/// `grantlet_introspected` an API, byte for byte.
///
/// @param array The array, as it was sent.
/// @param text  The string, without escapes.
/// @return Whether it does. False for an empty string, and for JSON that is not an array.
///
/// # Safety
/// The spans can be read.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_json_array_has(array: Span, text: Span) -> bool {
    // SAFETY: the caller says so.
    match unsafe { (array.get(), text.utf8_or_none()) } {
        (Ok(array), Some(text)) => engine::array_has(array, text),
        _ => false,
    }
}

/// Writes the address of the metadata of an API (RFC 9728, section 3.1).
///
/// @param resource The address of the API.
/// @param out      The buffer: 38 bytes longer than the address are enough.
/// @param capacity Its length in bytes.
/// @param url      Receives the address, in the buffer.
/// @param error    Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`; `GRANTLET_E_REQUEST_URL` for
///         an address that is neither https nor loopback, or has a fragment.
///
/// # Safety
/// Each pointer is NULL or what its type says, `out` can be written for `capacity` bytes; what is written
/// overlaps with nothing else.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_protected_resource_url(
    resource: Span,
    out: *mut c_void,
    capacity: usize,
    url: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), url, error, |buffer, error| {
            let resource = resource.text(Member::Resource, error)?;
            engine::protected_resource_url(resource, buffer)
                .map_err(|refused| error.of_request(refused))
        })
    }
}
