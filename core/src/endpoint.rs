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
    let allowed =
        is_https(whole) || profile.is_loopback.is_some_and(|is_loopback| is_loopback(whole));
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
        [base @ .., b'/'] | base => base,
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
        [b'/', path @ ..] | path => (without_slash(base_url), path),
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

/// Whether an address is https.
pub(crate) fn is_https(url: &[u8]) -> bool {
    host(url, b"https://").is_some()
}

/// The host of a well-formed address that starts so, without user information; an IPv6 address in
/// its brackets.
pub(crate) fn host<'a>(url: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
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
    let well_formed = ended && scheme.eq_ignore_ascii_case(start) && is_visible(url);
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
