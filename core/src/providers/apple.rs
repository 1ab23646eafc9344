//! Sign in with Apple: the secret is a JWT of the caller.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Sign in with Apple. The client's secret is a JWT that the caller signs, at most six months valid. A login
/// that asks for name or email requires `response_mode=form_post`. A refresh brings no refresh token.
///
/// Source: <https://developer.apple.com/documentation/signinwithapplerestapi/generate-and-validate-tokens>
/// and <https://developer.apple.com/forums/thread/726004>. Not confirmed: PKCE, and the members of a response
/// to a refresh.
pub const APPLE: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://appleid.apple.com/auth/authorize")
    .token_endpoint("https://appleid.apple.com/auth/token")
    .revocation_endpoint("https://appleid.apple.com/auth/revoke")
    .client_auth(ClientAuth::BODY);

const _: () = assert!(APPLE.check().is_ok());
