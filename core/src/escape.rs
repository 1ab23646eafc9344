//! Strings of JSON: what their escapes stand for, and how they are undone where they stand.

use crate::buffer::Span;
use crate::form::hex_value;

/// The bytes of a text as they stand.
#[derive(Clone)]
struct PlainBytes<'a> {
    text: &'a [u8],
    at: usize,
}

impl Iterator for PlainBytes<'_> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let byte = *self.text.get(self.at)?;
        self.at = self.at.saturating_add(1);
        Some(byte)
    }
}

/// The bytes of a text; inside a JSON string, what its escapes stand for.
#[derive(Clone)]
pub(crate) struct RawBytes<'a> {
    plain: PlainBytes<'a>,
    quoted: bool,
    /// The rest of an escaped character's UTF-8, first byte lowest.
    pending: u32,
}

impl<'a> RawBytes<'a> {
    /// The bytes from `at` on; where `quoted`, that is inside a string.
    pub(crate) fn new(text: &'a [u8], at: usize, quoted: bool) -> Self {
        Self { plain: PlainBytes { text, at }, quoted, pending: 0 }
    }

    /// Goes past what stands for itself in a string, up to a quote, an escape or a control
    /// character. Inside a string every byte may be escaped, and it stays where it is.
    pub(crate) fn skip_plain(&mut self) {
        if !self.quoted {
            let rest = self.plain.text.get(self.plain.at..).unwrap_or_default();
            let special = |b: &u8| matches!(b, b'"' | b'\\' | 0..=0x1F);
            let skipped = rest.iter().position(special).unwrap_or(rest.len());
            self.plain.at = self.plain.at.saturating_add(skipped);
        }
    }

    /// Where the next byte stands.
    pub(crate) fn at(&self) -> usize {
        self.plain.at
    }
}

impl Iterator for RawBytes<'_> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        if self.pending != 0 {
            return Some(take_byte(&mut self.pending));
        }
        let byte = self.plain.next()?;
        if byte == b'\\' && self.quoted {
            self.pending = escaped(&mut self.plain);
            return Some(take_byte(&mut self.pending));
        }
        Some(byte)
    }
}

/// The bytes of one validated value: of a string its content, else what was written.
#[derive(Clone)]
pub(crate) struct ValueBytes<'a> {
    bytes: RawBytes<'a>,
    string: bool,
    pending: u32,
}

impl<'a> ValueBytes<'a> {
    /// The value that starts with these bytes.
    pub(crate) fn new(mut bytes: RawBytes<'a>) -> Self {
        let mut ahead = bytes.clone();
        let string = ahead.next() == Some(b'"');
        if string {
            bytes = ahead;
        }
        Self { bytes, string, pending: 0 }
    }
}

impl Iterator for ValueBytes<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if self.pending != 0 {
            return Some(take_byte(&mut self.pending));
        }
        let byte = self.bytes.next()?;
        if !self.string {
            return Some(byte).filter(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b));
        }
        match byte {
            b'"' => None,
            b'\\' => {
                self.pending = escaped(&mut self.bytes);
                Some(take_byte(&mut self.pending))
            }
            _ => Some(byte),
        }
    }
}

#[allow(clippy::cast_possible_truncation)]
fn take_byte(pending: &mut u32) -> u8 {
    let byte = *pending as u8;
    *pending >>= 8;
    byte
}

/// What a validated escape stands for, its backslash already taken: UTF-8, first byte lowest.
fn escaped(bytes: &mut impl Iterator<Item = u8>) -> u32 {
    let letter = bytes.next().unwrap_or(0);
    let simple = match letter {
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'u' => {
            let mut code = hex4(bytes);
            if code & 0xFC00 == 0xD800 {
                bytes.next();
                bytes.next();
                // 0x10000 + (high - 0xD800) * 1024 + (low - 0xDC00)
                code = (code << 10).wrapping_add(hex4(bytes)).wrapping_sub(0x35F_DC00);
            }
            let mut packed = [0; 4];
            char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER).encode_utf8(&mut packed);
            return u32::from_le_bytes(packed);
        }
        other => other,
    };
    u32::from(simple)
}

fn hex4(bytes: &mut impl Iterator<Item = u8>) -> u32 {
    let mut code = 0;
    for _ in 0..4 {
        let digit = bytes.next().and_then(hex_value).unwrap_or(0);
        code = code << 4 | u32::from(digit);
    }
    code
}

/// A string without its quotes.
pub(crate) fn content(place: Span) -> Span {
    Span { start: place.start.saturating_add(1), end: place.end.saturating_sub(1) }
}

/// Undoes the escapes of the validated string at `place`, where it stands: escapes never grow.
/// Returns where its content is now.
pub(crate) fn unescape_in_place(text: &mut [u8], place: Span) -> Span {
    let Span { start, end } = content(place);
    if !content(place).of(text).contains(&b'\\') {
        return content(place);
    }
    let (mut from, mut to) = (start, start);
    while from < end {
        let mut bytes = RawBytes::new(text, from, true);
        let Some(mut byte) = bytes.next() else { break };
        let mut pending = bytes.pending;
        from = bytes.at();
        loop {
            put(text, &mut to, byte);
            if pending == 0 {
                break;
            }
            byte = take_byte(&mut pending);
        }
    }
    Span { start, end: to }
}

/// Makes what stands at `place` readable: the content of a string unescaped, the rest as written,
/// and nothing where nothing stands.
pub(crate) fn settle(text: &mut [u8], place: Span) -> Span {
    match text.get(place.start) {
        Some(b'"') if !place.is_empty() => unescape_in_place(text, place),
        _ => place,
    }
}

/// Makes the validated array of strings at `place` one text, with a byte between each two of them.
/// It never grows.
pub(crate) fn join_in_place(text: &mut [u8], place: Span, separator: u8) -> Span {
    let (mut at, mut to) = (place.start, place.start);
    while at < place.end {
        if text.get(at) != Some(&b'"') {
            at = at.saturating_add(1);
            continue;
        }
        let item = Span { start: at, end: string_end(text, at) };
        at = item.end;
        let content = unescape_in_place(text, item);
        if to > place.start {
            put(text, &mut to, separator);
        }
        for from in content.start..content.end {
            let byte = text.get(from).copied().unwrap_or(separator);
            put(text, &mut to, byte);
        }
    }
    Span { start: place.start, end: to }
}

fn put(text: &mut [u8], at: &mut usize, byte: u8) {
    if let Some(slot) = text.get_mut(*at) {
        *slot = byte;
    }
    *at = at.saturating_add(1);
}

/// The end of the validated string that starts here.
fn string_end(text: &[u8], start: usize) -> usize {
    let mut at = start.saturating_add(1);
    loop {
        match text.get(at) {
            Some(b'\\') => at = at.saturating_add(2),
            Some(b'"') | None => return at.saturating_add(1),
            Some(_) => at = at.saturating_add(1),
        }
    }
}
