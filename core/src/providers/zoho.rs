//! Zoho: the callback names the accounts server of the user's region.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Zoho. The base URL is the accounts server where logins start, such as `https://accounts.zoho.com`. The callback names
/// that of the user's region, `accounts-server`, where the code is exchanged and tokens are refreshed: see
/// [`Profile::servers`]. A client's secret may differ from region to region. Errors come with status 200:
/// `invalid_code` ends the grant, `Access Denied` means too many requests. Scopes have commas between them in a request. A
/// login with `access_type=offline` gives a refresh token, a refresh none. The device login, with times in
/// milliseconds, is left out.
///
/// Extra members: `api_domain` (0). Source:
/// <https://www.zoho.com/accounts/protocol/oauth/multi-dc/client-authorization.html>. Not confirmed: PKCE, the
/// status of `Access Denied`, and the separator of scopes in a response.
pub const ZOHO: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("/oauth/v2/auth")
    .token_endpoint("/oauth/v2/token")
    .revocation_endpoint("/oauth/v2/token/revoke")
    .client_auth(ClientAuth::BODY)
    .request_scope_separator(b',')
    .ends_on(&[("invalid_code", "")])
    .retry_on(&[("Access Denied", "")])
    .extra(&["api_domain"])
    .servers(&[
        ("accounts-server", ""),
        ("https://accounts.zoho.com", ""),
        ("https://accounts.zoho.eu", ""),
        ("https://accounts.zoho.in", ""),
        ("https://accounts.zoho.com.au", ""),
        ("https://accounts.zoho.jp", ""),
        ("https://accounts.zohocloud.ca", ""),
        ("https://accounts.zoho.sa", ""),
        ("https://accounts.zoho.uk", ""),
        ("https://accounts.zoho.com.cn", ""),
    ]);

const _: () = assert!(ZOHO.check().is_ok());
