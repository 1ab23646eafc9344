//! Microsoft Entra ID: the base URL is `https://login.microsoftonline.com/` and the tenant.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Microsoft Entra ID, version 2.0. The base URL is `https://login.microsoftonline.com/` and the tenant: `common`,
/// `organizations`, `consumers`, or a directory's id or domain. `interaction_required` and
/// `consent_required` at a refresh end the grant, as everywhere. A device that was declined gets
/// `authorization_declined`. A refresh token comes only with the scope `offline_access`; the one before stays
/// valid.
///
/// [`ENTRA_BASE_URL`] with [`base_url`](crate::base_url) takes a tenant from elsewhere. Source:
/// <https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow> and
/// <https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-device-code>. Not confirmed: the status
/// of errors.
pub const ENTRA: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("/oauth2/v2.0/authorize")
    .token_endpoint("/oauth2/v2.0/token")
    .device_authorization_endpoint("/oauth2/v2.0/devicecode")
    .client_auth(ClientAuth::BODY);

const _: () = assert!(ENTRA.check().is_ok());

/// Template of a tenant's base URL, for [`base_url`](crate::base_url).
pub const ENTRA_BASE_URL: &str = "https://login.microsoftonline.com/{}";
