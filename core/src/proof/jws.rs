//! A JWS in compact serialization (RFC 7515, section 7.1), written in two steps: what is signed, then the signature.

use core::fmt;

use zeroize::Zeroize;

use crate::crypto::base64::{encode_since, write_url};
use crate::crypto::secret::Secret;
use crate::crypto::sha256::{hmac_sha256, sha256};
use crate::member::Member;
use crate::oauth::request_error::RequestError;
use crate::proof::algorithm::Algorithm;
use crate::proof::ecdsa_der::numbers;
use crate::text::buffer::{Writer, written};
use crate::time::instant::UnixTime;

/// A JWS in the caller's buffer, without its signature. Sign [`input`](Self::input), or its [`sha256`](Self::sha256),
/// with your key. Then [`sign`](Self::sign) or [`sign_der`](Self::sign_der) appends the signature.
///
/// `Debug` does not show its content.
///
/// # Example
/// ```
/// use grantlet::{DpopProof, PublicKey, Request, UnixTime};
/// # fn sign_in_hardware(_digest: &[u8; 32]) -> [u8; 64] { [7; 64] }
/// let key = PublicKey::p256(&[1; 32], &[2; 32]);
/// let now = UnixTime::from_secs(1_773_135_000);
/// let mut buffer = [0; 512];
/// let proof = DpopProof::new(key, "POST", "https://as.example/token", "e1j3V_bKic8-LAEB", now);
/// let unsigned = proof.write(&mut buffer)?;
/// let signature = sign_in_hardware(&unsigned.sha256());
/// let header = ("DPoP", unsigned.sign(&signature)?);
/// # assert_eq!(header.1.split('.').count(), 3);
/// # Ok::<(), grantlet::RequestError>(())
/// ```
#[must_use = "it is worth nothing without its signature"]
pub struct UnsignedJws<'b> {
    buffer: &'b mut [u8],
    len: usize,
    algorithm: Algorithm,
}

impl<'b> UnsignedJws<'b> {
    /// Encodes the header and the claims that the two functions write. Fails unless the signature fits in too.
    pub(crate) fn write(
        algorithm: Algorithm,
        buffer: &'b mut [u8],
        header: impl FnOnce(&mut Writer<'_>),
        claims: impl FnOnce(&mut Writer<'_>),
    ) -> Result<Self, RequestError> {
        let mut writer = Writer::new(&mut *buffer);
        header(&mut writer);
        encode_since(&mut writer, 0);
        let start = writer.len();
        claims(&mut writer);
        encode_since(&mut writer, start);
        let end = writer.len();
        writer.set_len(end.wrapping_add(algorithm.encoded_len()));
        writer.end()?;
        // Without the dot before the signature.
        let len = end.wrapping_sub(1);
        Ok(Self { buffer, len, algorithm })
    }

    /// The JWS whose input is in `buffer` already, for a binding that keeps the buffer and not this value.
    #[doc(hidden)]
    pub fn of_input(algorithm: Algorithm, buffer: &'b mut [u8], len: usize) -> Self {
        Self { buffer, len, algorithm }
    }

    /// The length of the input.
    #[doc(hidden)]
    pub fn input_len(&self) -> usize {
        self.len
    }

    /// The JWS signing input (RFC 7515, section 5.1): header and claims in base64url, with a dot between. ASCII.
    pub fn input(&self) -> &str {
        written(self.buffer, self.len)
    }

    /// The SHA-256 digest of [`input`](Self::input), for a key that signs digests. Not for [`Algorithm::EdDsa`].
    pub fn sha256(&self) -> [u8; 32] {
        sha256(self.input_bytes()).as_flattened().try_into().unwrap_or_default()
    }

    fn input_bytes(&self) -> &[u8] {
        self.buffer.get(..self.len).unwrap_or_default()
    }

    /// The algorithm that the header names.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Appends the signature, and returns the JWS: ASCII, ready to send. An ECDSA signature is both numbers, R and S,
    /// 32 bytes each (RFC 7518, section 3.4). For DER use [`sign_der`](Self::sign_der).
    ///
    /// # Errors
    /// [`RequestError::Length`] of the signature, if its length is not that of the algorithm. If the buffer is too
    /// small, which only happens with RSA keys above 2048 bits, the exact length.
    pub fn sign(mut self, signature: &[u8]) -> Result<&'b str, RequestError> {
        let len = self.sign_len(signature)?;
        Ok(written(self.buffer, len))
    }

    /// As [`sign`](Self::sign). Returns the length of the JWS.
    ///
    /// # Errors
    /// As [`sign`](Self::sign).
    #[doc(hidden)]
    pub fn sign_len(&mut self, signature: &[u8]) -> Result<usize, RequestError> {
        let Self { buffer, len, algorithm } = self;
        if !algorithm.has_signature_of(signature.len()) {
            return Err(RequestError::Length(Member::Signature));
        }
        let mut writer = Writer::new(buffer);
        writer.set_len(*len);
        writer.byte(b'.');
        write_url(&mut writer, signature);
        Ok(writer.end()?)
    }

    /// As [`sign`](Self::sign), for an ECDSA signature in DER, as most secure elements and TLS libraries return it.
    ///
    /// # Errors
    /// [`RequestError::Chars`] of the signature, if it is not the DER of two positive numbers of at most 256 bits;
    /// [`RequestError::Unexpected`] of it for another algorithm than [`Algorithm::Es256`].
    pub fn sign_der(mut self, der: &[u8]) -> Result<&'b str, RequestError> {
        let len = self.sign_der_len(der)?;
        Ok(written(self.buffer, len))
    }

