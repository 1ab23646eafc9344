//! Nuki smart locks.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Nuki smart locks, the Web API. Its own description of the token endpoint is RFC 6749 with the client in the
/// body. Scopes have dots: `smartlock.action`.
///
/// Source: <https://docs.nuki.io/guide/authorization/oauth2/>, and the types generated from Nuki's API
/// description, <https://app.unpkg.com/@dodi-smart/nuki-graphql-api@1.2.0/files/dist/api/>. Not confirmed:
/// `token_type`, lifetimes, rotation, the status of errors, and PKCE.
pub const NUKI: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://api.nuki.io/oauth/authorize")
    .token_endpoint("https://api.nuki.io/oauth/token")
    .client_auth(ClientAuth::BODY);

const _: () = assert!(NUKI.check().is_ok());
