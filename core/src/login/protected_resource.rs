//! Protected resource metadata: which servers issue the tokens of an API (RFC 9728).

use crate::json::reader::Members;
use crate::json::value::{Value, array_has, raw_of, text_of};
use crate::login::metadata::{MetadataError, split_host};
use crate::member::Member;
use crate::oauth::document::{Kind, document, optional, required};
use crate::oauth::request_error::RequestError;
use crate::oauth::verdict::{Class, Verdict};
use crate::profile::loopback::is_https_or_loopback;
use crate::text::buffer::{Writer, written};

/// The metadata of an API, borrowed from the body that it came in. Public.
///
/// # Example
/// ```
/// use grantlet::{protected_resource, protected_resource_url};
/// let api = "https://api.example/mcp";
/// let mut url = [0; 128];
/// let url = protected_resource_url(api, &mut url)?; // or `resource_metadata` of a 401, by `AuthChallenge`
/// assert_eq!(url, "https://api.example/.well-known/oauth-protected-resource/mcp");
/// let mut body = *br#"{"resource":"https://api.example/mcp","authorization_servers":["https://as.example"]}"#;
/// let resource = protected_resource(&mut body, api)?;
/// assert!(resource.is_served_by("https://as.example"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProtectedResource<'b> {
    /// `resource`, which is the one that was expected.
    pub resource: &'b str,
    /// `authorization_servers` as it was sent, a JSON array of issuers; empty where there is none. Each is for
    /// [`metadata`](crate::metadata).
    pub authorization_servers: &'b str,
    /// `scopes_supported` as it was sent, a JSON array; empty where there is none.
    pub scopes_supported: &'b str,
    /// `dpop_signing_alg_values_supported` as it was sent, a JSON array; empty where there is none.
    pub dpop_algorithms: &'b str,
    /// Whether each access token must be bound to a key (RFC 9449).
    pub dpop_required: bool,
}

impl ProtectedResource<'_> {
    /// Whether the API takes the tokens of an issuer, compared byte for byte.
    pub fn is_served_by(&self, issuer: &str) -> bool {
        array_has(self.authorization_servers.as_bytes(), issuer)
    }
}

document! {
    RESOURCE: 5 = [
    required(Member::Resource, Kind::TEXT),
    optional(Member::AuthorizationServers, Kind::ARRAY),
    optional(Member::ScopesSupported, Kind::ARRAY),
    optional(Member::DpopAlgorithms, Kind::ARRAY),
    optional(Member::DpopBound, Kind::BOOL),
]
}

/// Reads the metadata of an API (RFC 9728, section 3.2), for the resource whose address it was fetched from.
///
/// # Errors
/// [`MetadataError`]: [`Issuer`](MetadataError::Issuer) where it is another resource's (section 3.3).
pub fn protected_resource<'b>(
    body: &'b mut [u8],
    resource: &str,
) -> Result<ProtectedResource<'b>, MetadataError> {
    let [found, servers, scopes, dpop, bound] = RESOURCE.read(body)?;
    let found = text_of(found);
    if found != resource {
        return Err(MetadataError::Issuer);
    }
    Ok(ProtectedResource {
        resource: found,
        authorization_servers: raw_of(servers),
        scopes_supported: raw_of(scopes),
        dpop_algorithms: raw_of(dpop),
        dpop_required: bound == Some(Value::Bool(true)),
    })
}

/// As [`protected_resource`], by offsets: `resource`, `authorization_servers`, `scopes_supported`,
/// `dpop_signing_alg_values_supported` and `dpop_bound_access_tokens_required`. Of another resource the first is missing.
pub fn locate_protected_resource(
    body: &mut [u8],
    resource: &str,
    members: &mut Members,
) -> Verdict {
    let verdict = RESOURCE.locate(body, members);
    if verdict == Verdict::OK && members.span(0).of(body) != resource.as_bytes() {
        return Verdict::blame(Class::Missing, Member::Resource.number());
    }
    verdict
}

/// Writes the address of the metadata of an API (RFC 9728, section 3.1).
///
/// # Errors
/// [`RequestError::Url`] for a resource that is neither https nor loopback, or has a fragment; the exact length where
/// the buffer is too small.
pub fn protected_resource_url<'b>(
    resource: &str,
    buffer: &'b mut [u8],
) -> Result<&'b str, RequestError> {
    let len = protected_resource_url_len(resource, &mut *buffer)?;
    Ok(written(buffer, len))
}

/// As [`protected_resource_url`], its length.
///
/// # Errors
/// As [`protected_resource_url`].
pub fn protected_resource_url_len(
    resource: &str,
    buffer: &mut [u8],
) -> Result<usize, RequestError> {
    if !is_https_or_loopback(resource) || resource.bytes().any(|byte| byte == b'#') {
        return Err(RequestError::Url(Member::Resource));
    }
    let (host, path) = split_host(resource.as_bytes());
    let mut writer = Writer::new(buffer);
    writer.bytes(host);
    writer.text("/.well-known/oauth-protected-resource");
    writer.bytes(match path {
        [b'/', query @ ..] if matches!(query, [] | [b'?', ..]) => query,
        path => path,
    });
    Ok(writer.end()?)
}
