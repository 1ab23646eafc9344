//! The token endpoint's response: bytes to a token or an error.

use crate::json::facts::{ARRAY, NUMBER, ODD, SAYS, STRING};
use crate::json::names::MOST;
use crate::json::reader::{Members, ROOT, Read, Reader, bit};
use crate::json::text::{END, Text};
use crate::member::Member;
use crate::oauth::located_response::{
    ACCESS_TOKEN, ERROR, ERROR_BITS, ERROR_DESCRIPTION, ERROR_NUMBER, EXPIRES_IN, LocatedResponse,
    REFRESH_TOKEN, SCOPE, TOKEN_TYPE, member_number,
};
use crate::oauth::outcome::decides;
use crate::oauth::token_error::TokenError;
use crate::oauth::verdict::{Class, Verdict};
use crate::profile::envelope::{ENVELOPE_AGAIN, ENVELOPE_TYPE, names_of};
use crate::profile::profile::{Fit, Profile};
use crate::text::span::Span;
use crate::time::lifetime::{lifetime_of_digits, lifetime_of_number};

/// As [`Profile::token`], by offsets: `located` is overwritten, and holds the token's members or the server's
/// error. Where it is neither, the body is as it was.
pub fn locate(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
) -> Verdict {
    *located = LocatedResponse::default();
    locate_into_empty(profile, status, body, located)
}

/// As [`locate`], where `located` is empty already.
#[inline]
pub fn locate_into_empty(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
) -> Verdict {
    read(profile, status, body, located, true)
}

/// Reads a server's error, as [`locate`] does; any other response that is one JSON object has no error.
pub(crate) fn locate_error(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
) -> Verdict {
    *located = LocatedResponse::default();
    read(profile, status, body, located, false)
}

/// Gives the body back where it is neither a server's error nor unreadable.
pub(crate) fn reject_error<'b>(
    profile: &Profile<'_>,
    status: u16,
    body: &'b mut [u8],
) -> Result<&'b mut [u8], TokenError> {
    let mut located = LocatedResponse::default();
    let verdict = locate_error(profile, status, body, &mut located);
    if verdict.is_ok() {
        return Ok(body);
    }
    Err(verdict.error(status, &located, body).unwrap_or(TokenError::Status(status)))
}

/// Reads a response: a server's error, whose texts are made readable, or what is said to be a token, validated
/// and unescaped if that is asked for.
#[inline(never)]
fn read(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
    is_token: bool,
) -> Verdict {
    let mut reader = Reader::of_response(profile, body, &mut located.members);
    let class = reader.find(profile, body);
    let is_success = is_success(status);
    if class != Class::Ok && is_success {
        return Verdict::of(class);
    }
    if class != Class::Ok {
        located.members.at = 0;
        return Verdict::of(Class::Status);
    }
    let says_error = reader.says_error();
    // What has tokens is no error of the profile's own shapes.
    let is_settled = says_error || is_success && (!is_token || reader.has_token());
    let fit = if is_settled { Fit::None } else { reader.fit(profile, body) };
    let is_error = says_error || fit != Fit::None;
    if !is_error {
        let verdict = match is_success {
            false => Verdict::of(Class::Status),
            true if is_token => reader.validate(profile),
            true => return Verdict::OK,
        };
        if !verdict.is_ok() {
            return verdict;
        }
    }
    let mut envelope = reader.envelope;
    // It stays as it is where the error stands beside it.
    if reader.text.layer().is_some() && fit != Fit::Top {
        open(profile, &mut envelope, body, located);
    }
    if fit != Fit::None {
        located.members = Members::default();
    }
    if is_error {
        return unescape_error(profile, status, envelope, body, located);
    }
    unescape_token(profile, body, located);
    Verdict::OK
}

/// A response while it is read. Nothing is changed.
impl<'a, 'n, 'm> Reader<'a, 'n, 'm> {
    /// A reader of a response, into members of which none was found yet.
    #[inline(never)]
    pub(crate) fn of_response(
        profile: &Profile<'n>,
        body: &'a [u8],
        members: &'m mut Members,
    ) -> Self {
        Self::new(Text::document(body), ROOT, names_of(profile), members)
    }

    /// Finds the members where the profile puts them, in `body`.
    pub(crate) fn find(&mut self, profile: &Profile<'n>, body: &'a [u8]) -> Class {
        let read = match profile.read_envelope {
            None => self.read(),
            Some(envelope) => (envelope.find)(self, profile),
        };
        self.again &= !bit(MOST);
        if let (Read::Whole, Some(find_named)) = (read, profile.find_named) {
            find_named(self, profile, body);
        }
        read.into()
    }

    /// Whether the server reports an error.
    pub(crate) fn says_error(&self) -> bool {
        self.members.facts(ERROR) & SAYS != 0
    }

    /// Whether a token came, or a new refresh token without one, which must not be lost.
    fn has_token(&self) -> bool {
        (self.members.facts(ACCESS_TOKEN) | self.members.facts(REFRESH_TOKEN)) & SAYS != 0
    }

    /// Where an error of the profile's own shapes is.
    #[inline(never)]
    fn fit(&self, profile: &Profile<'_>, body: &[u8]) -> Fit {
        profile.read_errors.map_or(Fit::None, |read| {
            (read.fits)(&profile.errors, body, self.envelope, self.text.layer())
        })
    }

