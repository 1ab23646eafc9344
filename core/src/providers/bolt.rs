//! Bolt: the client's credentials in the body and again in headers.

use crate::list::HeaderValue;
use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Bolt. The code comes from its modal, not from a redirect, so that there is neither
/// `redirect_uri` nor PKCE; the scope goes along with the code. `X-API-Key` is the client's
/// secret and `X-Publishable-Key` its id.
///
/// Extra members: `refresh_token_scope` (0). A refresh token comes, though Bolt documents no
/// refresh.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLT, Client, Grant, Secret};
/// let client = Client::confidential(&BOLT, "publishable", Secret::new("api-key"));
/// let grant = Grant::authorization_code(Secret::new("otp")).scope("bolt.account.manage openid");
/// let mut buffer = [0; 512];
/// let post = client.request(&grant, &mut buffer)?;
/// assert!(post.headers.iter().any(|header| header == ("X-API-Key", "api-key")));
/// assert!(post.body.ends_with("&scope=bolt.account.manage+openid"));
/// # Ok::<(), grantlet::RequestError>(())
/// ```
pub const BOLT: Profile<'static> = Profile::RFC6749
    .token_endpoint("https://api.bolt.com/v1/oauth/token")
    .client_auth(ClientAuth::BODY)
    .headers(&[
        ("X-API-Key", HeaderValue::ClientSecret),
        ("X-Publishable-Key", HeaderValue::ClientId),
    ])
    .order(&["client_id", "client_secret", "code", "grant_type", "scope", "state"])
    .pkce(false)
    .extra(&["refresh_token_scope"]);
