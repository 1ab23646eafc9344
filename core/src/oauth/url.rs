//! URLs: https, their host, and which of a server's may be shown to a user.

use crate::time::lifetime::lifetime_of_number;

/// Whether a URL from a server may be shown to a user, to open it or as a QR code: one that starts so,
/// whose host is not percent-encoded and follows no user information, and of nothing but characters that
/// a URL has (RFC 3986, section 2), so that it ends no attribute of markup. A single quote would end one,
/// and is refused too. A fragment is allowed, though no request has one.
pub(crate) fn can_be_shown(url: &[u8], start: &[u8]) -> bool {
    find_host(url, start, true).is_some()
}

/// What ends an attribute of markup, and other visible characters that no URL has.
const NOT_SHOWN: &[u8] = b"\"'<>\\^`{|}";

/// Visible ASCII without a backslash, which browsers read as a slash, and without a fragment.
pub(crate) fn is_visible(text: &[u8]) -> bool {
    is_visible_without(text, b"\\#")
}

/// Visible ASCII without these.
#[inline(never)]
pub(crate) fn is_visible_without(text: &[u8], forbidden: &[u8]) -> bool {
    text.iter()
        .all(|byte| matches!(byte, 0x21..=0x7E) && forbidden.iter().all(|other| other != byte))
}

/// Whether a URL is https.
pub(crate) fn is_https(url: &[u8]) -> bool {
    host(url, b"https://").is_some()
}

/// The host of a well-formed URL that starts so, without user information; an IPv6 address in its
/// brackets. A port is from 1 to 65535; a colon without one is allowed (RFC 3986, section 3.2.3).
pub fn host<'a>(url: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
    find_host(url, start, false)
}

#[inline(never)]
fn find_host<'a>(url: &'a [u8], start: &[u8], is_shown: bool) -> Option<&'a [u8]> {
    let (scheme, rest) = url.split_at_checked(start.len())?;
    let (mut state, mut host, mut end) = (START, 0usize, 0usize);
    for &byte in rest {
        let class = match byte {
            b'0'..=b'9' => 0,
            b'a'..=b'f' | b'A'..=b'F' | b'.' => 1,
            b':' => 3,
            b'[' => 4,
            b']' => 5,
            b'/' | b'?' => 6,
            b'#' if is_shown => 6,
            b'@' => 7,
            // Browsers decode a host, so that what is percent-encoded there shows another one.
            b'g'..=b'z' | b'G'..=b'Z' | b'-' | b'_' | b'~' => 2,
            _ if is_shown => 7,
            _ => 2,
        };
        let index = usize::from(state << 3 | class);
        state = NEXT.get(index).copied().unwrap_or(ERROR);
        if state >= ENDED {
            break;
        }
        host = host.wrapping_add(usize::from(state != PORT));
        end = end.wrapping_add(1);
    }
    // Digits behind a colon, read as a lifetime: the largest number where they are more.
    let is_port = match rest.get(host.wrapping_add(1)..end) {
        Some(port @ [_, ..]) => matches!(lifetime_of_number(port), 1..=65535),
        _ => true,
    };
    let ended = matches!(state, NAME | CLOSED | PORT | ENDED);
    // Of visible characters only letters differ by case in this bit. Saves 80 bytes on M4.
    let is_scheme = scheme.iter().zip(start).all(|(byte, wanted)| byte | 0x20 == wanted | 0x20);
    let forbidden = if is_shown { NOT_SHOWN } else { b"\\#" };
    let well_formed = ended && is_port && is_scheme && is_visible_without(url, forbidden);
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
