//! Comparison over the whole length, and wiping.

use grantlet::{Secret, constant_time_eq, wipe};
use proptest::prelude::*;

/// The whole length, a prefix and a suffix. Another test shows that there is no early exit.
#[test]
fn equality_takes_both_texts_whole() {
    let rows = [
        ("", "", true),
        ("sesame", "sesame", true),
        ("sesame", "sesam", false),
        ("sesam", "sesame", false),
        ("sesame", "esame", false),
        ("sesame", "Sesame", false),
        ("sesame", "sesame\0", false),
        ("", "s", false),
    ];
    for (a, b, same) in rows {
        assert_eq!(constant_time_eq(a.as_bytes(), b.as_bytes()), same, "{a} {b}");
        assert_eq!(Secret::new(a).matches(b), same, "{a} {b}");
    }
    assert!(Secret::new("").is_empty() && !Secret::new("s").is_empty());
}

/// Every byte, as far as it can be seen from outside.
#[test]
fn wipe_leaves_nothing_but_zeros() {
    for length in [0, 1, 31, 4096] {
        let mut buffer = vec![0xA5; length];
        wipe(&mut buffer);
        assert_eq!(buffer, vec![0; length]);
    }
}

proptest! {
    #[test]
    fn equality_is_that_of_the_bytes(a: Vec<u8>, b: Vec<u8>, at: prop::sample::Index, bit in 0..8u8) {
        prop_assert_eq!(constant_time_eq(&a, &b), a == b);
        prop_assert!(constant_time_eq(&a, &a));
        let mut near = a.clone();
        if !near.is_empty() {
            near[at.index(a.len())] ^= 1 << bit;
            prop_assert!(!constant_time_eq(&a, &near));
        }
    }
}
