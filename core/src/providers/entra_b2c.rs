//! Azure AD B2C: the base URL names the tenant and the user flow.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Azure AD B2C. The base URL names the tenant twice, and the user flow:
/// `https://acme.b2clogin.com/acme.onmicrosoft.com/b2c_1_sign_in`. A refresh goes to the flow that gave the
/// token. `access_denied` from the token endpoint ends the grant: the user took it back. `expires_in` is a
/// string. Reports have `refresh_token_expires_in`.
///
/// Source: <https://learn.microsoft.com/en-us/azure/active-directory-b2c/authorization-code-flow>, of 2019. Not
/// confirmed: statuses, and what the members are today.
pub const ENTRA_B2C: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("/oauth2/v2.0/authorize")
    .token_endpoint("/oauth2/v2.0/token")
    .client_auth(ClientAuth::BODY)
    .refresh_token_expires_in("refresh_token_expires_in")
    .ends_on(&[("access_denied", "")]);

const _: () = assert!(ENTRA_B2C.check().is_ok());
