//! One text of JSON, a byte and a character at a time.

use crate::json::facts::{ESCAPED, ODD, SAYS, STRING};
use crate::text::form::{Encoded, hex_value};
use crate::text::run;
use crate::text::span::Span;

/// What [`Text::character`] returns for the quote that closes a string.
pub(crate) const END: u32 = 0x11_0000;
/// The result for a byte that is not valid in a string. The cursor stays at the byte.
const BAD: u32 = 0x12_0000;

/// Moves the cursor to the next byte, where the text is encoded.
pub(crate) type Layer = fn(&mut Text<'_>);

/// A text and a cursor in it. Past the end `byte` is 0, which is never valid JSON.
// In this order: bytes at the start are read by shorter instructions.
#[derive(Clone)]
#[repr(C)]
pub(crate) struct Text<'a> {
    /// The byte at the cursor.
    pub(crate) byte: u8,
    // Of a reader, in bytes that would else be empty: what may come next, how many brackets are open, and the
    // facts of the outermost array or object that is a member's value.
    pub(crate) may_come: u8,
    pub(crate) depth: u8,
    pub(crate) facts: u8,
    /// The cursor, as an offset of 32 bits.
    pub(crate) at: u32,
    bytes: &'a [u8],
    /// The content of the last string.
    pub(crate) content: Span,
    /// Reads bytes where the JSON is the content of a JSON string.
    layer: Option<Layer>,
    /// For the layer: the offset of the next byte.
    next: u32,
    /// For the layer: the rest of an escaped character, first byte lowest.
    pending: u32,
}

impl<'a> Text<'a> {
    /// A text with the cursor before an offset: [`advance`](Self::advance) comes first. Offsets have 32
    /// bits: nothing behind them is read.
    // A call of its own is 16 bytes of stack of a response on M4, and less of a page to load.
    #[cfg_attr(target_family = "wasm", inline(never))]
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(crate) fn before(bytes: &'a [u8], at: u32, layer: Option<Layer>) -> Self {
        let bytes = bytes.get(..u32::MAX as usize).unwrap_or(bytes);
        Self {
            byte: 0,
            may_come: 0,
            depth: 0,
            facts: 0,
            at: at.wrapping_sub(1),
            bytes,
            content: Span::default(),
            layer,
            next: at,
            pending: 0,
        }
    }

    /// The whole of a document. One byte order mark is skipped.
    #[inline(never)]
    pub(crate) fn document(bytes: &'a [u8]) -> Self {
        Self::before(bytes, start_of(bytes), None)
    }

    /// The document at a span of this text, to be read so.
    #[inline(never)]
    pub(crate) fn inside(&self, span: Span, layer: Option<Layer>) -> Self {
        let bytes = self.bytes.get(..span.end as usize).unwrap_or_default();
        Self::before(bytes, span.start, layer)
    }

    /// Whether the cursor is past the last byte.
    pub(crate) fn is_at_end(&self) -> bool {
        self.at as usize >= self.bytes.len()
    }

    /// Moves to the next byte.
    #[inline(never)]
    pub(crate) fn advance(&mut self) {
        if let Some(layer) = self.layer {
            return layer(self);
        }
        self.go_to(self.at.wrapping_add(1));
    }

    /// Moves to an offset, where the text is not encoded.
    #[inline(always)]
    fn go_to(&mut self, at: u32) {
        self.at = at;
        self.byte = self.bytes.get(at as usize).copied().unwrap_or(0);
    }

    /// The same text with the cursor before the content of a string.
    #[inline(always)]
    pub(crate) fn before_content(&self, content: Span) -> Self {
        Self::before(self.bytes, content.start, self.layer)
    }

    /// Reads the string at the cursor and its closing quote. Returns its facts, 0 if it is none.
    #[inline(never)]
    pub(crate) fn string(&mut self) -> u8 {
        let mut facts = STRING;
        let mut start = self.at.wrapping_add(1);
        if let Some(layer) = self.layer {
            // A layer undoes escapes, so that the text differs from the bytes.
            facts = STRING | ESCAPED;
            layer(self);
            start = self.at;
        }
        self.content.start = start;
        loop {
            if self.layer.is_none() {
                let rest = self.bytes.get(start as usize..).unwrap_or_default();
                self.go_to(start.wrapping_add(run::in_string(rest)));
            }
            self.content.end = self.at;
            if self.byte == b'"' {
                self.advance();
                return if self.content.is_empty() { facts } else { facts | SAYS };
            }
            if self.byte == b'\\' {
                facts |= ESCAPED;
            }
            let character = self.character();
            if character == BAD {
                return 0;
            }
            if character.wrapping_sub(0x21) > 0x7E - 0x21 {
                facts |= ODD;
            }
            start = self.at;
        }
    }

