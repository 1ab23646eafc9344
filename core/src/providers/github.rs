//! GitHub: an OAuth app gets no refresh token.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// GitHub. Scopes have a space between them in a request and a comma in a response. Errors come with status 200 and
/// names of GitHub's own: `bad_refresh_token` and `bad_verification_code` end the grant. An OAuth app gets neither
/// a refresh token nor an `expires_in`, a GitHub App may get both, and its refresh token works once. Without
/// `Accept: application/json`, which each request here has, a response is a form. Revocation is a call of the
/// API, not RFC 7009. A device's login sends no secret.
///
/// Source: <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps>. Not confirmed by
/// GitHub's own pages: status 200 and `bad_refresh_token`, which its clients' tests have.
///
/// # Example
/// ```
/// use grantlet::{providers::GITHUB, Client, TokenError};
/// const APP: Client<'_> = Client::public(&GITHUB, "Iv1.8a61f9b3a7aba766");
/// let mut body = *br#"{"error":"bad_refresh_token"}"#;
/// let Err(TokenError::Server { error, .. }) = APP.token(200, &mut body) else { panic!() };
/// assert!(error.ends_grant());
/// ```
pub const GITHUB: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://github.com/login/oauth/authorize")
    .token_endpoint("https://github.com/login/oauth/access_token")
    .device_authorization_endpoint("https://github.com/login/device/code")
    .client_auth(ClientAuth::BODY)
    .scope_separator(b',')
    .request_scope_separator(b' ')
    .refresh_token_expires_in("refresh_token_expires_in")
    .ends_on(&[("bad_refresh_token", ""), ("bad_verification_code", "")]);

const _: () = assert!(GITHUB.check().is_ok());
