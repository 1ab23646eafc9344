//! `expires_in` as it is written: a number, or a text of digits.

/// `expires_in` from a text of digits: whole seconds, saturated; anything else is unknown.
pub(crate) fn lifetime_of_digits(digits: &[u8]) -> Option<u32> {
    let only_digits = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    only_digits.then(|| lifetime_of_number(digits))
}

/// `expires_in` from a JSON number: rounded down, saturated, negative is 0.
pub(crate) fn lifetime_of_number(number: &[u8]) -> u32 {
    // How many digits stand before the decimal point, once the exponent has moved it. With ten
    // more than there are bytes every number but 0 is saturated.
    let (mut places, mut power, mut exponent) = (0usize, 0u8, 0usize);
    let mut lifetime = 0u32;
    for &byte in number {
        match byte {
            b'0'..=b'9' if power > b'.' => {
                let most = number.len().wrapping_add(10);
                exponent = exponent.wrapping_mul(10).wrapping_add(usize::from(byte & 15)).min(most);
            }
            b'0'..=b'9' if power == 0 => {
                places = places.wrapping_add(1);
                lifetime = append(lifetime, byte);
            }
            b'0'..=b'9' | b'+' => {}
            b'-' if power == 0 => return 0,
            // A point, then an `e`, then its minus: each as it comes.
            b'-' => power = b'~',
            mark => power = mark,
        }
    }
    if power == 0 {
        return lifetime;
    }
    places =
        if power == b'~' { places.saturating_sub(exponent) } else { places.wrapping_add(exponent) };
    lifetime = 0;
    let mut digits = number.iter().take_while(|byte| **byte | 0x20 != b'e');
    while places > 0 {
        let digit = digits.next().map_or(0, |digit| *digit);
        if digit != b'.' {
            lifetime = append(lifetime, digit);
            places = places.wrapping_sub(1);
        }
    }
    lifetime
}

fn append(number: u32, digit: u8) -> u32 {
    number.saturating_mul(10).saturating_add(u32::from(digit & 15))
}
