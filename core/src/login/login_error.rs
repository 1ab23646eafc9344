//! Kinds of logins, and why one does not complete.

use core::fmt;

use crate::login::callback_error::CallbackError;
use crate::login::id_token_error::IdTokenError;
use crate::oauth::error_code::ErrorCode;
use crate::oauth::request_error::RequestError;

/// The flow of a login, and whether it requests an `id_token`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginKind {
    /// By code, with PKCE. Recommended.
    Code,
    /// By code, with PKCE and a `nonce`, for an `id_token` from the token endpoint. The scope must
    /// hold `openid`.
    CodeIdToken,
    /// A token in the fragment. Legacy: see [`Authorize::implicit`](crate::Authorize::implicit).
    Implicit,
    /// A token and an `id_token` in the fragment, bound to each other and to this login.
    ImplicitIdToken,
    /// By code, with PKCE, and with an `id_token` beside the code, which is bound to it and to this login
    /// (OpenID Connect Core, section 3.3). In the fragment, or in the body of a POST:
    /// [`Login::finish_hybrid`](crate::Login::finish_hybrid). The scope must hold `openid`.
    Hybrid,
}

impl LoginKind {
    /// Whether the result is in the fragment.
    pub(crate) const fn is_implicit(self) -> bool {
        matches!(self, Self::Implicit | Self::ImplicitIdToken)
    }

    /// Whether an `id_token` is bound to the login by its nonce.
    pub(crate) const fn has_nonce(self) -> bool {
        matches!(self, Self::CodeIdToken | Self::ImplicitIdToken | Self::Hybrid)
    }
}

/// Why a callback does not complete a login.
///
/// # Example
/// ```
/// use grantlet::LoginError;
/// assert_eq!(LoginError::Used.to_string(), "this login had its callback before: start a new one");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginError {
    /// The URL is not a callback of this login, which stays pending.
    Callback(CallbackError),
    /// The `id_token` is not for this login, which is used up unless only the buffer was too small.
    IdToken(IdTokenError),
    /// The login is older than its lifetime, ten minutes by default, or `now` is more than two minutes before its start.
    Expired,
    /// The login is used up: it had its callback before.
    Used,
    /// The user or the server refused the login, which is used up. The server's text is in
    /// [`Callback::Denied`](crate::Callback) of [`Login::callback`](crate::Login::callback).
    Denied(ErrorCode),
    /// The code cannot be exchanged with this client.
    Request(RequestError),
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Callback(error) => fmt::Display::fmt(error, f),
            Self::IdToken(error) => fmt::Display::fmt(error, f),
            Self::Expired => f.write_str(
                "this login's lifetime is over, or now is not in seconds: start a new one",
            ),
            Self::Used => f.write_str("this login had its callback before: start a new one"),
            Self::Denied(code) => {
                f.write_str("the login was refused: ")?;
                f.write_str(code.as_str())
            }
            Self::Request(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl core::error::Error for LoginError {}

/// The string is not a saved login, or was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSavedLogin;

impl fmt::Display for InvalidSavedLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not a saved login: start a new one")
    }
}

impl core::error::Error for InvalidSavedLogin {}