    /// Whether one of these members occurs more than once, or the envelope does or is of a wrong type.
    pub(crate) fn repeats_any(&self, bits: u32) -> bool {
        self.again & bits != 0
    }

    /// Bytes of a string that a request can carry, once its escapes are undone; 0 where it is none.
    pub(crate) fn sendable_length(&self, index: usize) -> usize {
        if self.members.facts(index) & STRING == 0 {
            return 0;
        }
        let mut text = self.text.before_content(self.members.span(index));
        text.advance();
        let mut length = 0usize;
        loop {
            match text.character() {
                END => return length,
                0x20..=0x7E => length = length.wrapping_add(1),
                _ => return 0,
            }
        }
    }

    /// The verdict on what is said to be a token, in the order of [`TokenError`].
    #[inline(never)]
    pub(crate) fn validate(&mut self, profile: &Profile<'_>) -> Verdict {
        let again = self.again;
        if again & ENVELOPE_AGAIN != 0 {
            return Verdict::blame(Class::Duplicate, Member::Envelope.number());
        }
        if again & !ENVELOPE_TYPE != 0 {
            return Verdict::blame(Class::Duplicate, member_number(again.trailing_zeros()));
        }
        if again != 0 {
            return Verdict::blame(Class::Type, Member::Envelope.number());
        }
        // A scope may be an array, of which the strings count; each of the others is a string.
        for (index, facts) in (0u32..).zip(self.members.facts.iter().take(ERROR)) {
            let is_list = index as usize == SCOPE && facts & ARRAY != 0;
            if *facts != 0 && facts & STRING == 0 && !is_list {
                return Verdict::blame(Class::Type, member_number(index));
            }
        }
        let [access_token, token_type, ..] = self.members.facts;
        let (class, member) = if access_token & SAYS == 0 {
            (Class::Missing, Member::AccessToken)
        } else if token_type == 0 && !profile.bearer_by_default {
            (Class::Missing, Member::TokenType)
        } else if access_token & ODD != 0 {
            (Class::Chars, Member::AccessToken)
        } else if token_type != 0 && !self.is_known_type(profile) {
            (Class::TokenType, Member::TokenType)
        } else {
            return Verdict::OK;
        };
        Verdict::blame(class, member.number())
    }

    /// Whether the token is of a type that the caller knows how to use.
    fn is_known_type(&mut self, profile: &Profile<'_>) -> bool {
        self.text.content = self.members.span(TOKEN_TYPE);
        // As nearly each server writes it: 280 instructions less on M4.
        if self.text.is(self.members.facts(TOKEN_TYPE), b"Bearer") {
            return true;
        }
        let mut listed = profile.token_types;
        let mut name: &[u8] = b"bearer";
        // An empty name in a slice is none.
        while name.is_empty() || !self.text.holds(name, true) {
            let next = profile.next_name.and_then(|next_name| next_name(&mut listed));
            let Some(word) = next else { return false };
            name = word;
        }
        true
    }
}

/// Makes the text of an envelope that is a string plain, and finds the members again.
#[inline(always)]
pub(crate) fn open(
    profile: &Profile<'_>,
    envelope: &mut Span,
    body: &mut [u8],
    located: &mut LocatedResponse,
) {
    if let Some(reader) = profile.read_envelope {
        *envelope = (reader.open)(*envelope, profile, body, &mut located.members);
    }
}

/// Makes a server's error readable. Returns what it means.
// Apart, so that a token's response takes no stack for it.
#[inline(never)]
fn unescape_error(
    profile: &Profile<'_>,
    status: u16,
    envelope: Span,
    body: &mut [u8],
    located: &mut LocatedResponse,
) -> Verdict {
    located.set(ERROR_NUMBER, Span::default(), 0);
    if let Some(read) = profile.read_errors {
        (read.find)(&profile.errors, located, body, envelope);
    }
    located.unescape(body, b' ', ERROR_BITS, STRING | NUMBER);
    located.keep_shown_uri(body);
    let strings =
        [ERROR, ERROR_DESCRIPTION, ERROR_NUMBER].map(|index| located.span(index).of(body));
    let is_in = |errors| profile.is_listed.is_some_and(|is| is(errors, strings));
    let retries = is_in(&profile.retry_on);
    let [error, ..] = strings;
    let ends_grant = error == b"invalid_grant" || is_in(&profile.ends_on);
    Verdict::server(ends_grant && !retries && decides(status), retries)
}

/// Makes the members of a token readable, where they stand.
fn unescape_token(profile: &Profile<'_>, body: &mut [u8], located: &mut LocatedResponse) {
    located.unescape(body, profile.separator(), !ERROR_BITS | bit(EXPIRES_IN), u8::MAX);
    let text = located.span(EXPIRES_IN).of(body);
    let facts = located.members.facts(EXPIRES_IN);
    let seconds = if facts & STRING != 0 {
        lifetime_of_digits(text)
    } else {
        (facts & NUMBER != 0).then(|| lifetime_of_number(text))
    };
    located.set_lifetime(seconds);
    if let Some(refresh_itself) = profile.refresh_itself {
        refresh_itself(located);
    }
}

pub(crate) fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}
