//! Base64 (RFC 4648): `base64ct` encodes, in a time that does not depend on the bytes. Decoding is for
//! text that is not secret.

use core::cell::Cell;

use base64ct::{Base64UrlUnpadded, Encoding};
use zeroize::Zeroize;

use crate::text::buffer::Writer;

/// The alphabet, and whether the last group is padded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// `+` and `/`, padded (RFC 4648, section 4).
    Standard,
    /// `-` and `_`, not padded (RFC 4648, section 5).
    Url,
}

/// Encodes bytes that come in pieces.
pub(crate) struct Base64Writer<'w, 'b> {
    writer: &'w mut Writer<'b>,
    alphabet: Alphabet,
    /// Bytes that do not fill a group yet, and zeros.
    group: [u8; 3],
    held: usize,
}

impl<'w, 'b> Base64Writer<'w, 'b> {
    pub(crate) fn new(writer: &'w mut Writer<'b>, alphabet: Alphabet) -> Self {
        Self { writer, alphabet, group: [0; 3], held: 0 }
    }

    #[inline(never)]
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if let Some(slot) = self.group.get_mut(self.held) {
                *slot = byte;
            }
            self.held = self.held.wrapping_add(1);
            if self.held == self.group.len() {
                self.write_group();
            }
        }
    }

    /// Writes the last group.
    pub(crate) fn end(mut self) {
        if self.held > 0 {
            self.write_group();
        }
    }

    fn write_group(&mut self) {
        let mut characters = encode_group(self.group);
        let mut count = self.held.wrapping_add(1);
        if self.alphabet == Alphabet::Standard {
            to_standard(&mut characters);
            for padding in characters.iter_mut().skip(count) {
                *padding = b'=';
            }
            count = characters.len();
        }
        self.writer.bytes(characters.get(..count).unwrap_or_default());
        characters.zeroize();
        (self.group, self.held) = ([0; 3], 0);
    }
}

/// Encodes bytes as base64url without padding. `text` has the length of the result.
pub(crate) fn encode_url(bytes: &[u8], text: &mut [u8]) {
    write_url(&mut Writer::new(text), bytes);
}

/// Writes bytes as base64url without padding.
pub(crate) fn write_url(writer: &mut Writer<'_>, bytes: &[u8]) {
    let mut base64 = Base64Writer::new(writer, Alphabet::Url);
    base64.bytes(bytes);
    base64.end();
}

/// Encodes what was written from `start` on, in its place, as base64url, and writes the dot of a JWS after it. From the end on: no group is overwritten
/// before it is encoded.
pub(crate) fn encode_since(writer: &mut Writer<'_>, start: usize) {
    let bytes = writer.len().wrapping_sub(start);
    // The last group is filled up with zeros. What it encodes to behind the length is not part of the text.
    writer.bytes(&[0; 2]);
    let groups = bytes.div_ceil(3);
    let mut group = groups;
    while group > 0 {
        group = group.wrapping_sub(1);
        let from = start.wrapping_add(group.wrapping_mul(3));
        let characters = encode_group(writer.group(from));
        writer.set_len(from.wrapping_add(group));
        writer.bytes(&characters);
    }
    writer.set_len(start.wrapping_add(bytes).wrapping_add(groups));
    writer.byte(b'.');
}

/// The one call of `base64ct`. With constant lengths in a function of its own, the compiler removes
/// every bounds check of it, at each level of optimization: a second call or a second alphabet brings
/// panic paths back.
#[inline(never)]
fn encode_group(group: [u8; 3]) -> [u8; 4] {
    let mut characters = [0; 4];
    // Three bytes always fit.
    let _ = Base64UrlUnpadded::encode(&group, &mut characters);
    characters
}

/// Replaces `-` and `_` by `+` and `/`, without a branch on a character.
fn to_standard(characters: &mut [u8; 4]) {
    let equal = |a: u8, b: u8| u8::from(a ^ b != 0).wrapping_sub(1);
    for character in characters {
        let minus = equal(*character, b'-');
        let underscore = equal(*character, b'_');
        *character ^= minus & (b'-' ^ b'+') | underscore & (b'_' ^ b'/');
    }
}

/// A text that is not base64url without padding, to the last bit (RFC 4648, sections 3.3 and 3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotBase64;

/// Bytes that a base64url text of this length stands for.
pub(crate) fn decoded_len(characters: usize) -> usize {
    (characters / 4).saturating_mul(3).saturating_add((characters % 4).saturating_mul(3) / 4)
}

/// Whether a text could be base64url by its characters and its length.
pub(crate) fn is_base64url(text: &[u8]) -> bool {
    text.len() % 4 != 1 && text.iter().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(b))
}

/// Reads base64url, without padding, into `out`, which has [`decoded_len`] bytes. For text that is
/// not secret: what it costs depends on the characters.
pub(crate) fn decode_url(text: &str, out: &mut [u8]) -> Result<(), NotBase64> {
    decode(text.bytes(), Cell::from_mut(out).as_slice_of_cells()).map(drop)
}

/// The same over the text itself.
pub(crate) fn decode_in_place(text: &mut [u8]) -> Result<&mut [u8], NotBase64> {
    let cells = Cell::from_mut(&mut *text).as_slice_of_cells();
    let length = decode(cells.iter().map(Cell::get), cells)?;
    text.get_mut(..length).ok_or(NotBase64)
}

/// Returns how many bytes were written.
fn decode(characters: impl Iterator<Item = u8>, out: &[Cell<u8>]) -> Result<usize, NotBase64> {
    let (mut bits, mut held, mut length) = (0u32, 0u32, 0usize);
    for character in characters {
        let value = match character {
            b'A'..=b'Z' => character.wrapping_sub(b'A'),
            b'a'..=b'z' => character.wrapping_sub(b'a').wrapping_add(26),
            b'0'..=b'9' => character.wrapping_sub(b'0').wrapping_add(52),
            b'-' => 62,
            b'_' => 63,
            _ => return Err(NotBase64),
        };
        bits = bits << 6 | u32::from(value);
        held = held.wrapping_add(6);
        if held >= 8 {
            held = held.wrapping_sub(8);
            let [byte, ..] = bits.wrapping_shr(held).to_le_bytes();
            out.get(length).ok_or(NotBase64)?.set(byte);
            length = length.wrapping_add(1);
        }
    }
    // Six bits left are a character too many; fewer must be zero.
    let left = bits & 1u32.wrapping_shl(held).wrapping_sub(1);
    if held == 6 || left != 0 { Err(NotBase64) } else { Ok(length) }
}
