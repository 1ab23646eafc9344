//! JSON (RFC 8259), read where it stands: validate and find first, unescape in place after.
//!
//! Strict: no comments, no trailing commas, no lone surrogates, no control characters in strings,
//! UTF-8 only. One leading byte order mark is skipped. Iterative: the kinds of the open brackets
//! are the bits of a `u32`, so that 32 levels are the limit and the stack is constant.

use core::fmt;

use crate::buffer::{Place, write_counted};
use crate::cursor::{Content, Cursor, Unescape, Unexpected};

/// Levels of nesting that are read.
const MAX_DEPTH: u32 = 32;

/// Why a text is not JSON, with the offset of the byte at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// The byte at this offset cannot stand there; the end of the text counts as a byte.
    Syntax {
        /// Offset in bytes from the start of the text.
        at: usize,
    },
    /// The bracket at this offset opens the 33rd level.
    Depth {
        /// Offset in bytes from the start of the text.
        at: usize,
    },
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { at } => write_counted(f, "not JSON at byte ", *at, ""),
            Self::Depth { at } => write_counted(f, "JSON deeper than 32 levels at byte ", *at, ""),
        }
    }
}

impl core::error::Error for JsonError {}

impl From<Unexpected> for JsonError {
    fn from(Unexpected { at }: Unexpected) -> Self {
        Self::Syntax { at }
    }
}

/// Whether `text` is one JSON document (RFC 8259), not nested deeper than 32 levels.
/// Linear time, constant stack.
///
/// # Errors
/// [`JsonError`], whichever comes first in the text.
///
/// # Example
/// ```
/// use grantlet::{validate_json, JsonError};
/// assert_eq!(validate_json(br#"{"a":[1,2]}"#), Ok(()));
/// assert_eq!(validate_json(br#"{"a":[1,]}"#), Err(JsonError::Syntax { at: 8 }));
/// ```
pub fn validate_json(text: &[u8]) -> Result<(), JsonError> {
    Json::document(text).walk(&mut |_, _| {})
}

/// A value that was found: where it stands, and its kind.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) place: Place,
    /// The byte that it starts with, but a backslash for a string that has escapes; 0 for none.
    pub(crate) kind: u8,
}

impl Found {
    /// Whether a value is there and not null.
    pub(crate) fn is_there(self) -> bool {
        !matches!(self.kind, 0 | b'n')
    }

    pub(crate) fn is_string(self) -> bool {
        matches!(self.kind, b'"' | b'\\')
    }

    pub(crate) fn is_number(self) -> bool {
        matches!(self.kind, b'-' | b'0'..=b'9')
    }

    /// What stands between its quotes or brackets.
    pub(crate) fn content(self) -> Place {
        let Place { start, end } = self.place;
        Place { start: start.saturating_add(1), end: end.saturating_sub(1) }
    }
}

/// Where found members go, by index.
pub(crate) struct Slots<'s> {
    pub(crate) places: &'s mut [Place],
    pub(crate) kinds: &'s mut [u8],
}

/// A text in which a JSON value starts, and how it is to be read.
#[derive(Clone, Copy)]
pub(crate) struct Json<'a> {
    text: &'a [u8],
    at: usize,
    unescape: Option<Unescape>,
}

/// A member's name, to compare.
pub(crate) struct Name<'a>(Json<'a>, Found);

impl Name<'_> {
    pub(crate) fn is(&self, wanted: &[u8]) -> bool {
        self.0.is(self.1, wanted)
    }
}

impl<'a> Json<'a> {
    /// The document that is all of `text`.
    pub(crate) fn document(text: &'a [u8]) -> Self {
        let at = if text.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Self { text, at, unescape: None }
    }

    /// The document that stands at a place of this one, to be read so.
    pub(crate) fn inside(self, place: Place, unescape: Option<Unescape>) -> Self {
        let text = self.text.get(..place.end).unwrap_or_default();
        Self { text, at: place.start, unescape }
    }

