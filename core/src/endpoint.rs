//! Endpoints: paths joined to the client's base URL, and https.

use crate::buffer::Writer;
use crate::client::Client;
use crate::member::Member;
use crate::profile::Profile;
use crate::request_error::RequestError;
use crate::words::split;

/// Writes an endpoint: absolute as it is, a path joined to the base URL with one slash between.
pub(crate) fn write_endpoint(
    writer: &mut Writer<'_>,
    profile: &Profile<'_>,
    client: &Client<'_>,
    endpoint: &str,
    member: Member,
) -> Result<(), RequestError> {
    if endpoint.is_empty() {
        return Err(RequestError::Missing(member));
    }
    let (base, path) = parts(client.base_url.as_bytes(), endpoint.as_bytes());
    if base.is_empty() && !is_below(endpoint.as_bytes(), client.base_url.as_bytes()) {
        return Err(RequestError::BaseUrl(member));
    }
    let whole = if base.is_empty() { path } else { base };
    let allowed = is_https(whole) || profile.is_loopback.is_some_and(|is| is(whole));
    if !allowed || !is_visible(path) || base.iter().any(|b| *b == b'?') {
        return Err(RequestError::Url(member));
    }
    writer.bytes(base);
    if !base.is_empty() {
        writer.byte(b'/');
    }
    writer.bytes(path);
    Ok(())
}

/// Whether an address is the base or below it.
fn is_below(address: &[u8], base_url: &[u8]) -> bool {
    let base = base_url.strip_suffix(b"/").unwrap_or(base_url);
    let rest = address.strip_prefix(base);
    base.is_empty() || rest.is_some_and(|rest| matches!(rest, [] | [b'/' | b'?', ..]))
}

/// An endpoint as the text before and after the slash that joins them.
pub(crate) fn parts<'a>(base_url: &'a [u8], endpoint: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    if after_scheme(endpoint).is_some() {
        (b"", endpoint)
    } else {
        let base = base_url.strip_suffix(b"/").unwrap_or(base_url);
        (base, endpoint.strip_prefix(b"/").unwrap_or(endpoint))
    }
}

/// What stands after the `://` of an absolute address.
pub(crate) fn after_scheme(url: &[u8]) -> Option<&[u8]> {
    let (scheme, rest) = split(url, b':');
    let named = !scheme.is_empty() && !scheme.iter().any(|b| matches!(b, b'/' | b'?'));
    rest.strip_prefix(b"//").filter(|_| named)
}

/// Visible ASCII without a backslash, which browsers read as a slash, and without a fragment.
fn is_visible(text: &[u8]) -> bool {
    text.iter().all(|b| matches!(b, 0x21..=0x7E) && !matches!(b, b'\\' | b'#'))
}

/// Whether an address keeps what goes to it from others on the network.
pub(crate) fn is_https(url: &[u8]) -> bool {
    host(url, b"https").is_some()
}

/// The host of a well-formed address of a scheme, in brackets where it is an IPv6 address. User
/// information is refused.
pub(crate) fn host<'a>(url: &'a [u8], scheme: &[u8]) -> Option<&'a [u8]> {
    let (before, rest) = url.split_at_checked(scheme.len())?;
    let rest = rest.strip_prefix(b"://")?;
    let end = rest.iter().position(|b| matches!(b, b'/' | b'?')).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    // The colons of an IPv6 address stand in brackets.
    let literal = authority.iter().position(|b| *b == b']').map_or(0, |at| at.saturating_add(1));
    let (_, after) = authority.split_at_checked(literal)?;
    let (name, port) = split(after, b':');
    let host = authority.get(..literal.saturating_add(name.len()))?;
    let fits = match host {
        [b'[', inside @ .., b']'] => {
            inside.contains(&b':')
                && inside.iter().all(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.'))
        }
        _ => !host.is_empty() && !host.iter().any(|b| matches!(b, b'@' | b'[' | b']')),
    };
    let well_formed = before.eq_ignore_ascii_case(scheme)
        && is_visible(url)
        && fits
        && port.iter().all(u8::is_ascii_digit);
    well_formed.then_some(host)
}
