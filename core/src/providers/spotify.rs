//! Spotify.

use crate::profile::profile::Profile;

/// Spotify. A refresh may bring no refresh token, or an empty one, which is none. The grant ends six months
/// after the user's login, whatever is refreshed. A client with PKCE has no secret.
///
/// Source: <https://developer.spotify.com/documentation/web-api/tutorials/refreshing-tokens>; errors from
/// <https://github.com/novatorem/novatorem/issues/81>. Not confirmed: a revocation endpoint.
pub const SPOTIFY: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://accounts.spotify.com/authorize")
    .token_endpoint("https://accounts.spotify.com/api/token");

const _: () = assert!(SPOTIFY.check().is_ok());
