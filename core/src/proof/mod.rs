//! Signatures. The core holds no private key: it writes what is signed, and the caller signs it. It finds the key and
//! the signature of an `id_token`, and a function of the caller's verifies them.
//!
//! - `algorithm`: the algorithms of signatures
//! - `ecdsa_der`: an ECDSA signature in DER, converted to the two numbers of a JWS
//! - `jws`: a JWS in the caller's buffer, before and after it is signed
//! - `public_key`: a public key as a JWK, and its thumbprint
//! - `dpop`: DPoP proofs
//! - `dpop_nonce`: the nonce that a server requires in DPoP proofs
//! - `client_assertion`: client authentication by a JWT
//! - `request_object`: a signed authorization request
//! - `jwk_set`: finds a key in a server's JWK set
//! - `id_token_signature`: verifies the signature of an `id_token`
//! - `verify`: verification by the crates `p256` and `rsa` (features `es256`, `rs256`)

pub(crate) mod algorithm;
pub(crate) mod ecdsa_der;
pub(crate) mod jws;
pub(crate) mod public_key;
pub(crate) mod dpop;
pub(crate) mod dpop_nonce;
pub(crate) mod client_assertion;
pub(crate) mod request_object;
pub(crate) mod jwk_set;
pub(crate) mod id_token_signature;
#[cfg(any(feature = "es256", feature = "rs256"))]
pub(crate) mod verify;
