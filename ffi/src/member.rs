//! The numbers of the parameters and members that an error names.

use core::ffi::c_char;

use grantlet::{Member as Core, engine};

use crate::status::string_at;

/// Parameter of a request, or member of a response, that an error is about. The numbers never change.
/// cbindgen:rename-all=QualifiedScreamingSnakeCase
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// The error is not about a member.
    None = 0,
    /// `access_token`
    AccessToken = 1,
    /// `token_type`
    TokenType = 2,
    /// `refresh_token`
    RefreshToken = 3,
    /// `id_token`
    IdToken = 4,
    /// `scope`
    Scope = 5,
    /// `error`
    Error = 6,
    /// `error_description`
    ErrorDescription = 7,
    /// `error_uri`
    ErrorUri = 8,
    /// `expires_in`
    ExpiresIn = 9,
    /// `code`
    Code = 10,
    /// `state`
    State = 11,
    /// `iss`
    Issuer = 12,
    /// The envelope of the profile.
    Envelope = 13,
    /// `grant_type`
    GrantType = 14,
    /// `client_id`
    ClientId = 15,
    /// `client_secret`
    ClientSecret = 16,
    /// `redirect_uri`
    RedirectUri = 17,
    /// `code_verifier`
    CodeVerifier = 18,
    /// `code_challenge`
    CodeChallenge = 19,
    /// `nonce`
    Nonce = 20,
    /// `response_type`
    ResponseType = 21,
    /// `device_code`
    DeviceCode = 22,
    /// `user_code`
    UserCode = 23,
    /// `verification_uri`
    VerificationUri = 24,
    /// `verification_uri_complete`
    VerificationUriComplete = 25,
    /// `interval`
    Interval = 26,
    /// `username`
    Username = 27,
    /// `password`
    Password = 28,
    /// `token`
    Token = 29,
    /// `token_type_hint`
    TokenTypeHint = 30,
    /// `authorization_endpoint`
    AuthorizationEndpoint = 31,
    /// `token_endpoint`
    TokenEndpoint = 32,
    /// `revocation_endpoint`
    RevocationEndpoint = 33,
    /// `device_authorization_endpoint`
    DeviceAuthorizationEndpoint = 34,
    /// `issuer` of server metadata
    MetadataIssuer = 35,
    /// `userinfo_endpoint`
    UserinfoEndpoint = 36,
    /// `jwks_uri`
    JwksUri = 37,
    /// `authorization_response_iss_parameter_supported`
    IssSupported = 38,
    /// `code_challenge_methods_supported`
    CodeChallengeMethods = 39,
    /// `token_endpoint_auth_methods_supported`
    AuthMethods = 40,
    /// `sub`
    Subject = 41,
    /// `aud`
    Audience = 42,
    /// `azp`
    AuthorizedParty = 43,
    /// `exp`
    ExpirationTime = 44,
    /// `iat`
    IssuedAt = 45,
    /// `at_hash`
    AccessTokenHash = 46,
    /// `c_hash`
    CodeHash = 47,
    /// `alg`
    Algorithm = 48,
    /// A header field of the profile.
    Header = 49,
    /// A further parameter of the caller.
    ExtraParameter = 50,
    /// `mfaToken`
    MfaToken = 51,
    /// `phoneNumber`
    PhoneNumber = 52,
    /// `expiration`
    Expiration = 53,
    /// `accountId`
    AccountId = 54,
    /// `accountCreated`
    AccountCreated = 55,
    /// `started`
    Started = 56,
    /// `flow`
    Flow = 57,
    /// `iss_rule`
    IssuerRule = 58,
    /// `base_url`
    BaseUrl = 59,
    /// The first of the profile's extra members; the second is one more, and so on.
    Extra = 128,
}

