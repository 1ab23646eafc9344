//! Authorization server metadata: RFC 8414, OpenID Connect Discovery.

use core::fmt;

use crate::json::validate::JsonError;
use crate::json::value::{Value, items, raw_of, text_of};
use crate::member::Member;
use crate::oauth::client_auth::ClientAuth;
use crate::oauth::document::{
    DocumentError, Kind, document, from_document_error, optional, required,
};
use crate::oauth::request_error::RequestError;
use crate::profile::loopback::{is_https_or_loopback, is_loopback};
use crate::profile::profile::Profile;
use crate::text::buffer::Writer;
use crate::text::words::{cut, without_suffix};

/// A server's metadata document, borrowed from the body that it came in. Public.
///
/// # Example
/// ```
/// let mut body = *br#"{"issuer":"https://as.example","token_endpoint":"https://as.example/token",
///     "code_challenge_methods_supported":["S256"]}"#;
/// let metadata = grantlet::metadata(&mut body, "https://as.example")?;
/// let profile = metadata.profile()?;
/// assert_eq!(metadata.token_endpoint, "https://as.example/token");
/// # let _ = profile;
/// # Ok::<(), grantlet::MetadataError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metadata<'b> {
    /// `issuer`, which is the one that was expected.
    pub issuer: &'b str,
    /// `authorization_endpoint`, empty where there is none.
    pub authorization_endpoint: &'b str,
    /// `token_endpoint`, empty where there is none.
    pub token_endpoint: &'b str,
    /// `revocation_endpoint`, empty where there is none.
    pub revocation_endpoint: &'b str,
    /// `device_authorization_endpoint`, empty where there is none.
    pub device_authorization_endpoint: &'b str,
    /// `userinfo_endpoint` (OpenID Connect Discovery), empty where there is none.
    pub userinfo_endpoint: &'b str,
    /// `jwks_uri`, empty where there is none. For the caller, who verifies signatures.
    pub jwks_uri: &'b str,
    /// `end_session_endpoint` (OpenID Connect RP-Initiated Logout, section 2.1), empty where there is none.
    pub end_session_endpoint: &'b str,
    /// `pushed_authorization_request_endpoint` (RFC 9126, section 5), empty where there is none.
    pub pushed_authorization_request_endpoint: &'b str,
    /// Whether each authorization request must be pushed (RFC 9126, section 5).
    pub pushed_required: bool,
    /// `dpop_signing_alg_values_supported` (RFC 9449, section 5.1) as it was sent, a JSON array; empty
    /// where there is none.
    pub dpop_algorithms: &'b str,
    /// Whether every authorization response carries `iss` (RFC 9207, section 3).
    pub iss_supported: bool,
    /// Whether `code_challenge_methods_supported` contains S256.
    pub s256_supported: bool,
    /// The authentication of a client, from `token_endpoint_auth_methods_supported`: Basic before the
    /// body; Basic too if it is absent or empty (RFC 8414, section 2).
    /// [`ClientAuth::NONE`] where it lists neither, such as `none` or `private_key_jwt` alone: a
    /// request of a client with a secret is then refused, and its secret is not sent.
    pub client_auth: ClientAuth,
}

/// The rule for `iss` (RFC 9207, section 2.4), which is compared byte for byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issuer<'a> {
    /// It is required, with this value: the server announces it.
    Required(&'a str),
    /// If it is there, it must be this.
    IfPresent(&'a str),
    /// It is not allowed: the server does not announce it. The value is the issuer of an `id_token`; empty
    /// if there is none.
    Refused(&'a str),
    /// It is not validated. Only for a client of one server.
    Ignored,
}

/// Why a metadata document cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetadataError {
    /// It is not one JSON object.
    Json(JsonError),
    /// A member occurs more than once.
    Duplicate(Member),
    /// A member is of the wrong JSON type.
    Type(Member),
    /// `issuer` is not there.
    Missing(Member),
    /// The document is another issuer's (RFC 8414, section 3.3).
    Issuer,
    /// An endpoint is neither https nor http on loopback.
    Url(Member),
    /// The server does not announce S256, which may be a downgrade (RFC 9700, section
    /// 4.8).
    NoS256,
}

impl fmt::Display for MetadataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, member) = match self {
            Self::Json(error) => {
                f.write_str("the metadata is ")?;
                return fmt::Display::fmt(error, f);
            }
            Self::Duplicate(member) => ("the metadata repeats ", Some(member)),
            Self::Type(member) => ("the metadata has the wrong JSON type for ", Some(member)),
            Self::Missing(member) => ("the metadata lacks ", Some(member)),
            Self::Issuer => ("the metadata is another issuer's", None),
            Self::Url(member) => ("neither https nor http on loopback: ", Some(member)),
            Self::NoS256 => ("the server does not announce S256", None),
        };
        f.write_str(text)?;
        member.map_or(Ok(()), |member| fmt::Display::fmt(&member, f))
    }
}

