//! `expires_in` as it is written: a number, or a text of digits.

/// `expires_in` from a text of digits: whole seconds, saturated; anything else is unknown.
pub(crate) fn lifetime_of_digits(digits: &[u8]) -> Option<u32> {
    let only_digits = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    only_digits.then(|| lifetime_of_number(digits))
}

/// `expires_in` from a JSON number: rounded down, saturated, negative is 0.
pub(crate) fn lifetime_of_number(number: &[u8]) -> u32 {
    // First how many digits stand before the decimal point, then the digits up to there.
    let (mut whole, mut exponent, mut negative) = (0i32, 0i32, false);
    let (mut fraction, mut power) = (false, false);
    for byte in number {
        match byte {
            b'-' if power => negative = true,
            b'-' => return 0,
            b'+' => {}
            b'.' => fraction = true,
            b'0'..=b'9' if power => {
                exponent = exponent.saturating_mul(10).saturating_add(i32::from(byte & 15));
            }
            b'0'..=b'9' => whole = whole.saturating_add(i32::from(!fraction)),
            _ => power = true,
        }
    }
    if negative {
        exponent = exponent.saturating_neg();
    }
    let mut left = whole.saturating_add(exponent);
    let mut lifetime = 0u32;
    let mut digits = number.iter();
    // Past the last digit stand zeros; what is saturated or zero then stays so.
    loop {
        let digit = match digits.next() {
            Some(b'.') => continue,
            Some(digit @ b'0'..=b'9') => digit & 15,
            _ => {
                digits = [].iter();
                0
            }
        };
        let ended = digits.as_slice().is_empty() && matches!(lifetime, 0 | u32::MAX);
        if left <= 0 || (ended && digit == 0) {
            return lifetime;
        }
        left = left.saturating_sub(1);
        lifetime = lifetime.saturating_mul(10).saturating_add(u32::from(digit));
    }
}
