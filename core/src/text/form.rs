//! `application/x-www-form-urlencoded`, both ways, as the WHATWG URL standard defines it.

use crate::text::buffer::{BufferTooSmall, Writer, written};
use crate::text::run::IS_HOST;
use crate::text::span::Span;

/// Which bytes are left unescaped beside alphanumerics and `-._`, and how a space is encoded.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Encoding {
    /// A form body: `*` is left, a space is `+`.
    Form = b'*',
    /// Part of a URL or of Basic credentials: `~` is left, a space is `%20`.
    Percent = b'~',
}

/// Encodes bytes with `space` in place of each space.
pub(crate) fn encode_into(writer: &mut Writer<'_>, encoding: Encoding, text: &[u8], space: u8) {
    let (plain, text) = split_unescaped(text);
    if IS_HOST {
        writer.bytes(plain);
    }
    // The end is kept at hand: a token has many bytes.
    let mut end = writer.len();
    for &byte in text {
        let mut byte = byte;
        while !is_unescaped(byte) && byte != encoding as u8 {
            if byte == b' ' && space != b' ' {
                byte = space;
                continue;
            }
            if byte == b' ' && encoding == Encoding::Form {
                byte = b'+';
            } else {
                writer.put_at(&mut end, b'%');
                writer.put_at(&mut end, hex_digit(byte >> 4));
                byte = hex_digit(byte & 15);
            }
            break;
        }
        writer.put_at(&mut end, byte);
    }
    writer.set_len(end);
}

/// On a host, the bytes at the start of a string that both encodings leave unescaped, and the rest: one copy of them
/// saves 1900 instructions of a refresh by Basic. Elsewhere all is the rest.
pub(crate) fn split_unescaped(text: &[u8]) -> (&[u8], &[u8]) {
    let first = if IS_HOST { text.iter().position(|byte| !is_unescaped(*byte)) } else { Some(0) };
    text.split_at_checked(first.unwrap_or(text.len())).unwrap_or((b"", text))
}

/// [`is_unreserved`] of each byte: a load instead of the comparisons saves 400 instructions of a refresh on a host.
static UNESCAPED: [bool; 256] = {
    let mut table = [false; 256];
    let (mut rest, mut byte): (&mut [bool], u8) = (&mut table, 0);
    while let [is_unescaped, after @ ..] = rest {
        *is_unescaped = is_unreserved(byte);
        (rest, byte) = (after, byte.wrapping_add(1));
    }
    table
};

/// Whether a byte is left unescaped by both encodings.
#[inline(always)]
fn is_unescaped(byte: u8) -> bool {
    if IS_HOST {
        return UNESCAPED.get(usize::from(byte)).copied().unwrap_or_default();
    }
    is_unreserved(byte)
}

#[inline(always)]
const fn is_unreserved(byte: u8) -> bool {
    (byte | 0x20).wrapping_sub(b'a') < 26 || matches!(byte, b'0'..=b'9' | b'-' | b'.' | b'_')
}

pub(crate) fn hex_digit(nibble: u8) -> u8 {
    let letter = if nibble > 9 { b'A' - b'0' - 10 } else { 0 };
    nibble.wrapping_add(b'0').wrapping_add(letter)
}

/// The value of a hex digit, and above 15 that of any other byte.
pub(crate) fn hex_value(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit & 15,
        b'a'..=b'f' | b'A'..=b'F' => (digit & 15).wrapping_add(9),
        _ => u8::MAX,
    }
}

/// Writes pairs as a form body: UTF-8, percent-encoded, a space as `+`
/// (WHATWG URL, section 5.2; RFC 6749, appendix B).
///
/// The result is ASCII. It is never longer than three bytes for each byte of the pairs,
/// and one for each separator.
///
/// # Errors
/// [`BufferTooSmall`] with the exact length.
///
/// # Example
/// ```
/// let mut buffer = [0; 64];
/// let body = grantlet::encode_form(&[("scope", "a b"), ("q", "£")], &mut buffer)?;
/// assert_eq!(body, "scope=a+b&q=%C2%A3");
/// # Ok::<(), grantlet::BufferTooSmall>(())
/// ```
pub fn encode_form<'b>(
    pairs: &[(&str, &str)],
    buffer: &'b mut [u8],
) -> Result<&'b str, BufferTooSmall> {
    let mut form = FormWriter::new(buffer);
    for (name, value) in pairs {
        form.pair(name.as_bytes(), value.as_bytes());
    }
    form.0.finish()
}

