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
    /// The parameters that a saved login shares with the exchange of its code.
    SharedParameters = 60,
    /// `response_mode`
    ResponseMode = 61,
    /// The URL that the browser returns to.
    ReturnUri = 62,
    /// How long a login may take.
    Lifetime = 63,
    /// The endpoint of refreshes.
    RefreshEndpoint = 64,
    /// The number of the server that a callback chose.
    Server = 65,
    /// `end_session_endpoint`
    EndSessionEndpoint = 66,
    /// `pushed_authorization_request_endpoint`
    PushedAuthorizationRequestEndpoint = 67,
    /// `require_pushed_authorization_requests`
    PushedRequired = 68,
    /// `dpop_signing_alg_values_supported`
    DpopAlgorithms = 69,
    /// `jti`
    JwtId = 70,
    /// `htm`
    HttpMethod = 71,
    /// `htu`
    HttpUri = 72,
    /// `kid`
    KeyId = 73,
    /// The signature that was added.
    Signature = 74,
    /// `introspection_endpoint`
    IntrospectionEndpoint = 75,
    /// `registration_endpoint`
    RegistrationEndpoint = 76,
    /// `active`
    Active = 77,
    /// `request_uri`
    RequestUri = 78,
    /// `subject_token`
    SubjectToken = 79,
    /// `subject_token_type`
    SubjectTokenType = 80,
    /// `actor_token`
    ActorToken = 81,
    /// `actor_token_type`
    ActorTokenType = 82,
    /// `cnf`
    Confirmation = 83,
    /// `nbf`
    NotBefore = 84,
    /// `client_secret_expires_at`
    ClientSecretExpiresAt = 85,
    /// `registration_access_token`
    RegistrationAccessToken = 86,
    /// `registration_client_uri`
    RegistrationClientUri = 87,
    /// `redirect_uris`
    RedirectUris = 88,
    /// `resource`
    Resource = 89,
    /// `authorization_servers`
    AuthorizationServers = 90,
    /// `scopes_supported`
    ScopesSupported = 91,
    /// `bearer_methods_supported`
    BearerMethods = 92,
    /// `dpop_bound_access_tokens_required`
    DpopBound = 93,
    /// `name`
    Name = 94,
    /// `preferred_username`
    PreferredUsername = 95,
    /// `email`
    Email = 96,
    /// `email_verified`
    EmailVerified = 97,
    /// `picture`
    Picture = 98,
    /// `keys`
    Keys = 99,
    /// `kty`
    KeyType = 100,
    /// `use`
    KeyUse = 101,
    /// `key_ops`
    KeyOperations = 102,
    /// `crv`
    Curve = 103,
    /// `x`
    X = 104,
    /// `y`
    Y = 105,
    /// `n`
    Modulus = 106,
    /// `e`
    Exponent = 107,
    /// `typ`
    Type = 108,
    /// `crit`
    Critical = 109,
    /// `jwk`
    EmbeddedKey = 110,
    /// `jku`
    KeySetUrl = 111,
    /// `x5u`
    CertificateUrl = 112,
    /// The first of the profile's extra members; the second is one more, and so on.
    Extra = 128,
}

/// The numbers are those of the core.
macro_rules! numbered_as_in_the_core {
    ($($name:ident)*) => {
        $(const _: () = assert!(Member::$name as i32 == Core::$name.number() as i32);)*
    };
}

numbered_as_in_the_core! {
    AccessToken TokenType RefreshToken IdToken Scope Error ErrorDescription ErrorUri ExpiresIn
    Code State Issuer Envelope GrantType ClientId ClientSecret RedirectUri CodeVerifier
    CodeChallenge Nonce ResponseType DeviceCode UserCode VerificationUri VerificationUriComplete
    Interval Username Password Token TokenTypeHint AuthorizationEndpoint TokenEndpoint
    RevocationEndpoint DeviceAuthorizationEndpoint MetadataIssuer UserinfoEndpoint JwksUri
    IssSupported CodeChallengeMethods AuthMethods Subject Audience AuthorizedParty
    ExpirationTime IssuedAt AccessTokenHash CodeHash Algorithm Header ExtraParameter MfaToken
    PhoneNumber Expiration AccountId AccountCreated Started Flow IssuerRule BaseUrl
    SharedParameters ResponseMode ReturnUri Lifetime RefreshEndpoint Server
    EndSessionEndpoint PushedAuthorizationRequestEndpoint PushedRequired DpopAlgorithms
    JwtId HttpMethod HttpUri KeyId Signature IntrospectionEndpoint RegistrationEndpoint Active
    RequestUri SubjectToken SubjectTokenType ActorToken ActorTokenType Confirmation NotBefore
    ClientSecretExpiresAt RegistrationAccessToken RegistrationClientUri RedirectUris Resource
    AuthorizationServers ScopesSupported BearerMethods DpopBound Name PreferredUsername Email
    EmailVerified Picture Keys KeyType KeyUse KeyOperations Curve X Y Modulus Exponent Type
    Critical EmbeddedKey KeySetUrl CertificateUrl
}
const _: () = assert!(Member::Extra as i32 == Core::Extra(0).number() as i32);

/// A `grantlet_member` as C passes it: it can be any number.
pub type AnyMember = i32;

/// Returns the name of a member as the RFCs spell it.
///
/// @param member The member, such as that of `grantlet_error`, or any other number.
/// @return An English string ended by NUL, never NULL; empty for `GRANTLET_MEMBER_NONE` and for numbers that are no
/// member. It contains nothing that was received.
#[unsafe(no_mangle)]
pub extern "C" fn grantlet_member_name(member: AnyMember) -> *const c_char {
    name_of(engine::MEMBER_NAMES, member)
}

/// As `grantlet_member_name`, which does not know the members from 75 on. Only the functions for pushed requests,
/// introspection, userinfo, registration, metadata and the signatures of `id_token`s report these: a program without them
/// links fewer names.
///
/// @param member The member, or any other number.
/// @return As `grantlet_member_name`.
#[unsafe(no_mangle)]
pub extern "C" fn grantlet_any_member_name(member: AnyMember) -> *const c_char {
    name_of(engine::ALL_MEMBER_NAMES, member)
}

fn name_of(names: &'static str, member: AnyMember) -> *const c_char {
    match member {
        0..128 => string_at(names, usize::try_from(member).unwrap_or(0)),
        128..=255 => c"an extra member of the profile".as_ptr(),
        _ => c"".as_ptr(),
    }
}
