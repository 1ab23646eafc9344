//! JSON (RFC 8259), read in place: validate and find first, then unescape.
//!
//! Strict: no comments, no trailing commas, no lone surrogates, no control characters in strings,
//! UTF-8 only. One leading byte order mark is skipped. Iterative: the kinds of the open brackets
//! are the bits of a `u32`, so that 32 levels are the limit and the stack is constant.

use core::fmt;

use crate::json::names::Names;
use crate::json::reader::{ANY, Members, Read, Reader};
use crate::json::text::Text;
use crate::text::buffer::write_counted;

/// Why a text is not JSON, with the offset of the byte at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// The byte at this offset is not valid there; the end of the text counts as a byte.
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
    let mut members = Members::default();
    let names = Names::known(b"");
    let read = Reader::new(Text::document(text), ANY, names, &mut members).read();
    let at = members.at as usize;
    match read {
        Read::Whole => Ok(()),
        Read::Syntax => Err(JsonError::Syntax { at }),
        Read::Depth => Err(JsonError::Depth { at }),
    }
}
