//! Square: tokens expire at a date.

use crate::oauth::body::RequestBody;
use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;
use crate::time::instant::InstantFormat;

/// Square. Requests are JSON, and a token has a date in `expires_at` instead of `expires_in`. A client with a secret
/// has no PKCE; one without is `SQUARE.pkce(true)`, and its refresh tokens work once and live for 90 days. A login of a
/// seller needs the parameter `session=false`. Errors have two shapes, and a wrong secret has the `type` of a dead
/// refresh token: the description decides. Revocation wants an `Authorization` scheme of its own and is left out.
///
/// Extra members: `merchant_id` (0). Source: <https://developer.squareup.com/reference/square/o-auth/obtain-token> and
/// <https://developer.squareup.com/docs/oauth-api/overview>; errors from its forum and its clients. Not confirmed: the
/// layout of the error of a dead refresh token.
pub const SQUARE: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://connect.squareup.com/oauth2/authorize")
    .token_endpoint("https://connect.squareup.com/oauth2/token")
    .request_body(RequestBody::JSON)
    .client_auth(ClientAuth::BODY)
    .pkce(false)
    .expires_at("expires_at", InstantFormat::Rfc3339)
    .errors(&[
        ErrorShape::new("type").description("message"),
        ErrorShape::new("errors/0/code").description("errors/0/detail"),
    ])
    .ends_on(&[("service.not_authorized", "Invalid refresh token")])
    .retry_on(&[("INTERNAL_SERVER_ERROR", "")])
    .extra(&["merchant_id"]);

const _: () = assert!(SQUARE.check().is_ok());
