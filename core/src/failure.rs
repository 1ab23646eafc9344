//! What an attempt came to that brought no token, as far as a session has to know.

use crate::json::JsonError;
use crate::response::decides;
use crate::token_error::{Refusal, TokenError};
use crate::words::Words;

/// What an attempt came to that brought no token.
///
/// # Example
/// ```
/// use grantlet::{response, Failure, Profile};
/// let failure = |status, body: &mut [u8]| {
///     Failure::of(&response(&Profile::RFC6749, status, body).unwrap_err(), status)
/// };
/// assert_eq!(failure(502, &mut *b"<html>".to_vec()), Failure::TryLater);
/// assert_eq!(failure(400, &mut *br#"{"error":"invalid_grant"}"#.to_vec()), Failure::Ended);
/// assert_eq!(failure(401, &mut *br#"{"error":"invalid_client"}"#.to_vec()), Failure::Refused);
/// // Perhaps a token was issued, and is lost.
/// assert_eq!(failure(200, &mut *b"{".to_vec()), Failure::NoAnswer);
/// // Not the token endpoint.
/// assert_eq!(failure(404, &mut *b"<html>".to_vec()), Failure::Refused);
/// assert_eq!(failure(200, &mut *b"<html>".to_vec()), Failure::NotJson);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The request did not leave: no network, no room for it.
    NotSent,
    /// The request may have arrived, and no answer came, or a 2xx that cannot be read. The server
    /// may have spent the refresh token.
    NoAnswer,
    /// The server's word decides nothing: 3xx, 408, 425, 429, 5xx.
    TryLater,
    /// An error that does not end the grant and does not pass by itself, `invalid_client` above all;
    /// also any other 4xx without an error that can be read: is this the token endpoint?
    Refused,
    /// A 2xx that is no JSON object from its first byte on, such as a page: is this the token
    /// endpoint? As `Refused`, but the server may have spent the refresh token.
    NotJson,
    /// The grant has ended: see [`ServerError::ends_grant`](crate::ServerError::ends_grant). So say
    /// `login_required`, `interaction_required` and `consent_required` at a refresh.
    Ended,
}

impl Failure {
    /// What an answer with this HTTP status came to that was no token.
    pub fn of(error: &TokenError<'_>, status: u16) -> Self {
        match error {
            TokenError::Status(_) => Self::of_error(status, false, &[]),
            TokenError::Server { error, .. } => {
                let code = error.error.map_or("", |error| error.as_str());
                Self::of_error(status, error.ends_grant(), code.as_bytes())
            }
            TokenError::Json(JsonError::Syntax { at: 0 }) => Self::NotJson,
            _ => Self::NoAnswer,
        }
    }

    /// As [`of`](Self::of), by places: `error` is what the server said.
    pub fn of_refusal(refusal: Refusal, status: u16, error: &[u8]) -> Self {
        match refusal {
            Refusal::Status => Self::of_error(status, false, &[]),
            Refusal::Server { ends_grant } => Self::of_error(status, ends_grant, error),
            Refusal::Json(JsonError::Syntax { at: 0 }) => Self::NotJson,
            _ => Self::NoAnswer,
        }
    }

    /// As [`of`](Self::of): whether the server's error ends the grant, and what it is, empty where the
    /// status is all that the server says.
    pub fn of_error(status: u16, ends_grant: bool, error: &[u8]) -> Self {
        let decides = decides(status);
        if ends_grant
            || decides && is_of(error, "login_required interaction_required consent_required")
        {
            return Self::Ended;
        }
        let passes = is_of(error, "server_error temporarily_unavailable slow_down");
        if decides && !passes { Self::Refused } else { Self::TryLater }
    }
}

fn is_of(error: &[u8], list: &str) -> bool {
    Words::new(list, b' ').any(|word| word == error)
}
