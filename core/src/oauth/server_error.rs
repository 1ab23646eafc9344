//! What a server says instead of an answer, with its text kept as data.

use core::fmt;

/// An error that the server reported (RFC 6749, sections 4.1.2.1 and 5.2), or the provider's own
/// members that stand for one. Text from the wire is data: never markup, never a command.
///
/// `Debug` and `Display` show the code only where it is one of the RFCs', because servers echo
/// secrets in the rest.
///
/// # Example
/// ```
/// use grantlet::{ErrorCode, Profile, TokenError};
/// let mut body = *br#"{"error":"invalid_grant","error_description":"revoked"}"#;
/// let Err(TokenError::Server { status: 400, error }) =
///     Profile::RFC6749.token(400, &mut body) else { panic!() };
/// assert_eq!(error.code(), ErrorCode::InvalidGrant);
/// assert_eq!(error.error_description.unwrap().as_str(), "revoked");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct ServerError<'b> {
    /// `error`, or what the profile reads instead. None where the server named no error.
    pub error: Option<ErrorText<'b>>,
    /// `error_description`, or what the profile reads instead.
    pub error_description: Option<ErrorText<'b>>,
    /// `error_uri`, only where it is https, has a host without user information, and holds no character
    /// that ends markup. Not to be opened without asking.
    pub error_uri: Option<ErrorText<'b>>,
    /// A number or a code beside `error`, where the profile knows of one.
    pub error_number: Option<ErrorText<'b>>,
    pub(crate) ends_grant: bool,
}

impl<'b> ServerError<'b> {
    /// The error by its registered meaning.
    pub fn code(&self) -> ErrorCode {
        self.error.map_or(ErrorCode::Other, |error| ErrorCode::of(error.0))
    }

    /// Whether a token endpoint said by this that the grant has ended, so that the user must log in
    /// again: `invalid_grant` (RFC 6749, section 5.2), or what the profile's
    /// [`ends_on`](crate::Profile::ends_on) lists, with a status of 2xx or 4xx, 408, 425 and 429 left
    /// out.
    ///
    /// ```
    /// use grantlet::{providers::BOLD, TokenError};
    /// let mut body = *br#"{"error":"invalid_request","error_description":"InvalidGrantCode"}"#;
    /// let refused = BOLD.token(400, &mut body).unwrap_err().without_text();
    /// let TokenError::Server { error, .. } = refused else { panic!() };
    /// assert!(error.ends_grant());
    /// ```
    pub fn ends_grant(&self) -> bool {
        self.ends_grant
    }

    /// The same without text from the wire but a code of the RFCs'.
    pub(crate) fn without_text(&self) -> ServerError<'static> {
        let known = Some(self.code()).filter(|code| *code != ErrorCode::Other);
        ServerError {
            error: known.map(|code| ErrorText(code.as_str())),
            ends_grant: self.ends_grant,
            ..ServerError::default()
        }
    }

    /// As text from the wire, empty text kept. The URI is one that may be shown.
    pub(crate) fn new(
        error: Option<&'b str>,
        error_description: Option<&'b str>,
        error_uri: Option<&'b str>,
        error_number: Option<&'b str>,
    ) -> Self {
        Self {
            error: error.map(ErrorText),
            error_description: error_description.map(ErrorText),
            error_uri: error_uri.map(ErrorText),
            error_number: error_number.map(ErrorText),
            ends_grant: false,
        }
    }
}

impl fmt::Debug for ServerError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerError(")?;
        fmt::Display::fmt(self, f)?;
        f.write_str(")")
    }
}

impl fmt::Display for ServerError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code().as_str())
    }
}

/// Text of an error, as the server sent it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ErrorText<'b>(&'b str);

impl<'b> ErrorText<'b> {
    /// The text, of any length and with any character.
    pub const fn as_str(self) -> &'b str {
        self.0
    }

    /// Whether it keeps to the characters of RFC 6749 (NQSCHAR), so that it can stand in a line
    /// of a log. It still is not markup to render.
    pub fn is_printable(self) -> bool {
        self.0.bytes().all(|b| matches!(b, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
    }
}

impl fmt::Debug for ErrorText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ErrorText(elided)")
    }
}

macro_rules! error_codes {
    ($($variant:ident => $name:literal,)*) => {
        /// The errors that the RFCs name; every other is [`Other`](Self::Other).
        ///
        /// # Example
        /// ```
        /// use grantlet::ErrorCode;
        /// assert_eq!(ErrorCode::of("slow_down"), ErrorCode::SlowDown);
        /// assert_eq!(ErrorCode::of("InvalidGrantCode"), ErrorCode::Other);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
            /// None of these: read [`ServerError::error`].
            Other,
        }

        impl ErrorCode {
            /// The meaning of an `error` value; case matters.
            pub fn of(error: &str) -> Self {
                match error {
                    $($name => Self::$variant,)*
                    _ => Self::Other,
                }
            }

            /// The `error` value.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Other => "an error of the server's own, which `error` holds",
                }
            }
        }
    };
}

error_codes! {
    InvalidRequest => "invalid_request",
    InvalidClient => "invalid_client",
    InvalidGrant => "invalid_grant",
    UnauthorizedClient => "unauthorized_client",
    UnsupportedGrantType => "unsupported_grant_type",
    InvalidScope => "invalid_scope",
    AccessDenied => "access_denied",
    UnsupportedResponseType => "unsupported_response_type",
    ServerError => "server_error",
    TemporarilyUnavailable => "temporarily_unavailable",
    AuthorizationPending => "authorization_pending",
    SlowDown => "slow_down",
    ExpiredToken => "expired_token",
    UnsupportedTokenType => "unsupported_token_type",
    InvalidToken => "invalid_token",
    InsufficientScope => "insufficient_scope",
    InteractionRequired => "interaction_required",
    LoginRequired => "login_required",
    ConsentRequired => "consent_required",
    AccountSelectionRequired => "account_selection_required",
}
