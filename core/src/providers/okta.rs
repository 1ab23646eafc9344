//! Okta: the base URL names the authorization server.

use crate::profile::profile::Profile;

/// Okta. The base URL names the authorization server: `https://acme.okta.com/oauth2/default`. A request
/// with the client both in the header and in the body is refused. A refresh token comes only with the scope
/// `offline_access`; a web application's does not change, a single-page app's rotates with a grace period.
///
/// Source: <https://developer.okta.com/docs/reference/api/oidc/> and
/// <https://developer.okta.com/docs/guides/refresh-tokens/>. Not confirmed: the body of `invalid_grant`, and
/// the paths of the server of the organization.
pub const OKTA: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("/v1/authorize")
    .token_endpoint("/v1/token")
    .revocation_endpoint("/v1/revoke")
    .device_authorization_endpoint("/v1/device/authorize");

const _: () = assert!(OKTA.check().is_ok());
