//! Bold smart locks: a JSON authentication before the code, and errors of its own.

use core::fmt;

use crate::crypto::secret::Secret;
use crate::json::facts::{BOOL, NUMBER, SAYS, STRING};
use crate::json::reader::Members;
use crate::json::value::integer;
use crate::member::Member;
use crate::oauth::body::RequestSpans;
use crate::oauth::client_auth::ClientAuth;
use crate::oauth::document::{Kind, document, optional, required};
use crate::oauth::located_response::LocatedResponse;
use crate::oauth::request_error::RequestError;
use crate::oauth::token_error::TokenError;
use crate::oauth::verdict::Verdict;
use crate::profile::client::Client;
use crate::profile::endpoint::Endpoint;
use crate::profile::profile::Profile;
use crate::profile::shape::ErrorShape;
use crate::time::date::{Timestamp, rfc3339};
use crate::token::request::{Request, write_json};
use crate::token::response::locate_error;

/// Bold smart locks. The code comes from [`bold_authentication`] or from a redirect; there is no
/// PKCE. For a code or a refresh token that was used before, the error is `invalid_request`
/// with the description `InvalidGrantCode`. It ends the grant as `invalid_grant` does elsewhere.
///
/// Extra members: `account_id` (0). Its host is not documented: it is the client's base URL.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLD, Client, Grant, Secret};
/// let client = Client::confidential(&BOLD, "BoldAuth", Secret::new("sesame")).base_url("https://api.example");
/// let grant = Grant::authorization_code(Secret::new("b51b918e")).redirect_uri("boldsmartlock://auth");
/// let mut buffer = [0; 512];
/// let post = client.request(&grant, &mut buffer)?;
/// assert!(post.body.starts_with("grant_type=authorization_code&code=b51b918e&redirect_uri="));
/// # Ok::<(), grantlet::RequestError>(())
/// ```
pub const BOLD: Profile<'static> = Profile::RFC6749
    .token_endpoint("/v2/oauth/token")
    .client_auth(ClientAuth::BODY)
    .pkce(false)
    .order(&[
        "grant_type",
        "code",
        "redirect_uri",
        "client_id",
        "client_secret",
        "refresh_token",
        "username",
    ])
    .errors(&[ErrorShape::new("code").description("message")])
    .ends_on(&[("invalid_request", "InvalidGrantCode")])
    .extra(&["account_id"]);

const AUTHENTICATION: &str = "/v1/authentications/password";

/// Who logs in at Bold: all of it is secret.
#[derive(Clone, Copy)]
pub struct BoldCredentials<'a> {
    /// `mfaToken`, from the Verification API.
    pub mfa_token: Secret<'a>,
    /// `password`
    pub password: Secret<'a>,
    /// `phoneNumber`, international, with `+`.
    pub phone_number: &'a str,
}

impl fmt::Debug for BoldCredentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoldCredentials(elided)")
    }
}

/// Writes Bold's authentication by password, which gives a code for [`BOLD`], the profile of
/// the client here too, changed or not.
///
/// # Errors
/// [`RequestError`], which names the member at fault, or the exact length needed.
///
/// # Example
/// ```
/// use grantlet::providers::{bold_authentication_request, BoldCredentials, BOLD};
/// use grantlet::{Client, Secret};
/// let client = Client::confidential(&BOLD, "BoldAuth", Secret::new("sesame"))
///     .base_url("https://api.example");
/// let user = BoldCredentials {
///     mfa_token: Secret::new("af8337b5"),
///     password: Secret::new("fin8"),
///     phone_number: "+40711111298",
/// };
/// let mut buffer = [0; 512];
/// let post = bold_authentication_request(&client, &user, &mut buffer)?;
/// assert_eq!(
///     post.body,
///     r#"{"mfaToken":"af8337b5","password":"fin8","clientId":"BoldAuth","clientSecret":"sesame","phoneNumber":"+40711111298"}"#
/// );
/// # Ok::<(), grantlet::RequestError>(())
/// ```
pub fn bold_authentication_request<'b>(
    client: &Client<'_>,
    user: &BoldCredentials<'_>,
    buffer: &'b mut [u8],
) -> Result<Request<'b>, RequestError> {
    let spans = bold_authentication_spans(client, user, buffer)?;
    Ok(Request::cut(buffer, spans))
}

