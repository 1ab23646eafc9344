//! Where something stands in a text, by offsets of 32 bits.

use crate::text::buffer::Place;

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
    /// Whether nothing stands there.
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// The bytes there; none where they are not all in the text.
    #[cfg_attr(any(target_os = "none", target_family = "wasm"), inline(never))]
    pub fn of(self, text: &[u8]) -> &[u8] {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// The text there; bytes that are not UTF-8 yield nothing.
    pub(crate) fn text(self, text: &[u8]) -> &str {
        core::str::from_utf8(self.of(text)).unwrap_or_default()
    }
}

impl From<Span> for Place {
    fn from(Span { start, end }: Span) -> Self {
        Self { start: start as usize, end: end as usize }
    }
}
