//! Errors in a string that are not in the format of `ends_on`, but of another list.

use crate::profile::check::characters::{PRINTED, SEPARATOR, all};
use crate::profile::check::rules::contains;
use crate::text::list::List;
use crate::text::words::cut;

/// Errors that RFC 6749, OpenID Connect and RFC 8628 register.
const ERRORS: List<'static> = List::names(
    "invalid_request invalid_client invalid_grant invalid_scope invalid_token unauthorized_client \
    unsupported_grant_type access_denied server_error temporarily_unavailable expired_token \
    login_required interaction_required consent_required",
);

/// Whether this can be the `error` of a response: nothing like `invalid_request: X`,
/// `error=invalid_grant`, or a quoted one.
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
    let is_quoted = matches!(error, [b'"' | b'\'' | b'`', ..] | [.., b'"' | b'\'' | b'`']);
    let is_path =
        matches!(error, [b'/', ..] | [.., b'/'] | [b'e', b'r', b'r', b'o', b'r', b'/', ..]);
    !is_quoted && !is_path && !is_padded(error) && !is_joined(error)
}

/// Whether this can be an `error_description`: not quoted as a whole, nor the rest of `==` or `=>`.
pub(crate) const fn is_description(text: &[u8]) -> bool {
    let is_quoted = match text {
        [quote @ (b'"' | b'\''), inside @ .., last] if *last == *quote => {
            cut(inside, *quote).1.is_none()
        }
        [b'"' | b'\''] | [b'`', ..] | [.., b'`'] => true,
        _ => false,
    };
    all(text, PRINTED) && !is_padded(text) && !is_quoted && !matches!(text, [b'=' | b'>', ..])
}

/// Whether it is empty, or starts or ends with a space.
pub(crate) const fn is_padded(text: &[u8]) -> bool {
    matches!(text, [] | [b' ', ..] | [.., b' '])
}

/// Whether a registered error is followed by the separator of another list: `invalid_request:X`.
const fn is_joined(error: &[u8]) -> bool {
    let mut behind = error;
    while let [b'a'..=b'z' | b'_', after @ ..] = behind {
        behind = after;
    }
    let is_separated = match behind {
        [b'-', b'>', ..] => true,
        [b' ', word @ ..] => contains(ERRORS, word, false),
        [separator, ..] => all(&[*separator], SEPARATOR),
        [] => false,
    };
    match error.split_at_checked(error.len().wrapping_sub(behind.len())) {
        Some((known, _)) => is_separated && contains(ERRORS, known, false),
        None => false,
    }
}
