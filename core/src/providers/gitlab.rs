//! `GitLab`: a refresh needs the `redirect_uri` of the login.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// `GitLab` at gitlab.com. A refresh needs the login's
/// [`redirect_uri`](crate::Grant::redirect_uri). It replaces both tokens, and the access token before it
/// ends at once. A public client refreshes without a secret. A host of one's own has the same paths.
///
/// Source: <https://docs.gitlab.com/api/oauth2/>. Not confirmed: the description of `invalid_grant`.
pub const GITLAB: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://gitlab.com/oauth/authorize")
    .token_endpoint("https://gitlab.com/oauth/token")
    .revocation_endpoint("https://gitlab.com/oauth/revoke")
    .device_authorization_endpoint("https://gitlab.com/oauth/authorize_device")
    .client_auth(ClientAuth::BODY);

const _: () = assert!(GITLAB.check().is_ok());
