//! The keys of a server (RFC 7517), read in place.

use core::fmt;
use core::ops::Range;

use crate::crypto::base64::decode_in_place;
use crate::json::elements::Elements;
use crate::json::facts::OBJECT;
use crate::json::reader::Members;
use crate::json::validate::JsonError;
use crate::json::value::items;
use crate::member::Member;
use crate::oauth::document::{
    DocumentError, Kind, document, from_document_error, optional, required,
};
use crate::proof::algorithm::Algorithm;
use crate::proof::public_key::PublicKey;
use crate::text::span::Span;

/// Why no key of a JWK set was found for a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JwkSetError {
    /// The set is not one JSON object.
    Json(JsonError),
    /// A member occurs more than once.
    Duplicate(Member),
    /// A member is of the wrong JSON type.
    Type(Member),
    /// `keys` is not there.
    Missing(Member),
    /// No key fits. The server may have new keys: fetch its set once more, but not more than once a minute.
    NoKey,
    /// Several keys fit, and no `kid` selects one.
    Ambiguous,
}

impl fmt::Display for JwkSetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, member) = match self {
            Self::Json(error) => {
                f.write_str("the set of keys is ")?;
                return fmt::Display::fmt(error, f);
            }
            Self::Duplicate(member) => ("the set of keys repeats ", Some(member)),
            Self::Type(member) => ("the set of keys has the wrong JSON type for ", Some(member)),
            Self::Missing(member) => ("the set of keys lacks ", Some(member)),
            Self::NoKey => ("no key fits: fetch the set again, at most once a minute", None),
            Self::Ambiguous => ("several keys fit, and nothing says which is meant", None),
        };
        f.write_str(text)?;
        member.map_or(Ok(()), |member| fmt::Display::fmt(&member, f))
    }
}

impl core::error::Error for JwkSetError {}

from_document_error!(JwkSetError);

document! {
    SET: 1 = [required(Member::Keys, Kind::ARRAY),]
}

// The indexes of the members of a key.
const TYPE: usize = 0;
const USE: usize = 1;
const OPERATIONS: usize = 2;
const ALGORITHM: usize = 3;
const KEY_ID: usize = 4;
const CURVE: usize = 5;
const X: usize = 6;
const Y: usize = 7;
const MODULUS: usize = 8;
const EXPONENT: usize = 9;

document! {
    KEY: 10 = [
    required(Member::KeyType, Kind::TEXT),
    optional(Member::KeyUse, Kind::TEXT),
    optional(Member::KeyOperations, Kind::ARRAY),
    optional(Member::Algorithm, Kind::TEXT),
    optional(Member::KeyId, Kind::TEXT),
    optional(Member::Curve, Kind::TEXT),
    optional(Member::X, Kind::TEXT),
    optional(Member::Y, Kind::TEXT),
    optional(Member::Modulus, Kind::TEXT),
    optional(Member::Exponent, Kind::TEXT),
]
}

/// Finds the key of a server by which a signature of this algorithm is verified, in a JWK set (RFC 7517, section 5) in
/// its buffer: fetch it from `jwks_uri` for each verification or keep a copy, because this decodes it in place.
///
/// - A key is of the algorithm's type and curve; its `use`, `key_ops` and `alg`, if they are there, allow it.
/// - Its `kid` is `key_id`. An empty `key_id` is for a signature that names none: then one key alone must fit.
/// - An RSA modulus has 2048 to 8192 bits (RFC 8725, section 3.2).
/// - Keys that are not understood or not valid are skipped (RFC 7517, section 5).
///
/// # Errors
/// [`JwkSetError`].
///
/// # Example
/// ```
/// use grantlet::{signing_key, Algorithm};
/// let mut set = *br#"{"keys":[{"kty":"oct","k":"AQ","kid":"0"},{"kty":"EC","crv":"P-256","use":"sig","kid":"1",
///     "x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"}]}"#;
/// let key = signing_key(&mut set, Algorithm::Es256, "1")?;
/// assert_eq!(key.thumbprint(&mut [0; 160]), Ok("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"));
/// # Ok::<(), grantlet::JwkSetError>(())
/// ```
pub fn signing_key<'b>(
    jwk_set: &'b mut [u8],
    algorithm: Algorithm,
    key_id: &str,
) -> Result<PublicKey<'b>, JwkSetError> {
    let mut members = Members::default();
    let verdict = SET.locate(jwk_set, &mut members);
    if let Some(error) = DocumentError::of(verdict, &members) {
        return Err(error.into());
    }
    let Span { start, end } = members.span(0);
    let array = jwk_set.get_mut(start as usize..end as usize).unwrap_or_default();
    let (mut at, mut found) = (0, None);
    loop {
        let mut elements = Elements::behind(array, at);
        let Some((Span { start, end }, facts)) = elements.next() else { break };
        at = elements.at();
        if facts & OBJECT == 0 {
            continue;
        }
        let range = start as usize..end as usize;
        let object = array.get_mut(range.clone()).unwrap_or_default();
        // What is read is unescaped and decoded, so that it is read once.
        if !KEY.locate(object, &mut members).is_ok() || !fits(object, &members, algorithm, key_id) {
            continue;
        }
        if let Some(numbers) = decode_numbers(object, &members, algorithm) {
            if found.is_some() {
                return Err(JwkSetError::Ambiguous);
            }
            found = Some((range, numbers));
        }
    }
    let (range, numbers) = found.ok_or(JwkSetError::NoKey)?;
    let object = array.get(range).unwrap_or_default();
    key_of(numbers.map(|range| object.get(range).unwrap_or_default()), algorithm)
        .ok_or(JwkSetError::NoKey)
}

