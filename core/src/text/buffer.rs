//! The caller's buffer: a writer that counts past its end.

use core::fmt;

use zeroize::Zeroize;

/// The buffer was too short. It was zeroed, for what did not fit may be part of a secret; only a
/// session's arena keeps what it held.
///
/// # Example
/// ```
/// use grantlet::{encode_form, BufferTooSmall};
/// let mut buffer = [0; 4];
/// assert_eq!(encode_form(&[("a", "b c")], &mut buffer), Err(BufferTooSmall { needed: 5 }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BufferTooSmall {
    /// The exact length, in bytes, with which the same call succeeds.
    pub needed: usize,
}

impl fmt::Display for BufferTooSmall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_counted(f, "the buffer is too small: ", self.needed, " bytes are needed")
    }
}

impl core::error::Error for BufferTooSmall {}

/// Writes bytes into the caller's buffer, and goes on counting after its end.
///
/// # Example
/// ```
/// let mut buffer = [1; 4];
/// let mut writer = grantlet::engine::Writer::new(&mut buffer);
/// writer.bytes(b"POST ");
/// assert_eq!(writer.end().unwrap_err().needed, 5);
/// assert_eq!(buffer, [0; 4]);
/// ```
pub struct Writer<'b> {
    buffer: &'b mut [u8],
    len: usize,
}

impl<'b> Writer<'b> {
    /// Starts at the start of a buffer.
    pub fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, len: 0 }
    }

    /// Bytes written so far, those past the end included.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    // Called from many places: inlined it would cost more.
    #[inline(never)]
    pub(crate) fn byte(&mut self, byte: u8) {
        let mut end = self.len;
        self.put_at(&mut end, byte);
        self.len = end;
    }

    /// Writes a byte at an end that a loop over many keeps at hand.
    #[inline(always)]
    pub(crate) fn put_at(&mut self, end: &mut usize, byte: u8) {
        if let Some(slot) = self.buffer.get_mut(*end) {
            *slot = byte;
        }
        *end = end.saturating_add(1);
    }

    /// Ends where such a loop has come to.
    pub(crate) fn set_len(&mut self, len: usize) {
        self.len = len;
    }

    /// Three bytes that were written, and zeros where not all of them fitted.
    pub(crate) fn group(&self, at: usize) -> [u8; 3] {
        let written = self.buffer.get(at..).unwrap_or_default();
        written.first_chunk().copied().unwrap_or_default()
    }

    /// A byte, but nothing for 0.
    pub(crate) fn mark(&mut self, byte: u8) {
        if byte != 0 {
            self.byte(byte);
        }
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Writes these bytes, as far as they fit.
    pub fn bytes(&mut self, bytes: &[u8]) {
        let slots = self.buffer.get_mut(self.len..).unwrap_or_default();
        for (slot, byte) in slots.iter_mut().zip(bytes) {
            *slot = *byte;
        }
        self.len = self.len.saturating_add(bytes.len());
    }

    /// A decimal number.
    pub(crate) fn number(&mut self, number: u64) {
        // As bytes: a check that they are UTF-8 is 624 bytes on M4.
        self.bytes(decimal(number, &mut [0; 20]));
    }

    /// Overwrites the whole buffer.
    pub(crate) fn wipe(&mut self) {
        self.buffer.zeroize();
    }

    /// The length of what was written. If it did not fit, the buffer is zeroed, because it may have a part of a
    /// secret.
    ///
    /// # Errors
    /// [`BufferTooSmall`] with the exact length.
    pub fn end(self) -> Result<usize, BufferTooSmall> {
        if self.len > self.buffer.len() {
            self.buffer.zeroize();
            return Err(BufferTooSmall { needed: self.len });
        }
        Ok(self.len)
    }

    /// The text that was written, as [`end`](Self::end).
    pub(crate) fn finish(self) -> Result<&'b str, BufferTooSmall> {
        let Self { buffer, len } = self;
        let len = Writer { buffer: &mut *buffer, len }.end()?;
        Ok(written(buffer, len))
    }
}

/// The text that a writer has left at the start of a buffer. Writers write whole characters only.
pub(crate) fn written(buffer: &[u8], len: usize) -> &str {
    core::str::from_utf8(buffer.get(..len).unwrap_or_default()).unwrap_or_default()
}

/// The decimal digits of a number.
fn decimal(mut number: u64, digits: &mut [u8; 20]) -> &[u8] {
    let mut start = 0;
    for (index, slot) in digits.iter_mut().enumerate().rev() {
        // The remainder is below ten.
        #[allow(clippy::cast_possible_truncation)]
        let digit = (number % 10) as u8;
        *slot = b'0' | digit;
        number /= 10;
        start = index;
        if number == 0 {
            break;
        }
    }
    digits.get(start..).unwrap_or_default()
}

/// A message with a number in it, without the formatting machinery, which is large.
pub(crate) fn write_counted(
    f: &mut fmt::Formatter<'_>,
    before: &str,
    number: usize,
    after: &str,
) -> fmt::Result {
    f.write_str(before)?;
    let mut digits = [0; 20];
    let digits = decimal(u64::try_from(number).unwrap_or(u64::MAX), &mut digits);
    f.write_str(core::str::from_utf8(digits).unwrap_or_default())?;
    f.write_str(after)
}
