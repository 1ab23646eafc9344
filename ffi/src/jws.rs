//! A JWS before and after the caller's key has signed it.
// The method itself would be one of a single lifetime.
#![allow(clippy::redundant_closure_for_method_calls)]

use core::ffi::c_void;

use grantlet::{RequestError, UnixTime, UnsignedJws as CoreUnsigned};

use crate::algorithm::{AnyAlgorithm, algorithm};
use crate::span::{Span, buffer, cleared};
use crate::status::{Error, Status};
use crate::value::write_value;

/// A JWS without its signature. It is at the start of the buffer that it was written to.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct UnsignedJws {
    /// What is signed (RFC 7515, section 5.1), in the buffer. Do not move it before the signature is added.
    pub input: Span,
    /// Length of the buffer in bytes.
    pub capacity: usize,
    /// That of the key.
    pub algorithm: AnyAlgorithm,
}

/// # Safety
/// As `grantlet_dpop_proof`.
pub(crate) unsafe fn unsigned(
    (out, capacity): (*mut c_void, usize),
    unsigned_jws: *mut UnsignedJws,
    error: *mut Error,
    write: impl FnOnce(&mut [u8], &mut Error) -> Result<(usize, i32), Status>,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let (Some(unsigned_jws), Some(error)) = (cleared(unsigned_jws), cleared(error)) else {
            return Status::ENull;
        };
        let buffer = or_return!(buffer(out.cast(), capacity));
        let (length, algorithm) = or_return!(write(buffer, error));
        unsigned_jws.input = Span { bytes: out.cast(), length };
        (unsigned_jws.capacity, unsigned_jws.algorithm) = (capacity, algorithm);
        Status::Ok
    }
}

pub(crate) fn seconds(time: u64) -> UnixTime {
    // The highest bit is no part of a time.
    UnixTime::from_secs((time & i64::MAX.cast_unsigned()).cast_signed())
}

/// Writes the SHA-256 digest of `input`, for a key that signs digests. A key of Ed25519 signs `input` itself.
///
/// @param unsigned_jws What is signed. NULL: nothing happens.
/// @param digest       32 bytes. NULL: nothing happens.
///
/// # Safety
/// As `grantlet_dpop_proof`; 32 bytes can be written to `digest`, or it is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_jws_sha256(unsigned_jws: *const UnsignedJws, digest: *mut u8) {
    // SAFETY: the caller says so.
    unsafe {
        let digest = digest.cast::<[u8; 32]>();
        let (Some(unsigned_jws), Some(digest)) = (unsigned_jws.as_ref(), cleared(digest)) else {
            return;
        };
        if let Ok(unsigned_jws) = core_of(unsigned_jws) {
            *digest = unsigned_jws.sha256();
        }
    }
}

/// # Safety
/// Its buffer can be written.
unsafe fn core_of<'a>(unsigned_jws: &UnsignedJws) -> Result<CoreUnsigned<'a>, Status> {
    // SAFETY: the caller says so.
    let buffer = unsafe { buffer(unsigned_jws.input.bytes.cast_mut(), unsigned_jws.capacity) }?;
    Ok(CoreUnsigned::of_input(
        algorithm(unsigned_jws.algorithm)?,
        buffer,
        unsigned_jws.input.length,
    ))
}

type Sign = fn(&mut CoreUnsigned<'_>, &[u8]) -> Result<usize, RequestError>;

/// # Safety
/// As [`grantlet_jws_sign`].
unsafe fn signed(
    unsigned_jws: *const UnsignedJws,
    signature: Span,
    jws: *mut Span,
    error: *mut Error,
    sign: Sign,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        let Some(unsigned_jws) = unsigned_jws.as_ref() else {
            cleared(jws);
            cleared(error);
            return Status::ENull;
        };
        let out = (unsigned_jws.input.bytes.cast_mut().cast(), unsigned_jws.capacity);
        write_value(out, jws, error, |buffer, error| {
            let signature = signature.get()?;
            let algorithm = algorithm(unsigned_jws.algorithm)?;
            let mut jws = CoreUnsigned::of_input(algorithm, buffer, unsigned_jws.input.length);
            sign(&mut jws, signature).map_err(|refused| error.of_request(refused))
        })
    }
}

/// Adds the signature to what `grantlet_dpop_proof` or `grantlet_client_assertion` wrote, in the same buffer.
///
/// @param unsigned_jws What was signed.
/// @param signature    The signature. With ES256 64 bytes: both numbers, R and S (RFC 7518, section 3.4).
/// @param jws          Receives the JWS, in the buffer. Do not log it: whoever reads a proof or an assertion can use it.
/// @param error        Receives `needed` with `GRANTLET_E_BUFFER_TOO_SMALL`: only with RSA keys above 2048 bits.
/// @return `GRANTLET_OK`; `GRANTLET_E_NULL`; `GRANTLET_E_BUFFER_TOO_SMALL`; `GRANTLET_E_ENCODING`;
///         `GRANTLET_E_REQUEST_LENGTH` if the length of the signature is not that of the algorithm.
///
/// # Safety
/// As `grantlet_dpop_proof`; the buffer of `unsigned_jws` can be written.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_jws_sign(
    unsigned_jws: *const UnsignedJws,
    signature: Span,
    jws: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe { signed(unsigned_jws, signature, jws, error, |jws, signature| jws.sign_len(signature)) }
}

/// As `grantlet_jws_sign`, for an ECDSA signature in DER, as most secure elements and TLS libraries return it.
///
/// @param unsigned_jws What was signed.
/// @param signature    The signature in DER.
/// @param jws          Receives the JWS, in the buffer.
/// @param error        Receives the details.
/// @return As `grantlet_jws_sign`; `GRANTLET_E_REQUEST_CHARS` if `signature` is not the DER of two positive numbers of
///         at most 256 bits; `GRANTLET_E_REQUEST_UNEXPECTED` for another algorithm than ES256.
///
/// # Safety
/// As `grantlet_jws_sign`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_jws_sign_der(
    unsigned_jws: *const UnsignedJws,
    signature: Span,
    jws: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        signed(unsigned_jws, signature, jws, error, |jws, signature| jws.sign_der_len(signature))
    }
}

/// Signs by HS256 with the client's secret, and adds the signature as `grantlet_jws_sign` does.
///
/// @param unsigned_jws What is signed, of the algorithm `GRANTLET_ALGORITHM_HS256`.
/// @param secret       `client_secret`.
/// @param jws          Receives the JWS, in the buffer.
/// @param error        Receives the details.
/// @return As `grantlet_jws_sign`; `GRANTLET_E_REQUEST_LENGTH` for a secret that is too short (RFC 7518, section 3.2);
///         `GRANTLET_E_REQUEST_UNEXPECTED` for another algorithm.
///
/// # Safety
/// As `grantlet_jws_sign`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_jws_sign_hs256(
    unsigned_jws: *const UnsignedJws,
    secret: Span,
    jws: *mut Span,
    error: *mut Error,
) -> Status {
    // SAFETY: the caller says so.
    unsafe {
        signed(unsigned_jws, secret, jws, error, |jws, signature| jws.sign_hs256_len(signature))
    }
}
