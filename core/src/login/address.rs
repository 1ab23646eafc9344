//! A callback URL in its parts.

use crate::text::span::Span;
use crate::text::words::{after, split, without_suffix};

/// The parts of a callback URL, without `?` and `#`.
pub(crate) struct Address {
    pub(crate) base: Span,
    pub(crate) query: Span,
    pub(crate) fragment: Span,
}

impl Address {
    pub(crate) fn split(url: &[u8]) -> Self {
        let (before, _) = split(url, b'#');
        let (base, _) = split(before, b'?');
        let [base, before, all] = [base, before, url].map(<[u8]>::len);
        Self {
            base: Span::new(0, base),
            query: Span::new(base.wrapping_add(1), before),
            fragment: Span::new(before.wrapping_add(1), all),
        }
    }

    /// The body of a form response. It is read like a fragment, in which a token is allowed.
    pub(crate) fn of_form(body: &[u8]) -> Self {
        let none = Span::new(0, 0);
        Self { base: none, query: none, fragment: Span::new(0, body.len()) }
    }
}

/// Whether an address, up to its query, is the registered one: scheme and host in any case, the
/// scheme's own port left out or not, one trailing slash ignored.
#[inline(always)]
pub(crate) fn same_address(actual: &[u8], registered: &[u8]) -> bool {
    let (registered, _) = split(registered, b'?');
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
        let address = without_suffix(address, b"/");
        let (scheme, _) = split(address, b':');
        let rest = address.get(scheme.len()..).unwrap_or_default();
        let Some(rest) = after(rest, b"://") else {
            return Self { scheme, authority: b"", path: rest };
        };
        let (authority, _) = split(rest, b'/');
        let path = rest.get(authority.len()..).unwrap_or_default();
        let port: &[u8] = if scheme.eq_ignore_ascii_case(b"https") {
            b":443"
        } else if scheme.eq_ignore_ascii_case(b"http") {
            b":80"
        } else {
            b""
        };
        Self { scheme, authority: without_suffix(authority, port), path }
    }
}
