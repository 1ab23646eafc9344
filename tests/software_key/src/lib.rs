//! A software stand-in for a secure element: a P-256 key that signs digests. For tests only: other code in the program
//! can read the key.
//!
//! The lock of `ffi/examples/lock` links it as a static library. A test that knows the seed has the same key as the
//! lock. Signatures are deterministic (RFC 6979), so that it needs no random numbers.
#![cfg_attr(panic = "abort", no_std)]

use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::ecdsa::{Signature, SigningKey};

/// A private key of P-256.
pub struct SoftwareKey(SigningKey);

impl SoftwareKey {
    /// The key whose private number is the seed. None if it is zero or not below the order of the curve.
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

    /// Signs a SHA-256 digest. Returns both numbers of the signature, R and S, 32 bytes each.
    #[must_use]
    pub fn sign(&self, digest: &[u8; 32]) -> Option<[u8; 64]> {
        let signature: Signature = self.0.sign_prehash(digest).ok()?;
        Some(signature.to_bytes().into())
    }
}

/// Writes the public key of a seed as an uncompressed point. Returns false if the seed is no key.
///
/// # Safety
/// `seed` can be read for 32 bytes, and `point` written for 65.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn software_key_public(seed: *const [u8; 32], point: *mut [u8; 65]) -> bool {
    // SAFETY: the caller says so.
    let (seed, point) = unsafe { (&*seed, &mut *point) };
    SoftwareKey::new(seed).map(|key| *point = key.point()).is_some()
}

/// Signs a digest with the key of a seed. Returns false if the seed is no key.
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