const _: () = {
    assert!(Member::AccessToken as i32 == Core::AccessToken.number() as i32);
    assert!(Member::TokenType as i32 == Core::TokenType.number() as i32);
    assert!(Member::RefreshToken as i32 == Core::RefreshToken.number() as i32);
    assert!(Member::IdToken as i32 == Core::IdToken.number() as i32);
    assert!(Member::Scope as i32 == Core::Scope.number() as i32);
    assert!(Member::Error as i32 == Core::Error.number() as i32);
    assert!(Member::ErrorDescription as i32 == Core::ErrorDescription.number() as i32);
    assert!(Member::ErrorUri as i32 == Core::ErrorUri.number() as i32);
    assert!(Member::ExpiresIn as i32 == Core::ExpiresIn.number() as i32);
    assert!(Member::Code as i32 == Core::Code.number() as i32);
    assert!(Member::State as i32 == Core::State.number() as i32);
    assert!(Member::Issuer as i32 == Core::Issuer.number() as i32);
    assert!(Member::Envelope as i32 == Core::Envelope.number() as i32);
    assert!(Member::GrantType as i32 == Core::GrantType.number() as i32);
    assert!(Member::ClientId as i32 == Core::ClientId.number() as i32);
    assert!(Member::ClientSecret as i32 == Core::ClientSecret.number() as i32);
    assert!(Member::RedirectUri as i32 == Core::RedirectUri.number() as i32);
    assert!(Member::CodeVerifier as i32 == Core::CodeVerifier.number() as i32);
    assert!(Member::CodeChallenge as i32 == Core::CodeChallenge.number() as i32);
    assert!(Member::Nonce as i32 == Core::Nonce.number() as i32);
    assert!(Member::ResponseType as i32 == Core::ResponseType.number() as i32);
    assert!(Member::DeviceCode as i32 == Core::DeviceCode.number() as i32);
    assert!(Member::UserCode as i32 == Core::UserCode.number() as i32);
    assert!(Member::VerificationUri as i32 == Core::VerificationUri.number() as i32);
    assert!(
        Member::VerificationUriComplete as i32 == Core::VerificationUriComplete.number() as i32
    );
    assert!(Member::Interval as i32 == Core::Interval.number() as i32);
    assert!(Member::Username as i32 == Core::Username.number() as i32);
    assert!(Member::Password as i32 == Core::Password.number() as i32);
    assert!(Member::Token as i32 == Core::Token.number() as i32);
    assert!(Member::TokenTypeHint as i32 == Core::TokenTypeHint.number() as i32);
    assert!(Member::AuthorizationEndpoint as i32 == Core::AuthorizationEndpoint.number() as i32);
    assert!(Member::TokenEndpoint as i32 == Core::TokenEndpoint.number() as i32);
    assert!(Member::RevocationEndpoint as i32 == Core::RevocationEndpoint.number() as i32);
    assert!(
        Member::DeviceAuthorizationEndpoint as i32
            == Core::DeviceAuthorizationEndpoint.number() as i32
    );
    assert!(Member::MetadataIssuer as i32 == Core::MetadataIssuer.number() as i32);
    assert!(Member::UserinfoEndpoint as i32 == Core::UserinfoEndpoint.number() as i32);
    assert!(Member::JwksUri as i32 == Core::JwksUri.number() as i32);
    assert!(Member::IssSupported as i32 == Core::IssSupported.number() as i32);
    assert!(Member::CodeChallengeMethods as i32 == Core::CodeChallengeMethods.number() as i32);
    assert!(Member::AuthMethods as i32 == Core::AuthMethods.number() as i32);
    assert!(Member::Subject as i32 == Core::Subject.number() as i32);
    assert!(Member::Audience as i32 == Core::Audience.number() as i32);
    assert!(Member::AuthorizedParty as i32 == Core::AuthorizedParty.number() as i32);
    assert!(Member::ExpirationTime as i32 == Core::ExpirationTime.number() as i32);
    assert!(Member::IssuedAt as i32 == Core::IssuedAt.number() as i32);
    assert!(Member::AccessTokenHash as i32 == Core::AccessTokenHash.number() as i32);
    assert!(Member::CodeHash as i32 == Core::CodeHash.number() as i32);
    assert!(Member::Algorithm as i32 == Core::Algorithm.number() as i32);
    assert!(Member::Header as i32 == Core::Header.number() as i32);
    assert!(Member::ExtraParameter as i32 == Core::ExtraParameter.number() as i32);
    assert!(Member::MfaToken as i32 == Core::MfaToken.number() as i32);
    assert!(Member::PhoneNumber as i32 == Core::PhoneNumber.number() as i32);
    assert!(Member::Expiration as i32 == Core::Expiration.number() as i32);
    assert!(Member::AccountId as i32 == Core::AccountId.number() as i32);
    assert!(Member::AccountCreated as i32 == Core::AccountCreated.number() as i32);
    assert!(Member::Started as i32 == Core::Started.number() as i32);
    assert!(Member::Flow as i32 == Core::Flow.number() as i32);
    assert!(Member::IssuerRule as i32 == Core::IssuerRule.number() as i32);
    assert!(Member::BaseUrl as i32 == Core::BaseUrl.number() as i32);
    assert!(Member::Extra as i32 == Core::Extra(0).number() as i32);
};

/// Returns the name of a member as the RFCs spell it.
///
/// @param member A `grantlet_member`, such as `member` of `grantlet_error`.
/// @return An English string ended by NUL, never NULL; empty for `GRANTLET_MEMBER_NONE`. It contains
/// nothing that was received.
#[unsafe(no_mangle)]
pub extern "C" fn grantlet_member_name(member: u8) -> *const c_char {
    if member >= 128 {
        return c"an extra member of the profile".as_ptr();
    }
    string_at(engine::MEMBER_NAMES, usize::from(member))
}
