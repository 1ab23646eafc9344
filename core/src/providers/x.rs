//! X, formerly Twitter.

use crate::profile::profile::Profile;

/// X, formerly Twitter. PKCE is required; a client with a secret uses Basic. A dead refresh token and a dead
/// code are `invalid_request`, each with its own description. A refresh token comes only with the scope
/// `offline.access`.
///
/// Source: <https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token>; errors from
/// <https://github.com/plhery/node-twitter-api-v2/issues/496>. Not confirmed: that a refresh token works once.
pub const X: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://x.com/i/oauth2/authorize")
    .token_endpoint("https://api.x.com/2/oauth2/token")
    .revocation_endpoint("https://api.x.com/2/oauth2/revoke")
    .ends_on(&[
        ("invalid_request", "Value passed for the token was invalid."),
        ("invalid_request", "Value passed for the authorization code was invalid."),
    ]);

const _: () = assert!(X.check().is_ok());
