//! The subject and audience of an `id_token` that comes with a refresh, decoded in place.

use crate::crypto::base64::{decode_url, decoded_len};
use crate::json::value::Value;
use crate::login::id_token::{CLAIMS, ExpectIdToken, HEADER, check_claims, check_header, is_for};
use crate::login::id_token_error::IdTokenError;
use crate::member::Member;
use crate::oauth::document::{Kind, document, optional};

document! {
    SUBJECT: 1 = [optional(Member::Subject, Kind::TEXT),]
}
document! {
    AUDIENCE: 1 = [optional(Member::Audience, Kind::TEXT_OR_ARRAY),]
}

/// Whether an `id_token` passes.
pub(super) enum IdTokenVerdict {
    Passes,
    /// It is readable, and names another subject or audience.
    NamesAnother(IdTokenError),
    Fails(IdTokenError),
}

/// Reads an `id_token`, which is overwritten by its claims, and compares it with what is expected.
/// `subject` is the login's, empty if unknown.
pub(super) fn validate(
    id_token: &mut [u8],
    expect: ExpectIdToken<'_>,
    client_id: &str,
    subject: &str,
) -> IdTokenVerdict {
    let mut parts = id_token.split_mut(|byte| *byte == b'.');
    let (Some(header), Some(claims), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return IdTokenVerdict::Fails(IdTokenError::Encoding);
    };
    let expect = if subject.is_empty() { expect } else { expect.subject(subject) };
    let signature = core::str::from_utf8(signature).unwrap_or_default();
    let header = decode(header).and_then(|header| {
        let header = HEADER.read(header).map_err(IdTokenError::from)?;
        check_header(header, signature, &expect)
    });
    let claims = match decode(claims) {
        Ok(claims) => claims,
        Err(error) => return IdTokenVerdict::Fails(error),
    };
    // Another subject or audience counts before anything else that is wrong.
    let (another, verdict) = match CLAIMS.read(claims) {
        Ok(values) => {
            let [_, sub, aud, ..] = values;
            let another = names_another(sub, aud, client_id, subject);
            (another, check_claims(values, &expect).map(|_| ()))
        }
        Err(error) => {
            // Each by itself: an error in one leaves the other readable.
            let sub = match SUBJECT.read(claims) {
                Ok([sub]) => names_another(sub, None, client_id, subject),
                Err(_) => None,
            };
            let aud = match AUDIENCE.read(claims) {
                Ok([aud]) => names_another(None, aud, client_id, subject),
                Err(_) => None,
            };
            (sub.or(aud), Err(IdTokenError::from(error)))
        }
    };
    match (another, header.and(verdict)) {
        (Some(member), _) => IdTokenVerdict::NamesAnother(IdTokenError::Mismatch(member)),
        (None, Ok(())) => IdTokenVerdict::Passes,
        (None, Err(error)) => IdTokenVerdict::Fails(error),
    }
}

/// The claim that names another user or client.
fn names_another(
    sub: Option<Value<'_>>,
    aud: Option<Value<'_>>,
    client_id: &str,
    subject: &str,
) -> Option<Member> {
    let sub = sub.and_then(Value::text).filter(|sub| !sub.is_empty() && !subject.is_empty());
    if sub.is_some_and(|sub| sub != subject) {
        return Some(Member::Subject);
    }
    let names_nobody = match aud {
        None => true,
        Some(Value::Raw(array)) => array.bytes().all(|byte| b"[] \t\r\n".contains(&byte)),
        Some(value) => value.text().is_some_and(str::is_empty),
    };
    (!names_nobody && !is_for(aud, client_id)).then_some(Member::Audience)
}

/// Decodes a part in place, a group of four characters at a time.
fn decode(part: &mut [u8]) -> Result<&mut [u8], IdTokenError> {
    let (mut read, mut written) = (0usize, 0usize);
    while let Some(rest) = part.get(read..).filter(|rest| !rest.is_empty()) {
        let group = rest.get(..4).unwrap_or(rest);
        let (mut bytes, len) = ([0; 3], decoded_len(group.len()));
        read = read.wrapping_add(group.len());
        let group = core::str::from_utf8(group).map_err(|_| IdTokenError::Encoding)?;
        let decoded = bytes.get_mut(..len).unwrap_or_default();
        decode_url(group, decoded).map_err(|_| IdTokenError::Encoding)?;
        for byte in bytes.iter().take(len) {
            if let Some(place) = part.get_mut(written) {
                *place = *byte;
            }
            written = written.wrapping_add(1);
        }
    }
    part.get_mut(..written).ok_or(IdTokenError::Encoding)
}
