//! `TTLock` smart locks: the base URL is the region's host.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// `TTLock` smart locks. The base URL is the region's host, `https://euapi.ttlock.com`. Errors come with
/// status 200, as `errcode` and `errmsg`: 10003, 10004 and 10011 end the grant. The client's parameters are
/// `clientId` and `clientSecret`. There is no login by redirect: the first token is of
/// [`Grant::password`](crate::Grant::password), with the MD5 of the user's password, which the caller
/// computes.
///
/// Extra members: `uid` (0). Source:
/// <https://euopen.ttlock.com/document-pages/en/cloud/oauth2/refreshAccessToken> and
/// <https://euopen.ttlock.com/document-pages/en/cloud/errorCode>. Not confirmed: the status of errors, whether
/// refresh tokens rotate, and the host of China.
///
/// # Example
/// ```
/// use grantlet::{providers::TTLOCK, TokenError};
/// let mut body = *br#"{"errcode":10011,"errmsg":"invalid refresh_token"}"#;
/// let Err(TokenError::Server { error, .. }) = TTLOCK.token(200, &mut body) else { panic!() };
/// assert!(error.ends_grant());
/// ```
pub const TTLOCK: Profile<'static> = Profile::RFC6749
    .token_endpoint("/oauth2/token")
    .client_auth(ClientAuth::BODY)
    .rename(&[("client_id", "clientId"), ("client_secret", "clientSecret")])
    .pkce(false)
    .scope_separator(b',')
    .bearer_by_default(true)
    .errors(&[ErrorShape::numbered("errcode").description("errmsg")])
    .ends_on(&[("10003", ""), ("10004", ""), ("10011", "")])
    .retry_on(&[("90000", ""), ("30006", ""), ("30007", "")])
    .extra(&["uid"]);

const _: () = assert!(TTLOCK.check().is_ok());
