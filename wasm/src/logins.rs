//! Logins in a browser: the way out and the way back.

use grantlet::places::{self, Answer, Answered};
use grantlet::{BufferTooSmall, Expect, Flow, RequestError, wipe};

use crate::client::{Flags, read};
use crate::entropy;
use crate::fault::{Fault, of_callback, of_request};
use crate::message::Message;
use crate::reply::OUTCOME;

/// Starts a login: its address, `state`, `nonce` and `code_verifier` are the first four places. The
/// fields after the client's are the `redirect_uri`, the scope, and pairs of parameters. `kind` is 0
/// for a code, 1 for a code and an `id_token`, 2 and 3 for the same by the implicit flow.
///
/// # Errors
/// [`Fault`].
pub fn login(message: Message<'_>, flags: &Flags, kind: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, room, .. } = message;
    let asking = read(&mut fields, flags);
    let (redirect_uri, scope) = (fields.text(), fields.text());
    let mut pairs = [("", ""); 16];
    let pairs = fields.pairs(&mut pairs);
    let (texts, room) = room.split_at_mut_checked(3 * 43).unwrap_or_default();
    let [state, nonce, verifier] = texts.as_chunks_mut::<43>().0 else {
        return Err(of_request(&mut reply, BufferTooSmall { needed: 3 * 43 }.into()));
    };
    if !(draw(state) && draw(nonce) && draw(verifier)) {
        return Err(of_request(&mut reply, RequestError::Entropy));
    }
    let mut challenge = [0; 43];
    let _ = places::write_challenge(verifier, &mut challenge);
    let challenge: &[u8] = if kind < 2 { &challenge } else { &[] };
    let sent_nonce: &[u8] = if kind & 1 != 0 { nonce } else { &[] };
    // SAFETY: it was just written, in base64url.
    let sent_state = unsafe { core::str::from_utf8_unchecked(state) };
    let length = places::authorize(redirect_uri, sent_state, challenge, sent_nonce)
        .scope(scope)
        .params(pairs)
        .write_len(&asking.profile, &asking.client, room)
        .map_err(|error| of_request(&mut reply, error))?;
    reply.place(0, room.get(..length).unwrap_or_default());
    reply.place(1, state);
    reply.place(2, nonce);
    reply.place(3, verifier);
    Ok(())
}

/// Draws a secret text of 256 bits; false where there is no entropy.
fn draw(text: &mut [u8; 43]) -> bool {
    let mut entropy = [0; 32];
    // Where there is none it stays constant, which is refused.
    entropy::fill(&mut entropy);
    let drawn = places::from_entropy(&entropy, text).is_ok();
    wipe(&mut entropy);
    drawn
}

/// Reads the address that the user came back to, which is the body. The fields after the client's are
/// the login's `redirect_uri` and `state`. A code is the first place; else the answer is a token.
///
/// # Errors
/// [`Fault`]; where the server refused, its error is in the reply.
pub fn callback(message: Message<'_>, flags: &Flags, kind: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, .. } = message;
    let asking = read(&mut fields, flags);
    let expect = Expect {
        redirect_uri: fields.text(),
        state: fields.text(),
        issuer: asking.issuer,
        flow: if kind < 2 { Flow::Code } else { Flow::Implicit },
    };
    let mut answer = Answer::default();
    match places::callback(&asking.profile, &expect, body, &mut answer) {
        Ok(Answered::Code(code)) => reply.place(0, code.of(body)),
        Ok(Answered::Token) => {
            reply.word(OUTCOME, 1);
            reply.answer(&answer, body);
        }
        Ok(Answered::Denied) => {
            reply.answer(&answer, body);
            return Err(of_callback(&mut reply, None));
        }
        Err(class) => return Err(of_callback(&mut reply, Some(class))),
    }
    Ok(())
}
