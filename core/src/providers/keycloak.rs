//! Keycloak: the base URL names the realm.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Keycloak. The base URL names the realm: `https://id.example/realms/acme`, below `/auth` in older releases.
/// Further members, `not-before-policy` and `session_state`, are skipped. A client that may not use the device
/// login gets `invalid_grant`. Basic too: `KEYCLOAK.client_auth(ClientAuth::BASIC)`.
///
/// The lifetime of a refresh token is 0 where there is no end. Source:
/// <https://docs.redhat.com/en/documentation/red_hat_build_of_keycloak/26.2/html/securing_applications_and_services_guide/oidc-layers->, and the server's own source. Not confirmed: the body
/// of a device's login.
pub const KEYCLOAK: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("/protocol/openid-connect/auth")
    .token_endpoint("/protocol/openid-connect/token")
    .revocation_endpoint("/protocol/openid-connect/revoke")
    .device_authorization_endpoint("/protocol/openid-connect/auth/device")
    .client_auth(ClientAuth::BODY)
    .refresh_token_expires_in("refresh_expires_in");

const _: () = assert!(KEYCLOAK.check().is_ok());
