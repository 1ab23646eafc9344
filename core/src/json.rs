//! JSON (RFC 8259), read where it stands: validate and find first, unescape in place after.
//!
//! Strict: no comments, no trailing commas, no lone surrogates, no control characters in strings,
//! UTF-8 only. One leading byte order mark is skipped. Iterative: the kinds of the open brackets
//! are the bits of a `u32`, so that 32 levels are the limit and the stack is constant.

use core::fmt;

use crate::buffer::{Place, write_counted};
use crate::cursor::{Content, Cursor, Unescape};

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
    Json::document(text).walk(0, &mut |_| {})
}

/// A value that was found: where it stands, and its kind.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) place: Place,
    /// The byte that it starts with, but a backslash for a string that has escapes, and a closing
    /// bracket for an array of nothing but strings; 0 for none.
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

    pub(crate) fn is_array(self) -> bool {
        matches!(self.kind, b'[' | b']')
    }

    pub(crate) fn is_number(self) -> bool {
        matches!(self.kind, b'-' | b'0'..=b'9')
    }
}

/// What stands between the quotes or brackets of a value.
pub(crate) fn content(Place { start, end }: Place) -> Place {
    Place { start: start.wrapping_add(1), end: end.wrapping_sub(1) }
}

/// Bytes of a name or a `token_type` that are compared where it is written with escapes.
pub(crate) const SHORT: usize = 64;

/// Places that one search can find.
pub(crate) const MOST: usize = 17;

/// Room for their kinds, so that nothing but places and kinds is in [`Members`].
pub(crate) const KINDS: usize = MOST.next_multiple_of(8);

/// Where members were found, by index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Members {
    /// Of a string, its content, once it was made readable.
    pub places: [Place; MOST],
    /// The byte that each value starts with, but a backslash for a string that has escapes, and a
    /// closing bracket for an array of nothing but strings; 0 for none.
    pub kinds: [u8; KINDS],
}

impl Members {
    pub(crate) fn get(&self, index: usize) -> Found {
        let place = self.places.get(index).copied().unwrap_or_default();
        Found { place, kind: self.kinds.get(index).copied().unwrap_or(0) }
    }

    pub(crate) fn set(&mut self, index: usize, found: Found) {
        if let (Some(place), Some(kind)) = (self.places.get_mut(index), self.kinds.get_mut(index)) {
            (*place, *kind) = (found.place, found.kind);
        }
    }
}

/// A member that was found, or an item, which has no name.
#[derive(Default)]
struct Visited {
    name: Found,
    value: Found,
}

/// A text in which a JSON value starts, and how it is to be read.
#[derive(Clone, Copy)]
pub(crate) struct Json<'a> {
    text: &'a [u8],
    at: usize,
    unescape: Option<Unescape>,
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

    /// Whether each byte of a string passes; `rest` tells what follows bytes that do.
    pub(crate) fn all(
        &self,
        string: Found,
        rest: impl Fn(&[u8]) -> &[u8],
        passes: impl Fn(u8) -> bool,
    ) -> bool {
        if string.kind == b'"' {
            return rest(content(string.place).of(self.text)).iter().all(|byte| passes(*byte));
        }
        self.content(string.place).all(passes)
    }

    /// The bytes of a string: what its escapes stand for.
    fn content(&self, place: Place) -> Content<'a> {
        Content::new(Cursor::new(self.text, place.start, self.unescape))
    }

    /// What is told of a string that is compared with what is at most [`SHORT`] bytes long: a longer
    /// one that has escapes is told as empty. What is no string is empty too.
    pub(crate) fn told<T>(&self, string: Found, tell: &dyn Fn(&[u8]) -> T) -> T {
        match string.kind {
            b'"' => tell(content(string.place).of(self.text)),
            b'\\' => self.told_without_escapes(string, tell),
            _ => tell(b""),
        }
    }

    // Not inlined, so that what has no escapes takes no stack for them.
    #[cold]
    #[inline(never)]
    fn told_without_escapes<T>(&self, string: Found, tell: &dyn Fn(&[u8]) -> T) -> T {
        tell(copy(self.content(string.place), &mut [0; SHORT]))
    }

    /// Whether a value is an empty string.
    pub(crate) fn is_empty(&self, value: Found) -> bool {
        match value.kind {
            b'"' => content(value.place).is_empty(),
            b'\\' => self.content(value.place).next().is_none(),
            _ => false,
        }
    }

    /// Whether a value says something: null, false, 0 and an empty string do not, as an error.
    pub(crate) fn says_something(&self, value: Found) -> bool {
        match value.kind {
            0 | b'n' | b'f' => false,
            b'"' | b'\\' => !self.is_empty(value),
            b'-' | b'0'..=b'9' => self.is_not_zero(value.place),
            _ => true,
        }
    }

    fn is_not_zero(&self, Place { start, end }: Place) -> bool {
        let mut cursor = Cursor::new(self.text, start, self.unescape);
        // An exponent changes no zero.
        while cursor.at < end && cursor.byte | 0x20 != b'e' {
            if matches!(cursor.byte, b'1'..=b'9') {
                return true;
            }
            cursor.advance();
        }
        false
    }

    /// Finds the members of an object, and validates all of it. `index_of` tells where a member's
    /// value goes, if anywhere: below [`MOST`]; of several that go to one place, the first that says
    /// something.
    /// Returns a bit for each to which more than one went.
    pub(crate) fn find(
        &self,
        index_of: &dyn Fn(&[u8]) -> usize,
        members: &mut Members,
    ) -> Result<u32, JsonError> {
        let (mut seen, mut again) = (0u32, 0u32);
        self.walk(b'{', &mut |Visited { name, value }| {
            let index = self.told(*name, index_of);
            let Members { places, kinds } = &mut *members;
            if let (Some(place), Some(kind)) = (places.get_mut(index), kinds.get_mut(index)) {
                let bit = 1u32.wrapping_shl(u32::try_from(index).unwrap_or(0));
                again |= seen & bit;
                seen |= bit;
                if !self.says_something(Found { place: *place, kind: *kind }) {
                    (*place, *kind) = (value.place, value.kind);
                }
            }
        })?;
        Ok(again)
    }

    /// Visits the items of an array, which was validated before.
    pub(crate) fn items(&self, array: Found, visit: &mut dyn FnMut(Found)) {
        if array.is_array() {
            // It cannot fail a second time.
            let inside = self.inside(array.place, self.unescape);
            let _ = inside.walk(b'[', &mut |item| visit(item.value));
        }
    }

    /// Validates one document and visits the members of its object, or the items of its array.
    /// It must start with `first`, if that is not 0.
    fn walk(&self, first: u8, visit: &mut dyn FnMut(&Visited)) -> Result<(), JsonError> {
        let mut cursor = Cursor::new(self.text, self.at, self.unescape);
        cursor.space();
        let mut depth = 0;
        let fits = first == 0 || cursor.byte == first;
        if fits && walk(&mut cursor, &mut depth, visit).is_some() && cursor.at == self.text.len() {
            return Ok(());
        }
        let at = cursor.at;
        Err(if depth > MAX_DEPTH { JsonError::Depth { at } } else { JsonError::Syntax { at } })
    }
}

