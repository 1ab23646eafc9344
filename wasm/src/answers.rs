//! Answers of a token endpoint.

use grantlet::places::{self, Answer, Refusal};

use crate::client::{Flags, read};
use crate::fault::{Fault, of_refusal};
use crate::message::Message;
use crate::reply::AS_GIVEN;

/// Reads the answer of a token endpoint, which is the body.
///
/// # Errors
/// [`Fault`]; where the server refused, its error is in the reply.
// A status is of 16 bits.
#[allow(clippy::cast_possible_truncation)]
pub fn response(message: Message<'_>, flags: &Flags, status: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, .. } = message;
    let asking = read(&mut fields, flags);
    let mut answer = Answer::default();
    let found = places::response(&asking.profile, status as u16, body, &mut answer);
    if matches!(found, Ok(()) | Err(Refusal::Server { .. })) {
        reply.answer(&answer, body);
        let is_plain = asking.envelope.is_empty() && !answer.members.kinds.contains(&b'\\');
        reply.word(AS_GIVEN, is_plain.into());
    }
    found.map_err(|refusal| of_refusal(&mut reply, refusal))
}
