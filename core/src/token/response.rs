//! The token endpoint's response: bytes to a token or an error.

use crate::json::facts::{ARRAY, NUMBER, ODD, SAYS, STRING};
use crate::json::names::MOST;
use crate::json::reader::{Members, ROOT, Read, Reader, bit};
use crate::json::text::{END, Text, start_of};
use crate::member::Member;
use crate::oauth::document::Document;
use crate::oauth::located_response::{
    ERROR, ERROR_BITS, ERROR_NUMBER, LocatedResponse, SCOPE, TOKEN_TYPE, member_number,
};
use crate::oauth::outcome::decides;
use crate::oauth::token_error::TokenError;
use crate::oauth::verdict::{Class, Verdict};
use crate::profile::ends_on::RETRIES;
use crate::profile::envelope::{ENVELOPE_AGAIN, ENVELOPE_TYPE, names_of};
use crate::profile::profile::Profile;

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

/// As [`Profile::revoked`], by the offsets of a server's error.
pub fn locate_revoked(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
) -> Verdict {
    if is_success(status) { Verdict::OK } else { locate_error(profile, status, body, located) }
}

/// Finds the members of a document in a response, which must be no error.
pub(crate) fn locate_document<const N: usize>(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    document: &Document<N>,
    located: &mut LocatedResponse,
) -> Verdict {
    let verdict = locate_error(profile, status, body, located);
    if verdict.is_ok() { document.locate(body, &mut located.members) } else { verdict }
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

/// Reads a response: a server's error, whose strings are unescaped, or a token, validated and unescaped if
/// `is_token`.
#[inline(never)]
fn read(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
    is_token: bool,
) -> Verdict {
    let mut reader = Reader::of_response(profile, body, &mut located.members);
    let class = reader.find_first(profile, body);
    let is_success = is_success(status);
    if class != Class::Ok && is_success {
        return Verdict::of(class);
    }
    if class != Class::Ok {
        located.members.at = 0;
        return Verdict::of(Class::Status);
    }
    let mut is_error = reader.says_error();
    let verdict = match is_success {
        false => Verdict::of(Class::Status),
        true if is_token => reader.validate(profile),
        true if !is_error => return Verdict::OK,
        true => Verdict::OK,
    };
    let layer = reader.text.layer();
    let mut envelope = reader.envelope;
    if let Some(apply_shapes) = profile.apply_shapes {
        is_error = apply_shapes(profile, verdict, &mut envelope, layer, body, located);
    }
    if is_error {
        return unescape_error(profile, status, body, located);
    }
    if !verdict.is_ok() {
        return verdict;
    }
    match profile.read_times {
        None => located.unescape_token(body, profile.separator()),
        Some(read_times) => read_times(profile, body, envelope, located),
    }
    if let Some(refresh_itself) = profile.refresh_itself {
        refresh_itself(located);
    }
    verdict
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
        // As `Text::document`: most programs link no other.
        Self::new(Text::before(body, start_of(body), None), ROOT, names_of(profile), members)
    }

    /// Finds the members where the profile puts them, in `body`.
    #[inline(never)]
    pub(crate) fn find(&mut self, profile: &Profile<'n>, body: &'a [u8]) -> Class {
        self.find_first(profile, body)
    }

    /// The same, for what a program calls that does nothing else.
    #[inline(always)]
    fn find_first(&mut self, profile: &Profile<'n>, body: &'a [u8]) -> Class {
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

    /// The verdict on a token, in the order of [`TokenError`].
    #[inline(never)]
    pub(crate) fn validate(&mut self, profile: &Profile<'_>) -> Verdict {
        let envelope = Member::Envelope.number();
        let again = self.again & !ENVELOPE_TYPE;
        let is_envelope = self.again & ENVELOPE_AGAIN != 0;
        let [access_token, token_type, ..] = self.members.facts;
        let (class, member) = if again != 0 {
            let first = member_number(again.trailing_zeros());
            (Class::Duplicate, if is_envelope { envelope } else { first })
        } else if self.again != 0 {
            (Class::Type, envelope)
        } else if let Some(index) = self.first_of_wrong_type() {
            (Class::Type, member_number(index))
        } else if access_token & SAYS == 0 {
            (Class::Missing, Member::AccessToken.number())
        } else if token_type == 0 && !profile.bearer_by_default {
            (Class::Missing, Member::TokenType.number())
        } else if access_token & ODD != 0 {
            (Class::Chars, Member::AccessToken.number())
        } else if token_type != 0 && !self.is_known_type(profile) {
            (Class::TokenType, Member::TokenType.number())
        } else {
            return Verdict::OK;
        };
        Verdict::blame(class, member)
    }

    /// A scope may be an array, of which the strings count; each of the others is a string.
    fn first_of_wrong_type(&self) -> Option<u32> {
        let wrong = |(index, facts): &(u32, &u8)| {
            let wanted = if *index as usize == SCOPE { STRING | ARRAY } else { STRING };
            **facts != 0 && **facts & wanted == 0
        };
        (0u32..).zip(self.members.facts.iter().take(ERROR)).find(wrong).map(|(index, _)| index)
    }

    /// Whether the token is of a type that the caller knows how to use.
    fn is_known_type(&mut self, profile: &Profile<'_>) -> bool {
        self.text.content = self.members.span(TOKEN_TYPE);
        // As nearly each server writes it: 280 instructions less on M4.
        if self.text.is(self.members.facts(TOKEN_TYPE), b"Bearer") {
            return true;
        }
        self.text.holds(b"bearer", true)
            || profile.lists.is_some_and(|lists| (lists.has)(&profile.token_types, &self.text))
    }
}

/// Makes a server's error readable. Returns what it means.
// Apart, so that a token's response takes no stack for it.
#[inline(never)]
fn unescape_error(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
) -> Verdict {
    // A lifetime is no number beside an error.
    let number = if profile.read_errors.is_none() { bit(ERROR_NUMBER) } else { 0 };
    located.unescape(body, b' ', ERROR_BITS & !number, STRING | NUMBER);
    located.keep_shown_uri(body);
    let listed = profile.meaning.map_or(0, |meaning| meaning(profile, located, body));
    let retries = listed & RETRIES != 0;
    let ends = listed != 0 || located.span(ERROR).of(body) == b"invalid_grant";
    Verdict::server(ends && !retries && decides(status), retries)
}

pub(crate) fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}
