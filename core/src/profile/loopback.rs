//! Plain http to the same machine, where a profile allows it.

use crate::oauth::url::{HTTPS, can_be_shown, host, is_https};
use crate::profile::profile::Profile;
use crate::text::words::split;

impl Profile<'_> {
    /// Allows plain http for endpoints on `localhost`, `127.0.0.0/8` or `[::1]`: for tests and for
    /// servers on the same machine (RFC 8252, section 8.3). All else must be https (RFC 6749, section 3.2).
    #[must_use]
    pub const fn allow_loopback(mut self) -> Self {
        self.is_loopback = Some(is_loopback);
        self
    }
}

/// Whether nobody on the network can read what is sent to an address: https, or plain http on loopback
/// (RFC 8252, section 8.3).
pub(crate) fn is_https_or_loopback(url: &str) -> bool {
    is_https(url.as_bytes()) || is_loopback(url.as_bytes())
}

/// Whether an address from a server may be shown to a user: https, or plain http on loopback.
pub(crate) fn can_be_opened(url: &[u8]) -> bool {
    can_be_shown(url, HTTPS) || is_loopback(split(url, b'#').0) && can_be_shown(url, b"http://")
}

/// Whether an address is plain http to the same machine.
pub(crate) fn is_loopback(url: &[u8]) -> bool {
    host(url, b"http://").is_some_and(|host| {
        host.iter().map(|byte| byte | 0x20).eq(b"localhost".iter().copied())
            || host == b"[::1]"
            || is_ipv4_loopback(host)
    })
}

/// Four decimal numbers below 256, the first of them 127; no other spelling of an address.
fn is_ipv4_loopback(host: &[u8]) -> bool {
    // Before the first digit of a number.
    const NONE: u32 = 256;
    // The count of complete numbers, and the number that is being read.
    let (mut ended, mut number) = (0u32, NONE);
    for byte in host {
        let digit = u32::from(byte.wrapping_sub(b'0'));
        // None starts with 0 but 0 itself.
        if digit < 10 && number != 0 {
            number = (number % NONE).wrapping_mul(10).wrapping_add(digit);
            if number < NONE {
                continue;
            }
        } else if *byte == b'.' && number != NONE && (ended > 0 || number == 127) {
            (ended, number) = (ended.wrapping_add(1), NONE);
            continue;
        }
        return false;
    }
    ended == 3 && number != NONE
}
