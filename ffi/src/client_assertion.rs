//! Client authentication by a JWT (RFC 7523).

use core::ffi::c_void;

use grantlet::{ClientAssertion, Member, RequestError, assertion_parameters};

use crate::algorithm::{AnyAlgorithm, algorithm};
use crate::jws::{UnsignedJws, seconds, unsigned};
use crate::span::{Pair, Span, read_strings};
use crate::status::{Error, Status};

/// A JWT by which a client authenticates (RFC 7523, section 2.2). It is valid for one request: a retry needs another.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Assertion {
    /// `client_id`.
    pub client_id: Span,
    /// The server's issuer identifier. The URL of its token endpoint only if the server requires that.
    pub audience: Span,
    /// As `jti` of `grantlet_dpop`.
    pub jti: Span,
    /// `kid`: which of this client's keys signs; length 0 if the server knows only one.
    pub key_id: Span,
    /// The time now, in seconds since 1970-01-01T00:00:00Z. The assertion is valid for a minute from then.
    pub issued_at: u64,
    /// That of the key.
    pub algorithm: AnyAlgorithm,
}

/// Writes a client assertion (RFC 7523) without its signature. Sign it as you sign a DPoP proof, and pass the result to
/// `grantlet_assertion_params`, which fills in the parameters of one request. The client has no secret then, and its
/// profile sends none.
///
/// @param assertion    The assertion.
/// @param out          The buffer, with room for the signature too.
/// @param capacity     Its length in bytes.
/// @param unsigned_jws Receives what is signed.
/// @param error        Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`, else the claim in `member`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`, also for a number
///         that is no algorithm; `GRANTLET_E_REQUEST_MISSING`; `GRANTLET_E_REQUEST_LENGTH` for a short `jti`;
///         `GRANTLET_E_REQUEST_CHARS`.
///
/// # Safety
/// As `grantlet_dpop_proof`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_client_assertion(
    assertion: *const Assertion,
    out: *mut c_void,
    capacity: usize,
    unsigned_jws: *mut UnsignedJws,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        unsigned((out, capacity), unsigned_jws, error, |buffer, error| {
            with_assertion(assertion, error, |assertion| Ok(assertion.write(buffer)?.input_len()))
        })
    }
}

/// Calls `write` with what C handed over. Returns the length of what it wrote, and the algorithm's number.
///
/// # Safety
/// `assertion` is NULL or can be read, and so can its spans.
pub(crate) unsafe fn with_assertion(
    assertion: *const Assertion,
    error: &mut Error,
    write: impl FnOnce(ClientAssertion<'_>) -> Result<usize, RequestError>,
) -> Result<(usize, i32), Status> {
    // SAFETY: the caller says so.
    unsafe {
        let assertion = assertion.as_ref().ok_or(Status::ENull)?;
        let members = [Member::ClientId, Member::Audience, Member::JwtId, Member::KeyId];
        let mut strings = [""; 4];
        read_strings(&raw const assertion.client_id, &members, &mut strings, error)?;
        let [client_id, audience, jti, key_id] = strings;
        let (algorithm, time) = (algorithm(assertion.algorithm)?, seconds(assertion.issued_at));
        let core = ClientAssertion::new(algorithm, client_id, audience, jti, time).key_id(key_id);
        let length = write(core).map_err(|refused| error.of_request(refused))?;
        Ok((length, assertion.algorithm))
    }
}

/// Fills in `client_assertion_type` and `client_assertion`, for the `params` of a request: of a grant, a
/// refresh, a revocation, a device request, an exchange, an introspection or a pushed request. Write an assertion for
/// each request: one that was sent must not be sent again.
///
/// @param jwt    The signed assertion.
/// @param params Receives both parameters: an array of two. NULL: nothing happens.
///
/// # Safety
/// `params` is NULL, or two pairs can be written there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_assertion_params(jwt: Span, params: *mut Pair) {
    // The value of the second is `jwt`, by C's pointer.
    let [(type_name, type_value), (name, _)] = assertion_parameters("");
    let text = |text: &'static str| Span::of(text.as_bytes());
    // SAFETY: the caller says so.
    if let Some(params) = unsafe { params.cast::<[Pair; 2]>().as_mut() } {
        *params = [
            Pair { name: text(type_name), value: text(type_value) },
            Pair { name: text(name), value: jwt },
        ];
    }
}
