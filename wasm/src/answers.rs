//! Answers of a token endpoint.

use grantlet::Polled;
use grantlet::places::{self, Answer, Class, Verdict};

use crate::client::{Flags, read};
use crate::fault::{Fault, of_verdict};
use crate::message::Message;
use crate::numbers::polled;
use crate::reply::{AS_GIVEN, OUTCOME};

/// Reads the answer of a token endpoint, which is the body.
///
/// # Errors
/// [`Fault`]; where the server refused, its error is in the reply. What it means for a device that polls
/// is there too: a number of [`polled`].
// A status is of 16 bits.
#[allow(clippy::cast_possible_truncation)]
pub fn response(message: Message<'_>, flags: &Flags, status: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, .. } = message;
    let asking = read(&mut fields, flags);
    let mut answer = Answer::default();
    let verdict = places::response(&asking.profile, status as u16, body, &mut answer);
    if matches!(verdict.class, Class::Ok | Class::Server) {
        reply.answer(&answer, body);
        let is_plain = asking.envelope.is_empty() && answer.is_as_it_came();
        reply.word(AS_GIVEN, is_plain.into());
    }
    if verdict == Verdict::OK {
        return Ok(());
    }
    let error = answer.members.spans[Answer::ERROR].of(body);
    let means = match Polled::of_verdict(verdict, status as u16, error) {
        Polled::Pending => polled::PENDING,
        Polled::SlowDown => polled::SLOW_DOWN,
        Polled::NoAnswer => polled::NO_RESPONSE,
        Polled::Expired => polled::EXPIRED,
        Polled::Decided => polled::DECIDED,
    };
    reply.word(OUTCOME, means as usize);
    Err(of_verdict(&mut reply, verdict))
}

/// Reads the body of a token endpoint's response again, of which no token is handed out, for what is kept
/// of it: `refresh_token`, whose place is empty where none is kept, and `id_token`. The outcome is 1
/// where `id_token` occurs more than once.
///
/// # Errors
/// None.
// A status is of 16 bits.
#[allow(clippy::cast_possible_truncation, clippy::unnecessary_wraps)]
pub fn kept(message: Message<'_>, flags: &Flags, status: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, .. } = message;
    let asking = read(&mut fields, flags);
    let mut answer = Answer::default();
    let kept = places::kept(&asking.profile, status as u16, body, &mut answer);
    reply.answer(&answer, body);
    reply.word(OUTCOME, kept.repeats_id_token.into());
    Ok(())
}
