//! A server's metadata (RFC 8414, OpenID Connect Discovery).

use grantlet::engine::{HTTPS, host};
use grantlet::{ClientAuth, Member, MetadataError, WellKnown, metadata_url};

use crate::fault::{Fault, of_metadata};
use crate::message::Message;
use crate::numbers::metadata_call;
use crate::reply::{OUTCOME, Reply};

/// `authorization_response_iss_parameter_supported` is true.
pub(crate) const ISS_SUPPORTED: u32 = 1;
/// `code_challenge_methods_supported` contains S256.
pub(crate) const S256_SUPPORTED: u32 = 2;
/// Each authorization request must be pushed.
pub(crate) const PUSHED_REQUIRED: u32 = 4;
/// The server accepts a secret in the body, and no Basic authentication.
pub(crate) const AUTH_BODY: u32 = 8;
/// The server accepts a secret in neither way.
pub(crate) const AUTH_NONE: u32 = 16;

/// The members that an error can name. The first are those of the spans of a document.
pub(crate) const MEMBERS: [Member; 14] = [
    Member::AuthorizationEndpoint,
    Member::TokenEndpoint,
    Member::RevocationEndpoint,
    Member::DeviceAuthorizationEndpoint,
    Member::EndSessionEndpoint,
    Member::UserinfoEndpoint,
    Member::JwksUri,
    Member::PushedAuthorizationRequestEndpoint,
    Member::DpopAlgorithms,
    Member::MetadataIssuer,
    Member::IssSupported,
    Member::CodeChallengeMethods,
    Member::AuthMethods,
    Member::PushedRequired,
];

/// Writes the URL of a metadata document, which is the first span, or reads the document that is the body of the
/// message. The field is the issuer. The spans of a document are the first of [`MEMBERS`]; the outcome has its flags.
///
/// # Errors
/// [`Fault`]: those of [`grantlet::metadata`], but that endpoints may be plain http on loopback only if the issuer is.
pub fn metadata(message: Message<'_>, call: u32) -> Result<(), Fault> {
    let Message { mut reply, mut fields, body, room } = message;
    let issuer = fields.text();
    let well_known = match call {
        metadata_call::OPEN_ID_URL => WellKnown::OpenId,
        metadata_call::OAUTH_URL => WellKnown::OAuth,
        _ => return read(&mut reply, issuer, body).map_err(|error| of_metadata(&mut reply, error)),
    };
    match metadata_url(issuer, well_known, room) {
        Ok(url) => {
            reply.span(0, url.as_bytes());
            Ok(())
        }
        Err(_) => Err(of_metadata(&mut reply, MetadataError::Url(Member::MetadataIssuer))),
    }
}

fn read(reply: &mut Reply<'_>, issuer: &str, body: &mut [u8]) -> Result<(), MetadataError> {
    let found = grantlet::metadata(body, issuer)?;
    let endpoints = [
        found.authorization_endpoint,
        found.token_endpoint,
        found.revocation_endpoint,
        found.device_authorization_endpoint,
        found.end_session_endpoint,
        found.userinfo_endpoint,
        found.jwks_uri,
        found.pushed_authorization_request_endpoint,
    ];
    let is_https = |url: &str| host(url.as_bytes(), HTTPS).is_some();
    for ((index, url), member) in endpoints.into_iter().enumerate().zip(MEMBERS) {
        if !url.is_empty() && is_https(issuer) && !is_https(url) {
            return Err(MetadataError::Url(member));
        }
        reply.span(index, url.as_bytes());
    }
    reply.span(endpoints.len(), found.dpop_algorithms.as_bytes());
    let flags = [
        (found.client_auth == ClientAuth::BODY, AUTH_BODY),
        (found.client_auth == ClientAuth::NONE, AUTH_NONE),
        (found.iss_supported, ISS_SUPPORTED),
        (found.s256_supported, S256_SUPPORTED),
        (found.pushed_required, PUSHED_REQUIRED),
    ];
    let outcome =
        flags.iter().fold(0, |all, (is_set, flag)| if *is_set { all | flag } else { all });
    reply.word(OUTCOME, outcome as usize);
    Ok(())
}
