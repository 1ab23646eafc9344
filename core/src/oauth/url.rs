//! URLs: https, their host, and which of a server's may be shown to a user.

use crate::text::form::hex_value;
use crate::text::run::IS_HOST;

/// Whether a URL from a server may be shown to a user, to open it or as a QR code: one that starts so,
/// whose host is not percent-encoded and follows no user information, and of nothing but characters that
/// a URL has (RFC 3986, section 2), so that it ends no attribute of markup. A single quote would end one,
/// and is refused too. A fragment is allowed, though no request has one.
pub(crate) fn can_be_shown(url: &[u8], start: &[u8]) -> bool {
    // Browsers decode a host, so that what is percent-encoded there shows another one.
    find_host(url, start).is_some_and(|host| is_visible_without(host, b"!$%&()*+,;="))
        && is_visible_without(url, b"\"'<>\\^`{|}")
}

/// Visible ASCII without a backslash, which browsers read as a slash, and without a fragment.
pub(crate) fn is_visible(text: &[u8]) -> bool {
    is_visible_without(text, b"\\#")
}

/// Visible ASCII without these.
#[cfg_attr(any(target_os = "none", target_family = "wasm"), inline(never))]
pub(crate) fn is_visible_without(text: &[u8], forbidden: &[u8]) -> bool {
    let is_one =
        |byte: &u8| matches!(byte, 0x21..=0x7E) && forbidden.iter().all(|other| other != byte);
    if IS_HOST {
        // Without a branch for each byte: 170 instructions of a refresh on a host.
        return text.iter().fold(true, |all, byte| all & is_one(byte));
    }
    text.iter().all(is_one)
}

/// What https URLs start with. Without the last byte it would be as long as what the compiler keeps for the whole
/// library in one section: 48 bytes of flash more.
pub const HTTPS: &[u8] = match b"https://?".split_at_checked(8) {
    Some((start, _)) => start,
    None => b"",
};

/// Whether a URL is https.
pub(crate) fn is_https(url: &[u8]) -> bool {
    host(url, HTTPS).is_some()
}

/// Whether a text of visible characters is an https URL, up to its path.
pub(crate) fn has_https_host(url: &[u8]) -> bool {
    find_host(url, HTTPS).is_some()
}

/// The host of a well-formed URL that starts so, without user information; an IPv6 address in its
/// brackets. A port is from 1 to 65535; a colon without one is allowed (RFC 3986, section 3.2.3).
pub fn host<'a>(url: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
    find_host(url, start).filter(|_| is_visible(url))
}

/// The same, of any bytes behind the host and its port.
#[inline(never)]
fn find_host<'a>(url: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
    let mut rest = url;
    for wanted in start {
        // Of visible characters only letters differ by case in this bit.
        match rest {
            [byte, behind @ ..] if byte | 0x20 == wanted | 0x20 => rest = behind,
            _ => return None,
        }
    }
    let (mut state, mut host, mut end, mut port) = (START, 0usize, 0usize, 0u32);
    for &byte in rest {
        let digit = hex_value(byte);
        let mut class = if digit < 16 { u8::from(digit > 9) } else { OTHER };
        // There are ten.
        #[allow(clippy::cast_possible_truncation)]
        if let Some(index) = CLASSES.iter().position(|known| *known == byte) {
            class = (index as u8).min(END);
        }
        state = NEXT.get(usize::from(state << 3 | class)).copied().unwrap_or(ERROR);
        if state >= ENDED {
            break;
        }
        // That of the digits read last: behind a host, of the port.
        port = if class == 0 { port.wrapping_mul(10).wrapping_add(digit.into()) } else { 0 };
        port = port.min(0x1_0000);
        host = host.wrapping_add(usize::from(state != PORT));
        end = end.wrapping_add(1);
    }
    let is_port = port.wrapping_sub(1) < 0xFFFF || end.wrapping_sub(host) < 2;
    if is_port && (NAME..=ENDED).contains(&state) { rest.get(..host) } else { None }
}

// What is read of an authority: nothing yet, an address in brackets before its first colon and after,
// a name, the end of such an address, a port; then the path, or an invalid byte.
const START: u8 = 0;
const BRACKET: u8 = 1;
const COLON: u8 = 2;
const NAME: u8 = 3;
const CLOSED: u8 = 4;
const PORT: u8 = 5;
const ENDED: u8 = 6;
const ERROR: u8 = 7;

/// A byte of each class by the number of that, and the others of the last: a digit, a letter of a hexadecimal
/// number or a point, any other byte, four marks, and what ends an authority.
const CLASSES: &[u8] = b"0.z:[]@/?#";
const OTHER: u8 = 2;
const END: u8 = 7;

/// What is read after a byte of each class, a row for each state.
#[rustfmt::skip]
const NEXT: [u8; 48] = [
    NAME,    NAME,    NAME,  ERROR, BRACKET, ERROR,  ERROR, ERROR,
    BRACKET, BRACKET, ERROR, COLON, ERROR,   ERROR,  ERROR, ERROR,
    COLON,   COLON,   ERROR, COLON, ERROR,   CLOSED, ERROR, ERROR,
    NAME,    NAME,    NAME,  PORT,  ERROR,   ERROR,  ERROR, ENDED,
    ERROR,   ERROR,   ERROR, PORT,  ERROR,   ERROR,  ERROR, ENDED,
    PORT,    ERROR,   ERROR, ERROR, ERROR,   ERROR,  ERROR, ENDED,
];
