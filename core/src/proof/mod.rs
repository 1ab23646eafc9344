//! JWS: written here without their signature; the caller signs them with its own key.
//!
//! - `algorithm`: the algorithms of signatures
//! - `ecdsa_der`: the DER of an ECDSA signature, as the two numbers that a JWS has
//! - `jws`: a JWS in the caller's buffer, before and after it is signed
//! - `public_key`: a public key as a JWK, and its thumbprint
//! - `dpop`: DPoP proofs
//! - `dpop_nonce`: the nonce that a server wants in them
//! - `client_assertion`: a client that authenticates by a JWT
//! - `request_object`: a signed authorization request
//! - `jwk_set`: the keys of a server
//! - `id_token_signature`: the signature of an `id_token`
//! - `verify`: verification by other crates (features `es256`, `rs256`)

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
