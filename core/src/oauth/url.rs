//! Addresses: https, their host, and which of a server's a user may be shown.

use crate::text::words::split;

/// Whether an address from a server may be shown to a user, to open it or as a QR code: one that starts
/// so, of a host without user information, and of nothing but characters that an address has (RFC 3986,
/// section 2), so that it ends no attribute of markup. A single quote would end one, and is refused too.
pub(crate) fn can_be_shown(url: &[u8], start: &[u8]) -> bool {
    // A fragment is shown, though no request has one.
    let (before, _) = split(url, b'#');
    let shown = |byte: &u8| match byte {
        b'"' | b'\'' | b'<' | b'>' | b'\\' | b'^' | b'`' => false,
        byte => matches!(byte, 0x21..=b'z' | b'~'),
    };
    // Browsers decode a name, so that what is percent-encoded there shows another one.
    let of_name = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'[' | b']')
    };
    host(before, start).is_some_and(|host| host.iter().all(of_name)) && url.iter().all(shown)
}

/// Visible ASCII without a backslash, which browsers read as a slash, and without a fragment.
pub(crate) fn is_visible(text: &[u8]) -> bool {
    text.iter().all(|byte| matches!(byte, 0x21..=0x7E) && !matches!(byte, b'\\' | b'#'))
}

/// Whether an address is https.
pub(crate) fn is_https(url: &[u8]) -> bool {
    host(url, b"https://").is_some()
}

/// The host of a well-formed address that starts so, without user information; an IPv6 address in
/// its brackets.
pub fn host<'a>(url: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
    let (scheme, rest) = url.split_at_checked(start.len())?;
    let (mut state, mut host) = (START, 0usize);
    for &byte in rest {
        let class = match byte {
            b'0'..=b'9' => 0,
            b'a'..=b'f' | b'A'..=b'F' | b'.' => 1,
            b':' => 3,
            b'[' => 4,
            b']' => 5,
            b'/' | b'?' => 6,
            b'@' => 7,
            _ => 2,
        };
        let index = usize::from(state << 3 | class);
        state = NEXT.get(index).copied().unwrap_or(ERROR);
        if state >= ENDED {
            break;
        }
        host = host.wrapping_add(usize::from(state != PORT));
    }
    let ended = matches!(state, NAME | CLOSED | PORT | ENDED);
    // Of visible characters only letters differ by case in this bit. Saves 80 bytes on M4.
    let is_scheme = scheme.iter().zip(start).all(|(byte, wanted)| byte | 0x20 == wanted | 0x20);
    let well_formed = ended && is_scheme && is_visible(url);
    if well_formed { rest.get(..host) } else { None }
}

// What is read of an authority: nothing yet, a name, an address in brackets before its first
// colon and after, its end, a port; then the path, or what cannot stand there.
const START: u8 = 0;
const NAME: u8 = 1;
const BRACKET: u8 = 2;
const COLON: u8 = 3;
const CLOSED: u8 = 4;
const PORT: u8 = 5;
const ENDED: u8 = 6;
const ERROR: u8 = 7;

/// What is read after a digit, a letter of a hexadecimal number or a point, any other byte,
/// `:`, `[`, `]`, `/` or `?`, and `@`, a row for each state.
#[rustfmt::skip]
const NEXT: [u8; 48] = [
    NAME,    NAME,    NAME,  ERROR, BRACKET, ERROR,  ERROR, ERROR,
    NAME,    NAME,    NAME,  PORT,  ERROR,   ERROR,  ENDED, ERROR,
    BRACKET, BRACKET, ERROR, COLON, ERROR,   ERROR,  ERROR, ERROR,
    COLON,   COLON,   ERROR, COLON, ERROR,   CLOSED, ERROR, ERROR,
    ERROR,   ERROR,   ERROR, PORT,  ERROR,   ERROR,  ENDED, ERROR,
    PORT,    ERROR,   ERROR, ERROR, ERROR,   ERROR,  ENDED, ERROR,
];
