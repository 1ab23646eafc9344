//! `expires_in` as it is written: a number, or a text of digits.

/// `expires_in` from a text of digits: whole seconds, saturated; anything else is unknown.
pub(crate) fn lifetime_of_digits(digits: &[u8]) -> Option<u32> {
    let only_digits = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    only_digits.then(|| lifetime_of_number(digits))
}

/// The largest exponent that is told from a larger one: ten times it is an `i32` too.
const MOST: i32 = 0x7FF_FFFF;

/// `expires_in` from a JSON number: rounded down, saturated, negative is 0.
pub(crate) fn lifetime_of_number(number: &[u8]) -> u32 {
    // How many digits stand before the decimal point, once the exponent has moved it.
    let (mut whole, mut exponent, mut mark) = (0i32, 0i32, 0u8);
    let mut lifetime = 0u32;
    for &byte in number {
        match byte {
            b'0'..=b'9' if mark == 0 => {
                whole = whole.saturating_add(1);
                lifetime = append(lifetime, byte);
            }
            b'0'..=b'9' if mark != b'.' => {
                // More digits than any text has.
                exponent = exponent.wrapping_mul(10).wrapping_add((byte & 15).into()).min(MOST);
            }
            b'0'..=b'9' | b'+' => {}
            b'-' if mark == 0 => return 0,
            // A point, then an `e`, then its minus: each as it comes.
            _ => mark = byte,
        }
    }
    if mark == 0 {
        return lifetime;
    }
    let exponent = if mark == b'-' { exponent.wrapping_neg() } else { exponent };
    whole = whole.saturating_add(exponent);
    lifetime = 0;
    let mut rest = number;
    while whole > 0 {
        let digit = match rest {
            [b'.', after @ ..] => {
                rest = after;
                continue;
            }
            [digit @ b'0'..=b'9', after @ ..] => {
                rest = after;
                *digit
            }
            // Zeros change it no more.
            _ if matches!(lifetime, 0 | u32::MAX) => break,
            _ => 0,
        };
        lifetime = append(lifetime, digit);
        whole = whole.wrapping_sub(1);
    }
    lifetime
}

#[inline(never)]
fn append(number: u32, digit: u8) -> u32 {
    let longer = u64::from(number).wrapping_mul(10).wrapping_add((digit & 15).into());
    u32::try_from(longer).unwrap_or(u32::MAX)
}
