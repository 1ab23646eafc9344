//! Device authorization (RFC 8628).

use crate::client::{Flags, read};
use crate::fault::{Fault, of_token};
use crate::message::Message;
use crate::reply::{LIFETIME, OUTCOME};

/// Reads a device authorization response, which is the body of the message. The first four spans are
/// `device_code`, `user_code`, `verification_uri` and `verification_uri_complete`.
///
/// # Errors
/// [`Fault`]. If the server returned an error, the reply contains it.
// A status has 16 bits.
#[allow(clippy::cast_possible_truncation)]
pub fn device(message: Message<'_>, flags: &Flags, status: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, .. } = message;
    let config = read(&mut fields, flags);
    let device = match config.profile.device_authorization(status as u16, body) {
        Ok(device) => device,
        Err(error) => return Err(of_token(&mut reply, error, body)),
    };
    let complete = device.verification_uri_complete.unwrap_or_default();
    let texts = [device.device_code.expose(), device.user_code, device.verification_uri, complete];
    for (index, text) in texts.iter().enumerate() {
        reply.place(index, text.as_bytes());
    }
    reply.word(LIFETIME, device.expires_in as usize);
    reply.word(OUTCOME, device.interval as usize);
    Ok(())
}
