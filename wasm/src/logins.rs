//! Logins in a browser: the way out and the way back.

use grantlet::places::{self, Answer, Answered, GrantKind};
use grantlet::{BufferTooSmall, Expect, Flow, Grant, Issuer, RequestError, wipe};

use crate::client::{Flags, read};
use crate::fault::{Fault, of_callback, of_request};
use crate::message::Message;
use crate::numbers::issuer_rule;
use crate::reply::OUTCOME;
use crate::requests::write;

/// Starts a login: its address, `state`, `nonce` and `code_verifier` are the first four places. The
/// fields after the client's are the `redirect_uri`, the scope, and pairs of parameters. `kind` is a
/// number of [`flow`](crate::numbers::flow).
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
    let (texts, _) = texts.as_chunks_mut::<43>();
    if !draw(texts) {
        return Err(of_request(&mut reply, RequestError::Entropy));
    }
    let [state, nonce, verifier] = texts else {
        return Err(of_request(&mut reply, BufferTooSmall { needed: 3 * 43 }.into()));
    };
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

/// Draws three secret texts of 256 bits each; false where there is no entropy.
fn draw(texts: &mut [[u8; 43]]) -> bool {
    let mut entropy = [[0; 32]; 3];
    // Where there is none it stays constant, which is refused.
    let _ = getrandom::fill(entropy.as_flattened_mut());
    let mut pairs = entropy.iter().zip(texts);
    let drawn = pairs.all(|(entropy, text)| places::from_entropy(entropy, text).is_ok());
    wipe(entropy.as_flattened_mut());
    drawn
}

/// Reads the address that the user came back to, which is the body. The fields after the client's are
/// the login's `redirect_uri`, `state`, issuer and `code_verifier`. `kind` is that of the login, and
/// from its third bit on the rule for `iss`, a number of [`issuer_rule`]. A code
/// becomes the request that exchanges it, as [`request`](crate::request) tells it; else the answer is
/// a token.
///
/// # Errors
/// [`Fault`]; where the server refused, its error is in the reply.
pub fn callback(message: Message<'_>, flags: &Flags, kind: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, room } = message;
    let asking = read(&mut fields, flags);
    let (redirect_uri, state) = (fields.text(), fields.text());
    let (issuer, verifier) = (fields.text(), fields.text());
    let expect = Expect {
        redirect_uri,
        state,
        issuer: match kind >> 2 {
            issuer_rule::IGNORED => Issuer::Ignored,
            issuer_rule::IF_PRESENT => Issuer::IfPresent(issuer),
            issuer_rule::REQUIRED => Issuer::Required(issuer),
            _ => Issuer::Refused,
        },
        flow: if kind & 2 == 0 { Flow::Code } else { Flow::Implicit },
    };
    let mut answer = Answer::default();
    match places::callback(&asking.profile, &expect, body, &mut answer) {
        Ok(Answered::Code(code)) => {
            // SAFETY: a code was found to be nothing but visible ASCII.
            let code = unsafe { core::str::from_utf8_unchecked(code.of(body)) };
            let texts = [code, "", redirect_uri, verifier, ""];
            write(reply, &asking, &Grant::of(&GrantKind::AUTHORIZATION_CODE, texts), room)
        }
        Ok(Answered::Token) => {
            reply.word(OUTCOME, 1);
            reply.answer(&answer, body);
            Ok(())
        }
        Ok(Answered::Denied) => {
            reply.answer(&answer, body);
            Err(of_callback(&mut reply, None))
        }
        Err(class) => Err(of_callback(&mut reply, Some(class))),
    }
}
