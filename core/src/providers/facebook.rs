//! Facebook: no refresh token.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// Facebook. An error is an object with a `type`, a `message` and a `code`; 190 ends the grant. Scopes have
/// commas between them, and responses have none. There is no refresh token: a longer-lived token comes for the
/// first one, by an
/// [extension grant](crate::Client::extension), `fb_exchange_token`. The page shows a GET with the secret in the query;
/// clients POST a form to the same URL, as here. The device login is not RFC 8628 and is left out.
///
/// Source: <https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow>; bodies from
/// <https://github.com/smart4solutions/apex_oauth/issues/17> and
/// <https://github.com/MrSwitch/hello.js/issues/548>. Not confirmed: PKCE, and how long a version lasts.
pub const FACEBOOK: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://www.facebook.com/v21.0/dialog/oauth")
    .token_endpoint("https://graph.facebook.com/v21.0/oauth/access_token")
    .client_auth(ClientAuth::BODY)
    .scope_separator(b',')
    .errors(&[ErrorShape::new("type").description("message").number("code").inside_error()])
    .ends_on(&[("190", "")]);

const _: () = assert!(FACEBOOK.check().is_ok());
