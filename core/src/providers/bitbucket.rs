//! Bitbucket Cloud.

use crate::profile::profile::Profile;

/// Bitbucket Cloud. The scope of a response is `scopes`, and its `state` is the name of the grant, not the
/// login's. A dead refresh token is `invalid_request` with the description `Invalid refresh_token`. Scopes
/// are set where the client is registered.
///
/// Source: <https://developer.atlassian.com/cloud/bitbucket/oauth-2/>; the error of a refresh is from
/// <https://github.com/readthedocs/readthedocs.org/issues/2992>. Not confirmed: its status, PKCE, and
/// whether refresh tokens rotate.
pub const BITBUCKET: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://bitbucket.org/site/oauth2/authorize")
    .token_endpoint("https://bitbucket.org/site/oauth2/access_token")
    .response_names(&[("scope", "scopes")])
    .ends_on(&[("invalid_request", "Invalid refresh_token")]);

const _: () = assert!(BITBUCKET.check().is_ok());
