//! The subject and audience of an `id_token` that comes with a refresh, decoded in place.

use crate::crypto::base64::{NotBase64, decode_in_place};
use crate::json::names::MOST;
use crate::json::reader::Members;
use crate::login::expect_id_token::ExpectIdToken;
use crate::login::id_token::{AUD, CLAIMS, Claim, SUB, check_claims, check_header};
use crate::login::id_token_error::IdTokenError;
use crate::member::Member;
use crate::oauth::document::{Document, Kind, document, optional};
use crate::oauth::verdict::{Class, Verdict};

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
    expect: &ExpectIdToken<'_>,
    client_id: &str,
    subject: &[u8],
) -> IdTokenVerdict {
    let mut parts = id_token.split_mut(|byte| *byte == b'.');
    let (Some(header), Some(claims), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return IdTokenVerdict::Fails(IdTokenError::Encoding);
    };
    let mut members = Members::default();
    let header =
        decode(header).and_then(|header| check_header(header, &mut members, signature, expect));
    let claims = match decode(claims) {
        Ok(claims) => claims,
        Err(error) => return IdTokenVerdict::Fails(error),
    };
    let verdict = CLAIMS.locate(claims, &mut members);
    // Where one fails because it is no JSON, each does, at the same offset.
    let only = |document: &Document<1>, claims: &mut [u8], members: &mut Members| {
        if document.locate(claims, members).class == Class::Ok { 0 } else { MOST }
    };
    let (mut sub, mut aud) = (SUB, AUD);
    // Another subject or audience counts before anything else that is wrong. Each is read by itself: an
    // error in one leaves the other readable.
    if verdict != Verdict::OK {
        sub = only(&SUBJECT, claims, &mut members);
    }
    if names_another_user(Claim::of(&members, claims, sub), subject) {
        return IdTokenVerdict::NamesAnother(IdTokenError::Mismatch(Member::Subject));
    }
    if verdict != Verdict::OK {
        aud = only(&AUDIENCE, claims, &mut members);
    }
    if names_another_client(Claim::of(&members, claims, aud), client_id) {
        return IdTokenVerdict::NamesAnother(IdTokenError::Mismatch(Member::Audience));
    }
    match header.and_then(|()| check_claims(verdict, &members, claims, expect)) {
        Ok(()) => IdTokenVerdict::Passes,
        Err(error) => IdTokenVerdict::Fails(error),
    }
}

/// Whether `sub` is there and another than the login's, where that is known.
fn names_another_user(sub: Claim<'_>, subject: &[u8]) -> bool {
    !sub.bytes.is_empty() && !subject.is_empty() && sub.bytes != subject
}

/// Whether `aud` names somebody, and not this client.
fn names_another_client(aud: Claim<'_>, client_id: &str) -> bool {
    let is_blank = |byte: &u8| aud.is_array() && b"[] \t\r\n".contains(byte);
    !aud.bytes.iter().all(is_blank) && !aud.is_for(client_id)
}

fn decode(part: &mut [u8]) -> Result<&mut [u8], IdTokenError> {
    decode_in_place(part).map_err(|NotBase64| IdTokenError::Encoding)
}
