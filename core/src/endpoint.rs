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
    let whole = if base.is_empty() { path } else { base };
    if base.is_empty() && !is_below(path, without_slash(client.base_url.as_bytes())) {
        return Err(RequestError::BaseUrl(member));
    }
    let allowed = host(whole, b"https://").is_some()
        || profile.is_loopback.is_some_and(|is_loopback| is_loopback(whole));
    if !allowed || !is_visible(path) || base.iter().any(|byte| *byte == b'?') {
        return Err(RequestError::Url(member));
    }
    writer.bytes(base);
    if !base.is_empty() {
        writer.byte(b'/');
    }
    writer.bytes(path);
    Ok(())
}

fn without_slash(base_url: &[u8]) -> &[u8] {
    match base_url {
        [base @ .., b'/'] => base,
        base => base,
    }
}

/// Whether an address is the base or below it.
fn is_below(address: &[u8], base: &[u8]) -> bool {
    match address.strip_prefix(base) {
        Some([] | [b'/' | b'?', ..]) => true,
        _ => base.is_empty(),
    }
}

/// An endpoint as the text before and after the slash that joins them.
pub(crate) fn parts<'a>(base_url: &'a [u8], endpoint: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    match endpoint {
        endpoint if is_absolute(endpoint) => (b"", endpoint),
        [b'/', path @ ..] => (without_slash(base_url), path),
        path => (without_slash(base_url), path),
    }
}

/// Whether what stands before the first slash is a scheme with its colon.
fn is_absolute(endpoint: &[u8]) -> bool {
    matches!(split(endpoint, b'/'), ([_, .., b':'], [b'/', ..]))
}

/// Visible ASCII without a backslash, which browsers read as a slash, and without a fragment.
fn is_visible(text: &[u8]) -> bool {
    text.iter().all(|byte| matches!(byte, 0x21..=0x7E) && !matches!(byte, b'\\' | b'#'))
}

/// The host of a well-formed address that starts so, without user information; an IPv6 address in
/// its brackets.
pub(crate) fn host<'a>(url: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
    let (scheme, rest) = url.split_at_checked(start.len())?;
    let (mut host, mut reading, mut colons) = (0usize, Reading::Name, 0usize);
    for byte in rest {
        reading = match (reading, byte) {
            (Reading::Name, b'[') if host == 0 => Reading::Literal,
            (Reading::Literal, b']') if colons > 0 => Reading::Literate,
            (Reading::Literal, b':') => {
                colons = colons.wrapping_add(1);
                Reading::Literal
            }
            (Reading::Literal, byte) if byte.is_ascii_hexdigit() || *byte == b'.' => reading,
            (Reading::Literal, _) => return None,
            (_, b'/' | b'?') => break,
            (Reading::Name | Reading::Literate, b':') => Reading::Port,
            (Reading::Port, b'0'..=b'9') => continue,
            (Reading::Name, byte) if !matches!(byte, b'@' | b'[' | b']') => reading,
            _ => return None,
        };
        if reading != Reading::Port {
            host = host.wrapping_add(1);
        }
    }
    let well_formed = scheme.eq_ignore_ascii_case(start)
        && host > 0
        && reading != Reading::Literal
        && is_visible(url);
    if well_formed { rest.get(..host) } else { None }
}

/// The part of an authority that is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Name,
    /// Within the brackets of an IPv6 address, whose colons are its own.
    Literal,
    /// After them.
    Literate,
    Port,
}
