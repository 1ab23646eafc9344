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
    /// Bits that are not written yet, below a one that tells how many they are.
    bits: u32,
}

impl<'w, 'b> Base64Writer<'w, 'b> {
    pub(crate) fn new(writer: &'w mut Writer<'b>, alphabet: Alphabet) -> Self {
        Self { writer, alphabet, bits: 1 }
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        let mut bits = self.bits;
        for &byte in bytes {
            bits = bits << 8 | u32::from(byte);
            if bits >> 24 != 0 {
                self.writer.bytes(&characters(bits, self.alphabet));
                bits = 1;
            }
        }
        self.bits = bits;
    }

    /// Writes what has come since the last whole group.
    pub(crate) fn end(self) {
        let Self { writer, alphabet, bits } = self;
        let (bits, written, padding) = match bits >> 8 {
            0 => return,
            1 => (bits << 16, 2, "=="),
            _ => (bits << 8, 3, "="),
        };
        let group = characters(bits, alphabet);
        writer.bytes(group.get(..written).unwrap_or_default());
        if alphabet == Alphabet::Standard {
            writer.text(padding);
        }
    }
}

/// Writes base64url without padding of as many bytes as there are characters for.
pub(crate) fn encode_url(bytes: &[u8], text: &mut [u8]) {
    let mut writer = Writer::new(text);
    let mut base64 = Base64Writer::new(&mut writer, Alphabet::Url);
    base64.bytes(bytes);
    base64.end();
}

/// The characters for 24 bits, by arithmetic alone: neither a branch nor a table shows the bits.
#[inline(never)]
fn characters(bits: u32, alphabet: Alphabet) -> [u8; 4] {
    const ONES: u32 = 0x0101_0101;
    let (at_62, at_63) = match alphabet {
        Alphabet::Standard => (b'+', b'/'),
        Alphabet::Url => (b'-', b'_'),
    };
    // All four at once, six bits in each byte, the first lowest.
    let sixes =
        (bits >> 18 | bits >> 4 & 0x3F00 | bits << 10 & 0x3F_0000 | bits << 24) & 0x3F3F_3F3F;
    // A byte of 0 or 1: whether its value is in the range that starts there.
    let reached =
        |from: u32| sixes.wrapping_add(ONES.wrapping_mul(128u32.wrapping_sub(from))) >> 7 & ONES;
    // Each range adds the step from where the one before ends to its first character. Before a step
    // is taken back the byte is large enough.
    let step = |from: u32, last: u8, first: u8| {
        let gap = u32::from(first).wrapping_sub(u32::from(last)).wrapping_sub(1);
        reached(from).wrapping_mul(gap)
    };
    sixes
        .wrapping_add(ONES.wrapping_mul(u32::from(b'A')))
        .wrapping_add(step(26, b'Z', b'a'))
        .wrapping_add(step(52, b'z', b'0'))
        .wrapping_add(step(62, b'9', at_62))
        .wrapping_add(step(63, at_62, at_63))
        .to_le_bytes()
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
