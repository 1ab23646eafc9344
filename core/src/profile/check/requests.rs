//! What is misspelt in the lists that requests are written from. Each function returns the index of the
//! word at fault.

use crate::profile::check::is_read;
use crate::profile::check::text::{Of, Part, all, before, contains, cut, has, next, no_word, same};

/// Parameters of token requests, by their names in the RFCs.
const PARAMETERS: &[u8] = b"grant_type code refresh_token device_code username password token \
    token_type_hint redirect_uri client_id client_secret code_verifier scope state";
/// Header fields that are written from elsewhere, or that are about the connection, in lower case.
const RESERVED: &[u8] = b"accept authorization connection content-encoding content-length \
    content-type expect host keep-alive te trailer transfer-encoding upgrade";

pub(super) const fn headers(list: &[u8]) -> Option<usize> {
    let (mut rest, mut index) = (list, 0usize);
    while let Some((word, after)) = next(rest, b' ') {
        let (name, value) = cut(word, b'=');
        let known = matches!(value, Some(b"client_id" | b"client_secret"));
        let again = contains(before(list, rest), name, Part::Name, true);
        if !known || !is_header_name(name) || is_reserved(name) || again {
            return Some(index);
        }
        (rest, index) = (after, index.wrapping_add(1));
    }
    no_word(list, b' ')
}

pub(super) const fn rename(list: &[u8], sends_grant_type: bool) -> Option<usize> {
    let (mut rest, mut index) = (list, 0usize);
    while let Some((word, after)) = next(rest, b' ') {
        let (name, value) = cut(word, b'=');
        let earlier = before(list, rest);
        let Some(value) = value else { return Some(index) };
        let named = !value.is_empty() && all(value, Of::ParameterName);
        let again = contains(earlier, name, Part::Name, false)
            || contains(earlier, value, Part::Value, false);
        let sent = sends_grant_type || !same(name, b"grant_type");
        if !named || !sent || !has(PARAMETERS, name) || again || is_taken(list, name, value) {
            return Some(index);
        }
        (rest, index) = (after, index.wrapping_add(1));
    }
    no_word(list, b' ')
}

pub(super) const fn order(list: &[u8]) -> Option<usize> {
    let (mut rest, mut index) = (list, 0usize);
    while let Some((word, after)) = next(rest, b' ') {
        if !has(PARAMETERS, word) || has(before(list, rest), word) {
            return Some(index);
        }
        (rest, index) = (after, index.wrapping_add(1));
    }
    no_word(list, b' ')
}

/// Whether a parameter's new name is another's, which keeps it, or means something else in a response.
const fn is_taken(list: &[u8], name: &[u8], value: &[u8]) -> bool {
    if has(PARAMETERS, value) {
        return !same(name, value) && !contains(list, value, Part::Name, false);
    }
    // A revocation endpoint may take the token by this name.
    let revoked = same(name, b"token") && same(value, b"access_token");
    is_read(value) && !revoked
}

/// Whether a header field is written from elsewhere, or is about the connection.
pub(crate) const fn is_reserved(name: &[u8]) -> bool {
    contains(RESERVED, name, Part::Whole, true)
}

/// Whether a text is a token (RFC 9110, section 5.6.2).
pub(crate) const fn is_header_name(name: &[u8]) -> bool {
    !name.is_empty() && all(name, Of::HeaderName)
}
