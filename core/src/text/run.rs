//! Counts the bytes at the start of a string that need no decoding. It may stop early: more such bytes may follow.

/// Whether to read single bytes: code for words takes more flash, and not every microcontroller loads a
/// word from an unaligned address.
const BY_BYTE: bool = cfg!(target_os = "none");

/// Whether instructions matter more than code size: on neither a microcontroller nor a page.
pub(crate) const IS_HOST: bool = !cfg!(any(target_os = "none", target_family = "wasm"));

/// Counts bytes of a JSON string that are visible ASCII, and neither a quote nor an escape. The count fits,
/// because offsets have 32 bits. A microcontroller reads words here too: four instructions a byte instead of eleven.
#[allow(clippy::cast_possible_truncation)]
#[inline]
pub(crate) fn in_string(text: &[u8]) -> u32 {
    in_words(text, b'"', b'\\') as u32
}

/// Skips bytes of a form that are visible ASCII and not encoded. A microcontroller skips none.
#[inline]
pub(crate) fn after_not_encoded(text: &[u8]) -> &[u8] {
    if BY_BYTE { text } else { text.get(in_words(text, b'%', b'+')..).unwrap_or_default() }
}

/// Counts the bytes at the start of a text that are visible ASCII, above `last` and not `not`. Only a host counts
/// beyond the whole words.
// On a microcontroller only `in_string` calls this: inlined, it takes 16 bytes of stack less.
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
        // Where a byte is less than what is subtracted, its highest bit is set, and it borrows from the
        // bytes above, whose highest bits may then be wrong. Only the lowest set bit is used.
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
        // The bytes after the last whole word. This saves 130 instructions of a response.
        let is_plain = |byte: &&u8| (last.wrapping_add(1)..0x7F).contains(*byte) && **byte != not;
        len = len.wrapping_add(rest.iter().take_while(is_plain).count());
    }
    len
}

/// The bytes that are examined at once. A microcontroller would split a word of eight bytes into two of four;
/// on a host they save 160 instructions of a response.
#[cfg(any(target_os = "none", target_family = "wasm"))]
type Word = u32;
#[cfg(not(any(target_os = "none", target_family = "wasm")))]
type Word = u64;
const WORD: usize = size_of::<Word>();
