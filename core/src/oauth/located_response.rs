//! The spans of the members of a token endpoint's response.

use crate::json::facts::{ARRAY, BOOL, ESCAPED, NUMBER, OBJECT, ODD, STRING};
use crate::json::names::MOST;
use crate::json::reader::{Members, bit};
use crate::json::unescape::{join, unescape};
use crate::member::{Member, NAMES};
use crate::oauth::url::{HTTPS, can_be_shown};
use crate::text::span::Span;
use crate::time::expiry::Lifetime;
use crate::time::lifetime::{lifetime_of_digits, lifetime_of_number};

pub(crate) const ACCESS_TOKEN: usize = 0;
pub(crate) const TOKEN_TYPE: usize = 1;
pub(crate) const REFRESH_TOKEN: usize = 2;
pub(crate) const ID_TOKEN: usize = 3;
pub(crate) const SCOPE: usize = 4;
pub(crate) const ERROR: usize = 5;
pub(crate) const ERROR_DESCRIPTION: usize = 6;
pub(crate) const ERROR_URI: usize = 7;
pub(crate) const EXPIRES_IN: usize = 8;
/// A number beside an error has the index of a token's lifetime.
pub(crate) const ERROR_NUMBER: usize = EXPIRES_IN;
/// A moment of expiry has the index of a token's lifetime, and the lifetime of a refresh token that of an error's
/// page. C reads a response in the memory of its token, which has no room for words of their own.
const EXPIRES_AT: usize = EXPIRES_IN;
const REFRESH_TOKEN_EXPIRES_IN: usize = ERROR_URI;
/// The start of a lifetime that is known: no value has it, so that its span is empty.
const KNOWN: u32 = u32::MAX;
/// The first of the profile's extra members.
pub(crate) const EXTRA: usize = 9;
/// Members that a profile may name in addition.
pub(crate) const MAX_EXTRA: usize = 8;
const _: () = assert!(EXTRA + MAX_EXTRA == MOST);

/// A bit for each member of an error.
pub(crate) const ERROR_BITS: u32 =
    bit(ERROR) | bit(ERROR_DESCRIPTION) | bit(ERROR_URI) | bit(ERROR_NUMBER);

/// The names of a token endpoint's members, by the indexes above.
pub(crate) const TOKEN_NAMES: &[u8] = before(NAMES, EXTRA);
/// Those of an error's, from [`ERROR`] on.
pub(crate) const ERROR_NAMES: &[u8] = after(before(NAMES, ERROR_NUMBER), ERROR);

/// The rest after so many names, each behind its length. Of constants alone.
const fn after(mut names: &[u8], count: usize) -> &[u8] {
    let mut left = count;
    while left > 0 {
        names = match names {
            [length, rest @ ..] => cut(rest, *length as usize).1,
            [] => names,
        };
        left = left.wrapping_sub(1);
    }
    names
}

const fn cut(names: &[u8], at: usize) -> (&[u8], &[u8]) {
    match names.split_at_checked(at) {
        Some(parts) => parts,
        None => (names, b""),
    }
}

/// Those before.
const fn before(names: &[u8], count: usize) -> &[u8] {
    cut(names, names.len().wrapping_sub(after(names, count).len())).0
}

/// The spans of a response's members in its buffer: of a token, or of a server's error. A member
/// that is not there, or null, or empty, has an empty span.
///
/// # Example
/// ```
/// use grantlet::engine::{self, LocatedResponse};
/// let mut body = *br#"{"access_token":"at","token_type":"Bearer"}"#;
/// let mut located = LocatedResponse::default();
/// engine::response(&grantlet::Profile::RFC6749, 200, &mut body, &mut located);
/// assert_eq!(located.members.spans[LocatedResponse::ACCESS_TOKEN].of(&body), b"at");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct LocatedResponse {
    /// By the indexes below.
    pub members: Members,
}

