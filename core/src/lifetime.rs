//! `expires_in` as it is written: a number, or a text of digits.

use crate::words::split;

/// `expires_in` from a text of digits: whole seconds, saturated; anything else is unknown.
pub(crate) fn lifetime_of_digits(digits: &[u8]) -> Option<u32> {
    let only_digits = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    only_digits.then(|| lifetime_of_number(digits))
}

/// `expires_in` from a JSON number: rounded down, saturated, negative is 0.
pub(crate) fn lifetime_of_number(number: &[u8]) -> u32 {
    let at = number.iter().position(|byte| byte | 0x20 == b'e').unwrap_or(number.len());
    let (mantissa, power) = number.split_at_checked(at).unwrap_or_default();
    let (whole, fraction) = split(mantissa, b'.');
    // With ten zeros more than there are digits every number but 0 is saturated.
    let most = number.len().saturating_add(10);
    let mut exponent = 0usize;
    for digit in power.iter().filter(|byte| byte.is_ascii_digit()) {
        exponent = exponent.wrapping_mul(10).wrapping_add(usize::from(digit & 15)).min(most);
    }
    let places = if power.get(1) == Some(&b'-') {
        whole.len().saturating_sub(exponent)
    } else {
        whole.len().wrapping_add(exponent)
    };
    let mut lifetime = 0u32;
    for digit in whole.iter().chain(fraction).chain(core::iter::repeat(&b'0')).take(places) {
        if *digit == b'-' {
            return 0;
        }
        lifetime = lifetime.saturating_mul(10).saturating_add(u32::from(digit & 15));
    }
    lifetime
}
