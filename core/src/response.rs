//! The token endpoint's answer: bytes to a token or an error.

use crate::answer::{
    ACCESS_TOKEN, Answer, ERROR, ERROR_DESCRIPTION, ERROR_NUMBER, ERROR_URI, EXPIRES_IN, Reading,
    SCOPE, TOKEN_TYPE,
};
use crate::escape::settle;
use crate::json::{Found, Json, JsonError};
use crate::lifetime::{lifetime_of_digits, lifetime_of_number};
use crate::member::{ANSWERED, Member};
use crate::profile::{Profile, accepts_type};
use crate::server_error::ServerError;
use crate::token::{TokenResponse, hand_out, is_token_byte};
use crate::token_error::TokenError;
use crate::value::Value;
use crate::words::Words;

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
    let mut answer = Answer::default();
    match locate(profile, status, body, &mut answer) {
        Ok(()) => Ok(hand_out(&answer, profile.scope_separator, body)),
        Err(Refusal::Server { ends_grant }) => {
            Err(TokenError::Server { status, error: server_error(&answer, body, ends_grant) })
        }
        Err(Refusal::Token(error)) => Err(error),
    }
}

/// Why an answer is not a token, where its text is told by places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The server reported an error, whose members are in the [`Answer`].
    Server {
        /// Whether the user must log in again: see [`ServerError::ends_grant`].
        ends_grant: bool,
    },
    /// Any other; never [`TokenError::Server`].
    Token(TokenError<'static>),
}

impl From<TokenError<'static>> for Refusal {
    fn from(error: TokenError<'static>) -> Self {
        Self::Token(error)
    }
}

impl From<JsonError> for Refusal {
    fn from(error: JsonError) -> Self {
        Self::Token(TokenError::Json(error))
    }
}

/// As [`response`], in places of the body: `answer` is overwritten, and holds the token's members or
/// the server's error.
///
/// # Errors
/// [`Refusal`].
pub fn locate(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    answer: &mut Answer,
) -> Result<(), Refusal> {
    let mut reading = Reading::new(answer);
    if is_refused(&mut reading, profile, status, body)? {
        return Err(refusal(reading, profile, status, body));
    }
    judge(&reading, profile, Json::document(body))?;
    open(&mut reading, profile, body)?;
    settle_token(reading.answer, profile.scope_separator, body);
    Ok(())
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
    granted(profile, status, body)?;
    Err(TokenError::Status(status))
}

/// Gives the body back where it is neither a server's error nor unreadable.
pub(crate) fn granted<'b>(
    profile: &Profile<'_>,
    status: u16,
    body: &'b mut [u8],
) -> Result<&'b mut [u8], TokenError<'b>> {
    let mut answer = Answer::default();
    let mut reading = Reading::new(&mut answer);
    if !is_refused(&mut reading, profile, status, body)? {
        return Ok(body);
    }
    match refusal(reading, profile, status, body) {
        Refusal::Server { ends_grant } => {
            Err(TokenError::Server { status, error: server_error(&answer, body, ends_grant) })
        }
        Refusal::Token(error) => Err(error),
    }
}

/// Finds the members of an answer, without changing it, and tells whether they are a server's
/// error.
fn is_refused(
    reading: &mut Reading<'_>,
    profile: &Profile<'_>,
    status: u16,
    body: &[u8],
) -> Result<bool, TokenError<'static>> {
    let root = Json::document(body);
    let found = match profile.read_envelope {
        None => reading.find(root, profile.extra),
        Some(envelope) => (envelope.find)(reading, profile, root),
    };
    let success = is_success(status);
    match found {
        Err(error) if success => return Err(TokenError::Json(error)),
        Err(_) => return Err(TokenError::Status(status)),
        Ok(()) => {}
    }
    let shaped = || profile.read_errors.is_some_and(|read| (read.fits)(profile.errors, root));
    let refused = reading.answer.found(ERROR).is_there() || (!success && shaped());
    if refused || success { Ok(refused) } else { Err(TokenError::Status(status)) }
}

/// Makes an envelope that is a string plain.
fn open(
    reading: &mut Reading<'_>,
    profile: &Profile<'_>,
    body: &mut [u8],
) -> Result<(), JsonError> {
    profile.read_envelope.map_or(Ok(()), |envelope| (envelope.open)(reading, profile, body))
}