impl LocatedResponse {
    /// `access_token`
    pub const ACCESS_TOKEN: usize = ACCESS_TOKEN;
    /// `token_type`
    pub const TOKEN_TYPE: usize = TOKEN_TYPE;
    /// `refresh_token`
    pub const REFRESH_TOKEN: usize = REFRESH_TOKEN;
    /// `id_token`
    pub const ID_TOKEN: usize = ID_TOKEN;
    /// `scope`
    pub const SCOPE: usize = SCOPE;
    /// `error`
    pub const ERROR: usize = ERROR;
    /// `error_description`
    pub const ERROR_DESCRIPTION: usize = ERROR_DESCRIPTION;
    /// `error_uri`
    pub const ERROR_URI: usize = ERROR_URI;
    /// A number or a code beside an error.
    pub const ERROR_NUMBER: usize = ERROR_NUMBER;
    /// In JavaScript, as it is written: a token's moment of expiry, then the lifetime of its refresh token.
    pub const TIMES: usize = ERROR_DESCRIPTION;
    /// The first of the profile's extra members.
    pub const EXTRA: usize = EXTRA;

    /// [`kind_number`](Self::kind_number) of a string.
    pub const STRING: u8 = STRING;
    /// Of a number.
    pub const NUMBER: u8 = NUMBER;
    /// Of `true` or `false`.
    pub const BOOLEAN: u8 = BOOL;
    /// Of an object.
    pub const OBJECT: u8 = OBJECT;
    /// Of an array of nothing but strings.
    pub const STRINGS: u8 = ARRAY;
    /// Of any other array.
    pub const ARRAY: u8 = ARRAY | ODD;

    pub(crate) fn span(&self, index: usize) -> Span {
        self.members.span(index)
    }

    /// The byte that a value starts with as it was written, but a backslash for a string that has escapes,
    /// and a closing bracket for an array of nothing but strings; 0 for none.
    pub fn kind(&self, index: usize, body: &[u8]) -> u8 {
        let facts = self.members.facts(index);
        match facts {
            0 => 0,
            _ if facts & ESCAPED != 0 => b'\\',
            _ if facts & STRING != 0 => b'"',
            _ if facts & (ARRAY | ODD) == ARRAY => b']',
            _ => body.get(self.span(index).start as usize).copied().unwrap_or(0),
        }
    }

    /// The kind of a value, for C: one of the constants above, and 0 for a value that is absent or null.
    pub fn kind_number(&self, index: usize) -> u8 {
        let facts = self.members.facts(index);
        let kinds = if facts & ARRAY == 0 { STRING | NUMBER | OBJECT | BOOL } else { ARRAY | ODD };
        facts & kinds
    }

    /// Whether each string is in the body as it was sent: none had escapes.
    pub fn has_no_escapes(&self) -> bool {
        self.members.facts.iter().all(|facts| facts & ESCAPED == 0)
    }

    /// Unescapes wanted values in place, by a bit for each and by their facts, and drops the
    /// rest. An `error` that is no text is wanted as it was written.
    #[inline(never)]
    pub(crate) fn unescape(&mut self, body: &mut [u8], separator: u8, wanted: u32, facts: u8) {
        let Members { spans, facts: known, .. } = &mut self.members;
        for (index, (span, known)) in spans.iter_mut().zip(known).enumerate() {
            let is_shown = *known & facts != 0 || index == ERROR;
            if *known == 0 || !is_shown || wanted & bit(index) == 0 {
                (*span, *known) = (Span::default(), 0);
            } else if index == SCOPE && *known & ARRAY != 0 {
                join(body, span, Some(separator));
                *known = STRING | ESCAPED;
            } else if *known & ESCAPED != 0 {
                unescape(body, span);
            }
        }
    }

    /// Drops an address of an error that a user may not be shown.
    pub(crate) fn keep_shown_uri(&mut self, body: &[u8]) {
        if !can_be_shown(self.span(ERROR_URI).of(body), HTTPS) {
            self.set(ERROR_URI, Span::default(), 0);
        }
    }