    /// The bytes of a string: what its escapes stand for.
    pub(crate) fn content(self, string: Found) -> Content<'a> {
        Content::new(Cursor::new(self.text, string.place.start, self.unescape))
    }

    /// Whether each byte of a string passes.
    pub(crate) fn all(self, string: Found, mut passes: impl FnMut(u8) -> bool) -> bool {
        if string.kind == b'"' {
            return string.content().of(self.text).iter().all(|byte| passes(*byte));
        }
        self.content(string).all(passes)
    }

    /// Whether a value is a string that holds exactly `text`.
    pub(crate) fn is(self, value: Found, text: &[u8]) -> bool {
        match value.kind {
            b'"' => value.content().of(self.text) == text,
            b'\\' => self.content(value).eq(text.iter().copied()),
            _ => false,
        }
    }

    /// Finds the members of an object, and validates all of it. `index_of` tells which of `slots`
    /// a member's value goes to, if to one; of several that go to one, the first that is not null.
    /// Returns a bit for each to which more than one went.
    pub(crate) fn find(
        self,
        index_of: &dyn Fn(&Name<'_>) -> Option<usize>,
        slots: &mut Slots<'_>,
    ) -> Result<u32, JsonError> {
        let (mut seen, mut again) = (0u32, 0u32);
        self.walk_one(Some(b'{'), &mut |name, value| {
            let index = index_of(&Name(self, name)).unwrap_or(usize::MAX);
            if let (Some(place), Some(kind)) =
                (slots.places.get_mut(index), slots.kinds.get_mut(index))
            {
                let bit = 1u32.wrapping_shl(u32::try_from(index).unwrap_or(0));
                again |= seen & bit;
                seen |= bit;
                if matches!(*kind, 0 | b'n') {
                    (*place, *kind) = (value.place, value.kind);
                }
            }
        })?;
        Ok(again)
    }

    /// Visits the items of an array, which was validated before.
    pub(crate) fn items(self, array: Found, visit: &mut dyn FnMut(Found)) {
        if array.kind == b'[' {
            // It cannot fail a second time.
            let inside = self.inside(array.place, self.unescape);
            let _ = inside.walk(&mut |_, item| visit(item));
        }
    }

    /// Validates one document and visits the members of its object, or the items of its array.
    fn walk(self, visit: &mut dyn FnMut(Found, Found)) -> Result<(), JsonError> {
        self.walk_one(None, visit)
    }

    /// As [`walk`](Self::walk), where the document may have to start with some byte.
    fn walk_one(
        self,
        first: Option<u8>,
        visit: &mut dyn FnMut(Found, Found),
    ) -> Result<(), JsonError> {
        let mut cursor = Cursor::new(self.text, self.at, self.unescape);
        let (mut depth, mut objects) = (0u32, 0u32);
        let (mut name, mut value) = (Found::default(), Found::default());
        space(&mut cursor);
        if first.is_some_and(|first| cursor.byte != first) {
            return Ok(cursor.unexpected()?);
        }
        loop {
            space(&mut cursor);
            let open = cursor.byte;
            if depth == 1 {
                value = Found { place: Place { start: cursor.at, end: 0 }, kind: open };
            }
            if matches!(open, b'{' | b'[') {
                if depth == MAX_DEPTH {
                    return Err(JsonError::Depth { at: cursor.at });
                }
                depth = depth.saturating_add(1);
                objects = objects.wrapping_shl(1) | u32::from(open == b'{');
                cursor.advance();
                space(&mut cursor);
                // Brackets differ from their partners by two.
                if cursor.byte != open.wrapping_add(2) {
                    if open == b'{' {
                        key(&mut cursor, &mut name, depth)?;
                    }
                    continue;
                }
            } else {
                let kind = scalar(&mut cursor)?;
                if depth == 1 {
                    value.kind = kind;
                    value.place.end = cursor.at;
                    visit(name, value);
                }
            }
            // A value has ended: close what closes, and stop at what goes on.
            loop {
                space(&mut cursor);
                if depth == 0 {
                    return if cursor.at == self.text.len() {
                        Ok(())
                    } else {
                        Ok(cursor.unexpected()?)
                    };
                }
                let close = if objects & 1 == 1 { b'}' } else { b']' };
                if cursor.byte == close {
                    value.place.end = cursor.next;
                    cursor.advance();
                    depth = depth.saturating_sub(1);
                    objects >>= 1;
                    if depth == 1 {
                        visit(name, value);
                    }
                } else {
                    cursor.take(b',')?;
                    space(&mut cursor);
                    if close == b'}' {
                        key(&mut cursor, &mut name, depth)?;
                    }
                    break;
                }
            }
        }
    }
}

fn space(cursor: &mut Cursor<'_>) {
    while matches!(cursor.byte, b' ' | b'\t' | b'\n' | b'\r') {
        cursor.advance();
    }
}

/// A member's name and its colon; kept where it belongs to the outermost object.
fn key(cursor: &mut Cursor<'_>, name: &mut Found, depth: u32) -> Result<(), Unexpected> {
    let start = cursor.at;
    if cursor.byte != b'"' {
        return cursor.unexpected();
    }
    let kind = cursor.string()?;
    cursor.advance();
    if depth == 1 {
        *name = Found { place: Place { start, end: cursor.at }, kind };
    }
    space(cursor);
    cursor.take(b':')
}

/// A string, a number or a literal. Returns its kind.
fn scalar(cursor: &mut Cursor<'_>) -> Result<u8, Unexpected> {
    let kind = cursor.byte;
    let word: &[u8] = match kind {
        b'"' => {
            let kind = cursor.string()?;
            cursor.advance();
            return Ok(kind);
        }
        b't' => b"true",
        b'f' => b"false",
        b'n' => b"null",
        _ => return number(cursor).map(|()| kind),
    };
    for &byte in word {
        cursor.take(byte)?;
    }
    Ok(kind)
}

fn number(cursor: &mut Cursor<'_>) -> Result<(), Unexpected> {
    if cursor.byte == b'-' {
        cursor.advance();
    }
    if cursor.byte == b'0' {
        cursor.advance();
    } else {
        digits(cursor)?;
    }
    if cursor.byte == b'.' {
        cursor.advance();
        digits(cursor)?;
    }
    if matches!(cursor.byte, b'e' | b'E') {
        cursor.advance();
        if matches!(cursor.byte, b'+' | b'-') {
            cursor.advance();
        }
        digits(cursor)?;
    }
    Ok(())
}

fn digits(cursor: &mut Cursor<'_>) -> Result<(), Unexpected> {
    if !cursor.byte.is_ascii_digit() {
        return cursor.unexpected();
    }
    while cursor.byte.is_ascii_digit() {
        cursor.advance();
    }
    Ok(())
}
