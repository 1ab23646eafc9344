//! Google: a login with `access_type=offline` gives a refresh token.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// Google. A device's login shows `verification_url`, and its errors come with the statuses 428 and 403;
/// where there are too many, `error_code` is `rate_limit_exceeded`. A refresh token comes only to a
/// login with the parameter `access_type=offline`, and a refresh brings none: keep the one before.
///
/// Source: <https://developers.google.com/identity/protocols/oauth2/web-server> and
/// <https://developers.google.com/identity/protocols/oauth2/limited-input-device>. Not confirmed: PKCE,
/// and the error of an expired device code.
pub const GOOGLE: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://accounts.google.com/o/oauth2/v2/auth")
    .token_endpoint("https://oauth2.googleapis.com/token")
    .revocation_endpoint("https://oauth2.googleapis.com/revoke")
    .device_authorization_endpoint("https://oauth2.googleapis.com/device/code")
    .client_auth(ClientAuth::BODY)
    .refresh_token_expires_in("refresh_token_expires_in")
    .response_names(&[("verification_uri", "verification_url")])
    .errors(&[ErrorShape::new("error_code")])
    .retry_on(&[("rate_limit_exceeded", "")]);

const _: () = assert!(GOOGLE.check().is_ok());
