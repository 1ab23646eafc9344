//! A software stand-in for a secure element: a key of P-256 that signs digests. For tests alone: what runs beside it can
//! read the key.
//!
//! The same seed gives the same key here, in a test, and in the lock of `ffi/examples/lock`, which links it as a static
//! library. Signatures are deterministic (RFC 6979), so that it needs no random numbers.
#![cfg_attr(panic = "abort", no_std)]

use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::ecdsa::{Signature, SigningKey};

/// A key.
pub struct SoftwareKey(SigningKey);

impl SoftwareKey {
    /// The key of a seed, which is its private number. None if that is zero or too large for the curve.
    #[must_use]
    pub fn new(seed: &[u8; 32]) -> Option<Self> {
        SigningKey::from_slice(seed).ok().map(Self)
    }

    /// The public key as an uncompressed point: 4, x, y.
    #[must_use]
    pub fn point(&self) -> [u8; 65] {
        let point = self.0.verifying_key().to_sec1_point(false);
        point.as_bytes().try_into().unwrap_or([0; 65])
    }

    /// Signs a SHA-256 digest: both numbers of the signature, 32 bytes each.
    #[must_use]
    pub fn sign(&self, digest: &[u8; 32]) -> Option<[u8; 64]> {
        let signature: Signature = self.0.sign_prehash(digest).ok()?;
        Some(signature.to_bytes().into())
    }
}

/// Writes the public key of a seed. False if no key has it.
///
/// # Safety
/// `seed` can be read for 32 bytes, and `point` written for 65.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn software_key_public(seed: *const [u8; 32], point: *mut [u8; 65]) -> bool {
    // SAFETY: the caller says so.
    let (seed, point) = unsafe { (&*seed, &mut *point) };
    SoftwareKey::new(seed).map(|key| *point = key.point()).is_some()
}

/// Signs a digest with the key of a seed. False if no key has it.
///
/// # Safety
/// `seed` and `digest` can be read for 32 bytes, and `signature` written for 64.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn software_key_sign(
    seed: *const [u8; 32],
    digest: *const [u8; 32],
    signature: *mut [u8; 64],
) -> bool {
    // SAFETY: the caller says so.
    let (seed, digest, signature) = unsafe { (&*seed, &*digest, &mut *signature) };
    SoftwareKey::new(seed).and_then(|key| key.sign(digest)).map(|made| *signature = made).is_some()
}

#[cfg(panic = "abort")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