    /// Whether the string whose content was set, and whose facts these are, is this.
    // A call costs 130 instructions of a response on a host.
    #[cfg_attr(any(target_os = "none", target_family = "wasm"), inline(never))]
    pub(crate) fn is(&self, facts: u8, wanted: &[u8]) -> bool {
        if facts & ESCAPED == 0 {
            self.bytes_of(self.content) == wanted
        } else {
            self.holds(wanted, false)
        }
    }

    /// The character at the cursor, unescaped, or [`END`]. Moves past it.
    #[inline(never)]
    pub(crate) fn character(&mut self) -> u32 {
        let character = match self.byte {
            0..=0x1F => return BAD,
            b'"' => END,
            b'\\' => self.escape(),
            0x80.. => self.utf8(),
            ascii => ascii.into(),
        };
        if character != BAD {
            self.advance();
        }
        character
    }

    /// Goes back to the start of something that is not valid there.
    fn refuse(&mut self, start: u32) -> u32 {
        self.at = start;
        BAD
    }

    /// The character of an escape. Moves to its last byte.
    fn escape(&mut self) -> u32 {
        self.advance();
        // Letters, and their characters. Without the last pair, which is redundant, it would be as long
        // as what the compiler keeps for the whole library in one section: 46 bytes of flash more.
        let mut pairs = b"\"\"\\\\//b\x08f\x0cn\nr\rt\t\"\"".as_slice();
        while let [letter, character, rest @ ..] = pairs {
            if self.byte == *letter {
                return u32::from(*character);
            }
            pairs = rest;
        }
        if self.byte == b'u' { self.unicode() } else { BAD }
    }

    /// Four hex digits, or eight for a pair of surrogates; half a pair is an error.
    fn unicode(&mut self) -> u32 {
        let start = self.at;
        let code = self.four_digits();
        if code >> 11 != 0xD800 >> 11 {
            return code;
        }
        if code >> 10 == 0xD800 >> 10 {
            self.advance();
            if self.byte != b'\\' {
                return BAD;
            }
            self.advance();
            if self.byte == b'u' {
                let low = self.four_digits();
                if low == BAD {
                    return BAD;
                }
                if low >> 10 == 0xDC00 >> 10 {
                    // 0x10000 + (high - 0xD800) * 1024 + (low - 0xDC00)
                    return (code << 10).wrapping_add(low).wrapping_sub(0x35F_DC00);
                }
            }
        }
        self.refuse(start)
    }

    #[inline(never)]
    fn four_digits(&mut self) -> u32 {
        let mut code = 0;
        for _ in 0..4 {
            self.advance();
            let digit = hex_value(self.byte);
            if digit > 15 {
                return BAD;
            }
            code = code << 4 | u32::from(digit);
        }
        code
    }

    /// A character outside ASCII, up to its last byte: in its shortest form, no surrogate, nothing above
    /// U+10FFFF.
    fn utf8(&mut self) -> u32 {
        let start = self.at;
        // As many bytes follow as the first has ones after its first.
        let more = self.byte.wrapping_shl(1).leading_ones();
        let mut code = u32::from(self.byte) & 0x3Fu32.wrapping_shr(more);
        for _ in 0..more {
            self.advance();
            let bits = u32::from(self.byte) ^ 0x80;
            if bits > 0x3F {
                return self.refuse(start);
            }
            code = code << 6 | bits;
        }
        // A character of one byte fewer has five bits fewer to say; of two bytes, four.
        let is_short = code < 0x80 || code.wrapping_shr(more.wrapping_mul(5).wrapping_add(1)) == 0;
        if is_short || more > 3 || code >> 11 == 0xD800 >> 11 || code >= END {
            return self.refuse(start);
        }
        code
    }

