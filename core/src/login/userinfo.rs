//! Claims about the user, from the `UserInfo` endpoint (OpenID Connect Core, section 5.3).

use core::fmt;

use crate::json::value::{Value, text_of};
use crate::member::Member;
use crate::oauth::document::{Kind, document, optional, required};
use crate::oauth::located_response::LocatedResponse;
use crate::oauth::token_error::TokenError;
use crate::oauth::verdict::{Class, Verdict};
use crate::profile::client::Client;
use crate::profile::profile::Profile;
use crate::token::response::{locate_document, reject_error};

/// Claims of a user (OpenID Connect Core, section 5.1). All but `subject` can be empty, and none but
/// `subject` names the user for good: names and addresses can be reassigned (section 5.7). They are
/// untrusted text: escape them for a page.
///
/// `Debug` shows none of it.
///
/// # Example
/// ```
/// use grantlet::{providers::BOLDSIGN, Client};
/// const APP: Client<'_> = Client::public(&BOLDSIGN, "spa");
/// // GET of the `userinfo_endpoint`, with the Authorization header of `bearer`
/// # let (status, mut body) = (200, *br#"{"sub":"248289761001","name":"Jane Doe","email_verified":false}"#);
/// let user = APP.userinfo(status, &mut body, "248289761001")?;
/// assert_eq!((user.name, user.email_verified), ("Jane Doe", false));
/// # Ok::<(), grantlet::UserInfoError>(())
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct UserInfo<'b> {
    /// `sub`: the user, by the issuer's name for them.
    pub subject: &'b str,
    /// `name`
    pub name: &'b str,
    /// `preferred_username`
    pub preferred_username: &'b str,
    /// `email`: see [`email_verified`](Self::email_verified).
    pub email: &'b str,
    /// `email_verified`; false if it is absent.
    pub email_verified: bool,
    /// `picture`: a URL that nobody has validated. Check it before you open it.
    pub picture: &'b str,
}

impl fmt::Debug for UserInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserInfo(elided)")
    }
}

/// Why a response has no claims of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserInfoError {
    /// The response is no object with a `sub`, or is an error: read its text by [`TokenError::text`]. A server may
    /// also respond with a JWT (`application/jwt`), which is [`TokenError::Json`].
    Response(TokenError),
    /// The claims are another user's than the `id_token` named: they must not be used (OpenID Connect Core, section
    /// 5.3.2).
    Subject,
}

impl fmt::Display for UserInfoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Response(error) => fmt::Display::fmt(error, f),
            Self::Subject => f.write_str("the claims are another user's than the id_token named"),
        }
    }
}

impl core::error::Error for UserInfoError {}

impl From<TokenError> for UserInfoError {
    fn from(error: TokenError) -> Self {
        Self::Response(error)
    }
}

document! {
    USER: 6 = [
    required(Member::Subject, Kind::TEXT),
    optional(Member::Name, Kind::TEXT),
    optional(Member::PreferredUsername, Kind::TEXT),
    optional(Member::Email, Kind::TEXT),
    optional(Member::EmailVerified, Kind::ANY),
    optional(Member::Picture, Kind::TEXT),
]
}

/// As [`Client::userinfo`], by offsets: `sub`, `name`, `preferred_username`, `email`, `email_verified` and `picture`.
/// Another user's claims give [`Class::Ok`] with `sub` as the member at fault.
pub fn locate_userinfo(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    subject: &[u8],
    located: &mut LocatedResponse,
) -> Verdict {
    let verdict = locate_document(profile, status, body, &USER, located);
    if verdict.is_ok() && !is_user(subject, located.span(0).of(body)) {
        return Verdict::blame(Class::Ok, Member::Subject.number());
    }
    verdict
}

/// Whether the claims are those of the user who logged in, where one is known.
fn is_user(expected: &[u8], found: &[u8]) -> bool {
    expected.is_empty() || expected == found
}

impl Client<'_> {
    /// Reads the response of a `userinfo_endpoint` in its buffer. `subject` is the `sub` of the `id_token`, which the
    /// claims must name; empty only where the login had none.
    ///
    /// # Errors
    /// [`UserInfoError`]. A 401 is for [`AuthChallenge`](crate::AuthChallenge) and
    /// [`Session::rejected`](crate::Session::rejected).
    pub fn userinfo<'b>(
        &self,
        status: u16,
        body: &'b mut [u8],
        subject: &str,
    ) -> Result<UserInfo<'b>, UserInfoError> {
        let body = reject_error(self.profile, status, body)?;
        let values = USER.read(body).map_err(TokenError::from)?;
        let [sub, name, preferred_username, email, email_verified, picture] = values;
        let user = UserInfo {
            subject: text_of(sub),
            name: text_of(name),
            preferred_username: text_of(preferred_username),
            email: text_of(email),
            email_verified: email_verified == Some(Value::Bool(true)),
            picture: text_of(picture),
        };
        if !is_user(subject.as_bytes(), user.subject.as_bytes()) {
            return Err(UserInfoError::Subject);
        }
        Ok(user)
    }
}
