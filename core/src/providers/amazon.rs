//! Login with Amazon, without its device login.

use crate::profile::profile::Profile;

/// Login with Amazon. A response has no `scope`, a refresh may have no refresh token. Amazon counts a
/// `code_challenge` as plain unless the method says S256, which a login here sends. Its device login is not
/// RFC 8628 and is left out: it polls with `grant_type=device_code` and the `user_code`.
///
/// Source: <https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html>; errors
/// from <https://github.com/amzn/selling-partner-api-models/issues/921>. Not confirmed: the status of
/// errors, and a revocation endpoint.
pub const AMAZON: Profile<'static> = Profile::RFC6749
    .authorization_endpoint("https://www.amazon.com/ap/oa")
    .token_endpoint("https://api.amazon.com/auth/o2/token");

const _: () = assert!(AMAZON.check().is_ok());
