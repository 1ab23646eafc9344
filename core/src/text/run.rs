//! How many bytes at the start of a text need no second look; more may follow them.

/// Whether words do not pay: they take more flash than a byte at a time, and not every
/// microcontroller loads one from any address.
const BY_BYTE: bool = cfg!(target_os = "none");

/// Whether a program runs where its instructions count more than its bytes: on neither a microcontroller nor a page.
pub(crate) const IS_HOST: bool = !cfg!(any(target_os = "none", target_family = "wasm"));

/// Of a JSON string, bytes that are visible ASCII and no escape. Offsets have 32 bits. By words
/// also on a microcontroller: four instructions a byte instead of eleven.
#[allow(clippy::cast_possible_truncation)]
#[inline]
pub(crate) fn in_string(text: &[u8]) -> u32 {
    in_words(text, b'"', b'\\') as u32
}

/// What follows visible ASCII that is not encoded, in a form.
#[inline]
pub(crate) fn after_not_encoded(text: &[u8]) -> &[u8] {
    if BY_BYTE { text } else { text.get(in_words(text, b'%', b'+')..).unwrap_or_default() }
}

/// So many bytes at the start of a text, of its whole words, are visible ASCII above `last` other than `not`.
// On a microcontroller only strings of JSON are read so: 16 bytes of stack less than by a call.
#[cfg_attr(target_family = "wasm", inline(never))]
#[cfg_attr(target_os = "none", inline(always))]
fn in_words(text: &[u8], last: u8, not: u8) -> usize {
    /// A one in each byte.
    const ONES: Word = Word::from_le_bytes([1; WORD]);
    let repeated = |byte: u8| ONES.wrapping_mul(byte.into());
    let mut len = 0usize;
    let (words, rest) = text.as_chunks::<WORD>();
    for word in words {
        let bytes = Word::from_le_bytes(*word);
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
        len = len.wrapping_add(WORD);
    }
    if IS_HOST {
        // What is shorter than a word, too: 70 instructions of a response.
        let is_plain = |byte: &&u8| (last.wrapping_add(1)..0x7F).contains(*byte) && **byte != not;
        len = len.wrapping_add(rest.iter().take_while(is_plain).count());
    }
    len
}

/// What is looked at at once. Of eight bytes a microcontroller would make two of four.
#[cfg(any(target_os = "none", target_family = "wasm"))]
type Word = u32;
#[cfg(not(any(target_os = "none", target_family = "wasm")))]
type Word = u64;
const WORD: usize = size_of::<Word>();
