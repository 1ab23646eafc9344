//! Dropbox: a login with `token_access_type=offline` gives a refresh token.

use crate::profile::profile::Profile;

/// Dropbox. A refresh token comes only to a login with the parameter `token_access_type=offline`; it does not
/// rotate, and a refresh brings none. A client with PKCE needs no secret. Revocation is a call of the API, not
/// RFC 7009.
///
/// Extra members: `account_id` (0). Source:
/// <https://dropbox.tech/developers/using-oauth-2-0-with-offline-access>; the error is from
/// <https://github.com/nextcloud/integration_dropbox/issues/34>. Not confirmed: what comes with status 429.
pub const DROPBOX: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://www.dropbox.com/oauth2/authorize")
    .token_endpoint("https://api.dropboxapi.com/oauth2/token")
    .extra(&["account_id"]);

const _: () = assert!(DROPBOX.check().is_ok());
