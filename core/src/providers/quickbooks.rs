//! `QuickBooks` Online.

use crate::profile::profile::Profile;

/// `QuickBooks` Online. Errors often have no description. The refresh token changes about once a day: store
/// the one that came last. The company is `realmId` in the redirect. Revocation wants JSON on another host and
/// is left out.
///
/// Source:
/// <https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0>;
/// bodies from <https://github.com/intuit/oauth-jsclient>. Not confirmed: PKCE.
pub const QUICKBOOKS: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://appcenter.intuit.com/connect/oauth2")
    .token_endpoint("https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer")
    .refresh_token_expires_in("x_refresh_token_expires_in");

const _: () = assert!(QUICKBOOKS.check().is_ok());
