//! The token endpoint's response: bytes to a token or an error.

use crate::answer::{
    ACCESS_TOKEN, Answer, ERROR, ERROR_DESCRIPTION, ERROR_NUMBER, ERROR_URI, EXPIRES_IN, SCOPE,
    TOKEN_TYPE, member_number,
};
use crate::envelope::{ENVELOPE_AGAIN, ENVELOPE_TYPE, names_of};
use crate::json::facts::{NUMBER, ODD, SAYS, STRING, is_strings};
use crate::json::names::{MOST, is_word};
use crate::json::reader::{ROOT, Reader, bit};
use crate::json::text::{END, Layer, Text};
use crate::json::value::Value;
use crate::lifetime::{lifetime_of_digits, lifetime_of_number};
use crate::member::Member;
use crate::oauth::outcome::decides;
use crate::oauth::verdict::{Class, Verdict};
use crate::profile::Profile;
use crate::server_error::ServerError;
use crate::span::Span;
use crate::token::{TokenResponse, hand_out};
use crate::token_error::TokenError;
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
    let verdict = locate(profile, status, body, &mut answer);
    let at = answer.members.at;
    match verdict.error(status, at, |ends| server_error(&answer, body, ends)) {
        None => Ok(hand_out(&answer, profile.separator(), body)),
        Some(error) => Err(error),
    }
}

/// As [`response`], by offsets: `answer` is overwritten, and holds the token's members or the server's
/// error. Where it is neither, the body is as it was.
pub fn locate(profile: &Profile<'_>, status: u16, body: &mut [u8], answer: &mut Answer) -> Verdict {
    let (verdict, found) = find(profile, status, body, answer, Some(judge));
    match verdict.class {
        Class::Ok => {
            found.open(profile, body, answer);
            settle_token(answer, profile.separator(), body);
            verdict
        }
        Class::Server => server_verdict(profile, status, body, answer, found),
        _ => verdict,
    }
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
    let (mut verdict, found) = find(profile, status, body, &mut answer, None);
    if verdict.class == Class::Server {
        verdict = server_verdict(profile, status, body, &mut answer, found);
    }
    let at = answer.members.at;
    // The error borrows from the body only where there is one.
    if verdict.is_ok() {
        return Ok(body);
    }
    let error = verdict.error(status, at, |ends| server_error(&answer, body, ends));
    Err(error.unwrap_or(TokenError::Status(status)))
}

/// What a reading leaves beside the members: where a profile's envelope is a string, and which members
/// occur more than once.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    pub(crate) again: u32,
    envelope: Span,
    layer: Option<Layer>,
}

impl Found {
    /// Reads the members where the profile puts them, and changes nothing.
    pub(crate) fn read(profile: &Profile<'_>, body: &[u8], answer: &mut Answer) -> (Class, Self) {
        let text = Text::document(body);
        let mut reader = Reader::new(text, ROOT, names_of(profile), &mut answer.members);
        let read = match profile.read_envelope {
            None => reader.read(),
            Some(envelope) => (envelope.find)(&mut reader, profile),
        };
        let again = reader.again & !bit(MOST);
        let found = Self { again, envelope: reader.envelope, layer: reader.text.layer() };
        (read.into(), found)
    }

    /// Bytes of a string that a request can carry, once its escapes are undone; 0 where it is none.
    pub(crate) fn sendable_length(self, body: &[u8], answer: &Answer, index: usize) -> usize {
        if answer.members.facts(index) & STRING == 0 {
            return 0;
        }
        let mut text = Text::new(body, answer.span(index).start, self.layer);
        let mut length = 0usize;
        loop {
            match text.character() {
                END => return length,
                0x20..=0x7E => length = length.wrapping_add(1),
                _ => return 0,
            }
        }
    }

    /// Makes the text of an envelope that is a string plain, and finds the members again.
    pub(crate) fn open(self, profile: &Profile<'_>, body: &mut [u8], answer: &mut Answer) {
        if let (Some(reader), Some(_)) = (profile.read_envelope, self.layer) {
            (reader.open)(self.envelope, profile, body, &mut answer.members);
        }
    }
}

