//! Secrets, hashes and PKCE, over sha2, base64ct, subtle and zeroize.
//!
//! - `secret`: `Secret`, constant-time equality, wiping
//! - `sha256`: SHA-256, around sha2's compression
//! - `base64`: Base64: written for challenges, Basic and hashes, read for an `id_token`
//! - `pkce`: verifier, challenge (S256), state and nonce from entropy

pub(crate) mod secret;
pub(crate) mod sha256;
pub(crate) mod base64;
pub(crate) mod pkce;
