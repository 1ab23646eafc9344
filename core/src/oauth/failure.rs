//! Why an attempt brought no token, as far as a session has to know.

use crate::json::validate::JsonError;
use crate::oauth::outcome::{Outcome, decides};
use crate::oauth::token_error::TokenError;
use crate::oauth::verdict::{Class, Verdict};

/// Why an attempt brought no token, for [`Session::fail`](crate::Session::fail).
///
/// # Example
/// ```
/// use grantlet::{Failure, Profile};
/// let failure = |status, body: &mut [u8]| {
///     Failure::of(&Profile::RFC6749.token(status, body).unwrap_err())
/// };
/// assert_eq!(failure(502, &mut *b"<html>".to_vec()), Failure::TryLater);
/// assert_eq!(failure(400, &mut *br#"{"error":"invalid_grant"}"#.to_vec()), Failure::Ended);
/// assert_eq!(failure(401, &mut *br#"{"error":"invalid_client"}"#.to_vec()), Failure::Refused);
/// // Perhaps a token was issued, and is lost.
/// assert_eq!(failure(200, &mut *b"{".to_vec()), Failure::NoResponse);
/// // Not the token endpoint.
/// assert_eq!(failure(404, &mut *b"<html>".to_vec()), Failure::Refused);
/// assert_eq!(failure(200, &mut *b"<html>".to_vec()), Failure::NotJson);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The request did not leave: no network, no room for it.
    NotSent,
    /// The request may have arrived, and no response came, or a 2xx that cannot be read. The server
    /// may have spent the refresh token.
    NoResponse,
    /// The response decides nothing: 3xx, 408, 425, 429, 5xx, `server_error`, `temporarily_unavailable`,
    /// `use_dpop_nonce`.
    TryLater,
    /// An error that does not end the grant and does not pass by itself, `invalid_client` above all;
    /// also any other 4xx without an error that can be read: is this the token endpoint?
    Refused,
    /// A 2xx in which no JSON object begins, such as a page, also behind white space: is this the token
    /// endpoint? As `Refused`, but the server may have spent the refresh token.
    NotJson,
    /// The grant has ended: see [`ServerError::ends_grant`](crate::ServerError::ends_grant). So say
    /// `login_required`, `interaction_required` and `consent_required` at a refresh.
    Ended,
}

impl Failure {
    /// The failure of a response that was no token.
    pub fn of(error: &TokenError) -> Self {
        // Any error but these two is that of a response with a status of 2xx.
        let (at, status, text) = match error {
            TokenError::Status(status) => (0, *status, ""),
            TokenError::Server { status, error } => (0, *status, error.code().as_str()),
            TokenError::Json(JsonError::Syntax { at }) => (*at, 200, ""),
            _ => (0, 200, ""),
        };
        Self::of_verdict(Verdict::from(error), at, status, text.as_bytes())
    }

    #[doc(hidden)]
    /// As [`of`](Self::of), by a verdict: `at` is the offset of the first byte that is not JSON, 0 if no
    /// object begins, and `error` what the
    /// server called its error.
    pub fn of_verdict(verdict: Verdict, at: usize, status: u16, error: &[u8]) -> Self {
        let decides = decides(status);
        match Outcome::of(verdict, status, error) {
            _ if verdict.ends_grant => Self::Ended,
            _ if verdict.retries => Self::TryLater,
            Outcome::NeedsLogin if decides => Self::Ended,
            Outcome::Unreadable if verdict.class == Class::Syntax && at == 0 => Self::NotJson,
            Outcome::Unreadable => Self::NoResponse,
            Outcome::TryLater | Outcome::SlowDown => Self::TryLater,
            _ if decides => Self::Refused,
            _ => Self::TryLater,
        }
    }
}
