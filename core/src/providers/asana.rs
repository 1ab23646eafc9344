//! Asana.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Asana. The member `data` beside the token is the user, not an envelope; there is no `scope`. Only the
/// exchange of a code brings a refresh token, which lives long. Revocation takes refresh tokens only.
///
/// Source: <https://developers.asana.com/docs/oauth>. Not confirmed: the errors of the token endpoint, and
/// the response to a refresh.
pub const ASANA: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://app.asana.com/-/oauth_authorize")
    .token_endpoint("https://app.asana.com/-/oauth_token")
    .revocation_endpoint("https://app.asana.com/-/oauth_revoke")
    .client_auth(ClientAuth::BODY);

const _: () = assert!(ASANA.check().is_ok());
