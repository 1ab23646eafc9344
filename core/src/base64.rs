//! Base64 (RFC 4648), written a group at a time, in a time that does not depend on the bytes.

use crate::buffer::Writer;

/// The two characters in which the alphabets differ, and whether the last group is padded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// `+` and `/`, padded (RFC 4648, section 4).
    Standard,
    /// `-` and `_`, not padded (RFC 4648, section 5).
    Url,
}

/// Writes Base64 of bytes that come one at a time.
pub(crate) struct Base64Writer<'w, 'b> {
    writer: &'w mut Writer<'b>,
    alphabet: Alphabet,
    /// Bits that are not written yet, and how many characters of their group are.
    bits: u32,
    taken: u8,
}

impl<'w, 'b> Base64Writer<'w, 'b> {
    pub(crate) fn new(writer: &'w mut Writer<'b>, alphabet: Alphabet) -> Self {
        Self { writer, alphabet, bits: 0, taken: 0 }
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.bits = self.bits << 8 | u32::from(byte);
            self.taken = self.taken.wrapping_add(1);
            if self.taken == 3 {
                self.group(4);
            }
        }
    }

    /// Writes what has come since the last whole group.
    pub(crate) fn end(mut self) {
        let taken = self.taken;
        if taken == 0 {
            return;
        }
        self.bits <<= if taken == 1 { 16 } else { 8 };
        self.group(taken.wrapping_add(1));
        if self.alphabet == Alphabet::Standard {
            self.writer.text(if taken == 1 { "==" } else { "=" });
        }
    }

    fn group(&mut self, characters: u8) {
        let mut bits = self.bits << 8;
        for _ in 0..characters {
            self.writer.byte(character(bits >> 26, self.alphabet));
            bits <<= 6;
        }
        (self.bits, self.taken) = (0, 0);
    }
}

/// The character for six bits, by arithmetic alone: neither a branch nor a table shows the bits.
fn character(bits: u32, alphabet: Alphabet) -> u8 {
    let (at_62, at_63) = match alphabet {
        Alphabet::Standard => (b'+', b'/'),
        Alphabet::Url => (b'-', b'_'),
    };
    // Each range of values adds the step from its first character to where the one before ends.
    let step = |from: u32, last: u8, first: u8| {
        let reached = from.wrapping_sub(bits.wrapping_add(1)) >> 31;
        let gap = u32::from(first).wrapping_sub(u32::from(last).wrapping_add(1));
        gap & 0u32.wrapping_sub(reached)
    };
    let character = bits
        .wrapping_add(u32::from(b'A'))
        .wrapping_add(step(26, b'Z', b'a'))
        .wrapping_add(step(52, b'z', b'0'))
        .wrapping_add(step(62, b'9', at_62))
        .wrapping_add(step(63, at_62, at_63));
    character.to_le_bytes()[0]
}

/// A text that is not base64url without padding, to the last bit (RFC 4648, sections 3.3 and 3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotBase64;

/// Bytes that a base64url text of this length stands for.
pub(crate) fn decoded_len(characters: usize) -> usize {
    (characters / 4).saturating_mul(3).saturating_add((characters % 4).saturating_mul(3) / 4)
}

/// Whether a text could be base64url by its characters and its length.
pub(crate) fn is_base64url(text: &str) -> bool {
    text.len() % 4 != 1 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

/// Reads base64url, without padding, into `out`, which has [`decoded_len`] bytes. For text that is
/// not secret: what it costs depends on the characters.
pub(crate) fn decode_url(text: &str, out: &mut [u8]) -> Result<(), NotBase64> {
    let (mut bits, mut held) = (0u32, 0u32);
    let mut out = out.iter_mut();
    for character in text.bytes() {
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
            *out.next().ok_or(NotBase64)? = byte;
        }
    }
    // Six bits left are a character too many; fewer must be zero.
    let left = bits & 1u32.wrapping_shl(held).wrapping_sub(1);
    if held == 6 || left != 0 { Err(NotBase64) } else { Ok(()) }
}