/// Writes the pairs of a form one at a time, as [`encode_form`] does.
pub struct FormWriter<'b>(Writer<'b>);

impl<'b> FormWriter<'b> {
    /// Starts at the beginning of `buffer`.
    pub fn new(buffer: &'b mut [u8]) -> Self {
        Self(Writer::new(buffer))
    }

    /// Adds a pair.
    pub fn pair(&mut self, name: &[u8], value: &[u8]) {
        if self.0.len() > 0 {
            self.0.byte(b'&');
        }
        encode_into(&mut self.0, Encoding::Form, name, b' ');
        self.0.byte(b'=');
        encode_into(&mut self.0, Encoding::Form, value, b' ');
    }

    /// The length of the form.
    ///
    /// # Errors
    /// [`BufferTooSmall`] with the exact length.
    pub fn end(self) -> Result<usize, BufferTooSmall> {
        self.0.end()
    }
}

impl core::fmt::Debug for FormWriter<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("FormWriter(elided)")
    }
}

/// The pairs of a form body or of a query, in their order, each still encoded
/// (WHATWG URL, section 5.1). Never fails: a parser of this grammar accepts every input.
///
/// # Example
/// ```
/// let mut pairs = grantlet::FormPairs::new(b"scope=a+b&q=%C2%A3");
/// let (name, value) = pairs.next().unwrap();
/// assert!(name.is("scope") && value.is("a b"));
/// let mut buffer = [0; 8];
/// assert_eq!(pairs.next().unwrap().1.decode(&mut buffer), Ok("£"));
/// ```
#[derive(Clone)]
pub struct FormPairs<'a> {
    text: &'a [u8],
    spans: PairSpans,
}

impl<'a> FormPairs<'a> {
    /// Pairs of `text`, which has no leading `?` or `#`. What is after its first 4 GiB is not read.
    pub fn new(text: &'a [u8]) -> Self {
        Self { text, spans: PairSpans::new(Span::new(0, text.len())) }
    }

    /// What was not read yet.
    ///
    /// # Example
    /// ```
    /// let mut pairs = grantlet::FormPairs::new(b"code=C&state=xyz&iss=https");
    /// assert!(pairs.next().unwrap().0.is("code"));
    /// assert_eq!(pairs.rest(), b"state=xyz&iss=https");
    /// ```
    pub fn rest(&self) -> &'a [u8] {
        self.spans.rest.of(self.text)
    }
}

impl<'a> Iterator for FormPairs<'a> {
    type Item = (Encoded<'a>, Encoded<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, value) = self.spans.next(self.text)?;
        Some((Encoded(name.of(self.text)), Encoded(value.of(self.text))))
    }
}

impl core::fmt::Debug for FormPairs<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("FormPairs(elided)")
    }
}

/// As [`FormPairs`], by offsets, for text that is decoded in place.
#[derive(Clone, Debug)]
pub(crate) struct PairSpans {
    rest: Span,
}

impl PairSpans {
    pub(crate) fn new(text: Span) -> Self {
        Self { rest: text }
    }

    pub(crate) fn next(&mut self, text: &[u8]) -> Option<(Span, Span)> {
        while !self.rest.is_empty() {
            let Span { start, end } = self.rest;
            let mut equals = None;
            let mut at = start;
            for &byte in self.rest.of(text) {
                match byte {
                    b'&' => break,
                    b'=' if equals.is_none() => equals = Some(at),
                    _ => {}
                }
                at = at.wrapping_add(1);
            }
            self.rest = Span { start: at.wrapping_add(1), end };
            if at > start {
                let name = Span { start, end: equals.unwrap_or(at) };
                let value = Span { start: equals.map_or(at, |e| e.wrapping_add(1)), end: at };
                return Some((name, value));
            }
        }
        None
    }
}

/// A name or a value of a form, percent-encoded.
///
/// `Debug` elides it, for it may be a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Encoded<'a>(pub(crate) &'a [u8]);

impl<'a> Encoded<'a> {
    /// Marks bytes as encoded.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes, encoded.
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// Whether it decodes to `text`. Not for secrets: it returns at the first difference.
    pub fn is(self, text: &str) -> bool {
        self.is_bytes(text.as_bytes())
    }

