//! `expires_in` as it is written: a number, or a text of digits.

/// `expires_in` from a text of digits: whole seconds, saturated; anything else is unknown.
pub(crate) fn lifetime_of_digits(digits: impl Iterator<Item = u8>) -> Option<u32> {
    let mut lifetime = None;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        lifetime = Some(append_digit(lifetime.unwrap_or(0), byte));
    }
    lifetime
}

/// `expires_in` from a JSON number: rounded down, saturated, negative is 0.
pub(crate) fn lifetime_of_number(number: impl Iterator<Item = u8> + Clone) -> u32 {
    // First where the decimal point comes to stand, then the digits up to there.
    let (mut whole, mut exponent, mut negative) = (0i32, 0i32, false);
    let (mut fraction, mut power) = (false, false);
    for byte in number.clone() {
        match byte {
            b'-' if power => negative = true,
            b'-' => return 0,
            b'.' => fraction = true,
            b'e' | b'E' => power = true,
            b'0'..=b'9' if power => {
                exponent = exponent.saturating_mul(10).saturating_add(i32::from(byte & 15));
            }
            _ if !fraction => whole = whole.saturating_add(1),
            _ => {}
        }
    }
    let places = whole.saturating_add(if negative { exponent.saturating_neg() } else { exponent });
    let mut lifetime = 0;
    let mut left = places;
    for byte in number.take_while(|b| !matches!(b, b'e' | b'E')).filter(|b| *b != b'.') {
        if left <= 0 {
            return lifetime;
        }
        left = left.saturating_sub(1);
        lifetime = append_digit(lifetime, byte);
    }
    while left > 0 && lifetime != 0 && lifetime != u32::MAX {
        left = left.saturating_sub(1);
        lifetime = append_digit(lifetime, b'0');
    }
    lifetime
}

fn append_digit(number: u32, digit: u8) -> u32 {
    number.saturating_mul(10).saturating_add(u32::from(digit & 15))
}
