//! The claims of an `id_token`. Its signature is the caller's to verify, and the type says so.

use core::fmt;

use crate::crypto::base64::{NotBase64, decode_url, decoded_len, is_base64url};
use crate::crypto::pkce::left_half_hash;
use crate::crypto::secret::{Secret, constant_time_eq};
use crate::json::facts::ARRAY;
use crate::json::reader::Members;
use crate::json::value::{Value, items, seconds, value_of};
use crate::login::expect_id_token::ExpectIdToken;
use crate::login::id_token_error::IdTokenError;
use crate::member::Member;
use crate::oauth::document::{DocumentError, Kind, document, optional, required};
use crate::oauth::verdict::Verdict;
use crate::text::words::Parts;
use crate::time::instant::UnixTime;

/// Claims that match what was expected, from a token whose **signature was not
/// verified**. From the token endpoint over TLS that is enough (OpenID Connect Core, section
/// 3.1.3.7, point 6); from the front channel the caller verifies the signature, or uses the claims
/// for nothing but the binding to this login.
///
/// # Example
/// ```
/// use grantlet::{unverified_id_token, ExpectIdToken, Secret, UnixTime};
/// // {"alg":"RS256"} . {"iss":"https://as.example","sub":"u","aud":"c","exp":2000,"iat":1000}
/// let token = Secret::new("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2FzLmV4YW1wbGUiLCJzdWIiOiJ1IiwiYXVkIjoiYyIsImV4cCI6MjAwMCwiaWF0IjoxMDAwfQ.c2ln");
/// let mut buffer = [0; 256];
/// let expect = ExpectIdToken::new("https://as.example", "c", UnixTime::from_secs(1500));
/// let claims = unverified_id_token(token, &expect, &mut buffer)?;
/// assert_eq!((claims.subject, claims.expires_at.as_secs()), ("u", 2000));
/// # Ok::<(), grantlet::IdTokenError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UnverifiedIdToken<'b> {
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
    /// What the signature signs (RFC 7515, section 5.1): header and claims, still encoded.
    pub signing_input: &'b str,
    /// The signature, in base64url.
    pub signature: &'b str,
}

impl UnverifiedIdToken<'_> {
    /// Decodes the header into `buffer`, a JSON object with `alg` and often `kid`, for the caller who
    /// verifies the signature. The claims of this value are in another buffer.
    ///
    /// # Errors
    /// [`IdTokenError::BufferTooSmall`], or [`IdTokenError::Encoding`] if it is not UTF-8.
    ///
    /// # Example
    /// ```
    /// # use grantlet::{unverified_id_token, ExpectIdToken, Secret, UnixTime};
    /// # let token = Secret::new("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2FzLmV4YW1wbGUiLCJzdWIiOiJ1IiwiYXVkIjoiYyIsImV4cCI6MjAwMCwiaWF0IjoxMDAwfQ.c2ln");
    /// # let expect = ExpectIdToken::new("https://as.example", "c", UnixTime::from_secs(1500));
    /// # let mut buffer = [0; 256];
    /// let id_token = unverified_id_token(token, &expect, &mut buffer)?;
    /// let (mut header, mut claims) = ([0; 64], [0; 256]);
    /// assert_eq!(id_token.header_json(&mut header)?, r#"{"alg":"RS256"}"#);
    /// assert!(id_token.claims_json(&mut claims)?.contains(r#""aud":"c""#));
    /// assert_eq!(id_token.signature, "c2ln");
    /// # Ok::<(), grantlet::IdTokenError>(())
    /// ```
    pub fn header_json<'o>(&self, buffer: &'o mut [u8]) -> Result<&'o str, IdTokenError> {
        self.part_json(0, buffer)
    }

    /// Decodes all claims into `buffer`, a JSON object. With the feature `serde`, read them by `members`.
    ///
    /// # Errors
    /// As [`header_json`](Self::header_json).
    pub fn claims_json<'o>(&self, buffer: &'o mut [u8]) -> Result<&'o str, IdTokenError> {
        self.part_json(1, buffer)
    }

    fn part_json<'o>(&self, index: usize, buffer: &'o mut [u8]) -> Result<&'o str, IdTokenError> {
        let part = Parts::new(self.signing_input, b'.').nth(index).unwrap_or_default();
        let needed = decoded_len(part.len());
        let buffer = buffer.get_mut(..needed).ok_or(IdTokenError::BufferTooSmall { needed })?;
        decode_url(part, buffer).map_err(|NotBase64| IdTokenError::Encoding)?;
        core::str::from_utf8(buffer).map_err(|_| IdTokenError::Encoding)
    }
}

impl fmt::Debug for UnverifiedIdToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnverifiedIdToken(elided)")
    }
}

document! {
    HEADER: 1 = [required(Member::Algorithm, Kind::TEXT),]
}
// The indexes of [`CLAIMS`].
const ISS: usize = 0;
pub(crate) const SUB: usize = 1;
pub(crate) const AUD: usize = 2;
const AZP: usize = 3;
const EXP: usize = 4;
const IAT: usize = 5;
const NONCE: usize = 6;
const AT_HASH: usize = 7;
const C_HASH: usize = 8;

