//! The signature of an `id_token` (OpenID Connect Core, section 3.1.3.7; RFC 8725).

use core::fmt;

use crate::crypto::base64::{decode_url, decoded_len};
use crate::crypto::secret::{Secret, constant_time_eq};
use crate::crypto::sha256::hmac_sha256;
use crate::json::reader::Members;
use crate::json::value::Value;
use crate::login::id_token::UnverifiedIdToken;
use crate::login::id_token_error::IdTokenError;
use crate::member::Member;
use crate::oauth::document::{DocumentError, Kind, document, optional, required};
use crate::proof::algorithm::Algorithm;
use crate::proof::jwk_set::{JwkSetError, signing_key};
use crate::proof::public_key::PublicKey;
use crate::text::words::Parts;
use crate::time::instant::UnixTime;

/// Claims of an `id_token` whose signature was verified. Only [`UnverifiedIdToken::verify`] and
/// [`UnverifiedIdToken::verify_hs256`] return it.
///
/// # Example
/// ```
/// # use grantlet::{unverified_id_token, Algorithm, ExpectIdToken, PublicKey, Secret, UnixTime};
/// # fn verified_by_hardware(_key: &PublicKey<'_>, _input: &[u8], _signature: &[u8]) -> bool { true }
/// # let token = Secret::new("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL2FzLmV4YW1wbGUiLCJzdWIiOiJ1IiwiYXVkIjoiYyIsImV4cCI6MjAwMCwiaWF0IjoxMDAwfQ.AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ");
/// # let expect = ExpectIdToken::new("https://as.example", "c", UnixTime::from_secs(1500));
/// # let mut set = *br#"{"keys":[{"kty":"EC","crv":"P-256",
/// #     "x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"}]}"#;
/// let mut claims = [0; 256];
/// let unverified = unverified_id_token(token, &expect, &mut claims)?;
/// // `set` was fetched from the server's `jwks_uri`.
/// let verified = unverified.verify(&mut set, Algorithm::Es256, &mut [0; 512], |key, input, signature| {
///     verified_by_hardware(key, input, signature)
/// })?;
/// assert_eq!(verified.subject, "u");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedIdToken<'b> {
    /// `iss`
    pub issuer: &'b str,
    /// `sub`: who logged in, by the issuer's name for them.
    pub subject: &'b str,
    /// `exp`
    pub expires_at: UnixTime,
    /// `iat`
    pub issued_at: UnixTime,
    /// `aud`: a string, or an array as its JSON. It names this client.
    pub audience: Option<Value<'b>>,
}

impl fmt::Debug for VerifiedIdToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifiedIdToken(elided)")
    }
}

/// Why the signature of an `id_token` was not verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// The header cannot be read, or the buffer is too small for the header or the signature.
    Header(IdTokenError),
    /// The header has a member that would let the token choose its key, or that is not understood: `crit`, `jwk`,
    /// `jku`, `x5u`, a `typ` of another kind of token (RFC 8725, sections 3.10 and 3.11).
    Unexpected(Member),
    /// `alg` is not the algorithm that was asked for (RFC 8725, section 3.1).
    Algorithm,
    /// The issuer's JWK set has no key for it.
    Keys(JwkSetError),
    /// The client's secret has less than 32 bytes: whoever has one `id_token` could find it by trying, and sign others
    /// (RFC 7518, section 3.2; RFC 8725, section 3.5).
    WeakSecret,
    /// The signature is not valid.
    Invalid,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(error) => fmt::Display::fmt(error, f),
            Self::Unexpected(member) => {
                f.write_str("the id_token's header must not have this ")?;
                fmt::Display::fmt(member, f)
            }
            Self::Algorithm => f.write_str("the id_token has another alg than was asked for"),
            Self::Keys(error) => fmt::Display::fmt(error, f),
            Self::WeakSecret => f.write_str("the secret is too short to verify a signature by"),
            Self::Invalid => f.write_str("the signature of the id_token is not valid"),
        }
    }
}

impl core::error::Error for SignatureError {}

impl From<JwkSetError> for SignatureError {
    fn from(error: JwkSetError) -> Self {
        Self::Keys(error)
    }
}

document! {
    HEADER: 7 = [
    required(Member::Algorithm, Kind::TEXT),
    optional(Member::KeyId, Kind::TEXT),
    optional(Member::Type, Kind::TEXT),
    optional(Member::Critical, Kind::ANY),
    optional(Member::EmbeddedKey, Kind::ANY),
    optional(Member::KeySetUrl, Kind::ANY),
    optional(Member::CertificateUrl, Kind::ANY),
]
}

