//! The address of an endpoint: a path joined to the client's base URL, or absolute and below it.

use crate::member::Member;
use crate::oauth::request_error::Refused;
use crate::oauth::url::is_visible_without;

/// When the addresses of a client are checked, but for their schemes, which each request checks. A hook, so that a
/// program whose addresses were checked once does not link the check.
#[derive(Clone, Copy)]
pub struct AddressCheck(pub(crate) Option<CheckAddress>);

type CheckAddress = fn(&[u8], &[u8], Member) -> Result<(), Refused>;

impl AddressCheck {
    /// Each request checks its own.
    pub const EACH_REQUEST: Self = Self(Some(check_address));
    /// All were checked with the client.
    pub const ONCE: Self = Self(None);
}

/// Checks that an endpoint is below the base URL, and of visible characters.
pub(crate) fn check_address(
    base_url: &[u8],
    endpoint: &[u8],
    member: Member,
) -> Result<(), Refused> {
    let (base, path) = parts(base_url, endpoint);
    if base.is_empty() && !is_below(path, without_slash(base_url)) {
        return Err(Refused::BaseUrl(member));
    }
    // A brace is that of a template, such as `{tenant}`, which was not filled in.
    if is_visible_without(path, b"\\#{}") && is_visible_without(base, b"?\\#{}") {
        Ok(())
    } else {
        Err(Refused::Url(member))
    }
}

fn without_slash(base_url: &[u8]) -> &[u8] {
    match base_url {
        [base @ .., b'/'] | base => base,
    }
}

/// Whether a URL is the base or below it.
fn is_below(url: &[u8], base: &[u8]) -> bool {
    match url.split_at_checked(base.len()) {
        Some((start, [] | [b'/' | b'?', ..])) => start == base,
        _ => base.is_empty(),
    }
}

/// An endpoint as the text before and after the slash that joins them.
#[inline(never)]
pub(crate) fn parts<'a>(base_url: &'a [u8], endpoint: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    match endpoint {
        endpoint if is_absolute(endpoint) => (b"", endpoint),
        [b'/', path @ ..] | path => (without_slash(base_url), path),
    }
}

/// Whether the first slash follows a scheme and its colon, and precedes another slash.
fn is_absolute(endpoint: &[u8]) -> bool {
    let slash = endpoint.iter().position(|byte| *byte == b'/').unwrap_or(0);
    let colon = slash.wrapping_sub(1);
    slash > 1 && matches!(endpoint.get(colon..), Some([b':', b'/', b'/', ..]))
}
