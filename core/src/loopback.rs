//! Plain http to the same machine, where a profile allows it.

use crate::endpoint::{host, is_https};
use crate::profile::Profile;
use crate::words::split;

impl Profile<'_> {
    /// Allows plain http for endpoints on `localhost`, `127.0.0.0/8` or `[::1]`: for tests and for
    /// servers on the same machine. All else must be https (RFC 6749, section 3.2).
    #[must_use]
    pub const fn allow_loopback(mut self) -> Self {
        self.is_loopback = Some(is_loopback);
        self
    }
}

/// Whether an address keeps what goes to it from others on the network: https, or plain http on
/// loopback (RFC 8252, section 8.3).
pub(crate) fn is_https_or_loopback(url: &str) -> bool {
    is_https(url.as_bytes()) || is_loopback(url.as_bytes())
}

/// Whether an address is plain http to the same machine.
pub(crate) fn is_loopback(url: &[u8]) -> bool {
    host(url, b"http://").is_some_and(|host| {
        host.eq_ignore_ascii_case(b"localhost") || host == b"[::1]" || is_ipv4_loopback(host)
    })
}

/// Four decimal numbers below 256, the first of them 127; no other spelling of an address.
fn is_ipv4_loopback(host: &[u8]) -> bool {
    let mut rest = host.strip_prefix(b"127").unwrap_or_default();
    for _ in 0..3 {
        let Some(after) = rest.strip_prefix(b".") else {
            return false;
        };
        let (digits, _) = split(after, b'.');
        let number = match digits {
            [b'0'] => Some(0u32),
            [b'1'..=b'9', ..] if digits.len() <= 3 => {
                digits.iter().try_fold(0u32, |number, digit| {
                    let digit = digit.is_ascii_digit().then_some(u32::from(digit & 15))?;
                    Some(number.wrapping_mul(10).wrapping_add(digit))
                })
            }
            _ => None,
        };
        if number.is_none_or(|number| number > 255) {
            return false;
        }
        rest = after.get(digits.len()..).unwrap_or_default();
    }
    rest.is_empty() && !host.is_empty()
}