/// As [`bold_authentication_request`], by offsets.
#[doc(hidden)]
pub fn bold_authentication_spans(
    client: &Client<'_>,
    user: &BoldCredentials<'_>,
    buffer: &mut [u8],
) -> Result<RequestSpans, RequestError> {
    let secret = client.secret().ok_or(RequestError::Missing(Member::ClientSecret))?;
    let members = [
        (Member::MfaToken, "mfaToken", user.mfa_token.expose()),
        (Member::Password, "password", user.password.expose()),
        (Member::ClientId, "clientId", client.id()),
        (Member::ClientSecret, "clientSecret", secret.expose()),
        (Member::PhoneNumber, "phoneNumber", user.phone_number),
    ];
    if let Some((member, ..)) = members.iter().find(|(.., value)| value.is_empty()) {
        return Err(RequestError::Missing(*member));
    }
    let members = members.map(|(_, name, value)| (name, value));
    let endpoint = Endpoint::new(AUTHENTICATION, Member::TokenEndpoint);
    write_json(client, &endpoint, &members, buffer)
}

/// Bold's response to an authentication: a code for [`BOLD`], to use with the `redirect_uri`
/// `boldsmartlock://auth`.
#[derive(Clone, Copy, Debug)]
pub struct BoldAuthentication<'b> {
    /// `code`, which works once.
    pub code: Secret<'b>,
    /// `expiration` of the code, none where it cannot be read.
    pub expiration: Option<Timestamp>,
    /// `accountId`
    pub account_id: Option<u64>,
    /// `accountCreated`
    pub account_created: bool,
}

/// Reads Bold's response to an authentication in place. Errors are those of a token response.
///
/// # Errors
/// [`TokenError`].
///
/// # Example
/// ```
/// use grantlet::{providers::bold_authentication, TokenError};
/// let mut body = *br#"{"code":"b51b918e","expiration":"2026-03-10T09:42:45.553536044Z","accountId":50,
///     "accountCreated":false}"#;
/// let response = bold_authentication(200, &mut body)?;
/// assert_eq!((response.code.expose(), response.account_id), ("b51b918e", Some(50)));
/// assert_eq!(response.expiration.unwrap().second.as_secs(), 1_773_135_765);
/// # Ok::<(), grantlet::TokenError>(())
/// ```
pub fn bold_authentication(
    status: u16,
    body: &mut [u8],
) -> Result<BoldAuthentication<'_>, TokenError> {
    let mut located = LocatedResponse::default();
    let verdict = locate_bold_authentication(status, body, &mut located);
    if let Some(error) = verdict.error(status, &located, body) {
        return Err(error);
    }
    let code = Secret::new(located.members.span(0).text(body));
    Ok(BoldAuthentication::of(&located.members, body, code))
}

document! {
    RESPONSE: 4 = [
        required(Member::Code, Kind::TEXT),
        optional(Member::Expiration, Kind::ANY),
        optional(Member::AccountId, Kind::ANY),
        optional(Member::AccountCreated, Kind::ANY),
    ]
}

/// As [`bold_authentication`], by offsets: without an error [`BoldAuthentication::of`] reads the members.
#[doc(hidden)]
pub fn locate_bold_authentication(
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
) -> Verdict {
    let verdict = locate_error(&BOLD, status, body, located);
    if verdict.is_ok() { RESPONSE.locate(body, &mut located.members) } else { verdict }
}

impl<'b> BoldAuthentication<'b> {
    /// What [`locate_bold_authentication`] found in a body, the code as the first member.
    #[doc(hidden)]
    pub fn of(members: &Members, body: &[u8], code: Secret<'b>) -> Self {
        let is = |index, facts| members.facts(index) & facts == facts;
        let bytes = |index| members.span(index).of(body);
        Self {
            code,
            expiration: if is(1, STRING) { rfc3339(bytes(1)).ok() } else { None },
            account_id: if is(2, NUMBER) { integer(bytes(2)) } else { None },
            account_created: is(3, BOOL | SAYS),
        }
    }
}
