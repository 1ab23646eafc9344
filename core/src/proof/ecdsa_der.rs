//! An ECDSA signature in DER, which secure elements and TLS libraries return (RFC 3279, section 2.2.3).

/// Converts a P-256 signature to both numbers, 32 bytes each, as a JWS needs them (RFC 7518, section 3.4). None unless
/// `der` is the DER of two positive numbers of at most 256 bits.
pub(crate) fn numbers(der: &[u8]) -> Option<[[u8; 32]; 2]> {
    let (0x30, both, []) = element(der)? else { return None };
    let (0x02, r, rest) = element(both)? else { return None };
    let (0x02, s, []) = element(rest)? else { return None };
    Some([number(r)?, number(s)?])
}

/// Splits off the first element, whose length is one byte: returns its tag, its content and the rest.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let [tag, length @ 0..=0x7F, rest @ ..] = der else { return None };
    let (content, rest) = rest.split_at_checked(usize::from(*length))?;
    Some((*tag, content, rest))
}

/// Reads a positive number, right-aligned. In DER a leading zero is valid only before a byte whose highest bit is set,
/// and required there: without it the number is negative.
fn number(content: &[u8]) -> Option<[u8; 32]> {
    let digits = match content {
        [0, rest @ ..] if matches!(rest, [0x80..=0xFF, ..]) => rest,
        [1..=0x7F, ..] => content,
        _ => return None,
    };
    let mut number = [0; 32];
    let padding = number.len().checked_sub(digits.len())?;
    for (slot, digit) in number.iter_mut().skip(padding).zip(digits) {
        *slot = *digit;
    }
    Some(number)
}
