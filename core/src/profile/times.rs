//! When tokens end, as a provider writes it in members of its own.

use crate::json::facts::{OBJECT, STRING};
use crate::json::path::{self, Found};
use crate::json::text::Text;
use crate::oauth::located_response::LocatedResponse;
use crate::profile::profile::Profile;
use crate::text::span::Span;
use crate::text::words::{cut, is_same};
use crate::time::date::rfc3339;
use crate::time::instant::InstantFormat;
use crate::time::lifetime::{lifetime_of_digits, lifetime_of_number, moment_of_number};

/// Characters of the longest moment that is read: a date with all digits of its nanoseconds has 35.
const MOST: usize = 40;

impl<'a> Profile<'a> {
    /// The member, by its name or its path, that has the moment at which the access token expires, which RFC 6749
    /// does not define. It is read into [`TokenResponse::expires_at`](crate::TokenResponse), and used only if
    /// `expires_in` is unknown. A value that is not in this format, or a member that occurs more than once, gives an
    /// unknown expiry. An empty name means no such member.
    ///
    /// # Example
    /// ```
    /// use grantlet::{InstantFormat, Profile, TokenError, UnixTime};
    /// const ACME: Profile<'_> = Profile::RFC6749.expires_at("expires_at", InstantFormat::Rfc3339);
    /// let mut body = *br#"{"access_token":"at","token_type":"bearer","expires_at":"2026-09-08T09:25:17Z"}"#;
    /// let token = ACME.token(200, &mut body)?;
    /// assert_eq!(token.expires_at, Some(UnixTime::from_secs(1_788_859_517)));
    /// # Ok::<(), TokenError>(())
    /// ```
    #[must_use]
    pub const fn expires_at(mut self, member: &'a str, format: InstantFormat) -> Self {
        self.expires_at = member;
        self.expires_at_format = Some(format);
        self.read_times = Some(read_times);
        self
    }

    /// As [`expires_at`](Self::expires_at), in a string: `expires_at=unix_seconds`.
    pub(crate) const fn with_expires_at(mut self, text: &'a str, separator: u8) -> Self {
        (self.expires_at, self.expires_at_format) = member_and_format(text, separator);
        self.read_times = Some(read_times);
        self
    }

    /// The member, by its name or its path, that has the lifetime of the refresh token in seconds, written as
    /// `expires_in` is. It is [`TokenResponse::refresh_token_expires_in`](crate::TokenResponse), and sets the
    /// [deadline](crate::Session::deadline) of a session. 0 is unknown, as some providers write it for a refresh
    /// token that does not expire. An empty name is none.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Profile, TokenError};
    /// const ACME: Profile<'_> = Profile::RFC6749.refresh_token_expires_in("refresh_expires_in");
    /// let mut body =
    ///     *br#"{"access_token":"at","token_type":"Bearer","refresh_token":"rt","refresh_expires_in":1800}"#;
    /// let token = ACME.token(200, &mut body)?;
    /// assert_eq!(token.refresh_token_expires_in, Some(1800));
    /// # Ok::<(), TokenError>(())
    /// ```
    #[must_use]
    pub const fn refresh_token_expires_in(mut self, member: &'a str) -> Self {
        self.refresh_token_expires_in = member;
        self.read_times = Some(read_times);
        self
    }

    /// Leaves both values as they are written, at [`LocatedResponse::TIMES`].
    pub(crate) const fn with_written_times(mut self) -> Self {
        self.read_times = Some(locate_times);
        self
    }

    /// Whether an `expires_in` of 0 is unknown, as some providers write it for an access token that does not
    /// expire; in RFC 6749 the token has expired. A moment of 0 is unknown too.
    ///
    /// # Example
    /// ```
    /// use grantlet::{Profile, TokenError};
    /// const ACME: Profile<'_> = Profile::RFC6749.zero_lifetime_is_unknown(true);
    /// let mut body = *br#"{"access_token":"at","token_type":"Bearer","expires_in":0}"#;
    /// assert_eq!(ACME.token(200, &mut body)?.expires_in, None);
    /// # Ok::<(), TokenError>(())
    /// ```
    #[must_use]
    pub const fn zero_lifetime_is_unknown(mut self, is: bool) -> Self {
        self.zero_lifetime_is_unknown = is;
        self.read_times = Some(read_times);
        self
    }
}

/// The words for a format in a string.
pub(crate) const FORMATS: &[(&str, InstantFormat)] = &[
    ("unix_seconds", InstantFormat::UnixSeconds),
    ("unix_milliseconds", InstantFormat::UnixMilliseconds),
    ("rfc3339", InstantFormat::Rfc3339),
];