impl core::error::Error for MetadataError {}

from_document_error!(MetadataError);

document! {
    METADATA: 14 = [
    required(Member::MetadataIssuer, Kind::TEXT),
    optional(Member::AuthorizationEndpoint, Kind::TEXT),
    optional(Member::TokenEndpoint, Kind::TEXT),
    optional(Member::RevocationEndpoint, Kind::TEXT),
    optional(Member::DeviceAuthorizationEndpoint, Kind::TEXT),
    optional(Member::UserinfoEndpoint, Kind::TEXT),
    optional(Member::JwksUri, Kind::TEXT),
    optional(Member::IssSupported, Kind::BOOL),
    optional(Member::CodeChallengeMethods, Kind::ARRAY),
    optional(Member::AuthMethods, Kind::ARRAY),
    optional(Member::EndSessionEndpoint, Kind::TEXT),
    optional(Member::PushedAuthorizationRequestEndpoint, Kind::TEXT),
    optional(Member::PushedRequired, Kind::BOOL),
    optional(Member::DpopAlgorithms, Kind::ARRAY),
]
}

/// Reads a metadata document (RFC 8414, section 3.2) for the issuer whose address it was fetched
/// from. Every endpoint in it must be https, or http on loopback.
///
/// # Errors
/// [`MetadataError`]. After [`Issuer`](MetadataError::Issuer) and [`Url`](MetadataError::Url) the
/// body is unescaped; every other leaves it as it was.
///
/// # Example
/// ```
/// use grantlet::{metadata, MetadataError};
/// let mut body = *br#"{"issuer":"https://evil.example"}"#;
/// assert_eq!(metadata(&mut body, "https://as.example"), Err(MetadataError::Issuer));
/// ```
pub fn metadata<'b>(body: &'b mut [u8], issuer: &str) -> Result<Metadata<'b>, MetadataError> {
    let values = METADATA.read(body)?;
    let [
        found,
        authorization,
        token,
        revocation,
        device,
        userinfo,
        jwks,
        iss,
        challenge,
        auth,
        rest @ ..,
    ] = values;
    let [end_session, pushed, pushed_required, dpop] = rest;
    let endpoint = |value, member| match text_of(value) {
        "" => Ok(""),
        url if is_https_or_loopback(url) => Ok(url),
        _ => Err(MetadataError::Url(member)),
    };
    let lists = |value: Option<Value<'b>>, wanted| match value {
        Some(Value::Raw(array)) => items(array.as_bytes(), wanted).holds,
        _ => false,
    };
    if text_of(found) != issuer {
        return Err(MetadataError::Issuer);
    }
    let listed = matches!(auth, Some(Value::Raw(array)) if !items(array.as_bytes(), "").is_empty);
    let client_auth = if !listed || lists(auth, "client_secret_basic") {
        ClientAuth::BASIC
    } else if lists(auth, "client_secret_post") {
        ClientAuth::BODY
    } else {
        ClientAuth::NONE
    };
    Ok(Metadata {
        issuer: text_of(found),
        authorization_endpoint: endpoint(authorization, Member::AuthorizationEndpoint)?,
        token_endpoint: endpoint(token, Member::TokenEndpoint)?,
        revocation_endpoint: endpoint(revocation, Member::RevocationEndpoint)?,
        device_authorization_endpoint: endpoint(device, Member::DeviceAuthorizationEndpoint)?,
        userinfo_endpoint: endpoint(userinfo, Member::UserinfoEndpoint)?,
        jwks_uri: endpoint(jwks, Member::JwksUri)?,
        end_session_endpoint: endpoint(end_session, Member::EndSessionEndpoint)?,
        pushed_authorization_request_endpoint: endpoint(
            pushed,
            Member::PushedAuthorizationRequestEndpoint,
        )?,
        pushed_required: pushed_required == Some(Value::Bool(true)),
        dpop_algorithms: raw_of(dpop),
        iss_supported: iss == Some(Value::Bool(true)),
        s256_supported: lists(challenge, "S256"),
        client_auth,
    })
}

