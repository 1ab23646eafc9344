//! Device authorization (RFC 8628).

use grantlet::engine::{self, Class, LocatedResponse, Verdict};

use crate::client::read;
use crate::fault::{Fault, of_verdict};
use crate::message::Message;
use crate::reply::OUTCOME;

/// Reads a device authorization response, which is the body of the message. The first four spans are
/// `device_code`, `user_code`, `verification_uri` and `verification_uri_complete`.
///
/// # Errors
/// [`Fault`]. If the server returned an error, the reply contains it.
// A status has 16 bits.
#[allow(clippy::cast_possible_truncation)]
pub fn device(message: Message<'_>, status: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, .. } = message;
    let config = read(&mut fields);
    let (mut response, mut interval) = (LocatedResponse::default(), 0);
    let verdict = engine::device_authorization(
        &config.profile,
        status as u16,
        body,
        &mut response,
        &mut interval,
    );
    if matches!(verdict.class, Class::Ok | Class::Server) {
        reply.members(&response, body);
    }
    if verdict != Verdict::OK {
        return Err(of_verdict(&mut reply, verdict));
    }
    reply.word(OUTCOME, interval as usize);
    Ok(())
}
