//! Writes token requests and hashes.

use grantlet::engine::{self, GrantKind};
use grantlet::{Grant, Scope};

use crate::client::{Config, read};
use crate::fault::{Fault, not_a_verifier, of_request};
use crate::message::{MOST, Message};
use crate::numbers::{hash_kind, request_kind};
use crate::reply::Reply;

/// The kinds of grant by their numbers.
static KINDS: [GrantKind; 7] = {
    let mut kinds = [GrantKind::AUTHORIZATION_CODE; 7];
    kinds[request_kind::REFRESH as usize] = GrantKind::REFRESH_TOKEN;
    kinds[request_kind::CLIENT_CREDENTIALS as usize] = GrantKind::CLIENT_CREDENTIALS;
    kinds[request_kind::DEVICE_CODE as usize] = GrantKind::DEVICE_CODE;
    kinds[request_kind::EXTENSION as usize] = GrantKind::OTHER;
    kinds[request_kind::REVOCATION as usize] = GrantKind::REVOCATION;
    kinds[request_kind::DEVICE_AUTHORIZATION as usize] = GrantKind::DEVICE_AUTHORIZATION;
    kinds
};

/// Writes a request. The first three spans are its URL, header fields and body. The fields after the client's
/// are five strings of the grant, as [`GrantKind::members`] names them, the scope, the granted scope, and
/// parameters as pairs.
///
/// # Errors
/// [`Fault`].
pub fn request(message: Message<'_>, kind: u32) -> Result<(), Fault> {
    let Message { reply, mut fields, room, .. } = message;
    let config = read(&mut fields);
    let texts = core::array::from_fn(|_| fields.text());
    let (scope, granted) = (fields.text(), fields.text());
    let mut pairs = [("", ""); MOST];
    let pairs = fields.pairs(&mut pairs);
    let [code, ..] = &KINDS;
    let kind = KINDS.get(kind as usize).unwrap_or(code);
    let grant = Grant::of(kind, texts).narrow_scope(Scope::new(granted), scope).params(pairs);
    write(reply, &config, &grant, room)
}

/// Writes the request for a grant.
pub(crate) fn write(
    mut reply: Reply<'_>,
    config: &Config<'_>,
    grant: &Grant<'_>,
    room: &mut [u8],
) -> Result<(), Fault> {
    let written = engine::request(&config.client(), grant, room)
        .map_err(|error| of_request(&mut reply, error))?;
    reply.spans(&[written.url, written.headers, written.body], room);
    Ok(())
}

/// Hashes the body of the message. The first span is the S256 challenge of a verifier, or for
/// [`hash_kind::AT_HASH`] the value of `at_hash` (OpenID Connect Core, section 3.2.2.9).
///
/// # Errors
/// [`Fault`] if a verifier is not 43 to 128 unreserved characters.
pub fn hash(message: Message<'_>, kind: u32) -> Result<(), Fault> {
    let Message { mut reply, body, room, .. } = message;
    if kind == hash_kind::AT_HASH {
        let hash = engine::left_half_hash(body);
        let (to, _) = room.split_at_mut_checked(hash.len()).unwrap_or_default();
        for (to, from) in to.iter_mut().zip(hash) {
            *to = from;
        }
        reply.span(0, to);
        return Ok(());
    }
    let written = room.first_chunk_mut().is_some_and(|text| {
        reply.span(0, text);
        engine::write_challenge(body, text).is_ok()
    });
    if written { Ok(()) } else { Err(not_a_verifier(&mut reply)) }
}
