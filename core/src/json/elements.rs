//! The items of an array that was read.

use crate::json::facts::{ARRAY, OBJECT, SAYS};
use crate::json::text::Text;
use crate::text::span::Span;

/// The items of an array, one after the other. The text was validated.
pub(crate) struct Elements<'a> {
    text: Text<'a>,
    /// Brackets that are open: an item of the array itself is at depth 1.
    depth: u32,
}

impl<'a> Elements<'a> {
    /// Those of an array, with the cursor before it.
    pub(crate) fn of(mut text: Text<'a>) -> Self {
        text.advance();
        Self { text, depth: 0 }
    }

    /// Those behind an item that ended at this offset.
    pub(crate) fn behind(array: &'a [u8], at: u32) -> Self {
        let mut elements = Self::of(Text::before(array, at, None));
        elements.depth = u32::from(at != 0);
        elements
    }

    /// Where the last item ended.
    pub(crate) fn at(&self) -> u32 {
        self.text.at
    }

    /// The next item: the content of a string, an object or an array from its first bracket to behind its last,
    /// each with its facts. For any other the facts are 0.
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
                        // In a string the bracket may be an escape.
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
