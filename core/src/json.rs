//! JSON (RFC 8259), read where it stands: validate and find first, unescape in place after.
//!
//! Strict: no comments, no trailing commas, no lone surrogates, no control characters in strings,
//! UTF-8 only. One leading byte order mark is skipped. Iterative: the kinds of the open brackets
//! are the bits of a `u32`, so that 32 levels are the limit and the stack is constant.

use core::fmt;

use crate::buffer::{Span, write_counted};
use crate::escape::{RawBytes, ValueBytes, content};
use crate::form::hex_value;

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
    Json::document(text).walk(&mut |_, _| {})
}

/// A place in a text where a JSON value starts, and how the text is to be read there.
#[derive(Clone, Copy)]
pub(crate) struct Json<'a> {
    text: &'a [u8],
    at: usize,
    /// The value stands inside a JSON string, so that each of its bytes may be escaped.
    quoted: bool,
}

impl<'a> Json<'a> {
    /// The document that is all of `text`.
    pub(crate) fn document(text: &'a [u8]) -> Self {
        let at = if text.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Self { text, at, quoted: false }
    }

    /// The value of a member found in this document.
    pub(crate) fn value(self, place: Span) -> Self {
        Self { at: place.start, ..self }
    }

    /// The document that a member's value is: the value itself, or, as some providers wrap their
    /// answers, the text of a string. None for a string in a document that is in one itself.
    pub(crate) fn inside(self, place: Span) -> Option<Self> {
        let string = self.value(place).kind() == b'"';
        let place = if string { content(place) } else { place };
        let text = self.text.get(..place.end).filter(|_| !(string && self.quoted))?;
        Some(Self { text, at: place.start, quoted: self.quoted || string })
    }

    /// The byte that the value starts with, and so its kind.
    pub(crate) fn kind(self) -> u8 {
        Lexer::new(self).byte
    }

    /// The bytes of the value: of a string, what its escapes stand for.
    pub(crate) fn bytes(self) -> ValueBytes<'a> {
        ValueBytes::new(RawBytes::new(self.text, self.at, self.quoted))
    }

    /// Whether each byte of the string at `place` passes.
    pub(crate) fn all(self, place: Span, passes: impl Fn(u8) -> bool) -> bool {
        let plain = content(place).of(self.text);
        if self.quoted || plain.contains(&b'\\') {
            self.value(place).bytes().all(passes)
        } else {
            plain.iter().all(|byte| passes(*byte))
        }
    }

    /// Whether this is a string that holds exactly `text`.
    pub(crate) fn is(self, text: &str) -> bool {
        self.kind() == b'"' && self.bytes().eq(text.bytes())
    }

    /// Finds the members of an object by their names, those of `names` first, then `more`, and
    /// validates all of it. Each name's place goes to the same index of `found`; of several, the
    /// first that is not null. Returns a bit for each name that occurs more than once.
    pub(crate) fn find(
        self,
        names: &[&str],
        more: &[&str],
        found: &mut [Span],
    ) -> Result<u32, JsonError> {
        let (mut seen, mut again) = (0u32, 0u32);
        let mut lexer = Lexer::new(self);
        lexer.space();
        if lexer.byte != b'{' {
            return Err(JsonError::Syntax { at: lexer.at });
        }
        self.walk(&mut |name, value| {
            let plain = content(name).of(self.text);
            let escaped = self.quoted || plain.contains(&b'\\');
            for (index, (slot, wanted)) in
                found.iter_mut().zip(names.iter().chain(more)).enumerate()
            {
                let same =
                    if escaped { self.value(name).is(wanted) } else { plain == wanted.as_bytes() };
                if same {
                    let bit = 1u32.wrapping_shl(u32::try_from(index).unwrap_or(0));
                    again |= seen & bit;
                    seen |= bit;
                    if slot.is_empty() || self.value(*slot).kind() == b'n' {
                        *slot = value;
                    }
                    break;
                }
            }
        })?;
        Ok(again)
    }

    /// Visits the items of the array at `place`, which was validated before.
    pub(crate) fn items(self, place: Span, visit: &mut dyn FnMut(Span)) {
        if let Some(array) = self.inside(place).filter(|array| array.kind() == b'[') {
            // It cannot fail a second time.
            let _ = array.walk(&mut |_, item| visit(item));
        }
    }

    /// Validates one document and visits the members of its object, or the items of its array.
    fn walk(self, visit: &mut dyn FnMut(Span, Span)) -> Result<(), JsonError> {
        // What is not UTF-8 ends the text, and is the error unless another comes before it.
        let mut valid = self;
        if let Err(error) = core::str::from_utf8(self.text.get(self.at..).unwrap_or_default()) {
            let end = self.at.saturating_add(error.valid_up_to());
            valid.text = self.text.get(..end).unwrap_or_default();
        }
        let mut lexer = Lexer::new(valid);
        let (mut depth, mut objects) = (0u32, 0u32);
        let (mut name, mut value) = (Span::default(), Span::default());
        loop {
            lexer.space();
            if depth == 1 {
                value.start = lexer.at;
            }
            let open = lexer.byte;
            match open {
                b'{' | b'[' => {
                    if depth == MAX_DEPTH {
                        return Err(JsonError::Depth { at: lexer.at });
                    }
                    depth = depth.saturating_add(1);
                    objects = objects.wrapping_shl(1) | u32::from(open == b'{');
                    lexer.advance();
                    lexer.space();
                    // Brackets differ from their partners by two.
                    if lexer.byte != open.wrapping_add(2) {
                        if open == b'{' {
                            lexer.key(&mut name, depth)?;
                        }
                        continue;
                    }
                }
                _ => {
                    lexer.scalar()?;
                    if depth == 1 {
                        value.end = lexer.at;
                        visit(name, value);
                    }
                }
            }
            // A value has ended: close what closes, and stop at what goes on.
            loop {
                if depth == 0 {
                    return lexer.end(self.text.len());
                }
                lexer.space();
                let close = if objects & 1 == 1 { b'}' } else { b']' };
                if lexer.byte == close {
                    let end = lexer.after();
                    lexer.advance();
                    depth = depth.saturating_sub(1);
                    objects >>= 1;
                    if depth == 1 {
                        value.end = end;
                        visit(name, value);
                    }
                } else if lexer.byte == b',' {
                    lexer.advance();
                    lexer.space();
                    if close == b'}' {
                        lexer.key(&mut name, depth)?;
                    }
                    break;
                } else {
                    return lexer.unexpected();
                }
            }
        }
    }
}