impl<'b> UnverifiedIdToken<'b> {
    /// Verifies the signature with a key of the issuer's JWK set, by a function of yours that gets the key, the input
    /// of the signature and the signature: of [`Algorithm::Es256`] 64 bytes, both numbers. With the feature `es256` or
    /// `rs256`, pass [`verify_es256`](crate::verify_es256) or [`verify_rs256`](crate::verify_rs256).
    ///
    /// `algorithm` is the one that the issuer is known to use, which most often is RS256: the token does not choose it.
    /// The set is decoded in place. `buffer` has room for the header and the signature: 512 bytes are enough for most.
    ///
    /// # Errors
    /// [`SignatureError`]. On [`JwkSetError::NoKey`] fetch the set once more, at most once a minute.
    pub fn verify(
        &self,
        jwk_set: &mut [u8],
        algorithm: Algorithm,
        buffer: &mut [u8],
        verifies: impl FnOnce(&PublicKey<'_>, &[u8], &[u8]) -> bool,
    ) -> Result<VerifiedIdToken<'b>, SignatureError> {
        let (key_id, signature) = self.read_header(algorithm, buffer)?;
        let key = signing_key(jwk_set, algorithm, key_id)?;
        let has_length = algorithm.has_signature_of(signature.len());
        if has_length && verifies(&key, self.signing_input.as_bytes(), signature) {
            Ok(self.verified())
        } else {
            Err(SignatureError::Invalid)
        }
    }

    /// Verifies an HS256 signature with the client's secret, of at least 32 bytes, for a client that is registered for
    /// it (`id_token_signed_response_alg`).
    ///
    /// # Errors
    /// [`SignatureError`].
    ///
    /// # Example
    /// ```
    /// use grantlet::{unverified_id_token, ExpectIdToken, Secret, UnixTime};
    /// # let token = Secret::new("eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL2FzLmV4YW1wbGUiLCJzdWIiOiJ1IiwiYXVkIjoiYyIsImV4cCI6MjAwMCwiaWF0IjoxMDAwfQ.GWUWHW41W3lXi1gqhOHJsNEdUGvIGDZJrUO4zfaU01I");
    /// let expect = ExpectIdToken::new("https://as.example", "c", UnixTime::from_secs(1500));
    /// let (mut claims, mut buffer) = ([0; 256], [0; 512]);
    /// let unverified = unverified_id_token(token, &expect, &mut claims)?;
    /// let secret = Secret::new("a secret of at least thirty-two bytes");
    /// assert_eq!(unverified.verify_hs256(secret, &mut buffer)?.subject, "u");
    /// assert!(unverified.verify_hs256(Secret::new("another secret of thirty-two bytes"), &mut buffer).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_hs256(
        &self,
        client_secret: Secret<'_>,
        buffer: &mut [u8],
    ) -> Result<VerifiedIdToken<'b>, SignatureError> {
        let (_, signature) = self.read_header(Algorithm::Hs256, buffer)?;
        let key = client_secret.expose().as_bytes();
        if key.len() < Algorithm::Hs256.signature_len() {
            return Err(SignatureError::WeakSecret);
        }
        let expected = hmac_sha256(key, self.signing_input.as_bytes());
        if constant_time_eq(expected.as_flattened(), signature) {
            Ok(self.verified())
        } else {
            Err(SignatureError::Invalid)
        }
    }

    /// Validates the header, and decodes the signature. Returns the `kid`, empty if there is none, and the signature.
    fn read_header<'o>(
        &self,
        algorithm: Algorithm,
        buffer: &'o mut [u8],
    ) -> Result<(&'o str, &'o [u8]), SignatureError> {
        let signature_len = decoded_len(self.signature.len());
        let too_small = |needed| SignatureError::Header(IdTokenError::BufferTooSmall { needed });
        let encoded = Parts::new(self.signing_input, b'.').next().unwrap_or_default();
        let header_len = decoded_len(encoded.len());
        let needed = signature_len.saturating_add(header_len);
        let buffer = buffer.get_mut(..needed).ok_or(too_small(needed))?;
        let (signature, header) =
            buffer.split_at_mut_checked(signature_len).ok_or(too_small(needed))?;
        decode_url(self.signature, signature)
            .map_err(|_| SignatureError::Header(IdTokenError::Encoding))?;
        decode_url(encoded, header).map_err(|_| SignatureError::Header(IdTokenError::Encoding))?;
        let mut members = Members::default();
        let verdict = HEADER.locate(header, &mut members);
        if let Some(error) = DocumentError::of(verdict, &members) {
            return Err(SignatureError::Header(error.into()));
        }
        let unknown =
            [Member::Critical, Member::EmbeddedKey, Member::KeySetUrl, Member::CertificateUrl];
        for (index, member) in (3..).zip(unknown) {
            if members.facts(index) != 0 {
                return Err(SignatureError::Unexpected(member));
            }
        }
        let header: &'o [u8] = header;
        let media_type = members.bytes(2, header);
        if !media_type.is_empty() && !media_type.eq_ignore_ascii_case(b"JWT") {
            return Err(SignatureError::Unexpected(Member::Type));
        }
        if members.bytes(0, header) != algorithm.as_str().as_bytes() {
            return Err(SignatureError::Algorithm);
        }
        let key_id = if members.facts(1) == 0 { "" } else { members.span(1).text(header) };
        Ok((key_id, signature))
    }

    fn verified(&self) -> VerifiedIdToken<'b> {
        let Self { issuer, subject, expires_at, issued_at, audience, .. } = *self;
        VerifiedIdToken { issuer, subject, expires_at, issued_at, audience }
    }
}