    /// As [`sign_der`](Self::sign_der). Returns the length of the JWS.
    ///
    /// # Errors
    /// As [`sign_der`](Self::sign_der).
    #[doc(hidden)]
    pub fn sign_der_len(&mut self, der: &[u8]) -> Result<usize, RequestError> {
        if self.algorithm != Algorithm::Es256 {
            return Err(RequestError::Unexpected(Member::Signature));
        }
        let numbers = numbers(der).ok_or(RequestError::Chars(Member::Signature))?;
        self.sign_len(numbers.as_flattened())
    }

    /// Signs by HMAC with the client's secret, which the server has too (RFC 7518, section 3.2).
    ///
    /// # Errors
    /// [`RequestError::Length`] of `client_secret`, if it has less than 32 bytes, which HS256 requires (RFC 7518,
    /// section 3.2). [`RequestError::Unexpected`] of it for another algorithm than [`Algorithm::Hs256`].
    pub fn sign_hs256(mut self, secret: Secret<'_>) -> Result<&'b str, RequestError> {
        let len = self.sign_hs256_len(secret.expose().as_bytes())?;
        Ok(written(self.buffer, len))
    }

    /// As [`sign_hs256`](Self::sign_hs256). Returns the length of the JWS.
    ///
    /// # Errors
    /// As [`sign_hs256`](Self::sign_hs256).
    #[doc(hidden)]
    pub fn sign_hs256_len(&mut self, secret: &[u8]) -> Result<usize, RequestError> {
        if self.algorithm != Algorithm::Hs256 {
            return Err(RequestError::Unexpected(Member::ClientSecret));
        }
        if secret.len() < self.algorithm.signature_len() {
            return Err(RequestError::Length(Member::ClientSecret));
        }
        let mut mac = hmac_sha256(secret, self.input_bytes());
        let signed = self.sign_len(mac.as_flattened());
        mac.zeroize();
        signed
    }
}

/// The value of `iat`; an error for a time before 1970.
pub(crate) fn issued(at: UnixTime) -> Result<u64, RequestError> {
    u64::try_from(at.as_secs()).map_err(|_| RequestError::Clock)
}

/// Refuses a `jti` of less than 16 characters: 96 bits in base64url.
pub(crate) fn check_jti(jti: &[u8]) -> Result<(), RequestError> {
    if jti.len() < 16 { Err(RequestError::Length(Member::JwtId)) } else { Ok(()) }
}

impl fmt::Debug for UnsignedJws<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnsignedJws(elided)")
    }
}
