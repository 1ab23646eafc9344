//! The claims of an `id_token`.

use grantlet::engine::{Members, check_id_token, id_token_claims};
use grantlet::{ExpectIdToken, IdTokenError, Member, Secret};

use crate::fault::{Fault, of_id_token};
use crate::message::Message;
use crate::reply::OUTCOME;

/// The index of `sub` among the claims.
const SUBJECT: usize = 1;

/// By how many seconds two clocks may differ.
pub(crate) const LEEWAY: u32 = 120;

/// Compares the claims of the `id_token`, which is the body of the message, with the fields: `iss`, the
/// client id, `nonce`, the access token for `at_hash`, the code for `c_hash` and `sub`. The last four are empty if they
/// are not compared; with a `sub`, an `at_hash` may be absent. `now` is in seconds since 1970. The first span is `sub`.
///
/// If `now` is 0, nothing is compared: the first three spans are `iss`, `sub` and `aud`. If `aud` is an
/// array, its span is JSON and the outcome is 1.
///
/// # Errors
/// [`Fault`].
pub fn id_token(message: Message<'_>, now: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, room } = message;
    // SAFETY: the wrapper has it as a string, and writes UTF-8.
    let id_token = Secret::new(unsafe { core::str::from_utf8_unchecked(body) });
    if now == 0 {
        let claims =
            id_token_claims(id_token, room).map_err(|error| of_id_token(&mut reply, error))?;
        for (index, (claim, is_array)) in claims.into_iter().enumerate() {
            reply.span(index, claim);
            if is_array {
                reply.word(OUTCOME, 1);
            }
        }
        return Ok(());
    }
    let (issuer, client_id) = (fields.text(), fields.text());
    let (nonce, access_token) = (fields.text(), fields.text());
    let (code, subject) = (fields.text(), fields.text());
    let mut expect =
        ExpectIdToken::new(issuer, client_id, grantlet::UnixTime::from_secs(i64::from(now)))
            .leeway(LEEWAY);
    if !nonce.is_empty() {
        expect = expect.nonce(nonce);
    }
    if !code.is_empty() {
        expect = expect.code(Secret::new(code));
    }
    if !subject.is_empty() {
        expect = expect.subject(subject);
    }
    let mut members = Members::default();
    if !access_token.is_empty() {
        let with_hash = expect.access_token(Secret::new(access_token));
        let result = check_id_token(id_token, &with_hash, room, &mut members).map(drop);
        let may_lack =
            !subject.is_empty() && result == Err(IdTokenError::Missing(Member::AccessTokenHash));
        if !may_lack {
            result.map_err(|error| of_id_token(&mut reply, error))?;
        }
    }
    let claims = check_id_token(id_token, &expect, room, &mut members)
        .map_err(|error| of_id_token(&mut reply, error))?;
    reply.span(0, members.spans[SUBJECT].of(claims));
    Ok(())
}
