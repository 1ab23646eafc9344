//! The algorithms of signatures.

use grantlet::Algorithm as Core;

use crate::status::Status;

/// Algorithm of a signature (RFC 7518, section 3.1).
/// cbindgen:rename-all=QualifiedScreamingSnakeCase
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA over P-256 with SHA-256.
    Es256 = 1,
    /// Ed25519 (RFC 8037). It signs the input itself, not its digest.
    Eddsa = 2,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256 = 3,
    /// RSASSA-PSS with SHA-256.
    Ps256 = 4,
    /// HMAC with SHA-256, by the client's secret.
    Hs256 = 5,
}

/// A `grantlet_algorithm` as C passes it: it can be any number.
pub type AnyAlgorithm = i32;

pub(crate) fn algorithm(number: AnyAlgorithm) -> Result<Core, Status> {
    Ok(match number {
        1 => Core::Es256,
        2 => Core::EdDsa,
        3 => Core::Rs256,
        4 => Core::Ps256,
        5 => Core::Hs256,
        _ => return Err(Status::EEncoding),
    })
}