    /// Unescapes the members of a token in place.
    pub(crate) fn unescape_token(&mut self, body: &mut [u8], separator: u8) {
        self.unescape(body, separator, !ERROR_BITS | bit(EXPIRES_IN), u8::MAX);
        let text = self.span(EXPIRES_IN).of(body);
        let facts = self.members.facts(EXPIRES_IN);
        let seconds = if facts & STRING != 0 {
            lifetime_of_digits(text)
        } else {
            (facts & NUMBER != 0).then(|| lifetime_of_number(text))
        };
        self.set_lifetime(seconds);
    }

    /// `expires_in` in seconds, saturated, of what was read as a token, a device authorization or a pushed request.
    pub fn expires_in(&self) -> Option<u32> {
        let Span { start, end } = self.span(EXPIRES_IN);
        (start == KNOWN && self.members.facts(EXPIRES_IN) == 0).then_some(end)
    }

    /// When what was read as a token expires, in seconds since 1970, where its `expires_in` is unknown.
    #[inline(always)]
    pub fn expires_at(&self) -> Option<i64> {
        let Span { start, end } = self.span(EXPIRES_AT);
        let moment = i64::from(end).wrapping_shl(32) | i64::from(start);
        (self.members.facts(EXPIRES_AT) != 0).then_some(moment)
    }

    /// What is known of the life of what was read as a token.
    pub(crate) fn lifetime(&self) -> Lifetime {
        Lifetime::of(self.expires_in(), self.expires_at())
    }

    /// The lifetime of the refresh token of what was read as a token, in seconds; 0 is unknown.
    pub fn refresh_token_expires_in(&self) -> u32 {
        self.span(REFRESH_TOKEN_EXPIRES_IN).start
    }

    /// Keeps a moment where `expires_in` is unknown.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub(crate) fn set_expires_at(&mut self, moment: Option<i64>) {
        if let (Some(moment), None) = (moment, self.expires_in()) {
            let span = Span { start: moment as u32, end: (moment >> 32) as u32 };
            self.set(EXPIRES_AT, span, NUMBER);
        }
    }

    pub(crate) fn set_refresh_token_expires_in(&mut self, seconds: u32) {
        self.set(REFRESH_TOKEN_EXPIRES_IN, Span { start: seconds, end: 0 }, 0);
    }

    /// Takes the access token as the refresh token, where there is none.
    pub(crate) fn refresh_itself(&mut self) {
        if self.span(REFRESH_TOKEN).is_empty() {
            let span = self.span(ACCESS_TOKEN);
            self.set(REFRESH_TOKEN, span, self.members.facts(ACCESS_TOKEN));
        }
    }

    /// Keeps `expires_in`; its index is that of a number beside an error.
    pub(crate) fn set_lifetime(&mut self, seconds: Option<u32>) {
        let span = seconds.map_or(Span::default(), |end| Span { start: KNOWN, end });
        self.set(EXPIRES_IN, span, 0);
    }

    pub(crate) fn set(&mut self, index: usize, span: Span, facts: u8) {
        self.members.set(index, span, facts);
    }
}

/// What the index of an extra member lacks to its number.
#[allow(clippy::cast_possible_truncation)]
const FIRST_OF_EXTRA: u8 = 128u8.wrapping_sub(EXTRA as u8);

/// The number of a member by its index, for an error to name.
// There are 17.
#[allow(clippy::cast_possible_truncation)]
pub(crate) const fn member_number(index: u32) -> u8 {
    if index < EXTRA as u32 {
        (index as u8).wrapping_add(1)
    } else {
        (index as u8).wrapping_add(FIRST_OF_EXTRA)
    }
}

// The first members have the first numbers, in this order.
const _: () = assert!(Member::AccessToken.number() == 1 && Member::ExpiresIn.number() == 9);
