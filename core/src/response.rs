//! The token endpoint's answer: bytes to a token or an error.

use core::fmt;

use crate::answer::{ACCESS_TOKEN, Answer, EXPIRES_IN, EXTRA, Envelope, ID_TOKEN, is_there};
use crate::answer::{REFRESH_TOKEN, SCOPE, TOKEN_TYPE};
use crate::buffer::{Span, write_counted};
use crate::escape::{join_in_place, settle};
use crate::json::{Json, JsonError};
use crate::lifetime::{lifetime_of_digits, lifetime_of_number};
use crate::member::Member;
use crate::profile::Profile;
use crate::secret::Secret;
use crate::server_error::ServerError;
use crate::token::is_token_byte;
use crate::token::{Extra, Scope, TokenResponse, TokenType};
use crate::value::{FieldsError, Value, settled};

/// Why an answer is not a token. The first that holds, in this order: [`Server`](Self::Server)
/// and [`Status`](Self::Status) outside 2xx; inside, [`Json`](Self::Json), `Server`, `Duplicate`,
/// `Type`, `Missing`, `Chars`, `TokenType`.
///
/// Each but `Server` leaves the body as it was. `Debug` and `Display` show no text from the wire.
///
/// # Example
/// ```
/// use grantlet::{response, Member, Profile, TokenError};
/// let mut body = *br#"{"data":{"access_token":"at"}}"#;
/// let refused = response(&Profile::RFC6749, 200, &mut body).unwrap_err();
/// assert_eq!(refused, TokenError::Missing(Member::AccessToken));
/// assert_eq!(refused.to_string(), "the answer lacks access_token");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenError<'b> {
    /// The status is not 2xx, and the body says no error that can be read: a redirect, a proxy's
    /// page, nothing at all.
    Status(u16),
    /// The server reported an error, whatever the status.
    Server {
        /// The HTTP status that it came with.
        status: u16,
        /// What the server said, unescaped in the body.
        error: ServerError<'b>,
    },
    /// The body is not one JSON object.
    Json(JsonError),
    /// A member occurs more than once.
    Duplicate(Member),
    /// A member is of the wrong JSON type.
    Type(Member),
    /// A member is absent, null or empty.
    Missing(Member),
    /// A member holds a byte that it must not hold.
    Chars(Member),
    /// The token is not Bearer, nor of a type that the profile allows (RFC 6749, section 7.1).
    TokenType,
}

impl fmt::Display for TokenError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, member) = match self {
            Self::Status(status) => {
                let status = usize::from(*status);
                return write_counted(f, "HTTP status ", status, ", and the body says no error");
            }
            Self::Server { error, .. } => {
                f.write_str("the server refused: ")?;
                return fmt::Display::fmt(error, f);
            }
            Self::Json(JsonError::Syntax { at }) => {
                return write_counted(f, "the answer is not one JSON object at byte ", *at, "");
            }
            Self::Json(JsonError::Depth { at }) => {
                return write_counted(f, "the answer is deeper than 32 levels at byte ", *at, "");
            }
            Self::Duplicate(member) => ("the answer repeats ", Some(member)),
            Self::Type(member) => ("the answer has the wrong JSON type for ", Some(member)),
            Self::Missing(member) => ("the answer lacks ", Some(member)),
            Self::Chars(member) => ("the answer has a byte that must not stand in ", Some(member)),
            Self::TokenType => ("the token is not Bearer", None),
        };
        f.write_str(text)?;
        member.map_or(Ok(()), |member| fmt::Display::fmt(&member, f))
    }
}

impl core::error::Error for TokenError<'_> {}

impl From<FieldsError> for TokenError<'_> {
    fn from(error: FieldsError) -> Self {
        match error {
            FieldsError::Json(error) => Self::Json(error),
            FieldsError::Duplicate(member) => Self::Duplicate(member),
            FieldsError::Type(member) => Self::Type(member),
            FieldsError::Missing(member) => Self::Missing(member),
        }
    }
}

