//! Small documents: metadata, device responses, claims, saved logins.

use crate::json::facts::{ARRAY, BOOL, ESCAPED, NUMBER, OBJECT, SAYS, STRING};
use crate::json::names::{MOST, Names};
use crate::json::reader::{Members, ROOT, Reader, bit};
use crate::json::text::Text;
use crate::json::unescape::unescape;
use crate::json::validate::JsonError;
use crate::json::value::{Value, value_of};
use crate::list::List;
use crate::member::Member;
use crate::oauth::token_error::TokenError;
use crate::oauth::verdict::{Class, Verdict};
use crate::text::span::Span;

/// What a member must be: one of these facts of its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind(u8);

impl Kind {
    pub(crate) const TEXT: Self = Self(STRING);
    pub(crate) const NUMBER: Self = Self(NUMBER);
    pub(crate) const BOOL: Self = Self(BOOL);
    pub(crate) const ARRAY: Self = Self(ARRAY);
    pub(crate) const OBJECT: Self = Self(OBJECT);
    pub(crate) const TEXT_OR_ARRAY: Self = Self(STRING | ARRAY);
    /// A number, or a string of digits; any other string is absent.
    pub(crate) const LIFETIME: Self = Self(STRING | NUMBER);
    pub(crate) const ANY: Self = Self(u8::MAX);
}

/// A member of a small document.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    member: Member,
    kind: Kind,
    required: bool,
}

/// A member that may be absent or null.
pub(crate) const fn optional(member: Member, kind: Kind) -> Field {
    Field { member, kind, required: false }
}

/// A member that must be there, and as a string must not be empty.
pub(crate) const fn required(member: Member, kind: Kind) -> Field {
    Field { member, kind, required: true }
}

/// The members that are read of a document, in the order in which they are validated.
pub(crate) struct Document<const N: usize> {
    pub(crate) fields: [Field; N],
    /// The names of the fields, as [`Names`] reads them.
    pub(crate) names: &'static [u8],
}

/// A constant [`Document`], with its fields.
macro_rules! document {
    ($visible:vis $name:ident: $count:literal = [$($field:expr,)*]) => {
        $visible const $name: $crate::oauth::document::Document<$count> = {
            const FIELDS: [$crate::oauth::document::Field; $count] = [$($field,)*];
            const LENGTH: usize = $crate::oauth::document::packed_length(&FIELDS);
            const NAMES: [u8; LENGTH] = $crate::oauth::document::packed(&FIELDS);
            $crate::oauth::document::Document { fields: FIELDS, names: &NAMES }
        };
    };
}
pub(crate) use document;

/// Bytes of the names of fields, each behind its length.
pub(crate) const fn packed_length(mut fields: &[Field]) -> usize {
    let mut length = 0usize;
    while let [field, rest @ ..] = fields {
        length = length.wrapping_add(1).wrapping_add(field.member.as_str().len());
        fields = rest;
    }
    length
}

// No name is that long.
#[allow(clippy::cast_possible_truncation)]
pub(crate) const fn packed<const LENGTH: usize>(mut fields: &[Field]) -> [u8; LENGTH] {
    let mut names = [0; LENGTH];
    let mut rest: &mut [u8] = &mut names;
    while let [field, others @ ..] = fields {
        let mut name = field.member.as_str().as_bytes();
        rest = put(rest, name.len() as u8);
        while let [byte, others @ ..] = name {
            rest = put(rest, *byte);
            name = others;
        }
        fields = others;
    }
    names
}

/// Writes a byte; what is left behind it.
const fn put(room: &mut [u8], byte: u8) -> &mut [u8] {
    match room {
        [slot, rest @ ..] => {
            *slot = byte;
            rest
        }
        [] => room,
    }
}

/// Finds members by a provider's names, given the RFC's names by index, each behind its length. Returns a bit
/// for each that occurs more than once.
pub(crate) type FindRenamed = fn(&List<'_>, &[u8], &Text<'_>, &mut Members) -> u32;

/// Why a small document is not what was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DocumentError {
    Json(JsonError),
    Duplicate(Member),
    Type(Member),
    Missing(Member),
}

/// Makes such an error one of those that have the same variants.
macro_rules! from_document_error {
    ($error:ty) => {
        impl From<DocumentError> for $error {
            fn from(error: DocumentError) -> Self {
                match error {
                    DocumentError::Json(error) => Self::Json(error),
                    DocumentError::Duplicate(member) => Self::Duplicate(member),
                    DocumentError::Type(member) => Self::Type(member),
                    DocumentError::Missing(member) => Self::Missing(member),
                }
            }
        }
    };
}
pub(crate) use from_document_error;