/// The error of a refused answer, unescaped where it stands.
fn refusal(
    mut reading: Reading<'_>,
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
) -> Refusal {
    if let Err(error) = open(&mut reading, profile, body) {
        return error.into();
    }
    reading.answer.set(ERROR_NUMBER, Found::default());
    if let Some(read) = profile.read_errors {
        (read.find)(profile.errors, &mut reading, body);
    } else if !reading.answer.found(ERROR).is_string() {
        *reading.answer = Answer::default();
    }
    let answer = reading.answer;
    for index in ERROR..=ERROR_NUMBER {
        let mut found = answer.found(index);
        if found.is_string() || found.is_number() {
            found.place = settle(body, found, b' ');
        } else {
            found = Found::default();
        }
        answer.set(index, found);
    }
    let error = answer.place(ERROR).of(body);
    let description = answer.place(ERROR_DESCRIPTION).of(body);
    let listed = || profile.is_listed.is_some_and(|is| is(profile.ends_on, error, description));
    // A proxy's or an overloaded server's word does not end a grant.
    let authoritative = matches!(status, 200..=299 | 400..=407 | 409..=428 | 430..=499);
    Refusal::Server { ends_grant: authoritative && (error == b"invalid_grant" || listed()) }
}

/// The verdict on what is said to be a token, in the order of [`TokenError`].
fn judge(
    reading: &Reading<'_>,
    profile: &Profile<'_>,
    root: Json<'_>,
) -> Result<(), TokenError<'static>> {
    let document = reading.document(root);
    let found = |index| reading.answer.found(index);
    if let Some(member) = reading.repeated() {
        return Err(TokenError::Duplicate(member));
    }
    if reading.envelope_type {
        return Err(TokenError::Type(Member::Envelope));
    }
    for (index, member) in ANSWERED.into_iter().enumerate().take(SCOPE.saturating_add(1)) {
        let value = found(index);
        let strings = index == SCOPE && is_array_of_strings(document, value);
        if value.is_there() && !value.is_string() && !strings {
            return Err(TokenError::Type(member));
        }
    }
    let access_token = found(ACCESS_TOKEN);
    if !access_token.is_there() || document.is(access_token, b"") {
        return Err(TokenError::Missing(Member::AccessToken));
    }
    let token_type = found(TOKEN_TYPE);
    if !token_type.is_there() && !profile.bearer_by_default {
        return Err(TokenError::Missing(Member::TokenType));
    }
    if !document.all(access_token, is_token_byte) {
        return Err(TokenError::Chars(Member::AccessToken));
    }
    let is = |name: &[u8]| {
        let mut name = name.iter().copied();
        document.all(token_type, |byte| {
            name.next().is_some_and(|other| other.eq_ignore_ascii_case(&byte))
        }) && name.next().is_none()
    };
    if token_type.is_there() && !accepts_type(profile, is) {
        return Err(TokenError::TokenType);
    }
    Ok(())
}

fn is_array_of_strings(document: Json<'_>, value: Found) -> bool {
    let mut strings = value.kind == b'[';
    document.items(value, &mut |item| strings &= item.is_string());
    strings
}

/// Makes the members of a token readable, where they stand.
fn settle_token(answer: &mut Answer, scope_separator: u8, body: &mut [u8]) {
    for index in 0..answer.places.len() {
        let mut found = answer.found(index);
        if found.is_there() {
            // An array of strings is read as a string with escapes is.
            let strings = index == SCOPE && found.kind == b'[';
            let kind = if strings { b'\\' } else { found.kind };
            found.place = settle(body, Found { kind, ..found }, scope_separator);
        } else {
            found = Found::default();
        }
        answer.set(index, found);
    }
    let lifetime = answer.found(EXPIRES_IN);
    let text = lifetime.place.of(body);
    let seconds = match lifetime.kind {
        b'"' | b'\\' => lifetime_of_digits(text),
        _ if lifetime.is_number() => Some(lifetime_of_number(text)),
        _ => None,
    };
    answer.set_lifetime(seconds);
}

/// A server's error, as texts. An empty `error` is one.
fn server_error<'b>(answer: &Answer, body: &'b [u8], ends_grant: bool) -> ServerError<'b> {
    let text = |index| Some(answer.place(index).text(body)).filter(|text| !text.is_empty());
    let error = answer.found(ERROR);
    let error = error.is_there().then(|| error.place.text(body));
    let described = text(ERROR_DESCRIPTION);
    let error = ServerError::new(error, described, text(ERROR_URI), text(ERROR_NUMBER));
    ServerError { ends_grant, ..error }
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

impl Profile<'_> {
    /// An extra member of a token answer that was read with this profile, by its name.
    ///
    /// ```
    /// use grantlet::{providers::BOLD, response, TokenError, Value};
    /// let mut body = *br#"{"access_token":"at","token_type":"Bearer","account_id":50}"#;
    /// let token = response(&BOLD, 200, &mut body).map_err(TokenError::without_text)?;
    /// assert_eq!(BOLD.extra_of(&token, "account_id").and_then(Value::integer), Some(50));
    /// # Ok::<(), TokenError>(())
    /// ```
    pub fn extra_of<'b>(&self, token: &TokenResponse<'b>, name: &str) -> Option<Value<'b>> {
        let mut names = Words::new(self.extra, b' ');
        token.extra.get(names.position(|extra| extra == name.as_bytes())?)
    }
}
