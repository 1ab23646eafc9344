//! The address that a user came back to, in its parts.

use crate::buffer::Place;

/// An address in its parts, without `?` and `#`.
pub(crate) struct Address {
    pub(crate) base: Place,
    pub(crate) query: Place,
    pub(crate) fragment: Place,
}

impl Address {
    pub(crate) fn split(url: &[u8]) -> Self {
        let end = url.len();
        let hash = url.iter().position(|b| *b == b'#').unwrap_or(end);
        let query = url.iter().take(hash).position(|b| *b == b'?').unwrap_or(hash);
        Self {
            base: Place { start: 0, end: query },
            query: Place { start: query.wrapping_add(1), end: hash },
            fragment: Place { start: hash.wrapping_add(1), end },
        }
    }
}

/// Whether an address, up to its query, is the registered one: scheme and host in any case, the
/// scheme's own port left out or not, one trailing slash ignored.
pub(crate) fn same_address(actual: &[u8], registered: &[u8]) -> bool {
    let registered = registered.split(|b| *b == b'?').next().unwrap_or_default();
    let (actual, registered) = (AddressParts::of(actual), AddressParts::of(registered));
    actual.scheme.eq_ignore_ascii_case(registered.scheme)
        && actual.authority.eq_ignore_ascii_case(registered.authority)
        && actual.path == registered.path
}

struct AddressParts<'a> {
    scheme: &'a [u8],
    authority: &'a [u8],
    path: &'a [u8],
}

impl<'a> AddressParts<'a> {
    fn of(address: &'a [u8]) -> Self {
        let address = address.strip_suffix(b"/").unwrap_or(address);
        let colon = address.iter().position(|b| *b == b':').unwrap_or(address.len());
        let (scheme, rest) = address.split_at_checked(colon).unwrap_or((address, b""));
        let Some(rest) = rest.strip_prefix(b"://") else {
            return Self { scheme, authority: b"", path: rest };
        };
        let slash = rest.iter().position(|b| *b == b'/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(slash).unwrap_or((rest, b""));
        let port: &[u8] = if scheme.eq_ignore_ascii_case(b"https") {
            b":443"
        } else if scheme.eq_ignore_ascii_case(b"http") {
            b":80"
        } else {
            b""
        };
        Self { scheme, authority: authority.strip_suffix(port).unwrap_or(authority), path }
    }
}
