//! Strings of JSON, made readable where they stand.

use crate::buffer::Place;
use crate::cursor::{Cursor, take_byte, utf8};
use crate::json::content;

/// Makes a validated value readable: a string is its content, its escapes undone; the rest stands
/// as it was written, and nothing for the kind 0. It never grows. An array of strings under
/// the kind of a string with escapes is their contents with a byte between each two.
pub(crate) fn settle(text: &mut [u8], place: &mut Place, kind: u8, separator: u8) {
    match kind {
        0 => *place = Place::default(),
        b'"' => *place = content(*place),
        b'\\' => join(text, place, separator),
        _ => {}
    }
}

/// The contents of the strings at a place, at its start and with a byte between each two.
fn join(text: &mut [u8], place: &mut Place, separator: u8) {
    let (mut from, mut to) = (place.start, place.start);
    let mut inside = false;
    while from < place.end {
        let mut cursor = Cursor::plain(text, from);
        let mut packed = u32::from(cursor.byte);
        let quote = cursor.byte == b'"';
        if inside && cursor.byte == b'\\' {
            packed = cursor.escape().map_or(0, utf8);
        }
        from = cursor.next;
        if quote {
            // An opening quote makes room for the separator; the first string has none before it.
            inside = !inside;
            if inside && to > place.start {
                put(text, &mut to, separator);
            }
        } else if inside {
            loop {
                put(text, &mut to, take_byte(&mut packed));
                if packed == 0 {
                    break;
                }
            }
        }
    }
    place.end = to;
}

fn put(text: &mut [u8], at: &mut usize, byte: u8) {
    if let Some(slot) = text.get_mut(*at) {
        *slot = byte;
    }
    *at = at.wrapping_add(1);
}
