//! Responses of a token endpoint.

use grantlet::engine::{self, Class, LocatedResponse, Verdict};
use grantlet::{Failure, Polled};

use crate::client::read;
use crate::fault::{Fault, of_verdict};
use crate::message::Message;
use crate::numbers::{failed, polled};
use crate::reply::{AS_GIVEN, OUTCOME};

/// No access token was requested.
pub(crate) const ID_TOKEN_ONLY: u32 = 1 << 16;

/// It is the response to a revocation.
pub(crate) const REVOCATION: u32 = 2 << 16;

/// Where a number of [`failed`] is in the outcome of [`response`].
pub(crate) const FAILED_SHIFT: u32 = 3;

/// Reads the response of a token endpoint or to a revocation, which is the body of the message. `number` is its status, and
/// perhaps [`ID_TOKEN_ONLY`] or [`REVOCATION`].
///
/// # Errors
/// [`Fault`]. If the server returned an error, the reply contains it. The outcome is what the response means
/// for a device that polls, a number of [`polled`], and for a session, a number of [`failed`].
// A status has 16 bits.
#[allow(clippy::cast_possible_truncation)]
pub fn response(message: Message<'_>, number: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, .. } = message;
    let config = read(&mut fields);
    let mut response = LocatedResponse::default();
    let read = match number & (ID_TOKEN_ONLY | REVOCATION) {
        0 => engine::response,
        ID_TOKEN_ONLY => engine::id_token_response,
        _ => engine::revoked,
    };
    let status = number as u16;
    let verdict = read(&config.profile, status, body, &mut response);
    if matches!(verdict.class, Class::Ok | Class::Server) {
        reply.members(&response, body);
        // An error inside a string is unescaped in place.
        let is_unchanged = verdict.class == Class::Ok && config.envelope.is_empty();
        let is_plain = is_unchanged && response.has_no_escapes();
        reply.word(AS_GIVEN, is_plain.into());
    }
    if verdict == Verdict::OK {
        return Ok(());
    }
    let error = response.members.spans[LocatedResponse::ERROR].of(body);
    let means = match Polled::of_verdict(verdict, status, error) {
        Polled::Pending => polled::PENDING,
        Polled::SlowDown => polled::SLOW_DOWN,
        Polled::NoResponse => polled::NO_RESPONSE,
        Polled::Expired => polled::EXPIRED,
        Polled::Decided => polled::DECIDED,
    };
    let failed = match Failure::of_verdict(verdict, response.members.at as usize, status, error) {
        Failure::Ended => failed::ENDED,
        Failure::Refused | Failure::NotJson => failed::REFUSED,
        _ => failed::PASSES,
    };
    reply.word(OUTCOME, (means | failed << FAILED_SHIFT) as usize);
    Err(of_verdict(&mut reply, verdict))
}

/// Reads a rejected response again, for the members that are kept: `refresh_token`, whose span is empty if
/// it is not kept, and `id_token`. The outcome is 1 if `id_token` occurs more than once.
///
/// # Errors
/// None.
// A status has 16 bits.
#[allow(clippy::cast_possible_truncation, clippy::unnecessary_wraps)]
pub fn kept(message: Message<'_>, status: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, .. } = message;
    let config = read(&mut fields);
    let mut response = LocatedResponse::default();
    let kept = engine::kept(&config.profile, status as u16, body, &mut response);
    reply.members(&response, body);
    reply.word(OUTCOME, kept.repeats_id_token.into());
    Ok(())
}
