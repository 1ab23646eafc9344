//! Instagram API with Instagram Login: no refresh token.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// Instagram API with Instagram Login. The response is in an array, `data/0`, the scope is `permissions`, with
/// commas, and there is neither a `token_type` nor an `expires_in`: the token lives an hour. Some reports have
/// the response without `data`: `INSTAGRAM.envelope("")` reads those. A token of 60 days is
/// [`INSTAGRAM_GRAPH`](crate::providers::INSTAGRAM_GRAPH)'s.
///
/// Extra members: `user_id` (0). Source:
/// <https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login>.
/// Not confirmed: PKCE, and the status of errors.
pub const INSTAGRAM: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://www.instagram.com/oauth/authorize")
    .token_endpoint("https://api.instagram.com/oauth/access_token")
    .client_auth(ClientAuth::BODY)
    .scope_separator(b',')
    .envelope("data/0")
    .response_names(&[("scope", "permissions")])
    .bearer_by_default(true)
    .errors(&[ErrorShape::new("error_type").description("error_message").number("code")])
    .extra(&["user_id"]);

const _: () = assert!(INSTAGRAM.check().is_ok());
