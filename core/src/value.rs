//! Values of JSON handed out, after their escapes were undone.

use core::fmt;

use crate::buffer::Place;
use crate::escape::settle;
use crate::json::{Found, Json, JsonError, MOST, Members};
use crate::member::Member;

/// A value of JSON, after its escapes were undone.
///
/// `Debug` tells its kind only, because what a provider adds may be secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Value<'b> {
    /// A string.
    Text(&'b str),
    /// A number, as it was written.
    Number(&'b str),
    /// `true` or `false`.
    Bool(bool),
    /// An array or an object, as it was written, escapes included.
    Raw(&'b str),
}

impl<'b> Value<'b> {
    /// The text of a string, else none.
    pub const fn text(self) -> Option<&'b str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A non-negative integer that was written as one, else none.
    pub fn integer(self) -> Option<u64> {
        match self {
            Self::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    /// A signed integer that was written as one, else none.
    pub fn signed(self) -> Option<i64> {
        match self {
            Self::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(elided)",
            Self::Number(_) => "Number(elided)",
            Self::Bool(_) => "Bool(elided)",
            Self::Raw(_) => "Raw(elided)",
        })
    }
}

/// The value at a place that [`settle`] returned for one of this kind; null is no value.
pub(crate) fn settled(text: &[u8], place: Place, kind: u8) -> Option<Value<'_>> {
    let written = place.text(text);
    match kind {
        b'"' | b'\\' => Some(Value::Text(written)),
        b't' | b'f' => Some(Value::Bool(kind == b't')),
        b'{' | b'[' | b']' => Some(Value::Raw(written)),
        b'-' | b'0'..=b'9' => Some(Value::Number(written)),
        _ => None,
    }
}

/// What a member of a small document must be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    Bool,
    Array,
    /// A string, or an array of anything.
    TextOrArray,
    /// A number, or a string of digits; any other string is absent.
    Lifetime,
    Any,
}

impl Kind {
    fn fits(self, value: Found) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Number => value.is_number(),
            Self::Bool => matches!(value.kind, b't' | b'f'),
            Self::Array => value.is_array(),
            Self::TextOrArray => value.is_string() || value.is_array(),
            Self::Lifetime => value.is_number() || value.is_string(),
            Self::Any => true,
        }
    }
}

/// A member of a small document.
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

/// Why a small document could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldsError {
    Json(JsonError),
    Duplicate(Member),
    Type(Member),
    Missing(Member),
}

/// Makes such an error one of those that have the same variants.
macro_rules! from_fields_error {
    ($error:ty) => {
        impl From<FieldsError> for $error {
            fn from(error: FieldsError) -> Self {
                match error {
                    FieldsError::Json(error) => Self::Json(error),
                    FieldsError::Duplicate(member) => Self::Duplicate(member),
                    FieldsError::Type(member) => Self::Type(member),
                    FieldsError::Missing(member) => Self::Missing(member),
                }
            }
        }
    };
}
pub(crate) use from_fields_error;

/// Reads the members of one object by name, each at most once and of its kind; null is absent.
/// On an error the body is as it was.
pub(crate) fn fields<'b, const N: usize>(
    body: &'b mut [u8],
    wanted: &[Field; N],
) -> Result<[Option<Value<'b>>; N], FieldsError> {
    let mut members = Members::default();
    locate(body, wanted, &mut members)?;
    let body: &'b [u8] = body;
    let mut values = [None; N];
    for (index, value) in values.iter_mut().enumerate() {
        let found = members.get(index);
        *value = settled(body, found.place, found.kind);
    }
    Ok(values)
}

/// As [`fields`], by places; compiled once for all lengths of the list.
#[inline(never)]
fn locate(body: &mut [u8], wanted: &[Field], members: &mut Members) -> Result<(), FieldsError> {
    let document = Json::document(body);
    let index_of = |name: &[u8]| {
        let mut names = wanted.iter().map(|field| field.member.as_str().as_bytes());
        names.position(|wanted| name == wanted).unwrap_or(MOST)
    };
    let again = document.find(&index_of, members).map_err(FieldsError::Json)?;
    if let Some(field) = wanted.get(again.trailing_zeros() as usize) {
        return Err(FieldsError::Duplicate(field.member));
    }
    for (index, field) in wanted.iter().enumerate() {
        let value = members.get(index);
        if value.is_there() && !field.kind.fits(value) {
            return Err(FieldsError::Type(field.member));
        }
        let digits = field.kind != Kind::Lifetime
            || value.is_number()
            || document.all(value, |text| text, |byte| byte.is_ascii_digit());
        if field.required && !(value.is_there() && digits && !document.is_empty(value)) {
            return Err(FieldsError::Missing(field.member));
        }
    }
    for (place, kind) in members.places.iter_mut().zip(members.kinds) {
        settle(body, place, kind, b' ');
    }
    Ok(())
}