impl TokenError<'_> {
    /// The same error without text from the wire, so that it outlives the body: of a server's
    /// error its code is left where it is one of the RFCs'.
    #[must_use]
    pub fn without_text(self) -> TokenError<'static> {
        match self {
            Self::Status(status) => TokenError::Status(status),
            Self::Server { status, error } => {
                TokenError::Server { status, error: error.without_text() }
            }
            Self::Json(error) => TokenError::Json(error),
            Self::Duplicate(member) => TokenError::Duplicate(member),
            Self::Type(member) => TokenError::Type(member),
            Self::Missing(member) => TokenError::Missing(member),
            Self::Chars(member) => TokenError::Chars(member),
            Self::TokenType => TokenError::TokenType,
        }
    }
}

/// Reads the answer of a token endpoint (RFC 6749, sections 5.1 and 5.2) where it stands.
///
/// `status` is the HTTP status and `body` the whole body; the content type is not asked for. The
/// result borrows from `body`, whose strings are unescaped in place; when it was used, the
/// caller's last step is to [`wipe`](crate::wipe) the body. Linear time, constant stack, any
/// length.
///
/// # Errors
/// [`TokenError`]. Apart from a server's error, the body is then as it was. The error borrows from
/// the body: to return it with `?`, write `.map_err(TokenError::without_text)?`.
///
/// # Example
/// ```
/// use grantlet::{providers::DATA_ENVELOPE, response, TokenError};
/// let mut body = *br#"{"data":{"access_token":"sk-41","token_type":"Bearer","expires_in":3600}}"#;
/// let token = response(&DATA_ENVELOPE, 200, &mut body).map_err(TokenError::without_text)?;
/// assert_eq!(token.access_token.expose(), "sk-41");
/// # Ok::<(), grantlet::TokenError>(())
/// ```
pub fn response<'b>(
    profile: &Profile<'_>,
    status: u16,
    body: &'b mut [u8],
) -> Result<TokenResponse<'b>, TokenError<'b>> {
    let mut answer = match answered(profile, status, body)? {
        Answered::Refused(answer) => return Err(refusal(answer, profile, status, body)),
        Answered::Granted(answer) => answer,
    };
    judge(&answer, profile, Json::document(body))?;
    answer.open(profile, body).map_err(TokenError::Json)?;
    Ok(hand_out(answer, profile, body))
}

/// Reads the answer to a [`revocation`](crate::revocation) (RFC 7009, section 2.2): with any 2xx
/// status the token is revoked, or was not one, whatever the body says.
///
/// # Errors
/// [`TokenError::Server`] or [`TokenError::Status`].
///
/// # Example
/// ```
/// use grantlet::{revoked, Profile, TokenError};
/// assert_eq!(revoked(&Profile::RFC6749, 200, &mut []), Ok(()));
/// assert_eq!(revoked(&Profile::RFC6749, 503, &mut []), Err(TokenError::Status(503)));
/// ```
pub fn revoked<'b>(
    profile: &Profile<'_>,
    status: u16,
    body: &'b mut [u8],
) -> Result<(), TokenError<'b>> {
    if is_success(status) {
        return Ok(());
    }
    match answered(profile, status, body)? {
        Answered::Refused(answer) => Err(refusal(answer, profile, status, body)),
        Answered::Granted(_) => Err(TokenError::Status(status)),
    }
}

/// An answer whose members were found.
pub(crate) enum Answered {
    /// It says a server's error.
    Refused(Answer),
    /// Its status is 2xx and it says no error.
    Granted(Answer),
}

/// Reads an answer without changing it. No text is in its errors.
pub(crate) fn answered<'e>(
    profile: &Profile<'_>,
    status: u16,
    body: &[u8],
) -> Result<Answered, TokenError<'e>> {
    let success = is_success(status);
    match Answer::read(profile, Json::document(body)) {
        Err(error) if success => Err(TokenError::Json(error)),
        Err(_) => Err(TokenError::Status(status)),
        Ok(answer) if answer.server_error(profile, Json::document(body), success).is_some() => {
            Ok(Answered::Refused(answer))
        }
        Ok(_) if !success => Err(TokenError::Status(status)),
        Ok(answer) => Ok(Answered::Granted(answer)),
    }
}

