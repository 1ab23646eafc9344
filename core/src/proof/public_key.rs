//! A public key as a JWK (RFC 7517), and its thumbprint (RFC 7638).

use core::fmt;

use crate::crypto::base64::write_url;
use crate::crypto::sha256::sha256;
use crate::json::template::fill;
use crate::oauth::request_error::RequestError;
use crate::proof::algorithm::Algorithm;
use crate::text::buffer::{Writer, written};

/// Offset of the JWK in each header. It is the same for all, as each `alg` has five characters.
const JWK: usize = r#"{"typ":"dpop+jwt","alg":"ES256","jwk":"#.len();

/// The public half of the caller's key. It is no secret, but it names the device.
///
/// # Example
/// ```
/// use grantlet::{Algorithm, PublicKey};
/// // As a secure element exports it: 4, then both coordinates.
/// let mut point = [7; 65];
/// point[0] = 4;
/// let key = PublicKey::p256_point(&point).unwrap();
/// assert_eq!(key.algorithm(), Algorithm::Es256);
/// assert_eq!(key.thumbprint(&mut [0; 160])?.len(), 43);
/// # Ok::<(), grantlet::RequestError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey<'a> {
    algorithm: Algorithm,
    /// Template of the header of a DPoP proof, with a gap for each number. The JWK starts at [`JWK`]. It has the
    /// members and the order that its thumbprint needs (RFC 7638, section 3.2).
    header: &'static str,
    numbers: [&'a [u8]; 2],
}

impl<'a> PublicKey<'a> {
    /// A key of P-256, for ES256: both coordinates, big-endian.
    pub const fn p256(x: &'a [u8; 32], y: &'a [u8; 32]) -> Self {
        Self {
            algorithm: Algorithm::Es256,
            header: r#"{"typ":"dpop+jwt","alg":"ES256","jwk":{"crv":"P-256","kty":"EC","x":"$","y":"$"}}"#,
            numbers: [x, y],
        }
    }

    /// A key of P-256 from an uncompressed point (SEC 1, section 2.3.3): the byte 4, then x and y, as secure elements
    /// export it. None if the first byte is not 4.
    pub fn p256_point(point: &'a [u8; 65]) -> Option<Self> {
        match point.split_first()? {
            (4, rest) => match rest.as_chunks() {
                ([x, y], []) => Some(Self::p256(x, y)),
                _ => None,
            },
            _ => None,
        }
    }

    /// A key of Ed25519, for EdDSA (RFC 8032, section 5.1.5).
    ///
    /// # Example
    /// ```
    /// use grantlet::{Algorithm, PublicKey};
    /// let key = PublicKey::ed25519(&[7; 32]);
    /// assert_eq!(key.algorithm(), Algorithm::EdDsa);
    /// ```
    pub const fn ed25519(key: &'a [u8; 32]) -> Self {
        Self {
            algorithm: Algorithm::EdDsa,
            header: r#"{"typ":"dpop+jwt","alg":"EdDSA","jwk":{"crv":"Ed25519","kty":"OKP","x":"$"}}"#,
            numbers: [key, &[]],
        }
    }

    /// An RSA key for RS256: modulus and exponent, big-endian, without leading zeros.
    pub const fn rs256(modulus: &'a [u8], exponent: &'a [u8]) -> Self {
        Self {
            algorithm: Algorithm::Rs256,
            header: r#"{"typ":"dpop+jwt","alg":"RS256","jwk":{"e":"$","kty":"RSA","n":"$"}}"#,
            numbers: [exponent, modulus],
        }
    }

    /// An RSA key for PS256, as [`rs256`](Self::rs256).
    ///
    /// # Example
    /// ```
    /// use grantlet::{Algorithm, PublicKey};
    /// let key = PublicKey::ps256(&[0xC7; 256], &[1, 0, 1]);
    /// assert_eq!(key.algorithm(), Algorithm::Ps256);
    /// assert_ne!(key, PublicKey::rs256(&[0xC7; 256], &[1, 0, 1]));
    /// ```
    pub const fn ps256(modulus: &'a [u8], exponent: &'a [u8]) -> Self {
        let header = r#"{"typ":"dpop+jwt","alg":"PS256","jwk":{"e":"$","kty":"RSA","n":"$"}}"#;
        Self { algorithm: Algorithm::Ps256, header, ..Self::rs256(modulus, exponent) }
    }

    /// The algorithm of its signatures.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The numbers in the order of the JWK: x and y, the key, or exponent and modulus.
    #[doc(hidden)]
    pub const fn numbers(&self) -> [&'a [u8]; 2] {
        self.numbers
    }

    /// Writes the header of a DPoP proof.
    pub(crate) fn write_header(&self, writer: &mut Writer<'_>) {
        fill(writer, self.header, &self.numbers);
    }

    /// Writes the key's thumbprint (RFC 7638, section 3): 43 characters, for `dpop_jkt` (RFC 9449, section 10).
    ///
    /// The buffer first holds the JWK: 126 bytes for P-256, 79 for Ed25519, for RSA about 30 and four thirds of the
    /// modulus.
    ///
    /// # Errors
    /// If the buffer is too small, the exact length.
    pub fn thumbprint<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b str, RequestError> {
        let len = self.thumbprint_len(buffer)?;
        Ok(written(buffer, len))
    }

    /// Writes the JWK that the thumbprint is the hash of, and returns its length.
    ///
    /// # Errors
    /// The exact length where the buffer is too small.
    #[doc(hidden)]
    pub fn jwk_len(&self, buffer: &mut [u8]) -> Result<usize, RequestError> {
        let mut writer = Writer::new(buffer);
        // Without the brace that ends the header.
        let (jwk, _) =
            self.header.split_at_checked(self.header.len().wrapping_sub(1)).unwrap_or_default();
        fill(&mut writer, jwk.get(JWK..).unwrap_or_default(), &self.numbers);
        Ok(writer.end()?)
    }

    /// As [`thumbprint`](Self::thumbprint). Returns its length.
    ///
    /// # Errors
    /// As [`thumbprint`](Self::thumbprint).
    #[doc(hidden)]
    #[inline(always)]
    pub fn thumbprint_len(&self, buffer: &mut [u8]) -> Result<usize, RequestError> {
        let len = self.jwk_len(buffer)?;
        let digest = sha256(buffer.get(..len).unwrap_or_default());
        let mut writer = Writer::new(buffer);
        write_url(&mut writer, digest.as_flattened());
        Ok(writer.end()?)
    }
}

impl fmt::Debug for PublicKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicKey(")?;
        f.write_str(self.algorithm.as_str())?;
        f.write_str(")")
    }
}
