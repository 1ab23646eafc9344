//! Amazon Cognito: the base URL is the user pool's domain.

use crate::profile::profile::Profile;

/// Amazon Cognito. The base URL is the user pool's domain, such as
/// `https://pool.auth.eu-west-1.amazoncognito.com`, or its own. A client without a secret sends its id in the
/// body. There is no `scope` in a response, and no refresh token in that to a refresh; `invalid_client` comes
/// with status 400. Revocation takes refresh tokens only.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html>. Not confirmed:
/// rotation at this endpoint.
pub const COGNITO: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("/oauth2/authorize")
    .token_endpoint("/oauth2/token")
    .revocation_endpoint("/oauth2/revoke");

const _: () = assert!(COGNITO.check().is_ok());
