//! The names on the wire, so that an error can say which one is at fault.

use core::fmt;

use crate::buffer::write_counted;

macro_rules! members {
    ($($variant:ident => $name:literal,)*) => {
        /// A parameter of a request or a member of an answer, as the RFCs spell it.
        ///
        /// # Example
        /// ```
        /// assert_eq!(grantlet::Member::AccessToken.as_str(), "access_token");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Member {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
            /// One of the profile's extra members, by its place in the profile's list.
            Extra(u8),
        }

        impl Member {
            /// The name as it stands on the wire under RFC 6749; a profile may rename it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Extra(_) => "an extra member of the profile",
                }
            }
        }
    };
}

members! {
    AccessToken => "access_token",
    TokenType => "token_type",
    ExpiresIn => "expires_in",
    RefreshToken => "refresh_token",
    IdToken => "id_token",
    Scope => "scope",
    Error => "error",
    ErrorDescription => "error_description",
    ErrorUri => "error_uri",
    Envelope => "the profile's envelope",
    GrantType => "grant_type",
    ClientId => "client_id",
    ClientSecret => "client_secret",
    Code => "code",
    RedirectUri => "redirect_uri",
    CodeVerifier => "code_verifier",
    CodeChallenge => "code_challenge",
    State => "state",
    Nonce => "nonce",
    Issuer => "iss",
    ResponseType => "response_type",
    DeviceCode => "device_code",
    UserCode => "user_code",
    VerificationUri => "verification_uri",
    VerificationUriComplete => "verification_uri_complete",
    Interval => "interval",
    Username => "username",
    Password => "password",
    Token => "token",
    TokenTypeHint => "token_type_hint",
    AuthorizationEndpoint => "authorization_endpoint",
    TokenEndpoint => "token_endpoint",
    RevocationEndpoint => "revocation_endpoint",
    DeviceAuthorizationEndpoint => "device_authorization_endpoint",
    MetadataIssuer => "issuer",
    UserinfoEndpoint => "userinfo_endpoint",
    JwksUri => "jwks_uri",
    IssSupported => "authorization_response_iss_parameter_supported",
    CodeChallengeMethods => "code_challenge_methods_supported",
    AuthMethods => "token_endpoint_auth_methods_supported",
    Subject => "sub",
    Audience => "aud",
    AuthorizedParty => "azp",
    ExpirationTime => "exp",
    IssuedAt => "iat",
    AccessTokenHash => "at_hash",
    CodeHash => "c_hash",
    Algorithm => "alg",
    Header => "a header of the profile",
    ExtraParameter => "a parameter of the caller's",
    MfaToken => "mfaToken",
    PhoneNumber => "phoneNumber",
    Expiration => "expiration",
    AccountId => "accountId",
    AccountCreated => "accountCreated",
    Started => "started",
    Flow => "flow",
    IssuerRule => "iss_rule",
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Extra(index) => {
                write_counted(f, "extra member ", usize::from(*index), " of the profile")
            }
            named => f.write_str(named.as_str()),
        }
    }
}