impl<'b> Metadata<'b> {
    /// The rule for `iss` in this server's callbacks (RFC 9207, section 2.4): required where it is
    /// announced, refused where it is not. Some servers announce it and leave it out on errors: such a
    /// callback is refused with [`IssuerFault::Absent`](crate::IssuerFault::Absent), and what it claims
    /// is in [`CallbackError::text`](crate::CallbackError::text).
    pub fn issuer_rule(&self) -> Issuer<'b> {
        if self.iss_supported {
            Issuer::Required(self.issuer)
        } else {
            Issuer::Refused(self.issuer)
        }
    }

    /// A profile with these endpoints. They are absolute: the base URL of the
    /// [`Client`](crate::Client) is empty.
    ///
    /// # Errors
    /// [`MetadataError::NoS256`] where the server does not announce S256, for a request without
    /// it can be made to lose its protection on the way.
    pub fn profile(&self) -> Result<Profile<'b>, MetadataError> {
        if self.s256_supported {
            Ok(self.profile_even_without_s256())
        } else {
            Err(MetadataError::NoS256)
        }
    }

    /// As [`profile`](Self::profile), for a server that is known to check S256 without saying so.
    /// The challenge is sent all the same.
    ///
    /// # Example
    /// ```
    /// use grantlet::{metadata, MetadataError};
    /// let mut body = *br#"{"issuer":"https://as.example","token_endpoint":"https://as.example/token"}"#;
    /// let metadata = metadata(&mut body, "https://as.example")?;
    /// assert_eq!(metadata.profile().unwrap_err(), MetadataError::NoS256);
    /// assert!(metadata.profile_even_without_s256().has_pkce());
    /// # Ok::<(), MetadataError>(())
    /// ```
    pub fn profile_even_without_s256(&self) -> Profile<'b> {
        let mut profile: Profile<'b> = Profile::RFC6749;
        // Who named an issuer on loopback allows it.
        if is_loopback(self.issuer.as_bytes()) {
            profile = profile.allow_loopback();
        }
        profile
            .authorization_endpoint(self.authorization_endpoint)
            .token_endpoint(self.token_endpoint)
            .revocation_endpoint(self.revocation_endpoint)
            .device_authorization_endpoint(self.device_authorization_endpoint)
            .client_auth(self.client_auth)
    }
}

/// Which metadata document to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WellKnown {
    /// `/.well-known/oauth-authorization-server`, before the issuer's path (RFC 8414, section 3.1).
    OAuth,
    /// `/.well-known/openid-configuration`, after the issuer's path (OpenID Connect Discovery,
    /// section 4).
    OpenId,
}

/// Writes the address of an issuer's metadata document.
///
/// # Errors
/// [`RequestError::Url`] for an issuer that is neither https nor loopback, or has a query; the
/// exact length where the buffer is too small.
///
/// # Example
/// ```
/// use grantlet::{metadata_url, WellKnown};
/// let mut buffer = [0; 128];
/// assert_eq!(
///     metadata_url("https://as.example/tenant", WellKnown::OAuth, &mut buffer),
///     Ok("https://as.example/.well-known/oauth-authorization-server/tenant"),
/// );
/// ```
pub fn metadata_url<'b>(
    issuer: &str,
    well_known: WellKnown,
    buffer: &'b mut [u8],
) -> Result<&'b str, RequestError> {
    if !is_https_or_loopback(issuer) || cut(issuer.as_bytes(), b'?').1.is_some() {
        return Err(RequestError::Url(Member::MetadataIssuer));
    }
    let issuer = without_suffix(issuer.as_bytes(), b"/");
    let (host, path) = split_host(issuer);
    let mut writer = Writer::new(buffer);
    writer.bytes(host);
    match well_known {
        WellKnown::OAuth => {
            writer.text("/.well-known/oauth-authorization-server");
            writer.bytes(path);
        }
        WellKnown::OpenId => {
            writer.bytes(path);
            writer.text("/.well-known/openid-configuration");
        }
    }
    Ok(writer.finish()?)
}

/// A URL up to the end of its host and port, which are before the third slash or a query, and what comes behind them.
pub(crate) fn split_host(url: &[u8]) -> (&[u8], &[u8]) {
    let mut ends = url.iter().enumerate().filter(|(_, byte)| matches!(byte, b'/' | b'?'));
    let end = ends.nth(2).map_or(url.len(), |(at, _)| at);
    url.split_at_checked(end).unwrap_or((url, b""))
}
