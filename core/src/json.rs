//! JSON (RFC 8259), read where it stands: validate and find first, unescape in place after.
//!
//! Strict: no comments, no trailing commas, no lone surrogates, no control characters in strings,
//! UTF-8 only. One leading byte order mark is skipped. Iterative: the kinds of the open brackets
//! are the bits of a `u32`, so that 32 levels are the limit and the stack is constant.

use core::fmt;

use crate::buffer::{Span, Writer};
use crate::form::{hex_digit, hex_value};

/// Levels of nesting that are read.
pub(crate) const MAX_DEPTH: u32 = 32;

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
        f.write_str(match self {
            Self::Syntax { .. } => "not JSON: `at` gives the byte",
            Self::Depth { .. } => "JSON nested deeper than 32 levels: `at` gives the byte",
        })
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
        let mut bytes = RawBytes { text: self.text, at: self.at, quoted: self.quoted, pending: 0 };
        let string = self.kind() == b'"';
        if string {
            bytes.next();
        }
        ValueBytes { bytes, string, pending: 0 }
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
                if plain == wanted.as_bytes() || (escaped && self.value(name).is(wanted)) {
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

/// The bytes of a text; inside a JSON string, what its escapes stand for.
#[derive(Clone)]
struct RawBytes<'a> {
    text: &'a [u8],
    at: usize,
    quoted: bool,
    /// The rest of an escaped character's UTF-8, first byte lowest.
    pending: u32,
}

impl Iterator for RawBytes<'_> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        if self.pending != 0 {
            return Some(take_byte(&mut self.pending));
        }
        let byte = *self.text.get(self.at)?;
        self.at = self.at.saturating_add(1);
        if byte == b'\\' && self.quoted {
            let (text, mut at) = (self.text, self.at);
            let mut plain = RawBytes { text, at, quoted: false, pending: 0 };
            self.pending = escaped(&mut plain);
            at = plain.at;
            self.at = at;
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
fn escaped(bytes: &mut RawBytes<'_>) -> u32 {
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

fn hex4(bytes: &mut RawBytes<'_>) -> u32 {
    let mut code = 0;
    for _ in 0..4 {
        let digit = bytes.next().and_then(hex_value).unwrap_or(0);
        code = code << 4 | u32::from(digit);
    }
    code
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
        let mut lexer = Self { bytes: RawBytes { text, at, quoted, pending: 0 }, byte: 0, at };
        lexer.advance();
        lexer
    }

    #[inline]
    fn advance(&mut self) {
        self.at = self.bytes.at;
        self.byte = self.bytes.next().unwrap_or(0);
    }

    /// Where the byte after this one stands.
    fn after(&self) -> usize {
        self.bytes.at
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
        self.expect(b':')
    }

    fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
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
            self.expect(byte)?;
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
                        self.expect(b'\\')?;
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

/// A string without its quotes.
fn content(place: Span) -> Span {
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
        let mut bytes = RawBytes { text: &*text, at: from, quoted: true, pending: 0 };
        let Some(mut byte) = bytes.next() else { break };
        let mut pending = bytes.pending;
        from = bytes.at;
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

/// Makes what stands at `place` readable: the content of a string unescaped, the rest as written.
pub(crate) fn settle(text: &mut [u8], place: Span) -> Span {
    match text.get(place.start) {
        Some(b'"') => unescape_in_place(text, place),
        _ => place,
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

/// Writes a JSON string: tokens with one byte between each two.
fn write_string(writer: &mut Writer<'_>, tokens: &[&str], separator: u8) {
    writer.byte(b'"');
    for (index, token) in tokens.iter().enumerate() {
        if index > 0 {
            write_char(writer, separator);
        }
        for &byte in token.as_bytes() {
            write_char(writer, byte);
        }
    }
    writer.byte(b'"');
}

fn write_char(writer: &mut Writer<'_>, byte: u8) {
    match byte {
        b'"' | b'\\' => {
            writer.byte(b'\\');
            writer.byte(byte);
        }
        0..=0x1F => {
            writer.text("\\u00");
            writer.byte(hex_digit(byte >> 4));
            writer.byte(hex_digit(byte & 15));
        }
        _ => writer.byte(byte),
    }
}

/// Writes the members of one object, in order, compact.
pub(crate) struct ObjectWriter<'w, 'b> {
    writer: &'w mut Writer<'b>,
    open: u8,
}

impl<'w, 'b> ObjectWriter<'w, 'b> {
    pub(crate) fn new(writer: &'w mut Writer<'b>) -> Self {
        Self { writer, open: b'{' }
    }

    fn name(&mut self, name: &str) {
        self.writer.byte(self.open);
        self.open = b',';
        write_string(self.writer, &[name], 0);
        self.writer.byte(b':');
    }

    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.joined(name, &[value], 0);
    }

    pub(crate) fn joined(&mut self, name: &str, tokens: &[&str], separator: u8) {
        self.name(name);
        write_string(self.writer, tokens, separator);
    }

    pub(crate) fn number(&mut self, name: &str, value: u64) {
        self.name(name);
        self.writer.number(value);
    }

    pub(crate) fn end(self) {
        if self.open == b'{' {
            self.writer.byte(b'{');
        }
        self.writer.byte(b'}');
    }
}
