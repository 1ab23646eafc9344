//! Shopify: the base URL is the shop's, by `grantlet_base_url`.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Shopify. The base URL is the shop's: [`SHOPIFY_BASE_URL`] with [`base_url`](crate::base_url) and a name, which a user
/// types. Responses have no `token_type`, scopes have commas between them, and there is no PKCE. The exchange with
/// the parameter `expiring=1` gives a refresh token, and a refresh replaces both; a dead one is `invalid_request`
/// with status 401 and a description. The redirect has an `hmac` of the client's secret: the caller checks it.
///
/// Source:
/// <https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens> and
/// <https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant>; the
/// error is from its clients. Not confirmed: `grant_type` and `redirect_uri` in the exchange, which the page has
/// not, and a refresh token's exact life after its use.
pub const SHOPIFY: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("/admin/oauth/authorize")
    .token_endpoint("/admin/oauth/access_token")
    .client_auth(ClientAuth::BODY)
    .pkce(false)
    .scope_separator(b',')
    .bearer_by_default(true)
    .refresh_token_expires_in("refresh_token_expires_in")
    .ends_on(&[("invalid_request", "This request requires an active refresh_token")]);

const _: () = assert!(SHOPIFY.check().is_ok());

/// Template of a shop's base URL, for [`base_url`](crate::base_url).
pub const SHOPIFY_BASE_URL: &str = "https://{}.myshopify.com";
