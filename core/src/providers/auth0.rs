//! Auth0: the base URL is the tenant's domain.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Auth0. The base URL is the tenant's domain, such as `https://tenant.eu.auth0.com`, or its own. Errors come
/// with status 403, and `slow_down` with 429. A login for an API needs the parameter `audience`, a refresh
/// token the scope `offline_access`. Each application has one way to authenticate: Basic is
/// `AUTH0.client_auth(ClientAuth::BASIC)`. Revocation is documented with a JSON body and is left out.
///
/// Source: <https://auth0.com/docs/api/authentication>; the error of a refresh is from
/// <https://github.com/auth0/Auth0.swift/issues/819>. Not confirmed: rotation.
pub const AUTH0: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("/authorize")
    .token_endpoint("/oauth/token")
    .device_authorization_endpoint("/oauth/device/code")
    .client_auth(ClientAuth::BODY);

const _: () = assert!(AUTH0.check().is_ok());
