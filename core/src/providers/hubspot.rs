//! `HubSpot`: the `status` of an error is its number.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// `HubSpot`. Errors have a `status` and a `message`, and since 2026 also an `error`: `BAD_REFRESH_TOKEN` and
/// `BAD_HUB` end the grant whatever the `error` is; the `status` is the error's number here. The scope of a
/// response is an array, `scopes`.
///
/// Source: <https://developers.hubspot.com/docs/api-reference/auth-oauth-v3/guide>; errors from
/// <https://github.com/NangoHQ/nango/issues/7664>. Not confirmed: PKCE at the login, and errors in
/// `HubSpot`'s own pages.
pub const HUBSPOT: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://app.hubspot.com/oauth/authorize")
    .token_endpoint("https://api.hubapi.com/oauth/2026-03/token")
    .revocation_endpoint("https://api.hubapi.com/oauth/2026-03/token/revoke")
    .client_auth(ClientAuth::BODY)
    .response_names(&[("scope", "scopes")])
    .errors(&[ErrorShape::numbered("status").description("message")])
    .ends_on(&[("BAD_REFRESH_TOKEN", ""), ("BAD_HUB", "")]);

const _: () = assert!(HUBSPOT.check().is_ok());
