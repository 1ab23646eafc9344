//! Yahoo: a refresh needs the `redirect_uri` of the login.

use crate::profile::profile::Profile;

/// Yahoo. A refresh needs the login's [`redirect_uri`](crate::Grant::redirect_uri). A dead
/// refresh token is `INVALID_REFRESH_TOKEN`. Scopes are set where the client is registered.
///
/// Source: <https://developer.yahoo.com/oauth2/guide/flows_authcode/>; the error is from
/// <https://github.com/josuebrunel/yahoo-oauth/issues/51>. Not confirmed: PKCE, and the error of a dead code.
pub const YAHOO: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://api.login.yahoo.com/oauth2/request_auth")
    .token_endpoint("https://api.login.yahoo.com/oauth2/get_token")
    .ends_on(&[("INVALID_REFRESH_TOKEN", "")]);

const _: () = assert!(YAHOO.check().is_ok());
