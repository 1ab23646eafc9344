//! Entropy as text, equality that tells nothing, wiping.

use grantlet::{Challenge, Nonce, State, Verifier};

use crate::span::{Span, buffer};
use crate::status::{Status, Wrong};

/// Characters of a verifier, a challenge, a state and a nonce.
const LENGTH: usize = 43;

/// Writes a text of 43 characters.
///
/// # Safety
/// `out` is NULL or can be written for 43 bytes.
unsafe fn write(out: *mut u8, text: &[u8]) -> Status {
    // SAFETY: the caller says that it can be written.
    let Ok(out) = (unsafe { buffer(out, LENGTH) }) else {
        return Status::ENull;
    };
    for (slot, byte) in out.iter_mut().zip(text) {
        *slot = *byte;
    }
    Status::Ok
}

/// The caller's entropy.
///
/// # Safety
/// `entropy` is NULL or can be read for 32 bytes.
unsafe fn read<'a>(entropy: *const u8) -> Result<&'a [u8; 32], Wrong> {
    // SAFETY: the caller says that it can be read.
    unsafe { entropy.cast::<[u8; 32]>().as_ref() }.ok_or(Wrong::from(Status::ENull))
}

/// Writes a `code_verifier` (RFC 7636, section 4.1): 43 characters of base64url and no NUL. It is
/// secret until it is sent with the code.
///
/// `entropy` is 32 bytes from the hardware's random number generator, used for nothing else, and
/// wiped by the caller. Returns `GRANTLET_E_ENTROPY` where all are the same, and `GRANTLET_E_NULL`.
///
/// # Safety
/// `entropy` can be read for 32 bytes, `out` be written for 43; they do not overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_code_verifier(entropy: *const u8, out: *mut u8) -> Status {
    // SAFETY: the caller says that both can be used so.
    unsafe {
        let made = read(entropy).and_then(|entropy| Ok(Verifier::from_entropy(entropy)?));
        made.map_or_else(|wrong| wrong.status, |text| write(out, text.as_bytes()))
    }
}

/// Writes a `state` (RFC 6749, section 10.12), which binds the answer to this device: 43 characters.
///
/// `entropy` is 32 bytes from the hardware's random number generator, used for nothing else, and
/// wiped by the caller. Returns `GRANTLET_E_ENTROPY` where all are the same, and `GRANTLET_E_NULL`.
///
/// # Safety
/// `entropy` can be read for 32 bytes, `out` be written for 43; they do not overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_state(entropy: *const u8, out: *mut u8) -> Status {
    // SAFETY: the caller says that both can be used so.
    unsafe {
        let made = read(entropy).and_then(|entropy| Ok(State::from_entropy(entropy)?));
        made.map_or_else(|wrong| wrong.status, |text| write(out, text.as_bytes()))
    }
}

/// Writes a `nonce` (OpenID Connect Core, section 3.2.2.1), which binds an `id_token` to this login:
/// 43 characters.
///
/// `entropy` is 32 bytes from the hardware's random number generator, used for nothing else, and
/// wiped by the caller. Returns `GRANTLET_E_ENTROPY` where all are the same, and `GRANTLET_E_NULL`.
///
/// # Safety
/// `entropy` can be read for 32 bytes, `out` be written for 43; they do not overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_nonce(entropy: *const u8, out: *mut u8) -> Status {
    // SAFETY: the caller says that both can be used so.
    unsafe {
        let made = read(entropy).and_then(|entropy| Ok(Nonce::from_entropy(entropy)?));
        made.map_or_else(|wrong| wrong.status, |text| write(out, text.as_bytes()))
    }
}

/// Writes the `code_challenge` of a `code_verifier` by S256 (RFC 7636, section 4.2): 43 characters
/// and no NUL. The verifier is secret, the challenge is not.
///
/// Returns `GRANTLET_E_VERIFIER` where the verifier is not 43 to 128 unreserved characters, and `GRANTLET_E_NULL`.
///
/// # Safety
/// The span's bytes can be read; `out` is NULL or can be written for 43 bytes; they do not overlap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn grantlet_code_challenge(code_verifier: Span, out: *mut u8) -> Status {
    // SAFETY: the caller says that the span can be read and `out` be written.
    unsafe {
        match challenge(code_verifier) {
            Ok(challenge) => write(out, challenge.as_bytes()),
            Err(status) => status,
        }
    }
}

/// The challenge of a verifier.
///
/// # Safety
/// The span's bytes can be read.
pub(crate) unsafe fn challenge(code_verifier: Span) -> Result<Challenge, Status> {
    // SAFETY: the caller says that they can be read.
    match unsafe { code_verifier.text() } {
        Ok(verifier) => Challenge::s256(verifier).map_err(|_| Status::EVerifier),
        Err(Status::EText) => Err(Status::EVerifier),
        Err(status) => Err(status),
    }
}

/// Returns whether two spans hold the same bytes, in a time that depends on their lengths only.
/// False where a pointer is NULL and its length is not 0.
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

/// Overwrites bytes with zeros; the compiler does not remove it. The last step after secrets: each
/// buffer that held a request, an answer or an address still holds them.
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
