//! The public half of the caller's key.

use core::ffi::c_void;

use grantlet::{Algorithm, PublicKey as CoreKey};

use crate::algorithm::{AnyAlgorithm, algorithm};
use crate::span::Span;
use crate::status::{Error, Status};
use crate::value::write_value;

/// A public key. It is no secret, but it names the device.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PublicKey {
    /// Of `GRANTLET_ALGORITHM_ES256` an uncompressed point, 65 bytes: 4, x, y. Of `GRANTLET_ALGORITHM_EDDSA` 32 bytes
    /// (RFC 8032, section 5.1.5). Of `GRANTLET_ALGORITHM_RS256` and `GRANTLET_ALGORITHM_PS256` the modulus, big-endian,
    /// without leading zeros.
    pub key: Span,
    /// Of an RSA key the public exponent, as the modulus: most often 1, 0, 1. Of any other length 0.
    pub exponent: Span,
    /// That of its signatures.
    pub algorithm: AnyAlgorithm,
}

impl PublicKey {
    /// The same for the core.
    ///
    /// # Safety
    /// The spans can be read while the result lives.
    pub(crate) unsafe fn core<'a>(&self) -> Result<CoreKey<'a>, Status> {
        // SAFETY: the caller says so.
        let (key, exponent) = unsafe { (self.key.get()?, self.exponent.get()?) };
        let is_number = |bytes: &[u8]| bytes.first().is_some_and(|byte| *byte != 0);
        let is_rsa = is_number(key) && is_number(exponent);
        let algorithm = algorithm(self.algorithm)?;
        match algorithm {
            Algorithm::Es256 if exponent.is_empty() => {
                key.try_into().ok().and_then(CoreKey::p256_point)
            }
            Algorithm::EdDsa if exponent.is_empty() => key.try_into().ok().map(CoreKey::ed25519),
            Algorithm::Rs256 if is_rsa => Some(CoreKey::rs256(key, exponent)),
            Algorithm::Ps256 if is_rsa => Some(CoreKey::ps256(key, exponent)),
            _ => None,
        }
        .ok_or(Status::EEncoding)
    }
}

/// A key of P-256 from its point.
///
/// # Safety
/// The span can be read while the key lives.
// Where its caller knows the algorithm, a proof takes 90 bytes less on M4.
#[allow(clippy::inline_always)]
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
/// @param out      The buffer, of 126 bytes: it first holds the key as a JWK. The thumbprint has 43 characters.
/// @param capacity Its length in bytes.
/// @param value    Receives the thumbprint, in the buffer.
/// @param error    Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING` for what is no
///         uncompressed point.
///
/// # Safety
/// As `grantlet_dpop_proof`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_p256_thumbprint(
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

/// As `grantlet_p256_thumbprint`, for a key of any algorithm but HS256.
///
/// @param key      The public key.
/// @param out      The buffer, which first holds the key as a JWK: 126 bytes for P-256, 79 for Ed25519, for RSA about
///                 30 and four thirds of the modulus.
/// @param capacity Its length in bytes.
/// @param value    Receives the thumbprint, in the buffer.
/// @param error    Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`: no such key.
///
/// # Safety
/// As `grantlet_dpop_proof`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_key_thumbprint(
    key: *const PublicKey,
    out: *mut c_void,
    capacity: usize,
    value: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        write_value((out, capacity), value, error, |buffer, error| {
            let key = key.as_ref().ok_or(Status::ENull)?.core()?;
            key.thumbprint_len(buffer).map_err(|refused| error.of_request(refused))
        })
    }
}
