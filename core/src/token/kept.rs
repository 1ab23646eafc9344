//! What is kept of a response that is refused: its new refresh token, because the old one may be spent.

use crate::json::reader::{Reader, bit};
use crate::oauth::located_response::{ID_TOKEN, LocatedResponse, REFRESH_TOKEN};
use crate::oauth::token_response::is_vschar;
use crate::oauth::verdict::Class;
use crate::profile::apply_shapes::open;
use crate::profile::envelope::{ENVELOPE_AGAIN, ENVELOPE_TYPE};
use crate::profile::profile::Profile;
use crate::text::span::Span;
use crate::token::response::is_success;

/// What of a response that is refused may be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// `refresh_token` is where the profile puts it, once, as a string that a request can carry.
    pub has_refresh_token: bool,
    /// `id_token` occurs more than once: the user of the response is unknown.
    pub repeats_id_token: bool,
}

/// Reads a response that gives no token, and returns what of it may be kept. `located` is
/// overwritten with the spans of its members, that of a refresh token that is not kept empty, and the
/// strings are unescaped in place. Nothing is kept, and `located` is empty, where the status is not 2xx,
/// the body is not one JSON object, or an `error` says something.
///
/// # Example
/// ```
/// use grantlet::Profile;
/// use grantlet::engine::{LocatedResponse, kept};
/// let mut body = *br#"{"access_token":"at","refresh_token":"rt-2","token_type":"mac"}"#;
/// let mut located = LocatedResponse::default();
/// assert!(kept(&Profile::RFC6749, 200, &mut body, &mut located).has_refresh_token);
/// assert_eq!(located.members.spans[LocatedResponse::REFRESH_TOKEN].of(&body), b"rt-2");
/// ```
pub fn kept(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
) -> Kept {
    *located = LocatedResponse::default();
    if !is_success(status) {
        return Kept::default();
    }
    let mut reader = Reader::of_response(profile, body, &mut located.members);
    if reader.find(profile, body) != Class::Ok || reader.says_error() {
        *located = LocatedResponse::default();
        return Kept::default();
    }
    let is_one_string = !reader.repeats_any(ENVELOPE_AGAIN | ENVELOPE_TYPE | bit(REFRESH_TOKEN));
    let repeats_id_token = reader.repeats_any(bit(ID_TOKEN));
    let has_refresh_token = is_one_string && reader.sendable_length(REFRESH_TOKEN) > 0;
    let (mut envelope, opens) = (reader.envelope, reader.text.layer().is_some());
    if opens {
        open(profile, &mut envelope, body, located);
    }
    located.unescape(body, b' ', !0, u8::MAX);
    if !has_refresh_token {
        located.set(REFRESH_TOKEN, Span::default(), 0);
    }
    Kept { has_refresh_token, repeats_id_token }
}

/// Whether a refresh token can be sent (RFC 6749, appendix A.17).
pub(crate) fn is_sendable(refresh_token: &[u8]) -> bool {
    !refresh_token.is_empty() && refresh_token.iter().all(|byte| is_vschar(*byte))
}
