//! `BoldSign`: the standard, with PKCE, rotation and an implicit flow.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// `BoldSign`: code with PKCE, refresh tokens that work once and live 30 days, client credentials,
/// and an implicit flow. A refresh token comes only with the scope `offline_access`. It takes
/// Basic too: `BOLDSIGN.client_auth(ClientAuth::BASIC)`.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Client, Grant, Secret};
/// let client = Client::confidential(&BOLDSIGN, "596f0268", Secret::new("sesame"));
/// let mut buffer = [0; 512];
/// let grant = Grant::client_credentials().scope("BoldSign.Documents.All");
/// let post = client.request(&grant, &mut buffer)?;
/// assert_eq!(post.url, "https://account.boldsign.com/connect/token");
/// # Ok::<(), grantlet::RequestError>(())
/// ```
pub const BOLDSIGN: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://account.boldsign.com/connect/authorize")
    .token_endpoint("https://account.boldsign.com/connect/token")
    .client_auth(ClientAuth::BODY)
    .order(&["grant_type", "client_id", "client_secret"]);
