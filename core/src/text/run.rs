//! How many bytes at the start of a text need no second look; more may follow them.

/// Whether words do not pay: they take more flash than a byte at a time, and not every
/// microcontroller loads one from any address.
const BY_BYTE: bool = cfg!(target_os = "none");

/// Of a JSON string, bytes that are visible ASCII and no escape. Offsets have 32 bits. By words
/// also on a microcontroller: four instructions a byte instead of eleven.
#[allow(clippy::cast_possible_truncation)]
#[inline]
pub(crate) fn in_string(text: &[u8]) -> u32 {
    in_fours(text, b'"', b'\\') as u32
}

/// What follows visible ASCII that is not encoded, in a form.
#[inline]
pub(crate) fn after_not_encoded(text: &[u8]) -> &[u8] {
    if BY_BYTE { text } else { text.get(in_fours(text, b'%', b'+')..).unwrap_or_default() }
}

/// So many bytes at the start of a text, of its whole fours, are visible ASCII above `last` other than `not`.
// On a microcontroller only strings of JSON are read so: 16 bytes of stack less than by a call.
#[cfg_attr(not(target_os = "none"), inline(never))]
#[cfg_attr(target_os = "none", inline(always))]
fn in_fours(text: &[u8], last: u8, not: u8) -> usize {
    /// A one in each byte.
    const ONES: u32 = 0x0101_0101;
    let repeated = |byte: u8| ONES.wrapping_mul(u32::from(byte));
    let mut len = 0usize;
    for four in text.as_chunks::<4>().0 {
        let bytes = u32::from_le_bytes(*four);
        // What is taken from a smaller byte borrows, which sets the highest bit. That of the first
        // such byte is right; the borrow may set those above it.
        let ends = bytes
            | bytes.wrapping_add(ONES)
            | bytes.wrapping_sub(repeated(last.wrapping_add(1)))
            | (bytes ^ repeated(not)).wrapping_sub(ONES);
        let ends = ends & repeated(0x80);
        if ends != 0 {
            return len.wrapping_add((ends.trailing_zeros() / 8) as usize);
        }
        len = len.wrapping_add(4);
    }
    len
}