from_document_error!(TokenError);

impl DocumentError {
    /// A verdict as an error, where it is one.
    #[inline(never)]
    pub(crate) fn of(verdict: Verdict, members: &Members) -> Option<Self> {
        let member = Member::of(verdict.member);
        let at = members.at as usize;
        Some(match verdict.class {
            Class::Syntax => Self::Json(JsonError::Syntax { at }),
            Class::Depth => Self::Json(JsonError::Depth { at }),
            Class::Duplicate => Self::Duplicate(member),
            Class::Type => Self::Type(member),
            Class::Missing => Self::Missing(member),
            _ => return None,
        })
    }
}

impl<const N: usize> Document<N> {
    /// Finds the members, and validates them in the order of the fields. Without an error they are
    /// unescaped; else the body is as it was.
    pub(crate) fn locate(&self, body: &mut [u8], members: &mut Members) -> Verdict {
        locate(body, &self.fields, self.names, members, None)
    }

    /// The same, with a provider's names of some members.
    pub(crate) fn locate_renamed(
        &self,
        body: &mut [u8],
        members: &mut Members,
        renamed: Option<(FindRenamed, List<'_>)>,
    ) -> Verdict {
        locate(body, &self.fields, self.names, members, renamed)
    }

    /// Reads the members of one object by name, each at most once and of its kind; null is absent.
    /// On an error the body is as it was.
    pub(crate) fn read<'b>(
        &self,
        body: &'b mut [u8],
    ) -> Result<[Option<Value<'b>>; N], DocumentError> {
        let mut members = Members::default();
        let verdict = self.locate(body, &mut members);
        if let Some(error) = DocumentError::of(verdict, &members) {
            return Err(error);
        }
        let mut values = [None; N];
        let body: &'b [u8] = body;
        for (index, value) in values.iter_mut().enumerate() {
            *value = value_of(body, members.span(index), members.facts(index));
        }
        Ok(values)
    }
}

/// As [`Document::locate`].
#[inline(never)]
fn locate(
    body: &mut [u8],
    fields: &[Field],
    names: &'static [u8],
    members: &mut Members,
    renamed: Option<(FindRenamed, List<'_>)>,
) -> Verdict {
    *members = Members::default();
    let verdict = validate(body, fields, names, members, renamed);
    if verdict.is_ok() {
        for (span, facts) in members.spans.iter_mut().zip(members.facts) {
            if facts & ESCAPED != 0 {
                unescape(body, span);
            }
        }
    }
    verdict
}

/// Finds the members, and validates them in the order of the fields.
fn validate(
    body: &[u8],
    fields: &[Field],
    names: &'static [u8],
    members: &mut Members,
    renamed: Option<(FindRenamed, List<'_>)>,
) -> Verdict {
    let text = Text::document(body);
    let mut reader = Reader::new(Text::document(body), ROOT, Names::known(names), members);
    let class = Class::from(reader.read());
    if class != Class::Ok {
        return Verdict::of(class);
    }
    let mut again = reader.again & bit(MOST).wrapping_sub(1);
    if let Some((find, pairs)) = renamed {
        again |= find(&pairs, names, &text, members);
    }
    if let Some(field) = fields.get(again.trailing_zeros() as usize) {
        return Verdict::blame(Class::Duplicate, field.member.number());
    }
    for (index, field) in fields.iter().enumerate() {
        let facts = members.facts(index);
        if facts != 0 && facts & field.kind.0 == 0 {
            return Verdict::blame(Class::Type, field.member.number());
        }
        let is_absent = facts == 0
            || facts & (STRING | SAYS) == STRING
            || field.kind == Kind::LIFETIME && !is_lifetime(&text, members.span(index), facts);
        if field.required && is_absent {
            return Verdict::blame(Class::Missing, field.member.number());
        }
    }
    Verdict::OK
}

/// Whether a value is a number, or a string of nothing but digits.
fn is_lifetime(text: &Text<'_>, value: Span, facts: u8) -> bool {
    let mut content = text.inside(value, None);
    content.advance();
    while facts & STRING != 0 && content.at < value.end {
        let character = content.character();
        if !(u32::from(b'0')..=u32::from(b'9')).contains(&character) {
            return false;
        }
    }
    true
}