document! {
    IDENTITY: 3 = [
    optional(Member::Issuer, Kind::TEXT),
    optional(Member::Subject, Kind::TEXT),
    optional(Member::Audience, Kind::TEXT_OR_ARRAY),
]
}
document! {
    pub(crate) CLAIMS: 9 = [
    required(Member::Issuer, Kind::TEXT),
    required(Member::Subject, Kind::TEXT),
    required(Member::Audience, Kind::TEXT_OR_ARRAY),
    optional(Member::AuthorizedParty, Kind::TEXT),
    required(Member::ExpirationTime, Kind::NUMBER),
    required(Member::IssuedAt, Kind::NUMBER),
    optional(Member::Nonce, Kind::TEXT),
    optional(Member::AccessTokenHash, Kind::TEXT),
    optional(Member::CodeHash, Kind::TEXT),
]
}

/// Reads the claims of an `id_token` into `buffer` and compares them with what is expected:
/// `iss`, `aud` and `azp`, `exp` and `iat`, and where asked `nonce`, `at_hash`, `c_hash`, `sub`.
/// `alg` must not be `none`. The signature is not looked at.
///
/// Three quarters of the token's length are enough for `buffer`.
///
/// # Errors
/// [`IdTokenError`], which names the claim at fault.
///
/// # Example
/// ```
/// use grantlet::{unverified_id_token, ExpectIdToken, IdTokenError, Secret, UnixTime};
/// let expect = ExpectIdToken::new("https://as.example", "c", UnixTime::from_secs(1500));
/// let mut buffer = [0; 64];
/// let refused = unverified_id_token(Secret::new("not.a-token"), &expect, &mut buffer);
/// assert_eq!(refused, Err(IdTokenError::Encoding));
/// ```
pub fn unverified_id_token<'b>(
    id_token: Secret<'b>,
    expect: &ExpectIdToken<'_>,
    buffer: &'b mut [u8],
) -> Result<UnverifiedIdToken<'b>, IdTokenError> {
    let mut members = Members::default();
    let decoded = check_id_token(id_token, expect, buffer, &mut members)?;
    let [header, claims, signature] = parts(id_token)?;
    let signed = header.len().saturating_add(claims.len()).saturating_add(1);
    Ok(UnverifiedIdToken {
        issuer: members.span(ISS).text(decoded),
        subject: members.span(SUB).text(decoded),
        expires_at: UnixTime::from_secs(Claim::of(&members, decoded, EXP).seconds()),
        issued_at: UnixTime::from_secs(Claim::of(&members, decoded, IAT).seconds()),
        audience: value_of(decoded, members.span(AUD), members.facts(AUD)),
        signing_input: id_token.expose().get(..signed).unwrap_or_default(),
        signature,
    })
}

/// The three parts of a token.
fn parts(id_token: Secret<'_>) -> Result<[&str; 3], IdTokenError> {
    let mut parts = Parts::new(id_token.expose(), b'.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(header), Some(claims), Some(signature), None) => Ok([header, claims, signature]),
        _ => Err(IdTokenError::Encoding),
    }
}

/// As [`unverified_id_token`], by offsets: returns the decoded claims, in which `members` are.
///
/// # Errors
/// As [`unverified_id_token`].
pub fn check_id_token<'b>(
    id_token: Secret<'_>,
    expect: &ExpectIdToken<'_>,
    buffer: &'b mut [u8],
    members: &mut Members,
) -> Result<&'b [u8], IdTokenError> {
    let [header, claims, signature] = parts(id_token)?;
    let needed = decoded_len(header.len().max(claims.len()));
    let buffer = buffer.get_mut(..needed).ok_or(IdTokenError::BufferTooSmall { needed })?;
    check_header(decode(header, buffer)?, members, signature.as_bytes(), expect)?;
    let decoded = decode(claims, buffer)?;
    let verdict = CLAIMS.locate(decoded, members);
    check_claims(verdict, members, decoded, expect)?;
    Ok(decoded)
}

/// A claim as it was read: the string without its quotes, or the value as it was sent.
#[derive(Clone, Copy)]
pub(crate) struct Claim<'b> {
    pub(crate) bytes: &'b [u8],
    facts: u8,
}

impl<'b> Claim<'b> {
    /// A claim by its index; one that is absent or null is empty.
    pub(crate) fn of(members: &Members, body: &'b [u8], index: usize) -> Self {
        let facts = members.facts(index);
        let bytes = if facts == 0 { &[] } else { members.span(index).of(body) };
        Self { bytes, facts }
    }

    pub(crate) const fn is_array(self) -> bool {
        self.facts & ARRAY != 0
    }

    /// Whether it is the client, or an array that holds it.
    pub(crate) fn is_for(self, client_id: &str) -> bool {
        if self.is_array() {
            return items(self.bytes, client_id).holds;
        }
        self.facts != 0 && self.bytes == client_id.as_bytes()
    }

    /// A time in seconds.
    fn seconds(self) -> i64 {
        seconds(self.bytes)
    }
}

