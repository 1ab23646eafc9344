//! Unescapes strings of JSON in place.

use crate::json::text::{END, Text, take_byte, utf8};
use crate::text::span::Span;

/// Unescapes a validated string in place. It never grows.
pub(crate) fn unescape(text: &mut [u8], span: &mut Span) {
    join(text, span, None);
}

/// The same; for an array, joins its strings with a byte between each two, and leaves other items out.
#[inline(never)]
pub(crate) fn join(text: &mut [u8], span: &mut Span, separator: Option<u8>) {
    let (mut from, mut to) = (span.start, span.start);
    let mut inside = separator.is_none();
    // Open brackets: an item of the array itself is at depth 1.
    let mut depth = u32::from(inside);
    while from < span.end {
        let mut read = Text::before(text, from, None);
        read.advance();
        let mut packed = separator.unwrap_or(0).into();
        if inside {
            let character = read.character();
            inside = character < END;
            from = read.at;
            if !inside {
                continue;
            }
            packed = utf8(character);
        } else {
            from = from.wrapping_add(1);
            inside = read.byte == b'"';
            match read.byte {
                b'[' | b'{' => depth = depth.wrapping_add(1),
                b']' | b'}' => depth = depth.wrapping_sub(1),
                _ => {}
            }
            // The first string has no separator before it.
            if !inside || to == span.start {
                continue;
            }
        }
        // What is deeper is left out.
        if depth == 1 {
            loop {
                if let Some(slot) = text.get_mut(to as usize) {
                    *slot = take_byte(&mut packed);
                }
                to = to.wrapping_add(1);
                if packed == 0 {
                    break;
                }
            }
        }
    }
    span.end = to;
}
