//! Withings: requests have `action=requesttoken`.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// Withings. Responses are in `body`, with status 200; `status` beside it is 0, or the number of an error whose
/// `error` is a sentence. Each request has the parameter `action=requesttoken`:
/// [`params`](crate::TokenRequest::params). A refresh replaces both tokens. The number 503 is no outage.
///
/// Extra members: `userid` (0). Source:
/// <https://developer.withings.com/developer-guide/v3/integration-guide/public-health-data-api/get-access/oauth-authorization-url/>;
/// the error is from <https://github.com/jaroslawhartman/withings-sync/issues/41>. Not confirmed: PKCE, 401 and other
/// numbers.
pub const WITHINGS: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://account.withings.com/oauth2_user/authorize2")
    .token_endpoint("https://wbsapi.withings.net/v2/oauth2")
    .client_auth(ClientAuth::BODY)
    .scope_separator(b',')
    .envelope("body")
    .errors(&[ErrorShape::numbered("status")])
    .ends_on(&[("Invalid Params: invalid refresh_token", ""), ("401", "")])
    .extra(&["userid"]);

const _: () = assert!(WITHINGS.check().is_ok());