/// The verdict on what is said to be a token.
type Judge = fn(&Profile<'_>, &[u8], &Answer, Found) -> Verdict;

/// Finds the members of a response, without changing it, and judges them.
fn find(
    profile: &Profile<'_>,
    status: u16,
    body: &[u8],
    answer: &mut Answer,
    judge: Option<Judge>,
) -> (Verdict, Found) {
    *answer = Answer::default();
    let (class, mut found) = Found::read(profile, body, answer);
    let class = if class != Class::Ok && is_success(status) {
        class
    } else if class != Class::Ok {
        *answer = Answer::default();
        Class::Status
    } else if answer.members.facts(ERROR) & SAYS != 0 {
        Class::Server
    } else {
        answer.set(ERROR, Span::default(), 0);
        match profile.read_errors {
            _ if is_success(status) => {
                let verdict =
                    judge.map_or(Verdict::OK, |judge| judge(profile, body, answer, found));
                return (verdict, found);
            }
            Some(read) if (read.fits)(profile.errors, body) => {
                // It stands beside the envelope, which stays as it is.
                found.layer = None;
                Class::Server
            }
            _ => Class::Status,
        }
    };
    (Verdict::of(class), found)
}

/// The verdict on a server's error, whose texts are unescaped where they stand.
fn server_verdict(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    answer: &mut Answer,
    found: Found,
) -> Verdict {
    found.open(profile, body, answer);
    answer.set(ERROR_NUMBER, Span::default(), 0);
    if let Some(read) = profile.read_errors {
        (read.find)(profile.errors, answer, body);
    }
    for index in 0..MOST {
        let facts = answer.members.facts(index);
        // An `error` that is no text is handed out as it was written.
        let is_shown = index == ERROR || facts & (STRING | NUMBER) != 0;
        if !matches!(index, ERROR..=ERROR_NUMBER) || !is_shown {
            answer.set(index, Span::default(), 0);
        }
    }
    answer.settle(body, b' ');
    answer.keep_shown_uri(body);
    let error = answer.span(ERROR).of(body);
    let description = answer.span(ERROR_DESCRIPTION).of(body);
    let listed = || profile.is_listed.is_some_and(|is| is(profile.ends_on, error, description));
    Verdict::server(decides(status) && (error == b"invalid_grant" || listed()))
}

/// The verdict on what is said to be a token, in the order of [`TokenError`].
pub(crate) fn judge(profile: &Profile<'_>, body: &[u8], answer: &Answer, found: Found) -> Verdict {
    const ENVELOPE: u8 = Member::Envelope.number();
    let again = found.again & !(ENVELOPE_AGAIN | ENVELOPE_TYPE);
    if found.again & ENVELOPE_AGAIN != 0 {
        return Verdict::blame(Class::Duplicate, ENVELOPE);
    }
    if again != 0 {
        return Verdict::blame(Class::Duplicate, member_number(again.trailing_zeros()));
    }
    if found.again != 0 {
        return Verdict::blame(Class::Type, ENVELOPE);
    }
    for (index, facts) in (0u32..).zip(answer.members.facts).take(ERROR) {
        let is_list = index as usize == SCOPE && is_strings(facts);
        if facts != 0 && facts & STRING == 0 && !is_list {
            return Verdict::blame(Class::Type, member_number(index));
        }
    }
    let facts = |index| answer.members.facts(index);
    let access_token = member_number(ACCESS_TOKEN as u32);
    let token_type = member_number(TOKEN_TYPE as u32);
    if facts(ACCESS_TOKEN) & SAYS == 0 {
        return Verdict::blame(Class::Missing, access_token);
    }
    let is_typed = facts(TOKEN_TYPE) != 0;
    if !is_typed && !profile.bearer_by_default {
        return Verdict::blame(Class::Missing, token_type);
    }
    if facts(ACCESS_TOKEN) & ODD != 0 {
        return Verdict::blame(Class::Chars, access_token);
    }
    if is_typed {
        let text = Text::new(body, 0, found.layer);
        let sent = answer.span(TOKEN_TYPE);
        if !is_word(&text, sent, b"bearer") && !is_word(&text, sent, profile.token_types.as_bytes())
        {
            return Verdict::blame(Class::TokenType, token_type);
        }
    }
    Verdict::OK
}

/// Makes the members of a token readable, where they stand.
fn settle_token(answer: &mut Answer, scope_separator: u8, body: &mut [u8]) {
    // What says nothing, found again in an envelope that was opened.
    answer.set(ERROR, Span::default(), 0);
    answer.settle(body, scope_separator);
    let text = answer.span(EXPIRES_IN).of(body);
    let facts = answer.members.facts(EXPIRES_IN);
    let seconds = if facts & STRING != 0 {
        lifetime_of_digits(text)
    } else {
        (facts & NUMBER != 0).then(|| lifetime_of_number(text))
    };
    answer.set_lifetime(seconds);
}

/// A server's error, as texts. An empty `error` is one.
pub(crate) fn server_error<'b>(
    answer: &Answer,
    body: &'b [u8],
    ends_grant: bool,
) -> ServerError<'b> {
    let text = |index| Some(answer.span(index).text(body)).filter(|text| !text.is_empty());
    let is_there = answer.members.facts(ERROR) != 0;
    let error = is_there.then(|| answer.span(ERROR).text(body));
    let described = text(ERROR_DESCRIPTION);
    let error = ServerError::new(error, described, text(ERROR_URI), text(ERROR_NUMBER));
    ServerError { ends_grant, ..error }
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