    /// As [`is`](Self::is), for bytes of any kind.
    ///
    /// # Example
    /// ```
    /// use grantlet::Encoded;
    /// assert!(Encoded::new(b"%FF+").is_bytes(&[0xFF, b' ']));
    /// ```
    pub fn is_bytes(self, bytes: &[u8]) -> bool {
        self.bytes().eq(bytes.iter().copied())
    }

    /// Whether it is empty.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Decodes into `buffer`: `+` is a space, `%` without two hex digits stays as it is, and
    /// bytes that are not UTF-8 become U+FFFD.
    ///
    /// # Errors
    /// [`BufferTooSmall`] with the exact length.
    pub fn decode(self, buffer: &mut [u8]) -> Result<&str, BufferTooSmall> {
        let len = self.decode_len(buffer)?;
        Ok(written(buffer, len))
    }

    /// As [`decode`](Self::decode), the length of what was written.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    ///
    /// # Example
    /// ```
    /// use grantlet::Encoded;
    /// let mut buffer = [0; 8];
    /// let length = Encoded::new(b"a%2Bb").decode_len(&mut buffer)?;
    /// assert_eq!(&buffer[..length], b"a+b");
    /// # Ok::<(), grantlet::BufferTooSmall>(())
    /// ```
    pub fn decode_len(self, buffer: &mut [u8]) -> Result<usize, BufferTooSmall> {
        let mut writer = Writer::new(buffer);
        let mut bytes = self.bytes();
        while let Some(first) = bytes.next() {
            let (low, high, more) = match first {
                0..=0x7F => (0, 0, 0),
                0xC2..=0xDF => (0x80, 0xBF, 1),
                0xE0 => (0xA0, 0xBF, 2),
                0xED => (0x80, 0x9F, 2),
                0xE1..=0xEF => (0x80, 0xBF, 2),
                0xF0 => (0x90, 0xBF, 3),
                0xF4 => (0x80, 0x8F, 3),
                0xF1..=0xF3 => (0x80, 0xBF, 3),
                _ => (1, 0, 4),
            };
            // A sequence is replaced as far as it could still have been valid.
            let mut ahead = bytes.clone();
            let mut range = low..=high;
            let mut taken = 0usize;
            while taken < more && ahead.next().is_some_and(|next| range.contains(&next)) {
                range = 0x80..=0xBF;
                taken = taken.wrapping_add(1);
            }
            if taken == more {
                writer.byte(first);
            } else {
                writer.text("\u{FFFD}");
            }
            for next in bytes.by_ref().take(taken) {
                if taken == more {
                    writer.byte(next);
                }
            }
        }
        writer.end()
    }

    pub(crate) fn bytes(self) -> DecodedBytes<'a> {
        DecodedBytes { rest: self.0 }
    }
}

impl core::fmt::Debug for Encoded<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Encoded(elided)")
    }
}

/// The decoded bytes of an [`Encoded`].
#[derive(Clone)]
pub(crate) struct DecodedBytes<'a> {
    rest: &'a [u8],
}

impl<'a> DecodedBytes<'a> {
    /// What was not read yet, encoded.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl Iterator for DecodedBytes<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        match (first, rest) {
            (b'+', _) => Some(b' '),
            (b'%', [high, low, after @ ..]) => match (hex_value(*high), hex_value(*low)) {
                (high @ 0..=15, low @ 0..=15) => {
                    self.rest = after;
                    Some(high << 4 | low)
                }
                _ => Some(first),
            },
            _ => Some(first),
        }
    }
}

/// Decodes a span in place, for decoding never grows. Returns the span of the result.
pub(crate) fn decode_in_place(text: &mut [u8], encoded: Span) -> Span {
    let mut rest = encoded;
    let mut end = encoded.start;
    while !rest.is_empty() {
        let mut bytes = Encoded(rest.of(text)).bytes();
        let Some(byte) = bytes.next() else { break };
        // A span's length has 32 bits.
        #[allow(clippy::cast_possible_truncation)]
        let left = bytes.rest.len() as u32;
        rest.start = rest.end.wrapping_sub(left);
        if let Some(slot) = text.get_mut(end as usize) {
            *slot = byte;
        }
        end = end.wrapping_add(1);
    }
    Span { start: encoded.start, end }
}
