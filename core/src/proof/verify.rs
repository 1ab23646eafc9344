//! Verification by other crates: ES256 by `p256`, RS256 and PS256 by `rsa`.

use crate::proof::algorithm::Algorithm;
use crate::proof::public_key::PublicKey;

/// Verifies an ES256 signature, for [`UnverifiedIdToken::verify`](crate::UnverifiedIdToken::verify). No heap.
///
/// # Example
/// ```
/// use grantlet::{verify_es256, PublicKey};
/// let not_a_point = PublicKey::p256(&[1; 32], &[2; 32]);
/// assert!(!verify_es256(&not_a_point, b"input", &[1; 64]));
/// ```
#[cfg(feature = "es256")]
pub fn verify_es256(key: &PublicKey<'_>, input: &[u8], signature: &[u8]) -> bool {
    use p256::ecdsa::signature::Verifier;
    use p256::ecdsa::{Signature, VerifyingKey};

    let ([x, y], Algorithm::Es256) = (key.numbers(), key.algorithm()) else { return false };
    let mut point = [4; 65];
    for (slot, byte) in point.iter_mut().skip(1).zip(x.iter().chain(y)) {
        *slot = *byte;
    }
    let Ok(key) = VerifyingKey::from_sec1_bytes(&point) else { return false };
    let Ok(signature) = Signature::from_slice(signature) else { return false };
    key.verify(input, &signature).is_ok()
}

/// Verifies an RS256 or a PS256 signature, by the key's algorithm, for
/// [`UnverifiedIdToken::verify`](crate::UnverifiedIdToken::verify). It needs a heap.
///
/// # Example
/// ```
/// use grantlet::{verify_rs256, PublicKey};
/// let key = PublicKey::rs256(&[0xFF; 256], &[1, 0, 1]);
/// assert!(!verify_rs256(&key, b"input", &[1; 256]));
/// ```
#[cfg(feature = "rs256")]
pub fn verify_rs256(key: &PublicKey<'_>, input: &[u8], signature: &[u8]) -> bool {
    use rsa::signature::Verifier;
    use rsa::{BoxedUint, PublicKey as RsaKey, pkcs1v15, pss};
    use sha2::Sha256;

    let [exponent, modulus] = key.numbers().map(BoxedUint::from_be_slice_vartime);
    let Ok(rsa) = RsaKey::new_with_size_limits(modulus, exponent, 2048..=8192) else {
        return false;
    };
    match key.algorithm() {
        Algorithm::Rs256 => pkcs1v15::Signature::try_from(signature).is_ok_and(|signature| {
            pkcs1v15::VerifyingKey::<Sha256>::new(rsa).verify(input, &signature).is_ok()
        }),
        Algorithm::Ps256 => pss::Signature::try_from(signature).is_ok_and(|signature| {
            // The salt is as long as the digest (RFC 7518, section 3.5).
            pss::VerifyingKey::<Sha256>::new_with_salt_len(rsa, 32)
                .verify(input, &signature)
                .is_ok()
        }),
        _ => false,
    }
}
