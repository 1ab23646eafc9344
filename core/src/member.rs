//! The names of members and parameters, for errors that name the one at fault.

use core::fmt;

use crate::text::buffer::write_counted;
use crate::text::words::is_same;

macro_rules! members {
    ($($variant:ident => $name:literal,)*) => {
        /// A parameter of a request or a member of a response, as the RFCs spell it.
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
            /// The name in RFC 6749; a profile may rename it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Extra(_) => "an extra member of the profile",
                }
            }

            /// The number that a binding reports: of its name in
            /// [`MEMBER_NAMES`](crate::engine::MEMBER_NAMES), and from 128 on those of the extra ones.
            pub const fn number(self) -> u8 {
                // Each is its place in the list: that is no table, as long as all of them are.
                enum Place {
                    $($variant,)*
                    Extra,
                }
                let place = match self {
                    $(Self::$variant => Place::$variant,)*
                    Self::Extra(_) => Place::Extra,
                };
                match self {
                    Self::Extra(index) => index | 128,
                    _ => (place as u8).wrapping_add(1),
                }
            }
        }

        /// All members, in the order of their numbers.
        const ALL: &[Member] = &[$(Member::$variant,)*];

        /// The names of all members, each ended by NUL, behind an empty one. The numbers do not
        /// change: from 1 on in the order of this list, and from 128 on those of the extra members.
        /// It ends with the last that bindings have functions for.
        pub const NAMES_BY_NUMBER: &str =
            start_of(ALL_NAMES, LAST_OF_BINDINGS.number());

        /// As [`NAMES_BY_NUMBER`], to the last: of endpoints and documents that few programs know.
        pub const ALL_NAMES: &str = concat!("\0", $($name, "\0",)*);
    };
}

const LAST_OF_BINDINGS: Member = Member::Signature;

/// The first of a list of names that NUL ends, up to the one of this number; an empty one is the first.
const fn start_of(names: &str, number: u8) -> &str {
    let (mut rest, mut left) = (names.as_bytes(), (number as usize).wrapping_add(1));
    while let [byte, after @ ..] = rest {
        if left == 0 {
            break;
        }
        left = left.wrapping_sub((*byte == 0) as usize);
        rest = after;
    }
    match names.split_at_checked(names.len().wrapping_sub(rest.len())) {
        Some((start, _)) => start,
        None => names,
    }
}

members! {
    AccessToken => "access_token",
    TokenType => "token_type",
    RefreshToken => "refresh_token",
    IdToken => "id_token",
    Scope => "scope",
    Error => "error",
    ErrorDescription => "error_description",
    ErrorUri => "error_uri",
    ExpiresIn => "expires_in",
    Code => "code",
    State => "state",
    Issuer => "iss",
    Envelope => "the profile's envelope",
    GrantType => "grant_type",
    ClientId => "client_id",
    ClientSecret => "client_secret",
    RedirectUri => "redirect_uri",
    CodeVerifier => "code_verifier",
    CodeChallenge => "code_challenge",
    Nonce => "nonce",
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
    BaseUrl => "base_url",
    SharedParameters => "shared_params",
    ResponseMode => "response_mode",
    ReturnUri => "return_uri",
    Lifetime => "lifetime",
    RefreshEndpoint => "refresh_endpoint",
    Server => "server",
    EndSessionEndpoint => "end_session_endpoint",
    PushedAuthorizationRequestEndpoint => "pushed_authorization_request_endpoint",
    PushedRequired => "require_pushed_authorization_requests",
    DpopAlgorithms => "dpop_signing_alg_values_supported",
    JwtId => "jti",
    HttpMethod => "htm",
    HttpUri => "htu",
    KeyId => "kid",
    Signature => "the signature",
    IntrospectionEndpoint => "introspection_endpoint",
    RegistrationEndpoint => "registration_endpoint",
    Active => "active",
    RequestUri => "request_uri",
    SubjectToken => "subject_token",
    SubjectTokenType => "subject_token_type",
    ActorToken => "actor_token",
    ActorTokenType => "actor_token_type",
    Confirmation => "cnf",
    NotBefore => "nbf",
    ClientSecretExpiresAt => "client_secret_expires_at",
    RegistrationAccessToken => "registration_access_token",
    RegistrationClientUri => "registration_client_uri",
    RedirectUris => "redirect_uris",
    Resource => "resource",
    AuthorizationServers => "authorization_servers",
    ScopesSupported => "scopes_supported",
    BearerMethods => "bearer_methods_supported",
    DpopBound => "dpop_bound_access_tokens_required",
    Name => "name",
    PreferredUsername => "preferred_username",
    Email => "email",
    EmailVerified => "email_verified",
    Picture => "picture",
    Keys => "keys",
    KeyType => "kty",
    KeyUse => "use",
    KeyOperations => "key_ops",
    Curve => "crv",
    X => "x",
    Y => "y",
    Modulus => "n",
    Exponent => "e",
    Type => "typ",
    Critical => "crit",
    EmbeddedKey => "jwk",
    KeySetUrl => "jku",
    CertificateUrl => "x5u",
}

impl Member {
    /// The member of a [`number`](Self::number); one that is no member's is an extra one's.
    pub(crate) fn of(number: u8) -> Self {
        match ALL.get(usize::from(number).wrapping_sub(1)) {
            Some(member) if number < 128 => *member,
            _ => Self::Extra(number & 127),
        }
    }
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

/// The members of a response: the first nine at a token endpoint, all of them in a redirect.
pub(crate) const RESPONSE_MEMBERS: [Member; 12] = [
    Member::AccessToken,
    Member::TokenType,
    Member::RefreshToken,
    Member::IdToken,
    Member::Scope,
    Member::Error,
    Member::ErrorDescription,
    Member::ErrorUri,
    Member::ExpiresIn,
    Member::Code,
    Member::State,
    Member::Issuer,
];

/// Their names, each behind its length: a table of texts would take twice the flash.
pub(crate) const NAMES: &[u8] =
    b"\x0caccess_token\x0atoken_type\x0drefresh_token\x08id_token\x05scope\
    \x05error\x11error_description\x09error_uri\x0aexpires_in\x04code\x05state\x03iss";

/// The index among [`RESPONSE_MEMBERS`] of the name for which `is` holds. Only names whose length `fits` are compared.
pub(crate) fn member_index(
    fits: impl Fn(usize) -> bool,
    is: impl Fn(&[u8]) -> bool,
) -> Option<usize> {
    let mut index = 0usize;
    let mut rest = NAMES;
    while let [length, after @ ..] = rest {
        let length = usize::from(*length);
        let (name, after) = after.split_at_checked(length)?;
        if fits(length) && is(name) {
            return Some(index);
        }
        index = index.wrapping_add(1);
        rest = after;
    }
    None
}

/// The index among [`RESPONSE_MEMBERS`] of a name, and how many there are for any other.
pub(crate) const fn response_member(name: &[u8]) -> usize {
    let (mut index, mut rest) = (0usize, NAMES);
    while let [length, after @ ..] = rest {
        let Some((known, after)) = after.split_at_checked(*length as usize) else { break };
        if is_same(known, name) {
            break;
        }
        (index, rest) = (index.wrapping_add(1), after);
    }
    index
}
