//! Lifetimes and moments as they are written: a number, or a string of digits.

use crate::text::run::IS_HOST;

/// `expires_in` from a text of digits: whole seconds, saturated; anything else is unknown.
pub(crate) fn lifetime_of_digits(digits: &[u8]) -> Option<u32> {
    let only_digits = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    only_digits.then(|| lifetime_of_number(digits))
}

/// Larger exponents count as this one: ten times it is an `i32` too.
const MOST: i32 = 0x7FF_FFFF;

/// `expires_in` from a JSON number: rounded down, saturated, negative is 0.
pub(crate) fn lifetime_of_number(number: &[u8]) -> u32 {
    let mut seconds = 0u32;
    // Most are a few digits, nine of which fit: 130 instructions of a response.
    if IS_HOST && number.len() < 10 && number.iter().all(u8::is_ascii_digit) {
        for digit in number {
            seconds = seconds.wrapping_mul(10).wrapping_add(u32::from(digit & 15));
        }
        return seconds;
    }
    each_digit(number, 0, |digit| {
        let longer = u64::from(seconds).wrapping_mul(10).wrapping_add(digit.into());
        seconds = u32::try_from(longer).unwrap_or(u32::MAX);
    });
    seconds
}

/// A moment in seconds since 1970 from a JSON number of them, or of milliseconds: rounded down, saturated,
/// negative is 0.
pub(crate) fn moment_of_number(number: &[u8], is_in_milliseconds: bool) -> i64 {
    /// A digit more is no overflow up to here.
    const LIMIT: i64 = i64::MAX / 16;
    let mut seconds = 0i64;
    each_digit(number, if is_in_milliseconds { 3 } else { 0 }, |digit| {
        seconds = if seconds < LIMIT {
            seconds.wrapping_mul(10).wrapping_add(digit.into())
        } else {
            i64::MAX
        };
    });
    seconds
}

/// The part of a JSON number that a digit is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Fraction,
    Exponent,
    NegativeExponent,
}

/// Calls `push` with each digit before the decimal point, once the exponent has moved it, but for so many of the
/// last; with none for a negative number.
#[inline(always)]
fn each_digit(number: &[u8], dropped: i32, mut push: impl FnMut(u8)) {
    // Digits before the decimal point, once the exponent has moved it.
    let mut whole = 0i32;
    let (mut part, mut exponent) = (Part::Whole, 0i32);
    for &byte in number {
        let digit = byte.wrapping_sub(b'0');
        match byte {
            b'-' if part == Part::Whole => return,
            b'-' => part = Part::NegativeExponent,
            b'+' => {}
            b'.' => part = Part::Fraction,
            b'e' | b'E' => part = Part::Exponent,
            _ if part == Part::Whole => whole = whole.saturating_add(1),
            _ if part == Part::Fraction => {}
            // More digits than any text has.
            _ => exponent = exponent.wrapping_mul(10).wrapping_add(digit.into()).min(MOST),
        }
    }
    if part == Part::NegativeExponent {
        exponent = exponent.wrapping_neg();
    }
    whole = whole.saturating_add(exponent).saturating_sub(dropped);
    let mut at = 0usize;
    // Zeros follow the digits. Twenty of them saturate what is not 0.
    while whole > 0 && at < number.len().saturating_add(20) {
        let byte = number.get(at).copied().unwrap_or(b'0');
        at = at.wrapping_add(1);
        if byte | 0x20 == b'e' {
            at = number.len();
        } else if byte != b'.' {
            push(byte & 15);
            whole = whole.wrapping_sub(1);
        }
    }
}
