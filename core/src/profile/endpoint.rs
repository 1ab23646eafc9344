//! Endpoints: paths joined to the client's base URL, and https.

use crate::member::Member;
use crate::oauth::request_error::Refused;
use crate::oauth::url::{has_https_host, is_visible, is_visible_without};
use crate::profile::client::Client;
use crate::profile::profile::Profile;
use crate::text::buffer::Writer;
use crate::text::words::cut;

/// An endpoint of a profile, and its name.
#[derive(Clone, Copy)]
pub(crate) struct Endpoint<'a> {
    pub(crate) url: &'a [u8],
    pub(crate) member: Member,
}

impl<'a> Endpoint<'a> {
    pub(crate) const fn new(url: &'a str, member: Member) -> Self {
        Self { url: url.as_bytes(), member }
    }

    /// Where a profile's refreshes go.
    pub(crate) const fn refresh(profile: &Profile<'a>) -> Self {
        if profile.refresh_endpoint.is_empty() {
            Self::new(profile.token_endpoint, Member::TokenEndpoint)
        } else {
            Self::new(profile.refresh_endpoint, Member::RefreshEndpoint)
        }
    }

    /// The authorization endpoint, and the fragment that its URLs end in.
    pub(crate) fn authorization(profile: &Profile<'a>) -> Result<(Self, &'a [u8]), Refused> {
        let member = Member::AuthorizationEndpoint;
        let (url, fragment) = cut(profile.authorization_endpoint.as_bytes(), b'#');
        match fragment {
            Some(fragment) if fragment.is_empty() || !is_visible_without(fragment, b"\\#") => {
                Err(Refused::Url(member))
            }
            fragment => Ok((Self { url, member }, fragment.unwrap_or_default())),
        }
    }
}

/// Writes an endpoint: absolute as it is, a path joined to the base URL with one slash between.
pub(crate) fn write_endpoint(
    writer: &mut Writer<'_>,
    client: &Client<'_>,
    endpoint: &Endpoint<'_>,
) -> Result<(), Refused> {
    if endpoint.url.is_empty() {
        return Err(Refused::Missing(endpoint.member));
    }
    let (base, path) = parts(client.base_url.as_bytes(), endpoint.url);
    if !client.addresses_checked {
        check_parts(client, endpoint.member, base, path)?;
    }
    writer.bytes(base);
    if !base.is_empty() {
        writer.byte(b'/');
    }
    writer.bytes(path);
    Ok(())
}

/// Whether an endpoint is https or loopback, and belongs to the base URL.
pub(crate) fn check_endpoint(client: &Client<'_>, endpoint: &Endpoint<'_>) -> Result<(), Refused> {
    let (base, path) = parts(client.base_url.as_bytes(), endpoint.url);
    check_parts(client, endpoint.member, base, path)
}

/// The same, by its [`parts`].
#[inline(never)]
fn check_parts(
    client: &Client<'_>,
    member: Member,
    base: &[u8],
    path: &[u8],
) -> Result<(), Refused> {
    if base.is_empty() && !is_below(path, without_slash(client.base_url.as_bytes())) {
        return Err(Refused::BaseUrl(member));
    }
    let whole = if base.is_empty() { path } else { base };
    if is_visible(path) && is_visible_without(base, b"?\\#") && is_allowed(client.profile, whole) {
        Ok(())
    } else {
        Err(Refused::Url(member))
    }
}

/// Whether a URL of visible characters is https, or loopback where the profile allows that.
// A call of its own is 28 bytes of a refresh on M4.
#[inline(always)]
pub(crate) fn is_allowed(profile: &Profile<'_>, url: &[u8]) -> bool {
    has_https_host(url) || profile.is_loopback.is_some_and(|is_loopback| is_loopback(url))
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
