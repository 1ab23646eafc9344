//! `LinkedIn`.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;

/// `LinkedIn`. Responses have no `token_type`; most clients get no refresh token. A dead one is
/// `invalid_request` with a description, which a missing parameter has not. A refresh does not prolong its
/// 365 days; `refresh_token_expires_in` is printed in minutes and is not read. PKCE is off: a report has it
/// refused.
///
/// Source: <https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow> and
/// <https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens>. Not
/// confirmed: a revocation endpoint, and the separator of scopes in a response, which some samples have as a
/// comma.
pub const LINKEDIN: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://www.linkedin.com/oauth/v2/authorization")
    .token_endpoint("https://www.linkedin.com/oauth/v2/accessToken")
    .client_auth(ClientAuth::BODY)
    .pkce(false)
    .bearer_by_default(true)
    .ends_on(&[(
        "invalid_request",
        "The provided authorization grant or refresh token is invalid, expired or revoked",
    )]);

const _: () = assert!(LINKEDIN.check().is_ok());
