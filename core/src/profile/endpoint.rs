//! Endpoints: paths joined to the client's base URL, and https.

use crate::member::Member;
use crate::oauth::request_error::Refused;
use crate::oauth::url::{has_https_host, is_visible_without};
use crate::profile::address::{AddressCheck, check_address, parts};
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
    let base_url = client.base_url.as_bytes();
    if let AddressCheck(Some(check_address)) = client.check {
        check_address(base_url, endpoint.url, endpoint.member)?;
    }
    let (base, path) = parts(base_url, endpoint.url);
    check_scheme(client, endpoint.member, base, path)?;
    writer.bytes(base);
    if !base.is_empty() {
        writer.byte(b'/');
    }
    writer.bytes(path);
    Ok(())
}

/// Checks an address of a client: below the base URL, of visible characters, and https.
pub(crate) fn check_endpoint(client: &Client<'_>, endpoint: &Endpoint<'_>) -> Result<(), Refused> {
    check_address(client.base_url.as_bytes(), endpoint.url, endpoint.member)?;
    let (base, path) = parts(client.base_url.as_bytes(), endpoint.url);
    check_scheme(client, endpoint.member, base, path)
}

/// Checks that it is https, or loopback where the profile allows it: at each request, whatever was checked before.
#[inline(always)]
fn check_scheme(
    client: &Client<'_>,
    member: Member,
    base: &[u8],
    path: &[u8],
) -> Result<(), Refused> {
    let whole = if base.is_empty() { path } else { base };
    if is_allowed(client.profile, whole) { Ok(()) } else { Err(Refused::Url(member)) }
}

// A call of its own is 28 bytes of a refresh on M4.
#[inline(always)]
pub(crate) fn is_allowed(profile: &Profile<'_>, url: &[u8]) -> bool {
    has_https_host(url) || profile.is_loopback.is_some_and(|is_loopback| is_loopback(url))
}
