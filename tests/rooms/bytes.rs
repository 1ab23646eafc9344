//! What bindings give as bytes is read as the same text is.

use grantlet::{Challenge, Nonce, State, Verifier, parse_http_date, places, retry_after};
use proptest::prelude::*;

/// Bytes that matter to UTF-8: the bounds of each range, on both sides.
const BOUNDS: [u8; 24] = [
    0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC,
    0xED, 0xEE, 0xEF, 0xF0, 0xF3, 0xF4, 0xF5, 0xFF,
];

fn agrees(bytes: &[u8]) {
    assert_eq!(places::is_utf8(bytes), std::str::from_utf8(bytes).is_ok(), "{bytes:02X?}");
}

#[test]
fn utf8_is_what_std_says_it_is_for_every_sequence_of_bounds() {
    agrees(b"");
    for a in BOUNDS {
        agrees(&[a]);
        for b in BOUNDS {
            agrees(&[a, b]);
            for c in BOUNDS {
                agrees(&[a, b, c]);
                agrees(&[b'a', a, b, c]);
                for d in BOUNDS {
                    agrees(&[a, b, c, d]);
                    agrees(&[a, b, c, d, b'a']);
                }
            }
        }
    }
}

#[test]
fn every_pair_of_bytes_is_utf8_where_std_says_so() {
    for a in 0..=u8::MAX {
        for b in 0..=u8::MAX {
            agrees(&[a, b]);
            agrees(&[0xE2, a, b]);
            agrees(&[0xF0, a, b, 0x80]);
        }
    }
}

#[test]
fn every_character_is_utf8() {
    for character in '\0'..=char::MAX {
        let mut bytes = [0; 4];
        agrees(character.encode_utf8(&mut bytes).as_bytes());
    }
}

proptest! {
    #[test]
    fn entropy_is_the_same_text_whatever_it_is_for(entropy: [u8; 32]) {
        let mut text = [0; 43];
        let made = places::from_entropy(&entropy, &mut text);
        prop_assert_eq!(made.is_ok(), Verifier::from_entropy(&entropy).is_ok());
        if let Ok(verifier) = Verifier::from_entropy(&entropy) {
            prop_assert_eq!(verifier.as_bytes(), &text);
            prop_assert!(State::from_entropy(&entropy).is_ok_and(|state| *state.as_bytes() == text));
            prop_assert!(Nonce::from_entropy(&entropy).is_ok_and(|nonce| *nonce.as_bytes() == text));
        }
    }

    #[test]
    fn a_verifier_in_bytes_has_the_challenge_of_the_text(text in "[a-z~.ü/]{40,130}") {
        prop_assert_eq!(Challenge::of_bytes(text.as_bytes()), Challenge::s256(&text));
    }

    #[test]
    fn a_verifier_that_is_no_text_is_none(bytes: Vec<u8>) {
        prop_assume!(std::str::from_utf8(&bytes).is_err());
        prop_assert!(Challenge::of_bytes(&bytes).is_err());
    }

    #[test]
    fn a_date_in_bytes_is_that_of_the_text(text in "(Sun, 0[0-9] Nov 1994 08:49:3[0-9] GMT|[0-9]{0,12}|\\PC{0,20})") {
        prop_assert_eq!(places::http_date(text.as_bytes()), parse_http_date(&text));
        for date in [None, Some(784_111_770)] {
            prop_assert_eq!(places::retry_after(text.as_bytes(), date), retry_after(&text, date));
        }
    }

    #[test]
    fn a_date_that_is_no_text_is_none(bytes: Vec<u8>) {
        prop_assume!(std::str::from_utf8(&bytes).is_err());
        prop_assert!(places::http_date(&bytes).is_err());
        prop_assert!(places::retry_after(&bytes, Some(0)).is_err());
    }
}