/// Reads one value and the space after it. `depth` is left above [`MAX_DEPTH`] where that was the
/// error.
fn walk(cursor: &mut Cursor<'_>, depth: &mut u32, visit: &mut dyn FnMut(&Visited)) -> Option<()> {
    let mut objects = 0u32;
    let mut visited = Visited::default();
    loop {
        let open = cursor.byte;
        let value = &mut visited.value;
        if *depth == 1 {
            value.place.start = cursor.at;
            value.kind = open;
            if open == b'[' {
                value.kind = b']';
            }
        }
        if *depth == 2 && value.kind == b']' && open != b'"' {
            // An item that is no string.
            value.kind = b'[';
        }
        let mut ended = true;
        if matches!(open, b'{' | b'[') {
            *depth = depth.wrapping_add(1);
            if *depth > MAX_DEPTH {
                return None;
            }
            objects = objects << 1 | u32::from(open == b'{');
            cursor.advance();
            cursor.space();
            // Brackets differ from their partners by two.
            ended = cursor.byte == open.wrapping_add(2);
        } else {
            let kind = scalar(cursor)?;
            if *depth == 1 {
                value.kind = kind;
                value.place.end = cursor.at;
                visit(&visited);
            }
        }
        // A value has ended: close what closes, and stop at what goes on.
        while ended {
            cursor.space();
            if *depth == 0 {
                return Some(());
            }
            let close = if objects & 1 == 1 { b'}' } else { b']' };
            if cursor.byte == close {
                visited.value.place.end = cursor.next;
                cursor.advance();
                *depth = depth.wrapping_sub(1);
                objects >>= 1;
                if *depth == 1 {
                    visit(&visited);
                }
            } else {
                cursor.take(b',')?;
                cursor.space();
                ended = false;
            }
        }
        if objects & 1 == 1 {
            let start = cursor.at;
            if cursor.byte != b'"' {
                return None;
            }
            let kind = cursor.string();
            if kind == 0 {
                return None;
            }
            if *depth == 1 {
                visited.name = Found { place: Place { start, end: cursor.at }, kind };
            }
            cursor.space();
            cursor.take(b':')?;
            cursor.space();
        }
    }
}

/// A string, a number or a literal. Returns its kind.
fn scalar(cursor: &mut Cursor<'_>) -> Option<u8> {
    let kind = cursor.byte;
    let mut word: &[u8] = match kind {
        b'"' => return Some(cursor.string()).filter(|kind| *kind != 0),
        b't' => b"true",
        b'f' => b"false",
        b'n' => b"null",
        _ => return number(cursor).map(|()| kind),
    };
    while let [byte, rest @ ..] = word {
        cursor.take(*byte)?;
        word = rest;
    }
    Some(kind)
}

fn number(cursor: &mut Cursor<'_>) -> Option<()> {
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
    if cursor.byte | 0x20 == b'e' {
        cursor.advance();
        if matches!(cursor.byte, b'+' | b'-') {
            cursor.advance();
        }
        digits(cursor)?;
    }
    Some(())
}

fn digits(cursor: &mut Cursor<'_>) -> Option<()> {
    if !cursor.byte.is_ascii_digit() {
        return None;
    }
    while cursor.byte.is_ascii_digit() {
        cursor.advance();
    }
    Some(())
}

/// Bytes to compare with what is at most [`SHORT`] bytes long; more are told as none.
pub(crate) fn copy(bytes: impl Iterator<Item = u8>, scratch: &mut [u8; SHORT]) -> &[u8] {
    let mut len = 0usize;
    for byte in bytes {
        if let Some(slot) = scratch.get_mut(len) {
            *slot = byte;
        }
        len = len.wrapping_add(1);
    }
    scratch.get(..len).unwrap_or_default()
}
