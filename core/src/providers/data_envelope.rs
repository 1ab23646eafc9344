//! A provider that wraps its responses.

use crate::oauth::client_auth::ClientAuth;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;

/// A provider whose responses are wrapped in `data`, an object or JSON in a string, and whose errors
/// are an object in `error`. The request has no `grant_type`. Its document gives the
/// path as `/v1/auth/token` and, in an example, as `/auth/token` below an address that is the
/// caller's.
///
/// # Example
/// ```
/// use grantlet::{providers::DATA_ENVELOPE, TokenError};
/// let mut body = *br#"{"error":{"code":"401021","code_reason":"invalid_client","message":"no"}}"#;
/// let Err(TokenError::Server { error, .. }) = DATA_ENVELOPE.token(401, &mut body) else { panic!() };
/// let text = error.text(&body).unwrap();
/// assert_eq!(text.error.unwrap().as_str(), "invalid_client");
/// assert_eq!(text.error_number.unwrap().as_str(), "401021");
/// ```
pub const DATA_ENVELOPE: Profile<'static> = Profile::RFC6749
    .token_endpoint("/v1/auth/token")
    .client_auth(ClientAuth::BODY)
    .send_grant_type(false)
    .envelope("data")
    .errors(&[
        ErrorShape::new("code_reason").description("message").number("code").inside_error(),
        ErrorShape::new("code_reason").description("message").number("code"),
    ]);
