//! What is kept of a response that is refused: its new refresh token, because the old one may be spent.

use crate::answer::{
    Answer, ENVELOPE_AGAIN, ENVELOPE_TYPE, ERROR, ID_TOKEN, REFRESH_TOKEN, Reading,
};
use crate::json::{Found, Json};
use crate::profile::Profile;
use crate::response::is_success;
use crate::token::is_vschar;

/// What of a response that is refused may be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// `refresh_token` is where the profile puts it, once, as a string that a request can carry.
    pub has_refresh_token: bool,
    /// `id_token` occurs more than once: no one can say whose the response is.
    pub repeats_id_token: bool,
}

/// Reads a response of which no token is handed out, and returns what of it may be kept. `answer` is
/// overwritten with the places of its members, that of a refresh token that is not kept empty, and the
/// strings are unescaped in place. Nothing is kept, and `answer` is empty, where the status is not 2xx,
/// the body is not one JSON object, or an `error` says something.
///
/// # Example
/// ```
/// use grantlet::Profile;
/// use grantlet::places::{Answer, kept};
/// let mut body = *br#"{"access_token":"at","refresh_token":"rt-2","token_type":"mac"}"#;
/// let mut answer = Answer::default();
/// assert!(kept(&Profile::RFC6749, 200, &mut body, &mut answer).has_refresh_token);
/// assert_eq!(answer.members.places[Answer::REFRESH_TOKEN].of(&body), b"rt-2");
/// ```
pub fn kept(profile: &Profile<'_>, status: u16, body: &mut [u8], answer: &mut Answer) -> Kept {
    let mut reading = Reading::new(answer);
    let found = if is_success(status) { find(&mut reading, profile, body) } else { None };
    let is_free_of_errors =
        found.is_some_and(|document| !document.says_something(reading.answer.found(ERROR)));
    if !is_free_of_errors {
        *answer = Answer::default();
        return Kept::default();
    }
    let again = reading.again;
    let is_repeated = |index: usize| again >> index & 1 == 1;
    let is_one_string = again & (ENVELOPE_AGAIN | ENVELOPE_TYPE) == 0
        && !is_repeated(REFRESH_TOKEN)
        && reading.answer.found(REFRESH_TOKEN).is_string();
    if let Some(envelope) = profile.read_envelope {
        (envelope.open)(&mut reading, profile, body);
    }
    answer.settle(body, b' ');
    let has_refresh_token = is_one_string && is_sendable(answer.place(REFRESH_TOKEN).of(body));
    if !has_refresh_token {
        answer.set(REFRESH_TOKEN, Found::default());
    }
    Kept { has_refresh_token, repeats_id_token: is_repeated(ID_TOKEN) }
}

/// Finds the members where the profile puts them, nothing changed, and returns the document that they
/// are in.
pub(crate) fn find<'b>(
    reading: &mut Reading<'_>,
    profile: &Profile<'_>,
    body: &'b [u8],
) -> Option<Json<'b>> {
    let mut document = Json::document(body);
    let found = match profile.read_envelope {
        None => reading.find(&document, profile.extra),
        Some(envelope) => (envelope.find)(reading, profile, &mut document),
    };
    found.ok().map(|()| document)
}

/// Whether a refresh token can be sent (RFC 6749, appendix A.17).
pub(crate) fn is_sendable(refresh_token: &[u8]) -> bool {
    !refresh_token.is_empty() && refresh_token.iter().all(|byte| is_vschar(*byte))
}
