//! `expires_in` as it is written: a number, or a text of digits.

/// `expires_in` from a text of digits: whole seconds, saturated; anything else is unknown.
pub(crate) fn lifetime_of_digits(digits: &[u8]) -> Option<u32> {
    let only_digits = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    only_digits.then(|| lifetime_of_number(digits))
}

/// `expires_in` from a JSON number: rounded down, saturated, negative is 0.
pub(crate) fn lifetime_of_number(number: &[u8]) -> u32 {
    // How many digits stand before the decimal point, once the exponent has moved it.
    let (mut whole, mut exponent, mut mark) = (0i32, 0i32, 0u8);
    for &byte in number {
        match byte {
            b'0'..=b'9' if mark == 0 => whole = whole.saturating_add(1),
            b'0'..=b'9' if mark != b'.' => {
                exponent = exponent.saturating_mul(10).saturating_add(i32::from(byte & 15));
            }
            b'0'..=b'9' | b'+' => {}
            b'-' if mark == 0 => return 0,
            // A point, then an `e`, then its minus: each as it comes.
            _ => mark = byte,
        }
    }
    let exponent = if mark == b'-' { exponent.wrapping_neg() } else { exponent };
    whole = whole.saturating_add(exponent);
    let mut lifetime = 0u32;
    let mut digits = number.iter().take_while(|byte| **byte | 0x20 != b'e');
    while whole > 0 {
        let digit = match digits.next() {
            Some(b'.') => continue,
            Some(digit) => digit & 15,
            // Zeros change it no more.
            None if matches!(lifetime, 0 | u32::MAX) => break,
            None => 0,
        };
        lifetime = lifetime.saturating_mul(10).saturating_add(digit.into());
        whole = whole.wrapping_sub(1);
    }
    lifetime
}
