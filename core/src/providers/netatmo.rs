//! Netatmo.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Netatmo. Responses have no `token_type`, and `scope` is an array. A refresh replaces both tokens; one that
/// keeps the refresh token before it is cut off with `invalid_grant`.
///
/// Source: Netatmo's page is <https://dev.netatmo.com/apidocumentation/oauth>; what is here is from its
/// clients and from its support, as in <https://github.com/philippelt/netatmo-api-python/issues/82> and
/// <https://github.com/florianbeer/grafana-netatmo/issues/20>. Not confirmed: all of it by the page itself,
/// and PKCE.
pub const NETATMO: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://api.netatmo.com/oauth2/authorize")
    .token_endpoint("https://api.netatmo.com/oauth2/token")
    .client_auth(ClientAuth::BODY)
    .bearer_by_default(true);

const _: () = assert!(NETATMO.check().is_ok());
