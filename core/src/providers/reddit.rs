//! Reddit: a login with `duration=permanent` gives a refresh token.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// Reddit. Scopes have commas between them in a request. A client without a secret, an installed app, sends Basic
/// with an empty one. Errors come with status 200; a dead refresh token is
/// `invalid_request` with status 400, so that every `invalid_request` ends the grant here. A refresh token comes
/// only to a login with the parameter `duration=permanent`. Without a `User-Agent` of its own a client gets
/// 429. There is no PKCE.
///
/// Source: <https://github.com/reddit-archive/reddit/wiki/OAuth2> and the server's archived source. Not
/// confirmed: that the server is still what its source was, and the separator of scopes in a response.
pub const REDDIT: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://www.reddit.com/api/v1/authorize")
    .token_endpoint("https://www.reddit.com/api/v1/access_token")
    .revocation_endpoint("https://www.reddit.com/api/v1/revoke_token")
    .client_auth(ClientAuth::BASIC_ALWAYS)
    .pkce(false)
    .request_scope_separator(b',')
    .ends_on(&[("invalid_request", "")]);

const _: () = assert!(REDDIT.check().is_ok());
