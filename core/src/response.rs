//! The token endpoint's answer: bytes to a token or an error.

use crate::answer::{
    ACCESS_TOKEN, Answer, ENVELOPE_AGAIN, ERROR, ERROR_DESCRIPTION, ERROR_NUMBER, ERROR_URI,
    EXPIRES_IN, Reading, SCOPE, TOKEN_TYPE, member,
};
use crate::json::{Found, Json, MOST};
use crate::lifetime::{lifetime_of_digits, lifetime_of_number};
use crate::member::Member;
use crate::profile::{Profile, accepts_type};
use crate::run;
use crate::server_error::ServerError;
use crate::token::{TokenResponse, hand_out, is_token_byte};
use crate::token_error::{Refusal, TokenError};
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
        Ok(()) => Ok(hand_out(&answer, profile.separator(), body)),
        Err(refusal) => Err(refusal.with(status, |ends| server_error(&answer, body, ends))),
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
    read(profile, status, body, answer, Some(judge))
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
    granted(profile, status, body).and(Err(TokenError::Status(status)))
}

/// Gives the body back where it is neither a server's error nor unreadable.
pub(crate) fn granted<'b>(
    profile: &Profile<'_>,
    status: u16,
    body: &'b mut [u8],
) -> Result<&'b mut [u8], TokenError<'b>> {
    let mut answer = Answer::default();
    match read(profile, status, body, &mut answer, None) {
        Ok(()) => Ok(body),
        Err(refusal) => Err(refusal.with(status, |ends| server_error(&answer, body, ends))),
    }
}

