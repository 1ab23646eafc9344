//! The registered meanings of `error`.

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
            /// None of these: read [`ErrorText::error`](crate::ErrorText::error).
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
                    Self::Other => "an error that is not registered: see `text`",
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
    UseDpopNonce => "use_dpop_nonce",
    InvalidDpopProof => "invalid_dpop_proof",
}
