//! Salesforce: the base URL is the login host.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Salesforce. The base URL is `https://login.salesforce.com`, `https://test.salesforce.com` for a sandbox, or
/// the organization's own domain. Responses have no `expires_in`, and may have no `token_type`; `inactive_user`
/// ends the grant. Its device login is not RFC 8628 and is left out.
///
/// Extra members: `instance_url` (0), the host of the API, which a refresh may change. Source:
/// <https://developer.salesforce.com/docs/atlas.en-us.218.0.api_rest.meta/api_rest/intro_understanding_refresh_token_oauth.htm>; errors from
/// <https://www.nango.dev/blog/salesforce-oauth-refresh-token-invalid-grant>. Not confirmed: values of
/// `prompt`.
pub const SALESFORCE: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("/services/oauth2/authorize")
    .token_endpoint("/services/oauth2/token")
    .revocation_endpoint("/services/oauth2/revoke")
    .client_auth(ClientAuth::BODY)
    .bearer_by_default(true)
    .ends_on(&[("inactive_user", "")])
    .extra(&["instance_url"]);

const _: () = assert!(SALESFORCE.check().is_ok());
