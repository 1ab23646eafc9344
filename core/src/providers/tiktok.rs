//! `TikTok`, for web applications.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// `TikTok`, for web applications. The client's id is `client_key`, also in the login's URL. Scopes have commas
/// between them. The redirect names them `scopes`. PKCE is off: `TikTok` documents it for mobile and desktop
/// only, where the challenge is in hexadecimal, which a login here does not write. Revocation takes an access
/// token.
///
/// Extra members: `open_id` (0). Source:
/// <https://developers.tiktok.com/doc/oauth-user-access-token-management> and
/// <https://developers.tiktok.com/doc/login-kit-web>. Not confirmed: the status of errors.
pub const TIKTOK: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://www.tiktok.com/v2/auth/authorize/")
    .token_endpoint("https://open.tiktokapis.com/v2/oauth/token/")
    .revocation_endpoint("https://open.tiktokapis.com/v2/oauth/revoke/")
    .client_auth(ClientAuth::BODY)
    .rename(&[("client_id", "client_key")])
    .pkce(false)
    .scope_separator(b',')
    .refresh_token_expires_in("refresh_expires_in")
    .extra(&["open_id"]);

const _: () = assert!(TIKTOK.check().is_ok());
