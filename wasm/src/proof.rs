//! What a client signs: DPoP proofs, client assertions and request objects. The wrapper signs them by `WebCrypto`.

use grantlet::{
    Algorithm, ClientAssertion, DpopProof, Member, PublicKey, RequestError, RequestObject,
};
use grantlet::{Secret, UnixTime, UnsignedJws, assertion_parameters};

use crate::fault::{Fault, of_request};
use crate::message::Message;
use crate::reply::{MEMBER, Reply};

/// The members that an error can name.
pub(crate) const MEMBERS: [Member; 9] = [
    Member::ClientId,
    Member::Audience,
    Member::KeyId,
    Member::JwtId,
    Member::HttpMethod,
    Member::HttpUri,
    Member::Nonce,
    Member::AccessToken,
    Member::ResponseType,
];

const ALGORITHMS: [Algorithm; 5] =
    [Algorithm::Es256, Algorithm::Rs256, Algorithm::Ps256, Algorithm::EdDsa, Algorithm::Hs256];

/// Writes a DPoP proof (RFC 9449, section 4.2), all but its signature, which is the first span. The body is the public
/// key: a point of P-256, or a key of Ed25519. The fields are method, URL, `jti`, nonce and access token; the number is
/// the time.
///
/// # Errors
/// [`Fault`]: those of [`DpopProof::write`]. `member` is an index of [`MEMBERS`].
pub fn proof(message: Message<'_>, issued_at: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, room } = message;
    let [method, url, jti, nonce, token] = core::array::from_fn(|_| fields.text());
    let unsigned = key_of(body).and_then(|key| {
        let proof = DpopProof::new(key, method, url, jti, time(issued_at)).nonce(nonce);
        let proof = if token.is_empty() { proof } else { proof.access_token(Secret::new(token)) };
        proof.write(room)
    });
    written(&mut reply, unsigned.as_ref().map(UnsignedJws::input).map_err(|error| *error))
}

/// Writes a client assertion (RFC 7523, section 3), all but its signature, which is the first span; the second is the
/// value of `client_assertion_type`. With a body, which is an authorization URL, it writes a request object (RFC 9101,
/// section 4) instead. The fields are the algorithm, client, audience, `jti` and `kid`; the number is the time.
///
/// # Errors
/// As those of [`proof`], of [`ClientAssertion::write`] and [`RequestObject::write`].
pub fn assertion(message: Message<'_>, issued_at: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, room } = message;
    let [algorithm, client_id, audience, jti, key_id] = core::array::from_fn(|_| fields.text());
    let algorithm = ALGORITHMS.into_iter().find(|one| one.as_str() == algorithm);
    let algorithm = algorithm.unwrap_or(Algorithm::Es256);
    let claims = ClientAssertion::new(algorithm, client_id, audience, jti, time(issued_at));
    let claims = claims.key_id(key_id);
    // A byte that is not UTF-8 is no URL's.
    let url = core::str::from_utf8(body).unwrap_or_default();
    let unsigned = if body.is_empty() {
        claims.write(room)
    } else {
        RequestObject::new(claims, url).write(room)
    };
    let [(_, kind), _] = assertion_parameters("");
    written(&mut reply, unsigned.as_ref().map(UnsignedJws::input).map_err(|error| *error))?;
    reply.span(1, kind.as_bytes());
    Ok(())
}

/// Writes the thumbprint of the public key that is the body (RFC 7638).
///
/// # Errors
/// As those of [`proof`].
pub fn thumbprint(message: Message<'_>, _: u32) -> Result<(), Fault> {
    let Message { mut reply, body, room, .. } = message;
    let text = key_of(body).and_then(|key| key.thumbprint(room));
    written(&mut reply, text)
}

fn time(issued_at: u32) -> UnixTime {
    UnixTime::from_secs(issued_at.into())
}

fn key_of(bytes: &[u8]) -> Result<PublicKey<'_>, RequestError> {
    let key = match bytes.first_chunk() {
        Some(point) => PublicKey::p256_point(point),
        None => bytes.first_chunk().map(PublicKey::ed25519),
    };
    key.ok_or(RequestError::Missing(Member::KeyId))
}

fn written(reply: &mut Reply<'_>, text: Result<&str, RequestError>) -> Result<(), Fault> {
    match text {
        Ok(text) => {
            reply.span(0, text.as_bytes());
            Ok(())
        }
        Err(error) => Err(fault(reply, error)),
    }
}

fn fault(reply: &mut Reply<'_>, error: RequestError) -> Fault {
    let fault = of_request(reply, error);
    let member = match error {
        RequestError::Missing(member)
        | RequestError::Chars(member)
        | RequestError::Length(member)
        | RequestError::Unexpected(member)
        | RequestError::Url(member) => MEMBERS.iter().position(|one| *one == member),
        _ => None,
    };
    reply.word(MEMBER, member.unwrap_or(MEMBERS.len()));
    fault
}
