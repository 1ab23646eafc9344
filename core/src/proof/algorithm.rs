//! The algorithms of signatures (RFC 7518, section 3.1; RFC 8037, section 3.1).

/// The algorithm of a signature, which is the key's.
///
/// # Example
/// ```
/// use grantlet::Algorithm;
/// assert_eq!(Algorithm::Es256.as_str(), "ES256");
/// assert_eq!(Algorithm::EdDsa.signature_len(), 64);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm {
    /// ECDSA over P-256 with SHA-256.
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// Ed25519 (RFC 8032). It signs the input itself, not its digest.
    EdDsa,
    /// HMAC with SHA-256: the key is a secret that the server has too.
    Hs256,
}

impl Algorithm {
    /// The value of `alg`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::EdDsa => "EdDSA",
            Self::Hs256 => "HS256",
        }
    }

    /// Whether a signature can have so many bytes: an RSA key can be longer.
    pub(crate) const fn has_signature_of(self, len: usize) -> bool {
        len == self.signature_len() || self.is_rsa() && len > self.signature_len()
    }

    /// Bytes of a signature; of RSA those of a key of 2048 bits.
    pub const fn signature_len(self) -> usize {
        match self {
            Self::Hs256 => 32,
            _ if self.is_rsa() => 256,
            _ => 64,
        }
    }

    /// Characters of a signature in base64url. As numbers they take less flash than their calculation.
    pub(crate) const fn encoded_len(self) -> usize {
        match self {
            Self::Hs256 => 43,
            _ if self.is_rsa() => 342,
            _ => 86,
        }
    }

    const fn is_rsa(self) -> bool {
        matches!(self, Self::Rs256 | Self::Ps256)
    }
}
