//! The signature of an `id_token` (OpenID Connect Core, section 3.1.3.7), which `WebCrypto` verifies by the key found here.

use grantlet::{Algorithm, ExpectIdToken, Secret, SignatureError, UnixTime, unverified_id_token};

use crate::fault::{Fault, of_id_token, of_signature};
use crate::id_tokens::LEEWAY;
use crate::message::Message;
use crate::numbers::signature_algorithm;
use crate::reply::Reply;

/// Compares the claims of an `id_token` with what is expected, and finds the key of its signature in the JWK set that is the
/// body of the message. The fields are the token, its algorithm's number in [`signature_algorithm`], `iss`, the client id,
/// `nonce`, the access token for `at_hash`, the code for `c_hash`, and `sub`; the last four are empty if they are not
/// compared. `now` is in seconds since 1970.
///
/// The spans are the claims, as JSON, and the key, as a JWK of its required members. The length of the signature is the
/// algorithm's; nothing else of it was verified.
///
/// # Errors
/// [`Fault`].
pub fn keys(message: Message<'_>, now: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, room } = message;
    let id_token = Secret::new(fields.text());
    let algorithm = match fields.text().as_bytes() {
        [digit] => u32::from(digit.wrapping_sub(b'0')),
        _ => signature_algorithm::RS256,
    };
    let algorithm = match algorithm {
        signature_algorithm::ES256 => Algorithm::Es256,
        signature_algorithm::PS256 => Algorithm::Ps256,
        signature_algorithm::EDDSA => Algorithm::EdDsa,
        _ => Algorithm::Rs256,
    };
    let (issuer, client_id) = (fields.text(), fields.text());
    let now = UnixTime::from_secs(i64::from(now));
    let mut expect = ExpectIdToken::new(issuer, client_id, now).leeway(LEEWAY);
    for with in [with_nonce, with_access_token, with_code, with_subject] {
        let text = fields.text();
        if !text.is_empty() {
            expect = with(expect, text);
        }
    }
    let length = id_token.expose().len();
    let (claims, rest) = room.split_at_mut_checked(length).unwrap_or_default();
    let (json, rest) = rest.split_at_mut_checked(length).unwrap_or_default();
    let (header, jwk) = rest.split_at_mut_checked(length).unwrap_or_default();
    let unverified = unverified_id_token(id_token, &expect, claims)
        .map_err(|error| of_id_token(&mut reply, error))?;
    let json = unverified.claims_json(json).map_err(|error| of_id_token(&mut reply, error))?;
    reply.span(0, json.as_bytes());
    unverified
        .verify(body, algorithm, header, |key, _, _| write_key(&mut reply, key, jwk))
        .map_err(|error: SignatureError| of_signature(&mut reply, error))?;
    Ok(())
}

/// Writes the key in place of a verification.
fn write_key(reply: &mut Reply<'_>, key: &grantlet::PublicKey<'_>, room: &mut [u8]) -> bool {
    let written = key.jwk_len(room).ok().and_then(|length| room.get(..length));
    reply.span(1, written.unwrap_or_default());
    written.is_some()
}

type Expect<'a> = ExpectIdToken<'a>;

fn with_nonce<'a>(expect: Expect<'a>, nonce: &'a str) -> Expect<'a> {
    expect.nonce(nonce)
}

fn with_access_token<'a>(expect: Expect<'a>, token: &'a str) -> Expect<'a> {
    expect.access_token(Secret::new(token))
}

fn with_code<'a>(expect: Expect<'a>, code: &'a str) -> Expect<'a> {
    expect.code(Secret::new(code))
}

fn with_subject<'a>(expect: Expect<'a>, subject: &'a str) -> Expect<'a> {
    expect.subject(subject)
}
