//! Names and values of a profile's headers.

use crate::list::List;
use crate::profile::check::characters::{HEADER, all};
use crate::profile::check::errors::is_padded;

/// Header fields that are written from elsewhere, or that are about the connection, in lower case.
const RESERVED: List<'static> = List::text(
    "accept authorization connection content-encoding content-length content-type expect host \
    keep-alive te trailer transfer-encoding upgrade",
);
/// What a string calls a [`HeaderValue`](crate::HeaderValue).
const HEADER_VALUES: List<'static> = List::text("client_id client_secret");

/// Whether a header field is written from elsewhere, or is about the connection.
pub(crate) const fn is_reserved(name: &[u8]) -> bool {
    RESERVED.contains(name, true)
}

/// Whether a text is a token (RFC 9110, section 5.6.2).
pub(crate) const fn is_header_name(name: &[u8]) -> bool {
    !name.is_empty() && all(name, HEADER)
}

/// Whether this is what a string calls a value, or a text.
pub(crate) const fn is_value(value: &[u8], is_string: bool) -> bool {
    HEADER_VALUES.contains(value, false) || static_value(value, is_string).is_some()
}

/// The text of a header that repeats neither id nor secret: printable ASCII, in a string in double quotes.
pub(crate) const fn static_value(value: &[u8], is_string: bool) -> Option<&[u8]> {
    let text = match value {
        [b'"', text @ .., b'"'] if is_string => text,
        _ if is_string => return None,
        text => text,
    };
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        if !matches!(*byte, b' '..=b'~') || is_string && *byte == b'"' {
            return None;
        }
        rest = after;
    }
    // A quoted name is a slip, not a text.
    if is_padded(text) || HEADER_VALUES.contains(text, false) { None } else { Some(text) }
}