/// The verdict on what is said to be a token.
type Judge = fn(&Reading<'_>, &Profile<'_>, &Json<'_>) -> Result<(), Refusal>;

/// Reads an answer; what is no error is judged and made readable where there is a judge.
fn read(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    answer: &mut Answer,
    judge: Option<Judge>,
) -> Result<(), Refusal> {
    let mut reading = Reading::new(answer);
    let found = find(&mut reading, profile, status, body, judge);
    let refused = matches!(found, Err(Refusal::Server { .. }));
    if !refused && (found.is_err() || judge.is_none()) {
        return found;
    }
    if let Some(envelope) = profile.read_envelope {
        (envelope.open)(&mut reading, profile, body);
    }
    if refused {
        return Err(refusal(&mut reading, profile, status, body));
    }
    settle_token(reading.answer, profile.separator(), body);
    Ok(())
}

/// Finds the members of an answer, without changing it, and judges them.
fn find(
    reading: &mut Reading<'_>,
    profile: &Profile<'_>,
    status: u16,
    body: &[u8],
    judge: Option<Judge>,
) -> Result<(), Refusal> {
    const REFUSED: Result<(), Refusal> = Err(Refusal::Server { ends_grant: false });
    let mut document = Json::document(body);
    let root = document;
    let found = match profile.read_envelope {
        None => reading.find(&document, profile.extra),
        Some(envelope) => (envelope.find)(reading, profile, &mut document),
    };
    match found {
        Err(error) if is_success(status) => return Err(Refusal::Json(error)),
        Err(_) => return Err(Refusal::Status),
        Ok(()) => {}
    }
    if document.says_something(reading.answer.found(ERROR)) {
        return REFUSED;
    }
    reading.answer.set(ERROR, Found::default());
    if is_success(status) {
        return judge.map_or(Ok(()), |judge| judge(reading, profile, &document));
    }
    match profile.read_errors {
        Some(read) if (read.fits)(profile.errors, &root) => {
            // It stands beside the envelope, which stays as it is.
            reading.unescape = None;
            REFUSED
        }
        _ => Err(Refusal::Status),
    }
}

/// The error of a refused answer, unescaped where it stands.
fn refusal(
    reading: &mut Reading<'_>,
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
) -> Refusal {
    reading.answer.set(ERROR_NUMBER, Found::default());
    if let Some(read) = profile.read_errors {
        (read.find)(profile.errors, reading, body);
    }
    let answer = &mut *reading.answer;
    for index in 0..MOST {
        let text = answer.found(index);
        // An `error` that is no text is handed out as it was written.
        let shown = index == ERROR || text.is_string() || text.is_number();
        if !matches!(index, ERROR..=ERROR_NUMBER) || !shown {
            answer.set(index, Found::default());
        }
    }
    answer.settle(body, b' ');
    answer.keep_shown_uri(body);
    let error = answer.place(ERROR).of(body);
    let description = answer.place(ERROR_DESCRIPTION).of(body);
    let listed = || profile.is_listed.is_some_and(|is| is(profile.ends_on, error, description));
    Refusal::Server { ends_grant: decides(status) && (error == b"invalid_grant" || listed()) }
}

/// The verdict on what is said to be a token, in the order of [`TokenError`].
pub(crate) fn judge(
    reading: &Reading<'_>,
    profile: &Profile<'_>,
    document: &Json<'_>,
) -> Result<(), Refusal> {
    if reading.again & ENVELOPE_AGAIN != 0 {
        return Err(Refusal::Duplicate(Member::Envelope));
    }
    let repeated = reading.again.trailing_zeros() as usize;
    if repeated < MOST {
        return Err(Refusal::Duplicate(member(repeated)));
    }
    if reading.again != 0 {
        return Err(Refusal::Type(Member::Envelope));
    }
    let found = |index| reading.answer.found(index);
    for (index, &kind) in reading.answer.members.kinds.iter().enumerate().take(ERROR) {
        // Plain strings first: they are what most are.
        if matches!(kind, b'"' | 0 | b'\\' | b'n') || (index == SCOPE && kind == b']') {
            continue;
        }
        return Err(Refusal::Type(member(index)));
    }
    let access_token = found(ACCESS_TOKEN);
    if !access_token.is_there() || document.is_empty(access_token) {
        return Err(Refusal::Missing(Member::AccessToken));
    }
    let typed = reading.answer.has(TOKEN_TYPE);
    if !typed && !profile.bearer_by_default {
        return Err(Refusal::Missing(Member::TokenType));
    }
    if !document.all(access_token, run::after_visible, is_token_byte) {
        return Err(Refusal::Chars(Member::AccessToken));
    }
    let accepts = |sent: &[u8]| accepts_type(profile, sent);
    if typed && !document.told(found(TOKEN_TYPE), &accepts) {
        return Err(Refusal::TokenType);
    }
    Ok(())
}

/// Makes the members of a token readable, where they stand.
fn settle_token(answer: &mut Answer, scope_separator: u8, body: &mut [u8]) {
    // What says nothing, found again in an envelope that was opened.
    answer.set(ERROR, Found::default());
    answer.settle(body, scope_separator);
    let lifetime = answer.found(EXPIRES_IN);
    let text = lifetime.place.of(body);
    let seconds = if lifetime.is_string() {
        lifetime_of_digits(text)
    } else {
        lifetime.is_number().then(|| lifetime_of_number(text))
    };
    answer.set_lifetime(seconds);
}

/// A server's error, as texts. An empty `error` is one.
pub(crate) fn server_error<'b>(
    answer: &Answer,
    body: &'b [u8],
    ends_grant: bool,
) -> ServerError<'b> {
    let text = |index| Some(answer.place(index).text(body)).filter(|text| !text.is_empty());
    let error = answer.found(ERROR);
    let error = error.is_there().then(|| error.place.text(body));
    let described = text(ERROR_DESCRIPTION);
    let error = ServerError::new(error, described, text(ERROR_URI), text(ERROR_NUMBER));
    ServerError { ends_grant, ..error }
}

/// Whether a response with this status is the server's word: a proxy's, or an overloaded server's,
/// decides nothing.
pub(crate) fn decides(status: u16) -> bool {
    matches!(status / 100, 2 | 4) && !matches!(status, 408 | 425 | 429)
}

pub(crate) fn is_success(status: u16) -> bool {
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