/// Whether a key allows signatures of this algorithm, and has this `kid`.
fn fits(key: &[u8], members: &Members, algorithm: Algorithm, key_id: &str) -> bool {
    let text = |index: usize| match members.facts(index) {
        0 => "",
        _ => members.span(index).text(key),
    };
    let (key_type, curve, numbers) = match algorithm {
        Algorithm::Es256 => ("EC", "P-256", [X, Y]),
        Algorithm::EdDsa => ("OKP", "Ed25519", [X, X]),
        Algorithm::Rs256 | Algorithm::Ps256 => ("RSA", "", [MODULUS, EXPONENT]),
        // HS256 uses the client's secret: a published key must not verify it (RFC 8725, section 2.1).
        Algorithm::Hs256 => return false,
    };
    let lists = |index| members.facts(index) == 0 || items(text(index).as_bytes(), "verify").holds;
    text(TYPE) == key_type
        && text(CURVE) == curve
        && matches!(text(USE), "" | "sig")
        && lists(OPERATIONS)
        && (text(ALGORITHM).is_empty() || text(ALGORITHM) == algorithm.as_str())
        && (key_id.is_empty() || text(KEY_ID) == key_id)
        && numbers.iter().all(|index| is_number(*index, text(*index).len()))
}

/// Whether a number of a key can have so many characters of base64url.
fn is_number(index: usize, characters: usize) -> bool {
    match index {
        // 256 to 1024 bytes.
        MODULUS => matches!(characters, 342..=1366),
        EXPONENT => matches!(characters, 2..=6),
        _ => characters == 43,
    }
}

/// Decodes the numbers of a key in place, if they are valid.
fn decode_numbers(
    object: &mut [u8],
    members: &Members,
    algorithm: Algorithm,
) -> Option<[Range<usize>; 2]> {
    let mut decoded = |index| {
        let Span { start, end } = members.span(index);
        let (start, end) = (start as usize, end as usize);
        let number = decode_in_place(object.get_mut(start..end)?).ok()?;
        // 256 bytes are 2048 bits only if the first bit is set.
        let least = if index == MODULUS && number.len() == 256 { 0x80 } else { 1 };
        if matches!(index, MODULUS | EXPONENT) && *number.first()? < least {
            return None;
        }
        Some(start..start.saturating_add(number.len()))
    };
    Some(match algorithm {
        Algorithm::Es256 => [decoded(X)?, decoded(Y)?],
        Algorithm::EdDsa => [decoded(X)?, 0..0],
        _ => [decoded(MODULUS)?, decoded(EXPONENT)?],
    })
}

fn key_of([first, second]: [&[u8]; 2], algorithm: Algorithm) -> Option<PublicKey<'_>> {
    Some(match algorithm {
        Algorithm::Es256 => PublicKey::p256(first.try_into().ok()?, second.try_into().ok()?),
        Algorithm::EdDsa => PublicKey::ed25519(first.try_into().ok()?),
        Algorithm::Ps256 => PublicKey::ps256(first, second),
        _ => PublicKey::rs256(first, second),
    })
}
