//! What a client identifies itself with.

use core::fmt;

use crate::crypto::secret::Secret;

/// A client's id and secret (RFC 6749, section 2.2 and 2.3).
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// `client_id`. It is not secret.
    pub id: &'a str,
    /// `client_secret`; none for a public client.
    pub secret: Option<Secret<'a>>,
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(elided)")
    }
}
