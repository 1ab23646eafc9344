//! Strava: the resource of a fault is the description.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;
use crate::time::instant::InstantFormat;

/// Strava. Errors are a list of faults without an `error`: the code of the first is the error here, and its
/// resource the description, for `invalid` alone does not say what is. The granted scope comes with the
/// redirect, not with the token. `expires_in` counts, not `expires_at` beside it. Revocation wants Basic, which the token endpoint does not, and is left out.
///
/// Source: <https://developers.strava.com/docs/authentication/>; errors from
/// <https://github.com/dreeveapp/dreeve/issues/1449> and
/// <https://github.com/yihong0618/running_page/issues/523>. Not confirmed: PKCE.
pub const STRAVA: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://www.strava.com/oauth/authorize")
    .token_endpoint("https://www.strava.com/oauth/token")
    .client_auth(ClientAuth::BODY)
    .scope_separator(b',')
    .expires_at("expires_at", InstantFormat::UnixSeconds)
    .errors(&[ErrorShape::new("errors/0/code").description("errors/0/resource")])
    .ends_on(&[
        ("invalid", "RefreshToken"),
        ("invalid", "AuthorizationCode"),
        ("expired", "AuthorizationCode"),
    ])
    .retry_on(&[("exceeded", "Application")]);

const _: () = assert!(STRAVA.check().is_ok());
