//! eBay: the `redirect_uri` is the name that eBay gave to it.

use crate::profile::profile::Profile;

/// eBay. The `redirect_uri` is the `RuName` that eBay gave to it: the address itself is the
/// [`return_uri`](crate::LoginRequest::return_uri) of a login. The `token_type` is a phrase and the token is
/// used as Bearer. A refresh brings no refresh token; one of client credentials is `N/A`, which is none.
///
/// Source:
/// <https://developer.ebay.com/api-docs/static/oauth-auth-code-grant-request.html> and
/// <https://developer.ebay.com/api-docs/static/oauth-refresh-token-request.html>; the error is from
/// <https://github.com/hendt/ebay-api/issues/77>. Not confirmed: PKCE, and revocation.
pub const EBAY: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://auth.ebay.com/oauth2/authorize")
    .token_endpoint("https://api.ebay.com/identity/v1/oauth2/token")
    .opaque_redirect_uri(true)
    .token_types(&["User Access Token", "Application Access Token"])
    .refresh_token_expires_in("refresh_token_expires_in");

const _: () = assert!(EBAY.check().is_ok());
