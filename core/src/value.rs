//! Values of JSON handed out, after their escapes were undone.

use core::fmt;

use crate::buffer::Span;
use crate::escape::settle;
use crate::json::{Json, JsonError};

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
pub(crate) fn settled(text: &[u8], place: Span, kind: u8) -> Option<Value<'_>> {
    let written = place.text(text);
    match kind {
        b'"' => Some(Value::Text(written)),
        b't' | b'f' => Some(Value::Bool(kind == b't')),
        b'{' | b'[' => Some(Value::Raw(written)),
        b'-' | b'0'..=b'9' => Some(Value::Number(written)),
        _ => None,
    }
}
/// Why a document's members could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldsError {
    Json(JsonError),
    /// The member with this index occurs more than once.
    Duplicate(usize),
}

/// Reads the members of one object by name, each at most once; null is absent.
/// On an error the body is as it was.
pub(crate) fn fields<'b, const N: usize>(
    body: &'b mut [u8],
    names: &[&str; N],
) -> Result<[Option<Value<'b>>; N], FieldsError> {
    let mut places = [Span::default(); N];
    let again = Json::document(body).find(names, &[], &mut places).map_err(FieldsError::Json)?;
    if again != 0 {
        return Err(FieldsError::Duplicate(again.trailing_zeros() as usize));
    }
    let mut kinds = [0u8; N];
    for (place, kind) in places.iter_mut().zip(&mut kinds) {
        *kind = if place.is_empty() { 0 } else { Json::document(body).value(*place).kind() };
        *place = settle(body, *place);
    }
    let body: &'b [u8] = body;
    let mut values = [None; N];
    for ((value, place), kind) in values.iter_mut().zip(places).zip(kinds) {
        *value = settled(body, place, kind);
    }
    Ok(values)
}
