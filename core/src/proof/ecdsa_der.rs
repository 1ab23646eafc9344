//! An ECDSA signature in DER, which secure elements and TLS libraries return (RFC 3279, section 2.2.3).

/// The two numbers of a P-256 signature, 32 bytes each, as a JWS has them (RFC 7518, section 3.4); none of a text that
/// is not the DER of two positive numbers of at most 256 bits.
pub(crate) fn numbers(der: &[u8]) -> Option<[[u8; 32]; 2]> {
    let (0x30, both, []) = element(der)? else { return None };
    let (0x02, r, rest) = element(both)? else { return None };
    let (0x02, s, []) = element(rest)? else { return None };
    Some([number(r)?, number(s)?])
}

/// Cuts off an element with a length of one byte: its tag, its content, and what comes after it.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let [tag, length @ 0..=0x7F, rest @ ..] = der else { return None };
    let (content, rest) = rest.split_at_checked(usize::from(*length))?;
    Some((*tag, content, rest))
}

/// A positive number, right-aligned. DER has no needless zero, and a zero before a byte that looks negative.
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
