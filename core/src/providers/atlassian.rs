//! Atlassian Cloud: JSON requests.

use crate::oauth::body::RequestBody;
use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Atlassian Cloud (Jira, Confluence). Requests are JSON, there is no PKCE, and the documented responses have
/// no `token_type`. Errors come with status 403; a dead refresh token is `invalid_grant`, or
/// `unauthorized_client` with the description `refresh_token is invalid`. A login needs the parameters
/// `audience=api.atlassian.com` and `prompt=consent`, a refresh token the scope `offline_access`.
///
/// Source: <https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/>; the second error is from
/// <https://github.com/raycast/extensions/issues/11836>. Not confirmed: `token_type`, and a revocation
/// endpoint.
pub const ATLASSIAN: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://auth.atlassian.com/authorize")
    .token_endpoint("https://auth.atlassian.com/oauth/token")
    .request_body(RequestBody::JSON)
    .client_auth(ClientAuth::BODY)
    .pkce(false)
    .bearer_by_default(true)
    .ends_on(&[("unauthorized_client", "refresh_token is invalid")]);

const _: () = assert!(ATLASSIAN.check().is_ok());
