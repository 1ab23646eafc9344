//! Stored tokens as long as the store.

use super::{ORDINARY, Row, ends, first};

/// A token as long as the store, of `filler` after `rt-`.
const fn longest(filler: u8) -> [u8; 254] {
    let mut token = [filler; 254];
    token[0] = b'r';
    token[1] = b't';
    token[2] = b'-';
    token
}

/// Of letters that a form leaves as they are, and of ones that it writes as three.
const LONGEST: [u8; 254] = longest(b'x');

const LONGEST_ENCODED: [u8; 254] = longest(b'+');

const fn ascii(text: &'static [u8]) -> &'static str {
    match str::from_utf8(text) {
        Ok(text) => text,
        Err(_) => panic!("not ASCII"),
    }
}

/// Stored tokens as long as the store.
pub(super) fn long_tokens() -> Vec<Row> {
    vec![
        Row {
            fault: "the longest stored token",
            stored_before: Some(const { ascii(&LONGEST) }),
            asked_with: &[const { ascii(LONGEST.split_at(2).1) }, "-1", "-2"],
            ..ORDINARY
        },
        Row {
            code: 1,
            stored_before: Some(const { ascii(&LONGEST_ENCODED) }),
            asked_with: &[],
            stored_after: Some(const { ascii(&LONGEST_ENCODED) }),
            ..ends(
                "a stored token that a form makes too long",
                first(),
                &["buffer too small: see needed, it needs 992", "the lock is set up wrongly"],
            )
        },
    ]
}
