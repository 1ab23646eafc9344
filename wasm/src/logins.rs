//! Logins in a browser: authorization requests and callbacks.

use grantlet::engine::{self, CallbackMode, CallbackResult, GrantKind, LocatedResponse};
use grantlet::{
    BufferTooSmall, CallbackExpectation, Flow, Grant, Issuer, RequestError, ResponseMode, wipe,
};

use crate::client::read;
use crate::fault::{Fault, of_callback, of_request};
use crate::message::{MOST, Message};
use crate::numbers::{flow, issuer_rule};
use crate::reply::OUTCOME;
use crate::requests::write;

/// The bits of a number of [`flow`].
const FLOW: u32 = 7;
/// The code is in the fragment of the callback URL.
const IN_FRAGMENT: u32 = 1 << MODE_SHIFT;
/// The code is in the body of a POST.
const IN_FORM: u32 = 2 << MODE_SHIFT;
/// Above the flow: where the response is.
pub(crate) const MODE_SHIFT: u32 = 3;
/// Above both: how many parameters the exchange does not share, or the rule for `iss`.
pub(crate) const REST_SHIFT: u32 = 5;

/// `response_type` by the numbers of [`flow`].
const RESPONSE_TYPES: [&str; 5] = ["code", "code", "token", "id_token token", "code id_token"];

/// Starts a login. The first four spans are the authorization URL, `state`, `nonce` and `code_verifier`. The
/// fields after the client's are the `redirect_uri`, the scope, the URL that the browser returns to if that is
/// another, and parameters as pairs. The low bits of `number` are a number of [`flow`], [`IN_FRAGMENT`] and [`IN_FORM`],
/// the others are the index of the first parameter that the exchange has too.
///
/// # Errors
/// [`Fault`].
pub fn login(message: Message<'_>, number: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, room, .. } = message;
    let config = read(&mut fields);
    let (redirect_uri, scope, return_uri) = (fields.text(), fields.text(), fields.text());
    let mut pairs = [("", ""); MOST];
    let pairs = fields.pairs(&mut pairs);
    let shared = pairs.get((number >> REST_SHIFT) as usize..).unwrap_or_default();
    engine::check_saved_login(&config.profile, return_uri, shared)
        .map_err(|error| of_request(&mut reply, error))?;
    let (texts, room) = room.split_at_mut_checked(3 * 43).unwrap_or_default();
    let (texts, _) = texts.as_chunks_mut::<43>();
    if !draw(texts) {
        return Err(of_request(&mut reply, RequestError::Entropy));
    }
    let [state, nonce, verifier] = texts else {
        return Err(of_request(&mut reply, BufferTooSmall { needed: 3 * 43 }.into()));
    };
    let mut challenge = [0; 43];
    let _ = engine::write_challenge(verifier, &mut challenge);
    let flow = number & FLOW;
    let challenge: &[u8] = if flow & 2 == 0 { &challenge } else { &[] };
    let sent_nonce: &[u8] = if flow & 1 != 0 || flow == flow::HYBRID { nonce } else { &[] };
    let response_type = RESPONSE_TYPES.get(flow as usize).copied().unwrap_or_default();
    // SAFETY: it was just written, in base64url.
    let sent_state = unsafe { core::str::from_utf8_unchecked(state) };
    let mode = match number & (IN_FRAGMENT | IN_FORM) {
        0 => ResponseMode::Query,
        IN_FRAGMENT => ResponseMode::Fragment,
        _ => ResponseMode::FormPost,
    };
    let length = engine::authorize(response_type, redirect_uri, sent_state, challenge, sent_nonce)
        .scope(scope)
        .params(pairs)
        .for_login(&[], mode)
        .write_len(&config.client(), room)
        .map_err(|error| of_request(&mut reply, error))?;
    reply.span(0, room.get(..length).unwrap_or_default());
    reply.span(1, state);
    reply.span(2, nonce);
    reply.span(3, verifier);
    Ok(())
}

/// Generates three secret strings of 256 bits each; false if there is no entropy, or it repeats itself.
fn draw(texts: &mut [[u8; 43]]) -> bool {
    let mut entropy = [0; 96];
    // Without entropy the bytes stay constant, which is reported below.
    let _ = getrandom::fill(&mut entropy);
    let drawn = engine::login_entropy(&entropy).is_ok_and(|parts| {
        let mut pairs = parts.into_iter().zip(texts);
        pairs.all(|(part, text)| engine::from_entropy(part, text).is_ok())
    });
    wipe(&mut entropy);
    drawn
}

/// Validates a callback URL, or the body of a POST, which is the body of the message. The fields after the client's are the URL that the
/// browser returns to, the login's `state`, issuer, `code_verifier` and `redirect_uri`, and the parameters that
/// the exchange shares with it. The low bits of `number` are those of the login, the others the rule for `iss`,
/// a number of [`issuer_rule`].
///
/// If the URL has a code, the spans are the request that exchanges it, as for [`request`](crate::request), and of a
/// hybrid login then the code and the `id_token`, whose claims are still to be validated; the outcome is twice the number
/// of the server that the URL names. If it has a token, the spans are its members, and the outcome is 1.
///
/// # Errors
/// [`Fault`]. If the server returned an error, the reply contains it.
pub fn callback(message: Message<'_>, number: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, room } = message;
    let mut config = read(&mut fields);
    let (return_uri, state) = (fields.text(), fields.text());
    let (issuer, verifier, redirect_uri) = (fields.text(), fields.text(), fields.text());
    let mut pairs = [("", ""); MOST];
    let shared = fields.pairs(&mut pairs);
    let expect = CallbackExpectation {
        redirect_uri: return_uri,
        state,
        issuer: match number >> REST_SHIFT {
            issuer_rule::IGNORED => Issuer::Ignored,
            issuer_rule::IF_PRESENT => Issuer::IfPresent(issuer),
            issuer_rule::REQUIRED => Issuer::Required(issuer),
            _ => Issuer::Refused(""),
        },
        flow: match number & (IN_FRAGMENT | flow::TOKEN) {
            0 => Flow::Code,
            IN_FRAGMENT => Flow::CodeInFragment,
            _ => Flow::Implicit,
        },
    };
    let mode =
        CallbackMode { is_form: number & IN_FORM != 0, is_hybrid: number & FLOW == flow::HYBRID };
    let mut response = LocatedResponse::default();
    let found = match engine::callback_by_mode(&config.profile, &expect, mode, body, &mut response)
    {
        Ok(found) => found,
        Err(class) => return Err(of_callback(&mut reply, Some(class))),
    };
    let CallbackResult::Code(code) = found.result else {
        reply.members(&response, body);
        if found.result == CallbackResult::Denied {
            return Err(of_callback(&mut reply, None));
        }
        reply.word(OUTCOME, 1);
        return Ok(());
    };
    reply.span(3, code.of(body));
    reply.span(4, found.id_token.of(body));
    reply.word(OUTCOME, usize::from(found.server) << 1);
    // SAFETY: `callback` accepts a code of visible ASCII only.
    let code = unsafe { core::str::from_utf8_unchecked(code.of(body)) };
    let texts = [code, "", redirect_uri, verifier, ""];
    let grant = Grant::of(&GrantKind::AUTHORIZATION_CODE, texts).params(shared);
    if let Some(url) = config.profile.server_url(found.server) {
        // SAFETY: it is a part of a string, between two separators of ASCII.
        config.base_url = unsafe { core::str::from_utf8_unchecked(url) };
    }
    write(reply, &config, &grant, room)
}
