//! Offsets of 32 bits into a text.

use core::ops::Range;

/// Offsets into one text, from `start` up to `end`. `Span::default()` holds nothing.
///
/// # Example
/// ```
/// let span = grantlet::engine::Span { start: 2, end: 4 };
/// assert_eq!(span.of(b"a=bc"), b"bc");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Span {
    /// The offset of the first byte.
    pub start: u32,
    /// The offset after the last byte.
    pub end: u32,
}

impl Span {
    /// Offsets that are too high become the highest: the text ends there.
    // 80 bytes of a request on M4 as a call.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)]
    pub(crate) fn new(start: usize, end: usize) -> Self {
        // The offset after it has 32 bits too. No text is as long where offsets have no more.
        const HIGHEST: usize = if usize::BITS > 32 { u32::MAX as usize - 1 } else { usize::MAX };
        Self { start: start.min(HIGHEST) as u32, end: end.min(HIGHEST) as u32 }
    }

    /// Whether it holds nothing.
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// The bytes there; none where they are not all in the text.
    #[inline(never)]
    pub fn of(self, text: &[u8]) -> &[u8] {
        text.get(self.range()).unwrap_or_default()
    }

    /// The offsets in the machine's size.
    pub(crate) const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text there; bytes that are not UTF-8 yield nothing.
    pub(crate) fn text(self, text: &[u8]) -> &str {
        core::str::from_utf8(self.of(text)).unwrap_or_default()
    }
}