/// A member and its format, in a string. The whole string, without a format, if there is no such format.
pub(crate) const fn member_and_format(text: &str, separator: u8) -> (&str, Option<InstantFormat>) {
    if let (name @ [_, ..], Some(word)) = cut(text.as_bytes(), separator)
        && let Some((name, _)) = text.split_at_checked(name.len())
    {
        let mut formats = FORMATS;
        while let [(other, format), rest @ ..] = formats {
            if is_same(word, other.as_bytes()) {
                return (name, Some(*format));
            }
            formats = rest;
        }
    }
    (text, None)
}

/// The object that a token's members are in.
fn document(body: &[u8], envelope: Span) -> Text<'_> {
    let root = Text::document(body);
    if envelope.is_empty() { root } else { root.inside(envelope, None) }
}

/// Reads the members that the profile names before the body is changed, and unescapes the other members in between.
fn read_times(
    profile: &Profile<'_>,
    body: &mut [u8],
    envelope: Span,
    located: &mut LocatedResponse,
) {
    let document = document(body, envelope);
    let mut buffer = [0; MOST];
    let format = profile.expires_at_format;
    // For a form, `form_response::open` has located and decoded both values.
    let is_form = profile.form_response && envelope.is_empty();
    let read_at = |index: usize| Written {
        text: located.span(index).of(body),
        is_string: located.members.facts(index) & STRING != 0,
    };
    let value = if is_form {
        read_at(LocatedResponse::TIMES)
    } else {
        value_of(&document, profile.expires_at, &mut buffer)
    };
    let moment = format.and_then(|format| moment_of(value, format));
    let value = if is_form {
        read_at(LocatedResponse::TIMES.wrapping_add(1))
    } else {
        value_of(&document, profile.refresh_token_expires_in, &mut buffer)
    };
    let refresh_token_expires_in = value.number().map_or(0, lifetime_of_number);
    located.unescape_token(body, profile.separator());
    if profile.zero_lifetime_is_unknown && located.expires_in().is_none_or(|seconds| seconds == 0) {
        located.set_lifetime(None);
    }
    located.set_expires_at(moment.filter(|at| *at != 0 || !profile.zero_lifetime_is_unknown));
    located.set_refresh_token_expires_in(refresh_token_expires_in);
}

/// As [`read_times`], for JavaScript, which reads JSON itself: finds the two values as they are written, and keeps
/// their spans.
fn locate_times(
    profile: &Profile<'_>,
    body: &mut [u8],
    envelope: Span,
    located: &mut LocatedResponse,
) {
    let document = document(body, envelope);
    let spans = [profile.expires_at, profile.refresh_token_expires_in].map(|path| {
        let mut found = found_at(&document, path);
        if found.facts & STRING != 0 {
            // With its quotes.
            found.span.start = found.span.start.wrapping_sub(1);
            found.span.end = found.span.end.wrapping_add(1);
        }
        found.span
    });
    located.unescape_token(body, profile.separator());
    for (index, span) in (LocatedResponse::TIMES..).zip(spans) {
        located.set(index, span, 0);
    }
}

/// The value at a path, if there is one that is a string or a number.
fn found_at(document: &Text<'_>, path: &str) -> Found {
    if path.is_empty() {
        return Found::default();
    }
    path::find(document, OBJECT, path.as_bytes()).single()
}

/// A string or a number of a response, as text.
#[derive(Clone, Copy, Default)]
struct Written<'b> {
    text: &'b [u8],
    is_string: bool,
}

impl<'b> Written<'b> {
    /// A number, or a string of digits.
    fn number(self) -> Option<&'b [u8]> {
        let is_number = !self.is_string || lifetime_of_digits(self.text).is_some();
        (is_number && !self.text.is_empty()).then_some(self.text)
    }
}

/// The value at a path, if it is a number or an ASCII string; a string is unescaped into `buffer`.
fn value_of<'b>(document: &Text<'b>, path: &str, buffer: &'b mut [u8; MOST]) -> Written<'b> {
    let Found { span, facts, .. } = found_at(document, path);
    if facts & STRING == 0 {
        return Written { text: document.bytes_of(span), is_string: false };
    }
    let mut content = document.inside(span, None);
    content.advance();
    let mut length = 0usize;
    while content.at < span.end {
        let (Some(slot), Ok(byte)) = (buffer.get_mut(length), u8::try_from(content.character()))
        else {
            return Written::default();
        };
        *slot = byte;
        length = length.wrapping_add(1);
    }
    Written { text: buffer.get(..length).unwrap_or_default(), is_string: true }
}

fn moment_of(value: Written<'_>, format: InstantFormat) -> Option<i64> {
    match format {
        InstantFormat::Rfc3339 if value.is_string => {
            rfc3339(value.text).ok().map(|date| date.second.as_secs())
        }
        InstantFormat::Rfc3339 => None,
        format => {
            let is_in_milliseconds = format == InstantFormat::UnixMilliseconds;
            value.number().map(|number| moment_of_number(number, is_in_milliseconds))
        }
    }
}
