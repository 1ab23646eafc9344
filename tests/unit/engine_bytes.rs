//! The lower layer: what elsewhere takes text takes bytes, and says the same of them.

use grantlet::{
    Challenge, ConstantEntropy, Member, Nonce, State, UnixTime, Verifier, VerifierError, engine,
    parse_http_date, retry_after,
};
use grantlet_tests::secs;
use proptest::prelude::*;

/// Every lead byte with every second byte, and sequences cut, spoilt and overlong.
#[test]
fn utf_8_is_recognized_as_by_another_implementation() {
    let same = |bytes: &[u8]| {
        let expected = std::str::from_utf8(bytes).is_ok();
        assert_eq!(engine::is_utf8(bytes), expected, "{}", bytes.escape_ascii());
    };
    let thirds = [0x00, 0x22, 0x5C, 0x7F, 0x80, 0x8F, 0x90, 0xBF, 0xC0, 0xFF];
    same(b"");
    for first in 0..=0xFF {
        same(&[first]);
        same(&[b'a', first]);
        for second in 0..=0xFF {
            same(&[first, second]);
            for third in thirds {
                same(&[first, second, third]);
                for fourth in thirds {
                    same(&[first, second, third, fourth]);
                    same(&[first, second, third, fourth, 0x80]);
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn utf_8_of_any_text_and_any_bytes_is_recognized_as_by_another_implementation(
        text in any::<String>(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = text.into_bytes();
        prop_assert!(engine::is_utf8(&bytes));
        if !bytes.is_empty() {
            let at = at.index(bytes.len());
            prop_assert_eq!(engine::is_utf8(&bytes[..at]), std::str::from_utf8(&bytes[..at]).is_ok());
            bytes[at] = byte;
            prop_assert_eq!(engine::is_utf8(&bytes), std::str::from_utf8(&bytes).is_ok());
        }
    }
}

#[test]
fn a_date_and_a_wait_are_read_from_bytes_as_from_text() {
    let texts = [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "120",
        "00120",
        "99999999999999999999",
        "1e3",
        "-1",
        " 1",
        "",
        "\u{e9}",
    ];
    for text in texts {
        assert_eq!(
            engine::http_date(text.as_bytes()),
            parse_http_date(text).map(UnixTime::as_secs),
            "{text}"
        );
        for date in [None, Some(784_111_770), Some(784_111_778), Some(i64::MIN), Some(i64::MAX)] {
            let expected = retry_after(text, date.map(secs));
            assert_eq!(engine::retry_after(text.as_bytes(), date), expected, "{text} {date:?}");
        }
    }
    // Digits are a wait whatever their number, and what is not UTF-8 is no date.
    let wait = |text: &[u8]| engine::retry_after(text, None);
    assert_eq!((wait(b"00120"), wait(b"99999999999999999999")), (Ok(120), Ok(u32::MAX)));
    assert!(
        engine::http_date(b"Sun, 06 Nov 1994 08:49:37 GM\xFF").is_err() && wait(b"\xFF").is_err()
    );
}

#[test]
fn entropy_becomes_the_text_that_each_of_the_three_has() {
    let entropy = std::array::from_fn(|index| u8::try_from(index * 5).unwrap());
    let mut text = [0; 43];
    assert_eq!(engine::from_entropy(&entropy, &mut text), Ok(()));
    let verifier = Verifier::from_entropy(&entropy).unwrap();
    let (state, nonce) =
        (State::from_entropy(&entropy).unwrap(), Nonce::from_entropy(&entropy).unwrap());
    assert_eq!((&text, &text, &text), (verifier.as_bytes(), state.as_bytes(), nonce.as_bytes()));
    assert_eq!(text, *nonce.as_str().as_bytes());
    for byte in [0, 1, 0xFF] {
        let before = text;
        assert_eq!(engine::from_entropy(&[byte; 32], &mut text), Err(ConstantEntropy));
        assert_eq!(text, before);
    }
    let challenge = Challenge::of_bytes(verifier.as_bytes()).unwrap();
    assert_eq!(challenge.as_bytes(), Challenge::of(&verifier).as_str().as_bytes());
    let mut written = [0; 43];
    assert_eq!(engine::write_challenge(verifier.as_bytes(), &mut written), Ok(()));
    assert_eq!(written, *challenge.as_bytes());
    for refused in [&[b'v'; 42][..], &[b'v'; 129], &[0xFF; 43], &[b'+'; 43]] {
        let text = String::from_utf8_lossy(refused);
        let expected = Challenge::s256(&text).map(|_| ());
        let told = engine::write_challenge(refused, &mut written);
        assert_eq!(told, Challenge::of_bytes(refused).map(|_| ()));
        assert_eq!(written, *challenge.as_bytes());
        match Challenge::of_bytes(refused).map(|_| ()) {
            // The text of a byte that is none is longer, and its first byte is at fault too.
            Err(VerifierError::Chars { at: 0 }) => assert!(expected.is_err()),
            told => assert_eq!(told, expected),
        }
    }
}

/// A binding's numbers are kept by programs that were built before: what is added is last.
#[test]
fn a_member_has_a_number_that_stays() {
    let names: Vec<_> = engine::MEMBER_NAMES.split('\0').collect();
    let [none, listed @ .., end] = &names[..] else { panic!("{names:?}") };
    assert_eq!((*none, *end), ("", ""));
    let known = [
        (1, Member::AccessToken),
        (8, Member::ErrorUri),
        (12, Member::Issuer),
        (13, Member::Envelope),
        (16, Member::ClientSecret),
        (32, Member::TokenEndpoint),
        (59, Member::BaseUrl),
    ];
    for (number, member) in known {
        assert_eq!(names[number], member.as_str(), "{number}");
    }
    let distinct: std::collections::BTreeSet<_> = listed.iter().collect();
    assert_eq!(distinct.len(), listed.len());
    assert!(listed.len() < 128 && !listed.contains(&""));
    assert_eq!(listed.last(), Some(&"the signature"));
}

#[test]
fn a_text_from_entropy_is_43_characters_of_base64url() {
    let state = State::from_entropy(&std::array::from_fn(|at| u8::try_from(at).unwrap())).unwrap();
    assert!(engine::is_from_entropy(state.as_bytes()));
    for at in [0, 20, 42] {
        for byte in 0..=0xFF {
            let mut text = *state.as_bytes();
            text[at] = byte;
            let fits = matches!(byte, b'-' | b'_') || byte.is_ascii_alphanumeric();
            assert_eq!(engine::is_from_entropy(&text), fits, "{byte:#04x}");
            let text = String::from_utf8_lossy(&text);
            assert_eq!(State::from_text(&text).is_some(), fits, "{byte:#04x}");
        }
    }
    for length in [0, 1, 42, 44, 86] {
        assert!(!engine::is_from_entropy(&vec![b'a'; length]), "{length}");
    }
}
