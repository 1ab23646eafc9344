//! Entropy as text, comparison in constant time, wiping.

use grantlet::engine;

use crate::span::{Span, buffer, cleared};
use crate::status::Status;

/// Characters of a verifier, a challenge, a state and a nonce.
pub(crate) type Text = [u8; 43];

/// Writes 32 bytes of entropy as text.
///
/// # Safety
/// `entropy` is NULL or can be read for 32 bytes, `out` is NULL or can be written for 43.
unsafe fn write(entropy: *const u8, out: *mut u8) -> Status {
    // SAFETY: the caller says so.
    let (entropy, out) =
        unsafe { (entropy.cast::<[u8; 32]>().as_ref(), cleared(out.cast::<Text>())) };
    let (Some(entropy), Some(out)) = (entropy, out) else {
        return Status::ENull;
    };
    match engine::from_entropy(entropy, out) {
        Ok(()) => Status::Ok,
        Err(_) => Status::EEntropy,
    }
}

/// Writes a `code_verifier` (RFC 7636, section 4.1). It is secret until it is sent with the code.
///
/// @param entropy 32 bytes from the random number generator of the hardware, not used for anything else: wipe them.
/// @param out Receives 43 characters of base64url, without a NUL. Zeros on an error.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, or `GRANTLET_E_ENTROPY` if all bytes are the same.
/// cbindgen:ptrs-as-arrays=[[entropy;32], [out;43]]
///
/// # Safety
/// `entropy` can be read for 32 bytes, `out` be written for 43; they do not overlap.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_code_verifier(entropy: *const u8, out: *mut u8) -> Status {
    // SAFETY: the caller says that both can be used so.
    unsafe { write(entropy, out) }
}

/// Writes a `state` (RFC 6749, section 10.12), which binds the callback to this device. It is public.
///
/// @param entropy 32 bytes from the random number generator of the hardware, not used for anything else: wipe them.
/// @param out Receives 43 characters of base64url, without a NUL. Zeros on an error.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, or `GRANTLET_E_ENTROPY` if all bytes are the same.
/// cbindgen:ptrs-as-arrays=[[entropy;32], [out;43]]
///
/// # Safety
/// `entropy` can be read for 32 bytes, `out` be written for 43; they do not overlap.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_state(entropy: *const u8, out: *mut u8) -> Status {
    // SAFETY: the caller says that both can be used so.
    unsafe { write(entropy, out) }
}

/// Writes a `nonce` (OpenID Connect Core, section 3.1.2.1), which binds an `id_token` to this login. It is public.
///
/// @param entropy 32 bytes from the random number generator of the hardware, not used for anything else: wipe them.
/// @param out Receives 43 characters of base64url, without a NUL. Zeros on an error.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, or `GRANTLET_E_ENTROPY` if all bytes are the same.
/// cbindgen:ptrs-as-arrays=[[entropy;32], [out;43]]
///
/// # Safety
/// `entropy` can be read for 32 bytes, `out` be written for 43; they do not overlap.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_nonce(entropy: *const u8, out: *mut u8) -> Status {
    // SAFETY: the caller says that both can be used so.
    unsafe { write(entropy, out) }
}

/// Writes the `code_challenge` of a `code_verifier` by S256 (RFC 7636, section 4.2). It is public.
///
/// @param code_verifier The verifier: 43 to 128 unreserved characters. It is secret.
/// @param out Receives 43 characters, without a NUL. Zeros on an error.
/// @return `GRANTLET_OK`, `GRANTLET_E_NULL`, or `GRANTLET_E_VERIFIER`.
/// cbindgen:ptrs-as-arrays=[[out;43]]
///
/// # Safety
/// The span's bytes can be read; `out` is NULL or can be written for 43 bytes; they do not overlap.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_code_challenge(code_verifier: Span, out: *mut u8) -> Status {
    // SAFETY: the caller says that the span can be read and `out` be written.
    unsafe {
        let out = or_return!(cleared(out.cast::<Text>()).ok_or(Status::ENull));
        or_return!(write_challenge(code_verifier, out));
        Status::Ok
    }
}

/// The challenge of a verifier.
///
/// # Safety
/// The span's bytes can be read.
pub(crate) unsafe fn challenge(code_verifier: Span) -> Result<Text, Status> {
    let mut text = [0; 43];
    // SAFETY: the caller says that they can be read.
    unsafe { write_challenge(code_verifier, &mut text) }.map(|()| text)
}

/// # Safety
/// The span's bytes can be read.
unsafe fn write_challenge(code_verifier: Span, out: &mut Text) -> Result<(), Status> {
    // SAFETY: the caller says that they can be read.
    let verifier = unsafe { code_verifier.get() }?;
    engine::write_challenge(verifier, out).map_err(|_| Status::EVerifier)
}

/// Compares two spans, in a time that depends on their lengths only.
///
/// @param a One span.
/// @param b The other.
/// @return Whether they have the same bytes; false if a pointer is NULL and its length is not 0.
///
/// # Safety
/// The bytes of both spans can be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_equal(a: Span, b: Span) -> bool {
    // SAFETY: the caller says that both can be read.
    match unsafe { (a.get(), b.get()) } {
        (Ok(a), Ok(b)) => grantlet::constant_time_eq(a, b),
        _ => false,
    }
}

/// Overwrites bytes with zeros, which the compiler does not remove. Wipe each buffer that contained a request, a
/// response or a callback URL.
///
/// @param bytes The first byte. NULL: nothing happens.
/// @param length How many bytes.
///
/// # Safety
/// `bytes` is NULL, or can be written for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_wipe(bytes: *mut core::ffi::c_void, length: usize) {
    // SAFETY: the caller says that it is NULL or can be written.
    if let Ok(bytes) = unsafe { buffer(bytes.cast(), length) } {
        grantlet::wipe(bytes);
    }
}
