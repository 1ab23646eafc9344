//! How many bytes at the start of a text need no second look; more may follow them.

/// Whether words do not pay: they take more flash than a byte at a time, and not every
/// microcontroller loads one from any address.
const BY_BYTE: bool = cfg!(target_os = "none");

/// Of a JSON string what is visible ASCII and stands for itself. Offsets have 32 bits. By words also on a
/// microcontroller: five instructions a byte instead of eleven, for 134 bytes of flash on M4.
#[allow(clippy::cast_possible_truncation)]
#[inline]
pub(crate) fn in_string(text: &[u8]) -> u32 {
    let fours = in_fours(text, b'"', b'\\');
    let rest = text.get(fours..).unwrap_or_default();
    let plain = |byte: &&u8| matches!(byte, 0x21..=0x7E) && !matches!(byte, b'"' | b'\\');
    fours.wrapping_add(rest.iter().take_while(plain).count()) as u32
}

/// What follows visible ASCII that is not encoded, in a form.
#[inline]
pub(crate) fn after_not_encoded(text: &[u8]) -> &[u8] {
    if BY_BYTE { text } else { text.get(in_fours(text, b'%', b'+')..).unwrap_or_default() }
}

/// So many bytes at the start of a text, of its whole fours, are visible and neither of two.
#[inline(never)]
fn in_fours(text: &[u8], one: u8, other: u8) -> usize {
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
            | bytes.wrapping_sub(repeated(0x21))
            | (bytes ^ repeated(one)).wrapping_sub(ONES)
            | (bytes ^ repeated(other)).wrapping_sub(ONES);
        let ends = ends & repeated(0x80);
        if ends != 0 {
            return len.wrapping_add((ends.trailing_zeros() / 8) as usize);
        }
        len = len.wrapping_add(4);
    }
    len
}
