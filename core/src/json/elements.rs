//! Iterates over the items of an array.

use crate::json::facts::{ARRAY, OBJECT, SAYS};
use crate::json::text::Text;
use crate::text::span::Span;

/// The items of an array, one after the other. The JSON must have been validated.
pub(crate) struct Elements<'a> {
    text: Text<'a>,
    /// The number of open brackets. The array's own items are at depth 1.
    depth: u32,
}

impl<'a> Elements<'a> {
    /// The items of the array that the cursor is before.
    pub(crate) fn of(mut text: Text<'a>) -> Self {
        text.advance();
        Self { text, depth: 0 }
    }

    /// The items after the one that ended at the offset `at`; all of them for 0.
    pub(crate) fn behind(array: &'a [u8], at: u32) -> Self {
        let mut elements = Self::of(Text::before(array, at, None));
        elements.depth = u32::from(at != 0);
        elements
    }

    /// The offset at which the last item ended.
    pub(crate) fn at(&self) -> u32 {
        self.text.at
    }

    /// The next item with its facts: the content of a string, or an object or an array with its brackets. For any
    /// other the span is empty and the facts are 0.
    pub(crate) fn next(&mut self) -> Option<(Span, u8)> {
        let text = &mut self.text;
        let (mut start, mut kind) = (0, 0);
        let mut is_plain = false;
        while !text.is_at_end() {
            let is_item = self.depth == 1;
            match text.byte {
                b',' | b']' if is_item && is_plain => return Some((Span::default(), 0)),
                b'"' => {
                    let facts = text.string();
                    if is_item || facts == 0 {
                        return Some((text.content, facts));
                    }
                    continue;
                }
                bracket @ (b'[' | b'{') => {
                    if is_item {
                        start = text.at;
                        kind = if bracket == b'[' { ARRAY } else { OBJECT };
                    }
                    self.depth = self.depth.wrapping_add(1);
                }
                b']' | b'}' => {
                    self.depth = self.depth.wrapping_sub(1);
                    if self.depth == 1 {
                        // If the array is the content of a JSON string, the bracket may be an escape of several
                        // bytes, so that its end is known only after it.
                        text.advance();
                        return Some((Span { start, end: text.at }, kind | SAYS));
                    }
                    if self.depth == 0 {
                        return None;
                    }
                }
                b',' | b' ' | b'\t' | b'\n' | b'\r' => {}
                _ => is_plain = is_item,
            }
            text.advance();
        }
        None
    }
}
