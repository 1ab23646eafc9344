//! Kinds of logins, and why one does not complete.

use core::fmt;

use crate::login::callback_error::CallbackError;
use crate::login::id_token_error::IdTokenError;
use crate::oauth::error_text::ErrorText;
use crate::oauth::request_error::RequestError;
use crate::oauth::server_error::ServerError;

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
    /// The user or the server refused the login, which is used up. [`text`](Self::text) reads what the server wrote.
    Denied(ServerError),
    /// The code cannot be exchanged with this client.
    Request(RequestError),
}

impl LoginError {
    /// What the server wrote (RFC 6749, section 4.1.2.1), from the callback that was read; None for an error that is not
    /// the server's. What a URL claims that is not this login's is in [`CallbackError::text`].
    ///
    /// # Example
    /// ```
    /// use grantlet::{providers::BOLDSIGN, Client, LoginRequest, UnixTime};
    /// const CLIENT: Client<'_> = Client::public(&BOLDSIGN, "596f0268");
    /// let now = UnixTime::from_secs(1_800_000_000);
    /// # let entropy: [u8; 96] = core::array::from_fn(|i| (i * 7 % 251) as u8);
    /// let mut buffer = [0; 512];
    /// let mut login = LoginRequest::new(&CLIENT, "https://c.example/cb").start_with_entropy(&entropy, now, &mut buffer)?;
    ///
    /// let state = login.state();
    /// let mut callback = format!("?error=access_denied&error_description=not+today&state={state}").into_bytes();
    /// let error = login.finish(&CLIENT, &mut callback, now).map(|_| ()).unwrap_err();
    /// let text = error.text(&callback).unwrap();
    /// assert_eq!(text.error_description.unwrap().as_str(), "not today");
    /// # Ok::<(), grantlet::RequestError>(())
    /// ```
    pub fn text<'b>(&self, callback: &'b [u8]) -> Option<ErrorText<'b>> {
        match self {
            Self::Denied(error) => error.text(callback),
            _ => None,
        }
    }
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
            Self::Denied(error) => {
                f.write_str("the login was refused: ")?;
                fmt::Display::fmt(error, f)
            }
            Self::Request(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl core::error::Error for LoginError {}

/// The string is not of the form of a saved login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSavedLogin;

impl fmt::Display for InvalidSavedLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not a saved login: start a new one")
    }
}

impl core::error::Error for InvalidSavedLogin {}
