//! Why a response is not a token.

use core::fmt;

use crate::json::validate::JsonError;
use crate::member::Member;
use crate::oauth::error_code::ErrorCode;
use crate::oauth::error_text::ErrorText;
use crate::oauth::server_error::ServerError;
use crate::text::buffer::write_counted;

/// Why a response is not a token. The first that holds, in this order: [`Server`](Self::Server)
/// and [`Status`](Self::Status) outside 2xx; inside, [`Json`](Self::Json), `Server`, `Duplicate`,
/// `Type`, `Missing`, `Chars`, `TokenType`.
///
/// It is `Copy` and `'static`, so that `?` returns it; [`text`](Self::text) reads what the server wrote. Each
/// but `Server` leaves the body as it was. `Debug` and `Display` show no text from the wire.
///
/// # Example
/// ```
/// use grantlet::{Member, Profile, TokenError};
/// let mut body = *br#"{"data":{"access_token":"at"}}"#;
/// let refused = Profile::RFC6749.token(200, &mut body).unwrap_err();
/// assert_eq!(refused, TokenError::Missing(Member::AccessToken));
/// assert_eq!(refused.to_string(), "the response lacks access_token");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenError {
    /// The status is not 2xx, and the body reports no error that can be read: a redirect, a proxy's
    /// page, nothing at all.
    Status(u16),
    /// The server reported an error, whatever the status.
    Server {
        /// The HTTP status that it came with.
        status: u16,
        /// What the server reported.
        error: ServerError,
    },
    /// The body is not one JSON object.
    Json(JsonError),
    /// A member occurs more than once.
    Duplicate(Member),
    /// A member is of the wrong JSON type.
    Type(Member),
    /// A member is absent, null or empty.
    Missing(Member),
    /// A member holds a byte that it must not hold.
    Chars(Member),
    /// The token is not Bearer, nor of a type that the profile allows (RFC 6749, section 7.1).
    TokenType,
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, member) = match self {
            Self::Status(status) => {
                let status = usize::from(*status);
                let rest = match status {
                    401 | 403 | 404 | 405 | 410 => {
                        ", and the body reports no error: is this the token endpoint's address?"
                    }
                    _ => ", and the body reports no error",
                };
                return write_counted(f, "HTTP status ", status, rest);
            }
            Self::Server { error, .. } => {
                let code = error.code();
                f.write_str(match code {
                    ErrorCode::Other => {
                        return f.write_str(
                            "the server returned an error that is not registered: see `text`",
                        );
                    }
                    _ => "the server returned the error ",
                })?;
                f.write_str(code.as_str())?;
                return f.write_str(match code {
                    ErrorCode::InvalidClient => {
                        " (is the secret right? Some servers want it in the body, or Basic verbatim)"
                    }
                    _ => "",
                });
            }
            Self::Json(JsonError::Syntax { at: at @ (0 | 3) }) => {
                // Where a page starts, behind a byte order mark or not.
                return write_counted(
                    f,
                    "the response is not one JSON object at byte ",
                    *at,
                    ": if it is a page, is this the token endpoint's address?",
                );
            }
            Self::Json(JsonError::Syntax { at }) => {
                return write_counted(f, "the response is not one JSON object at byte ", *at, "");
            }
            Self::Json(JsonError::Depth { at }) => {
                return write_counted(
                    f,
                    "the response is nested deeper than 32 levels at byte ",
                    *at,
                    "",
                );
            }
            Self::Duplicate(member) => ("the response repeats ", Some(member)),
            Self::Type(member) => ("the response has the wrong JSON type for ", Some(member)),
            Self::Missing(member) => ("the response lacks ", Some(member)),
            Self::Chars(member) => ("the response has an invalid character in ", Some(member)),
            Self::TokenType => ("the token is not Bearer", None),
        };
        f.write_str(text)?;
        member.map_or(Ok(()), |member| fmt::Display::fmt(&member, f))
    }
}

impl core::error::Error for TokenError {}

impl TokenError {
    /// Whether the error is `use_dpop_nonce`: the server requires the same request again, with a DPoP proof that has its
    /// nonce (RFC 9449, section 8). Nothing else follows from such a response. In a session, call
    /// [`begin_again`](crate::Session::begin_again) after it. Retry only if [`DpopNonce::keep`](crate::DpopNonce::keep)
    /// returned true, so that no server makes a device retry without end.
    ///
    /// # Example
    /// ```
    /// let mut body = *br#"{"error":"use_dpop_nonce"}"#;
    /// let error = grantlet::Profile::RFC6749.token(400, &mut body).unwrap_err();
    /// assert!(error.wants_dpop_nonce());
    /// ```
    pub fn wants_dpop_nonce(&self) -> bool {
        matches!(self, Self::Server { error, .. } if error.code() == ErrorCode::UseDpopNonce)
    }

    /// What the server wrote about its error, from the body of the response that this error came from.
    /// None where it is no server's error, or the body is another one.
    ///
    /// A `match` on the result can read the body in its `Err` arm; a closure for `map_err` cannot, because
    /// the call still borrows the body.
    ///
    /// # Example
    /// ```
    /// use grantlet::Profile;
    /// let mut body = *br#"{"error":"slow_down","error_description":"twice a minute"}"#;
    /// match Profile::RFC6749.token(400, &mut body) {
    ///     Ok(_) => panic!(),
    ///     Err(error) => {
    ///         let text = error.text(&body).unwrap();
    ///         assert_eq!(text.error_description.unwrap().as_str(), "twice a minute");
    ///     }
    /// }
    /// ```
    pub fn text<'b>(&self, body: &'b [u8]) -> Option<ErrorText<'b>> {
        match self {
            Self::Server { error, .. } => error.text(body),
            _ => None,
        }
    }
}
