//! The public half of the caller's key.

use core::ffi::c_void;

use grantlet::PublicKey as CoreKey;

use crate::span::Span;
use crate::status::{Error, Status};
use crate::value::write_value;

/// A key of P-256 from its point.
///
/// # Safety
/// The span can be read while the key lives.
// Its caller then knows the algorithm: 100 bytes on M4.
#[inline(always)]
pub(crate) unsafe fn key_of<'a>(point: Span) -> Result<CoreKey<'a>, Status> {
    // SAFETY: the caller says so.
    let point = unsafe { point.get() }?.try_into().map_err(|_| Status::EEncoding)?;
    CoreKey::p256_point(point).ok_or(Status::EEncoding)
}

/// Writes the thumbprint of a key of P-256 (RFC 7638), for the parameter `dpop_jkt` of an authorization request (RFC
/// 9449, section 10).
///
/// @param key      The public key as an uncompressed point, 65 bytes.
/// @param out      The buffer: 132 bytes are enough, although the thumbprint has 43.
/// @param capacity Its length in bytes.
/// @param value    Receives the thumbprint, in the buffer.
/// @param error    Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING` for what is no uncompressed
///         point.
///
/// # Safety
/// As `grantlet_dpop_proof`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_key_thumbprint(
    key: Span,
    out: *mut c_void,
    capacity: usize,
    value: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), value, error, |buffer, error| {
            key_of(key)?.thumbprint_len(buffer).map_err(|refused| error.of_request(refused))
        })
    }
}
