//! The bytes of JSON, one at a time: escapes, and UTF-8.

use crate::form::hex_value;
use crate::run;

/// Reads the next byte of a text that is not read as it stands.
pub(crate) type Unescape = fn(&mut Cursor<'_>) -> u8;

/// One byte of look-ahead over a text. Past the end it reads 0, which stands nowhere in JSON. What
/// returns none has met a byte that cannot stand there, and left the cursor on it.
#[derive(Clone)]
pub(crate) struct Cursor<'a> {
    text: &'a [u8],
    /// Where the byte after this one stands.
    pub(crate) next: usize,
    pub(crate) at: usize,
    pub(crate) byte: u8,
    /// How bytes are read where the JSON stands inside a JSON string.
    unescape: Option<Unescape>,
    /// The rest of an escaped character of that string, first byte lowest.
    pending: u32,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a [u8], at: usize, unescape: Option<Unescape>) -> Self {
        let mut cursor = Self { text, next: at, at, byte: 0, unescape, pending: 0 };
        cursor.advance();
        cursor
    }

    /// The byte that a text has at an offset, which is read as it stands.
    pub(crate) fn plain(text: &'a [u8], at: usize) -> Self {
        Self::new(text, at, None)
    }

    pub(crate) fn advance(&mut self) {
        self.at = self.next;
        self.byte = match (self.unescape, self.text.get(self.next)) {
            (Some(unescape), _) => unescape(self),
            (None, Some(byte)) => {
                self.next = self.next.wrapping_add(1);
                *byte
            }
            (None, None) => 0,
        };
    }

    /// Goes back to where something starts that cannot stand there.
    fn refuse<T>(&mut self, start: usize) -> Option<T> {
        self.at = start;
        None
    }

    // A call costs more than the comparison does.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    pub(crate) fn take(&mut self, byte: u8) -> Option<()> {
        if self.byte != byte {
            return None;
        }
        self.advance();
        Some(())
    }

    // Most answers have none, and a call costs more than the look.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    pub(crate) fn space(&mut self) {
        if self.byte <= b' ' {
            self.skip_space();
        }
    }

    fn skip_space(&mut self) {
        while matches!(self.byte, b' ' | b'\t' | b'\n' | b'\r') {
            self.advance();
        }
    }

    /// A string, past its closing quote. Returns its [`kind`](crate::json::Found), 0 where it is none.
    pub(crate) fn string(&mut self) -> u8 {
        self.read_string().unwrap_or(0)
    }

    fn read_string(&mut self) -> Option<u8> {
        let as_it_stands = self.unescape.is_none();
        let mut kind = if as_it_stands { b'"' } else { b'\\' };
        loop {
            if as_it_stands {
                let rest = self.text.get(self.next..).unwrap_or_default();
                self.next = self.next.wrapping_add(run::in_string(rest));
            }
            self.advance();
            match self.byte {
                b'"' => break,
                b'\\' => {
                    kind = b'\\';
                    self.escape()?;
                }
                0..=0x1F => return None,
                0x80.. => self.character()?,
                _ => {}
            }
        }
        self.advance();
        Some(kind)
    }

    /// What an escape stands for, from its backslash to its last byte.
    pub(crate) fn escape(&mut self) -> Option<char> {
        self.advance();
        // Letters, and what they stand for.
        let mut pairs = b"\"\"\\\\//b\x08f\x0cn\nr\rt\t".as_slice();
        while let [letter, stands, rest @ ..] = pairs {
            if self.byte == *letter {
                return Some(char::from(*stands));
            }
            pairs = rest;
        }
        if self.byte == b'u' { self.unicode() } else { None }
    }

    /// Four hex digits, or eight for a pair of surrogates; half a pair is an error.
    fn unicode(&mut self) -> Option<char> {
        let start = self.at;
        let mut code = self.four_digits()?;
        if code & 0xFC00 == 0xD800 {
            self.advance();
            self.take(b'\\')?;
            if self.byte != b'u' {
                return self.refuse(start);
            }
            let low = self.four_digits()?;
            // Not 0xDC00 to 0xDFFF: what comes of it stays half a pair.
            if low & 0xFC00 == 0xDC00 {
                // 0x10000 + (high - 0xD800) * 1024 + (low - 0xDC00)
                code = (code << 10).wrapping_add(low).wrapping_sub(0x35F_DC00);
            }
        }
        char::from_u32(code).or_else(|| self.refuse(start))
    }

    fn four_digits(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            self.advance();
            let digit = hex_value(self.byte);
            if digit > 15 {
                return None;
            }
            code = code << 4 | u32::from(digit);
        }
        Some(code)
    }

    /// A character outside ASCII, up to its last byte. It is one if it is written as it would be
    /// here: the shortest form, no surrogate, nothing above U+10FFFF.
    fn character(&mut self) -> Option<()> {
        let start = self.at;
        // As many bytes follow as the first has ones after its first.
        let more = self.byte.wrapping_shl(1).leading_ones();
        let mut stands = u32::from(self.byte);
        let mut code = stands & 0x3Fu32.wrapping_shr(more);
        for index in 1..=more {
            self.advance();
            let byte = u32::from(self.byte);
            stands |= byte.wrapping_shl(index.wrapping_mul(8));
            code = code << 6 | (byte & 0x3F);
        }
        let written = char::from_u32(code).map(utf8);
        if written == Some(stands) { Some(()) } else { self.refuse(start) }
    }
}

/// Reads the JSON that is the content of a JSON string: each of its bytes may be escaped.
pub(crate) fn inside_a_string(cursor: &mut Cursor<'_>) -> u8 {
    if cursor.pending == 0 {
        let mut plain = Cursor::plain(cursor.text, cursor.next);
        if plain.byte != b'\\' {
            cursor.next = plain.next;
            return plain.byte;
        }
        cursor.pending = plain.escape().map_or(0, utf8);
        cursor.next = plain.next;
    }
    take_byte(&mut cursor.pending)
}

#[allow(clippy::cast_possible_truncation)]
pub(crate) fn take_byte(packed: &mut u32) -> u8 {
    let byte = *packed as u8;
    *packed >>= 8;
    byte
}

/// A character in UTF-8, first byte lowest.
pub(crate) fn utf8(character: char) -> u32 {
    let mut code = u32::from(character);
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

/// What a validated string stands for, from its opening quote on.
#[derive(Clone)]
pub(crate) struct Content<'a> {
    cursor: Cursor<'a>,
    pending: u32,
}

impl<'a> Content<'a> {
    pub(crate) fn new(mut cursor: Cursor<'a>) -> Self {
        cursor.advance();
        Self { cursor, pending: 0 }
    }
}

impl Iterator for Content<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if self.pending == 0 {
            let byte = self.cursor.byte;
            match byte {
                b'"' => return None,
                b'\\' => self.pending = self.cursor.escape().map_or(0, utf8),
                _ => self.pending = u32::from(byte),
            }
            self.cursor.advance();
        }
        Some(take_byte(&mut self.pending))
    }
}

/// Whether bytes are UTF-8, by what reads JSON; `core`'s own check is half a kilobyte of flash.
pub fn is_utf8(text: &[u8]) -> bool {
    let mut cursor = Cursor::plain(text, 0);
    while cursor.at < text.len() {
        if cursor.byte >= 0x80 && cursor.character().is_none() {
            return false;
        }
        cursor.advance();
    }
    true
}
