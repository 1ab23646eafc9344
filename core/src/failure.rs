//! What an attempt came to that brought no token, as far as a session has to know.

use crate::token_error::{Refusal, TokenError};

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
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The request did not leave: no network, no room for it.
    NotSent,
    /// The request may have arrived, and no answer came, or a 2xx that cannot be read. The server
    /// may have spent the refresh token.
    NoAnswer,
    /// The server's word decides nothing: 3xx, 408, 425, 429, 5xx, a proxy's page.
    TryLater,
    /// An error that does not end the grant and does not pass by itself, `invalid_client` above all.
    Refused,
    /// The grant has ended: see [`ServerError::ends_grant`](crate::ServerError::ends_grant).
    Ended,
}

impl Failure {
    /// What an answer with this HTTP status came to that was no token.
    pub fn of(error: &TokenError<'_>, status: u16) -> Self {
        match error {
            TokenError::Status(_) => Self::TryLater,
            TokenError::Server { error, .. } => {
                let code = error.error.map_or("", |error| error.as_str());
                Self::said(status, error.ends_grant(), code.as_bytes())
            }
            _ => Self::NoAnswer,
        }
    }

    /// As [`of`](Self::of), by places: `error` is what the server said.
    pub fn of_refusal(refusal: Refusal, status: u16, error: &[u8]) -> Self {
        match refusal {
            Refusal::Status => Self::TryLater,
            Refusal::Server { ends_grant } => Self::said(status, ends_grant, error),
            _ => Self::NoAnswer,
        }
    }

    fn said(status: u16, ends_grant: bool, error: &[u8]) -> Self {
        if ends_grant {
            return Self::Ended;
        }
        let passes: [&[u8]; 3] = [b"server_error", b"temporarily_unavailable", b"slow_down"];
        let decides = matches!(status / 100, 2 | 4) && !matches!(status, 408 | 425 | 429);
        if decides && !passes.contains(&error) { Self::Refused } else { Self::TryLater }
    }
}
