//! Box.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Box. A response has `restricted_to`, a list of objects, and no `scope`; that of client credentials has no
/// `token_type`. A refresh token works once, for 60 days.
///
/// Source: <https://developer.box.com/guides/authentication/tokens/access-tokens/> and
/// <https://developer.box.com/reference/post-oauth2-token--refresh>. Not confirmed: PKCE, and the
/// separator of scopes at a login.
pub const BOX: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://account.box.com/api/oauth2/authorize")
    .token_endpoint("https://api.box.com/oauth2/token")
    .revocation_endpoint("https://api.box.com/oauth2/revoke")
    .client_auth(ClientAuth::BODY)
    .bearer_by_default(true);

const _: () = assert!(BOX.check().is_ok());
