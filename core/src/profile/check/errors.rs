//! Finds errors in a string for `ends_on` that are written in the format of another list.

use crate::list::List;
use crate::profile::check::characters::{PRINTED, SEPARATOR, all};
use crate::text::words::{cut, is_same};

/// Errors that RFC 6749, OpenID Connect and RFC 8628 register.
const ERRORS: List<'static> = List::text(
    "invalid_request invalid_client invalid_grant invalid_scope invalid_token unauthorized_client \
    unsupported_grant_type access_denied server_error temporarily_unavailable expired_token \
    login_required interaction_required consent_required",
);

/// Whether this can be the `error` of a response: not text such as `invalid_request: X`,
/// `error=invalid_grant` or an error in quotes.
pub(crate) const fn is_error(error: &[u8]) -> bool {
    let mut rest = error;
    while let [byte, after @ ..] = rest {
        let is_foreign = match *byte {
            b':' => matches!(after, [b' ', ..]),
            // A sentence has a space there, a list does not.
            b',' | b';' | b'|' => !matches!(after, [] | [b' ', ..]),
            _ => false,
        };
        if is_foreign {
            return false;
        }
        rest = after;
    }
    let (first, last) = ends(error);
    let is_quoted = is_quote(first) || is_quote(last);
    let (before, path) = cut(error, b'/');
    let starts = before.is_empty() || is_same(before, b"error");
    let is_path = last == b'/' || (starts && path.is_some());
    !is_path && !is_padded(error) && !is_quoted && !is_joined(error)
}

/// Whether this can be an `error_description`: it is not quoted as a whole, and not what follows the first
/// character of `==` or `=>`.
pub(crate) const fn is_description(text: &[u8]) -> bool {
    let (first, last) = ends(text);
    let is_quoted = match text {
        // One quote at each end, or nothing but one quote.
        [b'"' | b'\'', rest @ ..] => match cut(rest, first) {
            (_, Some(behind)) => behind.is_empty(),
            (_, None) => rest.is_empty(),
        },
        _ => false,
    };
    let is_quoted = is_quoted || first == b'`' || last == b'`';
    all(text, PRINTED) && !is_padded(text) && !is_quoted && first != b'=' && first != b'>'
}

/// Whether it is empty, or starts or ends with a space.
pub(crate) const fn is_padded(text: &[u8]) -> bool {
    let (first, last) = ends(text);
    first == b' ' || last == b' '
}

/// The first and the last byte; of an empty text, spaces.
const fn ends(text: &[u8]) -> (u8, u8) {
    match text {
        [] => (b' ', b' '),
        [one] => (*one, *one),
        [first, .., last] => (*first, *last),
    }
}

const fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// Whether a registered error is followed by the separator of another list: `invalid_request:X`.
const fn is_joined(error: &[u8]) -> bool {
    let mut behind = error;
    while let [b'a'..=b'z' | b'_', after @ ..] = behind {
        behind = after;
    }
    let is_separated = match behind {
        [b'-', b'>', ..] => true,
        [b' ', word @ ..] => ERRORS.contains(word, false),
        [separator, ..] => all(&[*separator], SEPARATOR),
        [] => false,
    };
    match error.split_at_checked(error.len().wrapping_sub(behind.len())) {
        Some((known, _)) => is_separated && ERRORS.contains(known, false),
        None => false,
    }
}
