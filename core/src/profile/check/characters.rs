//! Which characters are allowed in what, as bits.

use crate::text::words::cut;

/// No control character.
pub(crate) const PRINTED: u8 = 1;
/// A token (RFC 9110, section 5.6.2).
pub(crate) const HEADER: u8 = 1 << 1;
/// Those of a name (RFC 6749, section 8.2), and what frameworks write in one: `user[id]`.
pub(crate) const PARAMETER: u8 = 1 << 2;
/// No quote, and no character of a path or of a list in another format.
pub(crate) const MEMBER: u8 = 1 << 3;
/// As in a member's name, and those of a URI.
pub(crate) const EXTRA: u8 = 1 << 4;
/// A type's name (RFC 6749, section 8.1).
pub(crate) const TYPE: u8 = 1 << 5;
/// Those of a URI (RFC 3986, section 2) that no list has between two words.
pub(crate) const URI: u8 = 1 << 6;
/// What follows a registered error in a list of another format.
pub(crate) const SEPARATOR: u8 = 1 << 7;

/// Of a character beyond ASCII.
const BEYOND: u8 = PRINTED | MEMBER | EXTRA;

/// The bits of each ASCII character.
const BITS: [u8; 128] = {
    let mut table = [0; 128];
    let (mut rest, mut byte): (&mut [u8], u8) = (&mut table, 0);
    while let [bits, after @ ..] = rest {
        *bits = bits_of(byte);
        (rest, byte) = (after, byte.wrapping_add(1));
    }
    table
};

/// Whether all characters of a text are allowed in what these bits name.
#[inline(never)]
pub(crate) const fn all(text: &[u8], allowed: u8) -> bool {
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        let bits = match BITS.split_at_checked(*byte as usize) {
            Some((_, [bits, ..])) => *bits,
            _ => BEYOND,
        };
        if bits & allowed == 0 {
            return false;
        }
        rest = after;
    }
    true
}

const fn bits_of(byte: u8) -> u8 {
    if matches!(byte, 0..=0x1F | 0x7F) {
        return 0;
    }
    let mut bits = PRINTED;
    let quote = matches!(byte, b'"' | b'\'' | b'`' | b'\\');
    let bracket = matches!(byte, b'<' | b'>' | b'[' | b']' | b'{' | b'}');
    if !quote && !bracket && !matches!(byte, b',' | b';' | b'=' | b'|') {
        bits |= EXTRA;
        if !matches!(byte, b'/' | b'.') {
            bits |= MEMBER;
        }
        if !matches!(byte, b' ' | b'^') {
            bits |= URI;
        }
    }
    let alphanumeric = byte.is_ascii_alphanumeric();
    if alphanumeric || matches!(byte, b'-' | b'.' | b'_') {
        bits |= TYPE;
    }
    if alphanumeric
        || matches!(
            byte,
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'*' | b'+' | b'@' | b'[' | b']'
        )
    {
        bits |= PARAMETER;
    }
    if alphanumeric
        || matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~')
    {
        bits |= HEADER;
    }
    if matches!(byte, b':' | b',' | b';' | b'|' | b'/' | b'.' | b'&' | b'(' | b'[') {
        bits |= SEPARATOR;
    }
    bits
}

/// Whether this is a type's name, or a URI.
pub(crate) const fn is_type(text: &[u8]) -> bool {
    match cut(text, b':') {
        (_, None) => all(text, TYPE),
        (scheme, Some(path)) => {
            let starts = matches!(scheme, [first, ..] if first.is_ascii_alphabetic());
            starts && !path.is_empty() && all(scheme, TYPE)
        }
    }
}

/// Whether all characters are allowed. A path has a `/` between two names, and no name in it is empty.
pub(crate) const fn all_of_path(name: &[u8], allowed: u8, is_path: bool) -> bool {
    let mut rest = name;
    while is_path && let (segment, Some(after)) = cut(rest, b'/') {
        if segment.is_empty() || !all(segment, allowed) {
            return false;
        }
        rest = after;
    }
    !rest.is_empty() && all(rest, allowed)
}

/// Whether a name is a URL, as of a claim, and no path.
pub(crate) const fn is_url(name: &[u8]) -> bool {
    let (scheme, path) = cut(name, b':');
    matches!(path, Some([b'/', b'/', _, ..])) && !scheme.is_empty()
}

/// Whether a character can separate the tokens of a scope.
pub(crate) const fn is_separator(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !byte.is_ascii_alphanumeric()
}
