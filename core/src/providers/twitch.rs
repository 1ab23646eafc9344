//! Twitch: a device's login starts with `scopes`.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// Twitch. The `message` of an error is what OAuth calls `error`, whose member, where there is one, is the
/// reason phrase of HTTP: so the message is the description beside an `error`, and the error else. `scope` is an
/// array, and `expires_in` may be absent. A device's login starts with `scopes`:
/// [`params`](crate::TokenRequest::params). There is no PKCE.
///
/// Source: <https://dev.twitch.tv/docs/authentication/getting-tokens-oauth/> and
/// <https://dev.twitch.tv/docs/authentication/refresh-tokens/>. Not confirmed: other messages of a device, and
/// what happens to a `code_challenge`.
pub const TWITCH: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://id.twitch.tv/oauth2/authorize")
    .token_endpoint("https://id.twitch.tv/oauth2/token")
    .revocation_endpoint("https://id.twitch.tv/oauth2/revoke")
    .device_authorization_endpoint("https://id.twitch.tv/oauth2/device")
    .client_auth(ClientAuth::BODY)
    .pkce(false)
    .errors(&[
        ErrorShape::new("message").number("status"),
        ErrorShape::new("").description("message").number("status"),
    ])
    .ends_on(&[("Bad Request", "Invalid refresh token"), ("Invalid refresh token", "")]);

const _: () = assert!(TWITCH.check().is_ok());