/// The error of a refused answer, unescaped where it stands.
pub(crate) fn refusal<'b>(
    mut answer: Answer,
    profile: &Profile<'_>,
    status: u16,
    body: &'b mut [u8],
) -> TokenError<'b> {
    match answer.settle_error(profile, body, is_success(status)) {
        Ok(mut error) => {
            // A proxy's or an overloaded server's word does not end a grant.
            error.ends_grant &=
                is_success(status) || (400..500).contains(&status) && !matches!(status, 408 | 429);
            TokenError::Server { status, error }
        }
        Err(error) => TokenError::Json(error),
    }
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// The verdict on what is said to be a token, in the order of [`TokenError`].
fn judge<'b>(answer: &Answer, profile: &Profile<'_>, root: Json<'_>) -> Result<(), TokenError<'b>> {
    let document = answer.document(root);
    let there = |index| is_there(document, answer.place(index));
    let value = |index| document.value(answer.place(index));
    if let Some(member) = answer.repeated() {
        return Err(TokenError::Duplicate(member));
    }
    if answer.envelope == Envelope::WrongType {
        return Err(TokenError::Type(Member::Envelope));
    }
    for (index, member) in [
        (ACCESS_TOKEN, Member::AccessToken),
        (TOKEN_TYPE, Member::TokenType),
        (REFRESH_TOKEN, Member::RefreshToken),
        (ID_TOKEN, Member::IdToken),
        (SCOPE, Member::Scope),
    ] {
        let strings = index == SCOPE && is_array_of_strings(document, answer.place(SCOPE));
        if there(index) && value(index).kind() != b'"' && !strings {
            return Err(TokenError::Type(member));
        }
    }
    if !there(ACCESS_TOKEN) || value(ACCESS_TOKEN).bytes().next().is_none() {
        return Err(TokenError::Missing(Member::AccessToken));
    }
    if !there(TOKEN_TYPE) && !profile.bearer_by_default {
        return Err(TokenError::Missing(Member::TokenType));
    }
    if !document.all(answer.place(ACCESS_TOKEN), is_token_byte) {
        return Err(TokenError::Chars(Member::AccessToken));
    }
    if there(TOKEN_TYPE) && !profile.accepts_type(&value(TOKEN_TYPE).bytes()) {
        return Err(TokenError::TokenType);
    }
    Ok(())
}

fn is_array_of_strings(document: Json<'_>, place: Span) -> bool {
    let mut strings = !place.is_empty() && document.value(place).kind() == b'[';
    document.items(place, &mut |item| strings &= document.value(item).kind() == b'"');
    strings
}

/// Unescapes what was chosen, where it stands, and hands it out.
fn hand_out<'b>(
    mut answer: Answer,
    profile: &Profile<'_>,
    body: &'b mut [u8],
) -> TokenResponse<'b> {
    let document = Json::document(body);
    let lifetime = document.value(answer.place(EXPIRES_IN));
    let expires_in = match lifetime.kind() {
        _ if answer.place(EXPIRES_IN).is_empty() => None,
        b'"' => lifetime_of_digits(lifetime.bytes()),
        b'-' | b'0'..=b'9' => Some(lifetime_of_number(lifetime.bytes())),
        _ => None,
    };
    let mut kinds = [0u8; Answer::MEMBERS];
    for (index, (place, kind)) in answer.places.iter_mut().zip(&mut kinds).enumerate() {
        *kind = if place.is_empty() { 0 } else { Json::document(body).value(*place).kind() };
        *place = match *kind {
            b'[' if index == SCOPE => join_in_place(body, *place, profile.scope_separator),
            _ => settle(body, *place),
        };
    }
    let body: &'b [u8] = body;
    let value = |index| {
        let kind = kinds.get(index).copied().unwrap_or(0);
        settled(body, answer.place(index), kind)
    };
    let text = |index| match value(index) {
        Some(Value::Text(text) | Value::Raw(text)) if !text.is_empty() => Some(text),
        _ => None,
    };
    let mut extra = Extra::default();
    for (offset, slot) in extra.0.iter_mut().enumerate() {
        *slot = value(EXTRA.saturating_add(offset));
    }
    TokenResponse {
        access_token: Secret::new(text(ACCESS_TOKEN).unwrap_or_default()),
        token_type: TokenType::of(text(TOKEN_TYPE)),
        expires_in,
        refresh_token: text(REFRESH_TOKEN).map(Secret::new),
        id_token: text(ID_TOKEN).map(Secret::new),
        scope: text(SCOPE).map(|scope| Scope::separated_by(scope, profile.scope_separator)),
        extra,
    }
}
