//! Instagram's tokens of 60 days, which refresh themselves.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// Instagram's tokens of 60 days, for a session. There is no refresh token: a GET sends the access token, and nothing
/// of the client, so that its URL is secret. A token can be refreshed from its second day on, and not once it has ended:
/// the number 190 ends the grant. The first of these tokens comes for that of
/// [`INSTAGRAM`](crate::providers::INSTAGRAM), by a GET of `grant_type=ig_exchange_token` with the `client_secret`, which the
/// caller sends; this profile reads its response.
///
/// Source:
/// <https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login>, and of 190
/// <https://github.com/stevenschobert/instafeed.js/issues/702>.
pub const INSTAGRAM_GRAPH: Profile<'static> = Profile::RFC6749
    .refresh_endpoint("https://graph.instagram.com/refresh_access_token")
    .client_auth(ClientAuth::OMITTED)
    .dangerously_send_in_query()
    .grant_types(&[("refresh_token", "ig_refresh_token")])
    .rename(&[("refresh_token", "access_token")])
    .refresh_by_access_token()
    .errors(&[ErrorShape::new("type").description("message").number("code").inside_error()])
    .ends_on(&[("190", "")]);

const _: () = assert!(INSTAGRAM_GRAPH.check().is_ok());