/// One byte of look-ahead over a text. Past the end it reads 0, which stands nowhere in JSON.
struct Lexer<'a> {
    bytes: RawBytes<'a>,
    byte: u8,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn new(json: Json<'a>) -> Self {
        let Json { text, at, quoted } = json;
        let mut lexer = Self { bytes: RawBytes::new(text, at, quoted), byte: 0, at };
        lexer.advance();
        lexer
    }

    #[inline]
    fn advance(&mut self) {
        self.at = self.bytes.at();
        self.byte = self.bytes.next().unwrap_or(0);
    }

    /// Where the byte after this one stands.
    fn after(&self) -> usize {
        self.bytes.at()
    }

    fn unexpected<T>(&self) -> Result<T, JsonError> {
        Err(JsonError::Syntax { at: self.at })
    }

    fn space(&mut self) {
        while matches!(self.byte, b' ' | b'\t' | b'\n' | b'\r') {
            self.advance();
        }
    }

    /// The document must end here, and the text too: bytes after valid UTF-8 are an error.
    fn end(&mut self, len: usize) -> Result<(), JsonError> {
        self.space();
        if self.at == len { Ok(()) } else { self.unexpected() }
    }

    /// A member's name and its colon; kept where it belongs to the outermost object.
    fn key(&mut self, name: &mut Span, depth: u32) -> Result<(), JsonError> {
        let start = self.at;
        if self.byte != b'"' {
            return self.unexpected();
        }
        self.string()?;
        if depth == 1 {
            *name = Span { start, end: self.at };
        }
        self.space();
        self.take(b':')
    }

    fn take(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.byte != byte {
            return self.unexpected();
        }
        self.advance();
        Ok(())
    }

    /// A string, a number or a literal.
    fn scalar(&mut self) -> Result<(), JsonError> {
        match self.byte {
            b'"' => self.string(),
            b't' => self.literal(b"true"),
            b'f' => self.literal(b"false"),
            b'n' => self.literal(b"null"),
            _ => self.number(),
        }
    }

    fn literal(&mut self, word: &[u8]) -> Result<(), JsonError> {
        for &byte in word {
            self.take(byte)?;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), JsonError> {
        if self.byte == b'-' {
            self.advance();
        }
        if self.byte == b'0' {
            self.advance();
        } else {
            self.digits()?;
        }
        if self.byte == b'.' {
            self.advance();
            self.digits()?;
        }
        if matches!(self.byte, b'e' | b'E') {
            self.advance();
            if matches!(self.byte, b'+' | b'-') {
                self.advance();
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        if !self.byte.is_ascii_digit() {
            return self.unexpected();
        }
        while self.byte.is_ascii_digit() {
            self.advance();
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), JsonError> {
        loop {
            self.bytes.skip_plain();
            self.advance();
            match self.byte {
                b'"' => break,
                b'\\' => self.escape()?,
                0..=0x1F => return self.unexpected(),
                _ => {}
            }
        }
        self.advance();
        Ok(())
    }

    /// An escape, up to its last byte. A surrogate must be half of a pair.
    fn escape(&mut self) -> Result<(), JsonError> {
        self.advance();
        match self.byte {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(()),
            b'u' => {
                let start = self.at;
                match self.unicode()? & 0xFC00 {
                    0xD800 => {
                        self.advance();
                        self.take(b'\\')?;
                        if self.byte == b'u' && self.unicode()? & 0xFC00 == 0xDC00 {
                            return Ok(());
                        }
                        Err(JsonError::Syntax { at: start })
                    }
                    0xDC00 => Err(JsonError::Syntax { at: start }),
                    _ => Ok(()),
                }
            }
            _ => self.unexpected(),
        }
    }

    fn unicode(&mut self) -> Result<u32, JsonError> {
        let mut code = 0;
        for _ in 0..4 {
            self.advance();
            let Some(digit) = hex_value(self.byte) else {
                return self.unexpected();
            };
            code = code << 4 | u32::from(digit);
        }
        Ok(code)
    }
}
