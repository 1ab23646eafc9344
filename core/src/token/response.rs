//! The token endpoint's response: bytes to a token or an error.

use crate::json::facts::{ARRAY, NUMBER, ODD, SAYS, STRING};
use crate::json::names::MOST;
use crate::json::reader::{Members, ROOT, Read, Reader, bit};
use crate::json::text::{END, Layer, Text};
use crate::member::Member;
use crate::oauth::located_response::{
    ACCESS_TOKEN, ERROR, ERROR_BITS, ERROR_DESCRIPTION, ERROR_NUMBER, EXPIRES_IN, LocatedResponse,
    SCOPE, TOKEN_TYPE, member_number,
};
use crate::oauth::outcome::decides;
use crate::oauth::token_error::TokenError;
use crate::oauth::verdict::{Class, Verdict};
use crate::profile::envelope::{ENVELOPE_AGAIN, ENVELOPE_TYPE, find_named, names_of};
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
    Reading::new(profile, body, located).read(status, true)
}

/// Reads a server's error, as [`locate`] does; any other response that is one JSON object has no error.
pub(crate) fn locate_error(
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    located: &mut LocatedResponse,
) -> Verdict {
    Reading::new(profile, body, located).read(status, false)
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

/// What comes before it must be of the right type.
#[allow(clippy::cast_possible_truncation)]
const ERROR_INDEX: u32 = ERROR as u32;

/// A response while it is read.
pub(crate) struct Reading<'r, 'p> {
    profile: &'r Profile<'p>,
    body: &'r mut [u8],
    located: &'r mut LocatedResponse,
    /// A bit for each member that occurs more than once.
    again: u32,
    /// Where a profile's envelope stands, and how it is read.
    envelope: Span,
    layer: Option<Layer>,
}

impl<'r, 'p> Reading<'r, 'p> {
    pub(crate) fn new(
        profile: &'r Profile<'p>,
        body: &'r mut [u8],
        located: &'r mut LocatedResponse,
    ) -> Self {
        *located = LocatedResponse::default();
        Self { profile, body, located, again: 0, envelope: Span::default(), layer: None }
    }

    /// Finds the members where the profile puts them, and changes nothing.
    #[inline(never)]
    pub(crate) fn find(&mut self) -> Class {
        let members = &mut self.located.members;
        let mut reader =
            Reader::new(Text::document(self.body), ROOT, names_of(self.profile), members);
        let read = match self.profile.read_envelope {
            None => reader.read(),
            Some(envelope) => (envelope.find)(&mut reader, self.profile),
        };
        (self.again, self.envelope, self.layer) =
            (reader.again & !bit(MOST), reader.envelope, reader.text.layer());
        if read == Read::Whole {
            let mut document = Text::document(self.body);
            if self.profile.read_envelope.is_some() {
                document = document.inside(self.envelope, self.layer);
            }
            self.again |= find_named(self.profile, &document, members);
        }
        read.into()
    }

    /// Whether the server reports an error.
    pub(crate) fn says_error(&self) -> bool {
        self.located.members.facts(ERROR) & SAYS != 0
    }

    fn has_token(&self) -> bool {
        self.located.members.facts(ACCESS_TOKEN) != 0
    }

    /// Where an error of the profile's own shapes is.
    fn fit(&self) -> Fit {
        self.profile.read_errors.map_or(Fit::None, |read| {
            (read.fits)(&self.profile.errors, self.body, self.envelope, self.layer)
        })
    }

    /// Whether a member occurs more than once, or the envelope does or is of a wrong type.
    pub(crate) fn repeats(&self, bits: u32) -> bool {
        self.again & bits != 0
    }

    /// Bytes of a string that a request can carry, once its escapes are undone; 0 where it is none.
    pub(crate) fn sendable_length(&self, index: usize) -> usize {
        if self.located.members.facts(index) & STRING == 0 {
            return 0;
        }
        let mut text = Text::at(self.body, self.located.span(index).start, self.layer);
        let mut length = 0usize;
        loop {
            match text.character() {
                END => return length,
                0x20..=0x7E => length = length.wrapping_add(1),
                _ => return 0,
            }
        }
    }

    /// Makes wanted members readable where they stand, also those in an envelope that is a string.
    pub(crate) fn unescape(&mut self, separator: u8, wanted: u32, facts: u8) {
        self.open();
        self.located.unescape(self.body, separator, wanted, facts);
    }

    /// Makes the text of an envelope that is a string plain, and finds the members again.
    fn open(&mut self) {
        if let (Some(reader), Some(_)) = (self.profile.read_envelope, self.layer.take()) {
            let members = &mut self.located.members;
            self.envelope = (reader.open)(self.envelope, self.profile, self.body, members);
        }
    }

    /// Reads the response: a server's error, whose texts are made readable, or what is said to be a token,
    /// validated and unescaped if that is asked for.
    #[inline(never)]
    fn read(&mut self, status: u16, is_token: bool) -> Verdict {
        let class = self.find();
        let is_success = is_success(status);
        if class != Class::Ok && is_success {
            return Verdict::of(class);
        }
        if class != Class::Ok {
            self.located.members.at = 0;
            return Verdict::of(Class::Status);
        }
        if self.says_error() {
            self.open();
        } else if is_success && (!is_token || self.has_token() || self.fit() == Fit::None) {
            let verdict = if is_token { self.validate() } else { return Verdict::OK };
            if verdict.is_ok() {
                self.unescape_token();
            }
            return verdict;
        } else {
            match self.fit() {
                Fit::None => return Verdict::of(Class::Status),
                Fit::Envelope => self.open(),
                // The envelope stays as it is.
                Fit::Top => {}
            }
            self.located.members = Members::default();
        }
        let (ends_grant, retries) = self.unescape_error();
        Verdict::server(ends_grant && !retries && decides(status), retries)
    }

    /// Makes a server's error readable. Returns whether it is one that ends a grant, and one that decides
    /// nothing.
    fn unescape_error(&mut self) -> (bool, bool) {
        let Self { profile, body, located, envelope, .. } = self;
        located.set(ERROR_NUMBER, Span::default(), 0);
        if let Some(read) = profile.read_errors {
            (read.find)(&profile.errors, located, body, *envelope);
        }
        located.unescape(body, b' ', ERROR_BITS, STRING | NUMBER);
        located.keep_shown_uri(body);
        let error = located.span(ERROR).of(body);
        let [description, number] =
            [ERROR_DESCRIPTION, ERROR_NUMBER].map(|index| located.span(index).of(body));
        let is_in =
            |errors| profile.is_listed.is_some_and(|is| is(errors, [error, description, number]));
        (error == b"invalid_grant" || is_in(&profile.ends_on), is_in(&profile.retry_on))
    }

    /// The verdict on what is said to be a token, in the order of [`TokenError`].
    #[inline(never)]
    pub(crate) fn validate(&self) -> Verdict {
        let members = &self.located.members;
        let [access_token, token_type, ..] = members.facts;
        // A scope may be an array, of which the strings count; each of the others is a string.
        let mut wrong = 0u32;
        while wrong < ERROR_INDEX {
            let facts = members.facts(wrong as usize);
            let is_list = wrong as usize == SCOPE && facts & ARRAY != 0;
            if facts != 0 && facts & STRING == 0 && !is_list {
                break;
            }
            wrong = wrong.wrapping_add(1);
        }
        let (class, index) = if self.again & ENVELOPE_AGAIN != 0 {
            return Verdict::blame(Class::Duplicate, Member::Envelope.number());
        } else if self.again & !ENVELOPE_TYPE != 0 {
            (Class::Duplicate, self.again.trailing_zeros())
        } else if self.again != 0 {
            return Verdict::blame(Class::Type, Member::Envelope.number());
        } else if wrong < ERROR_INDEX {
            (Class::Type, wrong)
        } else if access_token & SAYS == 0 {
            (Class::Missing, 0)
        } else if token_type == 0 && !self.profile.bearer_by_default {
            (Class::Missing, 1)
        } else if access_token & ODD != 0 {
            (Class::Chars, 0)
        } else if token_type != 0 && !self.is_known_type() {
            (Class::TokenType, 1)
        } else {
            return Verdict::OK;
        };
        Verdict::blame(class, member_number(index))
    }

    /// Whether the token is of a type that the caller knows how to use.
    fn is_known_type(&self) -> bool {
        let text = Text::before(self.body, 0, self.layer);
        let start = self.located.span(TOKEN_TYPE).start;
        let mut listed = self.profile.token_types;
        let mut name: &[u8] = b"bearer";
        // An empty name in a slice is none.
        while name.is_empty() || !text.holds(start, name, true) {
            let next = self.profile.next_name.and_then(|next_name| next_name(&mut listed));
            let Some(word) = next else { return false };
            name = word;
        }
        true
    }

    /// Makes the members of a token readable, where they stand.
    fn unescape_token(&mut self) {
        self.unescape(self.profile.separator(), !ERROR_BITS | bit(EXPIRES_IN), u8::MAX);
        let text = self.located.span(EXPIRES_IN).of(self.body);
        let facts = self.located.members.facts(EXPIRES_IN);
        let seconds = if facts & STRING != 0 {
            lifetime_of_digits(text)
        } else {
            (facts & NUMBER != 0).then(|| lifetime_of_number(text))
        };
        self.located.set_lifetime(seconds);
    }
}

pub(crate) fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}