/// Validates the header, whose members are found first, and the form of the signature.
pub(crate) fn check_header(
    header: &mut [u8],
    members: &mut Members,
    signature: &[u8],
    expect: &ExpectIdToken<'_>,
) -> Result<(), IdTokenError> {
    let verdict = HEADER.locate(header, members);
    if let Some(error) = DocumentError::of(verdict, members) {
        return Err(error.into());
    }
    let algorithm = Claim::of(members, header, 0).bytes;
    if algorithm.eq_ignore_ascii_case(b"none") || signature.is_empty() {
        return Err(IdTokenError::Algorithm);
    }
    if !is_base64url(signature) {
        return Err(IdTokenError::Encoding);
    }
    let hashed = expect.access_token.is_some() || expect.code.is_some();
    let sha256 = matches!(algorithm, b"RS256" | b"ES256" | b"PS256" | b"HS256" | b"ES256K");
    if hashed && !sha256 {
        return Err(IdTokenError::Algorithm);
    }
    Ok(())
}

/// Validates the claims, which were found in `body` with a verdict.
pub(crate) fn check_claims(
    verdict: Verdict,
    members: &Members,
    body: &[u8],
    expect: &ExpectIdToken<'_>,
) -> Result<(), IdTokenError> {
    if let Some(error) = DocumentError::of(verdict, members) {
        return Err(error.into());
    }
    let claim = |index| Claim::of(members, body, index);
    if claim(ISS).bytes != expect.issuer.as_bytes() {
        return Err(IdTokenError::Mismatch(Member::Issuer));
    }
    check_audience(claim(AUD), claim(AZP), expect.client_id)?;
    let leeway = i64::from(expect.leeway);
    if let Some(now) = expect.now {
        let now = now.as_secs();
        if now.saturating_sub(leeway) >= claim(EXP).seconds() {
            return Err(IdTokenError::Expired);
        }
        if now.saturating_add(leeway) < claim(IAT).seconds() {
            return Err(IdTokenError::NotYet);
        }
    }
    let same = |index, member, expected: &[u8]| match claim(index).bytes {
        [] => Err(IdTokenError::Missing(member)),
        claimed if constant_time_eq(claimed, expected) => Ok(()),
        _ => Err(IdTokenError::Mismatch(member)),
    };
    if let Some(expected) = expect.nonce {
        same(NONCE, Member::Nonce, expected.expose().as_bytes())?;
    }
    if let Some(token) = expect.access_token {
        same(AT_HASH, Member::AccessTokenHash, &left_half_hash(token.expose().as_bytes()))?;
    }
    if let Some(code) = expect.code {
        same(C_HASH, Member::CodeHash, &left_half_hash(code.expose().as_bytes()))?;
    }
    if expect.subject.is_some_and(|subject| subject.as_bytes() != claim(SUB).bytes) {
        return Err(IdTokenError::Mismatch(Member::Subject));
    }
    Ok(())
}

/// `iss`, `sub` and `aud` of an `id_token` that is compared with nothing, for a binding that keeps the
/// one before it: the bytes of each, and whether they are the JSON of an array.
///
/// # Errors
/// [`IdTokenError`].
pub fn id_token_claims<'b>(
    id_token: Secret<'_>,
    buffer: &'b mut [u8],
) -> Result<[(&'b [u8], bool); 3], IdTokenError> {
    let claims = Parts::new(id_token.expose(), b'.').nth(1).ok_or(IdTokenError::Encoding)?;
    let needed = decoded_len(claims.len());
    let buffer = buffer.get_mut(..needed).ok_or(IdTokenError::BufferTooSmall { needed })?;
    let (decoded, mut members) = (decode(claims, buffer)?, Members::default());
    let verdict = IDENTITY.locate(decoded, &mut members);
    if let Some(error) = DocumentError::of(verdict, &members) {
        return Err(error.into());
    }
    Ok([ISS, SUB, AUD].map(|index| {
        let claim = Claim::of(&members, decoded, index);
        (claim.bytes, claim.is_array())
    }))
}

/// Decodes one part of a token.
fn decode<'b>(part: &str, buffer: &'b mut [u8]) -> Result<&'b mut [u8], IdTokenError> {
    let decoded = buffer.get_mut(..decoded_len(part.len())).unwrap_or_default();
    decode_url(part, decoded).map_err(|NotBase64| IdTokenError::Encoding)?;
    Ok(decoded)
}

/// `aud` holds the client; of several audiences, or where `azp` is there, `azp` is the client.
fn check_audience(aud: Claim<'_>, azp: Claim<'_>, client_id: &str) -> Result<(), IdTokenError> {
    let several = aud.is_array() && items(aud.bytes, client_id).are_several;
    if !aud.is_for(client_id) {
        return Err(IdTokenError::Mismatch(Member::Audience));
    }
    if azp.facts == 0 && several {
        return Err(IdTokenError::Missing(Member::AuthorizedParty));
    }
    if azp.facts != 0 && !azp.is_for(client_id) {
        return Err(IdTokenError::Mismatch(Member::AuthorizedParty));
    }
    Ok(())
}