    /// The same, a character at a time.
    #[inline(never)]
    pub(crate) fn holds(&self, wanted: &[u8], ignores_case: bool) -> bool {
        // A cursor that is moved before it is returned is copied: 40 bytes of stack more.
        let mut text = self.before_content(self.content);
        text.advance();
        let mut rest = wanted;
        loop {
            let character = text.character();
            if character >= END {
                return character == END && rest.is_empty();
            }
            let mut packed = utf8(character);
            loop {
                let [wanted, behind @ ..] = rest else { return false };
                rest = behind;
                let differs = take_byte(&mut packed) ^ wanted;
                let is_case = ignores_case && differs == 0x20 && wanted.is_ascii_alphabetic();
                if differs != 0 && !is_case {
                    return false;
                }
                if packed == 0 {
                    break;
                }
            }
        }
    }

    /// How its bytes are read.
    pub(crate) fn layer(&self) -> Option<Layer> {
        self.layer
    }

    /// All of its bytes.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// What is left of a text whose cursor is before it.
    // It has no offset above 32 bits.
    #[allow(clippy::cast_possible_truncation)]
    pub(crate) fn rest(&self) -> Span {
        Span { start: self.at.wrapping_add(1), end: self.bytes.len() as u32 }
    }

    /// The bytes of a span.
    pub(crate) fn bytes_of(&self, span: Span) -> &'a [u8] {
        self.bytes.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

/// Where a document starts: behind a byte order mark.
pub(crate) fn start_of(bytes: &[u8]) -> u32 {
    if matches!(bytes, [0xEF, 0xBB, 0xBF, ..]) { 3 } else { 0 }
}

/// Reads the JSON that is the content of a JSON string: each of its bytes may be escaped.
pub(crate) fn inside_a_string(text: &mut Text<'_>) {
    text.at = text.next;
    if text.pending == 0 {
        let mut plain = Text::before(text.bytes, text.next, None);
        plain.advance();
        text.byte = plain.byte;
        if plain.byte != b'\\' {
            text.next = text.next.wrapping_add(u32::from(!plain.is_at_end()));
            return;
        }
        let character = plain.escape();
        text.pending = if character < END { utf8(character) } else { 0 };
        text.next = plain.at.wrapping_add(1);
    }
    text.byte = take_byte(&mut text.pending);
}

/// Reads a value of a form as the content of a JSON string: each of its bytes may be encoded.
// A byte takes three at most.
#[allow(clippy::cast_possible_truncation)]
pub(crate) fn inside_a_form(text: &mut Text<'_>) {
    text.at = text.next;
    if text.pending == 0 {
        let rest = text.bytes.get(text.next as usize..).unwrap_or_default();
        let mut bytes = Encoded(rest).bytes();
        text.pending = match (rest.first(), bytes.next()) {
            (None | Some(b'&'), _) | (_, None) => b'"'.into(),
            (_, Some(byte)) => {
                let length = rest.len().wrapping_sub(bytes.rest().len());
                text.next = text.next.wrapping_add(length as u32);
                match byte {
                    // As JSON has them in a string.
                    b'"' | b'\\' => u32::from(byte) << 8 | u32::from(b'\\'),
                    _ => byte.into(),
                }
            }
        };
    }
    text.byte = take_byte(&mut text.pending);
}

#[allow(clippy::cast_possible_truncation)]
pub(crate) fn take_byte(packed: &mut u32) -> u8 {
    let byte = *packed as u8;
    *packed >>= 8;
    byte
}

/// A character in UTF-8, first byte lowest.
pub(crate) fn utf8(mut code: u32) -> u32 {
    if code < 0x80 {
        return code;
    }
    // Each byte that continues takes six bits, and leaves the first one fewer.
    let (mut packed, mut room) = (0u32, 0x40u32);
    while code >= room {
        packed = packed << 8 | 0x80 | (code & 0x3F);
        code >>= 6;
        room >>= 1;
    }
    // The first byte has a one for each byte: all that is above its room but one bit.
    packed << 8 | (0x100u32.wrapping_sub(room.wrapping_mul(2)) | code)
}

/// Whether bytes are UTF-8, by what reads JSON; `core`'s own check is half a kilobyte of flash.
pub fn is_utf8(bytes: &[u8]) -> bool {
    let mut text = Text::before(bytes, 0, None);
    text.advance();
    while !text.is_at_end() {
        if text.byte >= 0x80 && text.utf8() == BAD {
            return false;
        }
        text.advance();
    }
    u32::try_from(bytes.len()).is_ok()
}
