//! Verifier and challenge, and the hash that they rest on.

use grantlet::{Challenge, ConstantEntropy, Nonce, State, Verifier, VerifierError};
use grantlet_tests::shared_text;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use base64ct::{Base64UrlUnpadded, Encoding};

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<_> = hex.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}

/// The fields of a CAVS file, in their order.
fn fields(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| line.trim_end().split_once(" = "))
}

/// SHA-256, on which S256 rests: the messages of CAVS 11.0, each with its digest.
#[test]
fn sha2_gives_every_digest_of_nists_messages() {
    for (file, expected) in [("SHA256ShortMsg.rsp", 65), ("SHA256LongMsg.rsp", 64)] {
        let Some(text) = shared_text(&format!("vectors/nist-sha256/{file}")) else { return };
        let (mut length, mut message, mut count) = (0, Vec::new(), 0);
        for (name, value) in fields(&text) {
            match name {
                "Len" => length = value.parse::<usize>().unwrap() / 8,
                "Msg" => message = bytes(value),
                "MD" => {
                    // A message of no length is written as one byte.
                    let digest = Sha256::digest(&message[..length]);
                    assert_eq!(digest.as_slice(), bytes(value), "{file} {length}");
                    count += 1;
                }
                _ => {}
            }
        }
        assert_eq!(count, expected, "{file}");
    }
}

/// SHAVS, section 6.4: a thousand digests for each of a hundred results.
#[test]
fn sha2_gives_every_result_of_nists_monte_carlo_test() {
    let Some(text) = shared_text("vectors/nist-sha256/SHA256Monte.rsp") else { return };
    let (mut seed, mut count) = (Vec::new(), 0);
    for (name, value) in fields(&text) {
        match name {
            "Seed" => seed = bytes(value),
            "MD" => {
                let mut last = [seed.clone(), seed.clone(), seed];
                for _ in 0..1000 {
                    let digest = Sha256::digest(last.concat()).to_vec();
                    last.rotate_left(1);
                    last[2] = digest;
                }
                [_, _, seed] = last;
                assert_eq!(seed, bytes(value), "{count}");
                count += 1;
            }
            _ => {}
        }
    }
    assert_eq!(count, 100);
}

/// RFC 7636, section 4.1.
#[test]
fn a_verifier_is_43_to_128_unreserved_characters() {
    for length in [0, 1, 42, 43, 44, 127, 128, 129, 1000] {
        let challenge = Challenge::s256(&"v".repeat(length));
        let expected =
            if (43..=128).contains(&length) { None } else { Some(VerifierError::Length) };
        assert_eq!(challenge.err(), expected, "{length}");
    }
    for byte in 0..=0x7Fu8 {
        let verifier = format!("{}{}{}", "v".repeat(20), char::from(byte), "v".repeat(30));
        let fits = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let expected = if fits { None } else { Some(VerifierError::Chars { at: 20 }) };
        assert_eq!(Challenge::s256(&verifier).err(), expected, "{byte:#04x}");
    }
    let letters = "é".repeat(30);
    assert_eq!(Challenge::s256(&letters).err(), Some(VerifierError::Chars { at: 0 }));
}

/// RFC 6749, section 10.10: 32 bytes, none of them lost; constant bytes are a generator that is not running.
#[test]
fn each_is_made_of_32_bytes_and_refuses_constant_ones() {
    for byte in 0..=u8::MAX {
        let constant = [byte; 32];
        assert_eq!(Verifier::from_entropy(&constant).unwrap_err(), ConstantEntropy);
        assert_eq!(State::from_entropy(&constant).unwrap_err(), ConstantEntropy);
        assert_eq!(Nonce::from_entropy(&constant).unwrap_err(), ConstantEntropy);
        for place in [0, 15, 31] {
            let mut differs = constant;
            differs[place] ^= 1;
            assert!(Verifier::from_entropy(&differs).is_ok());
        }
    }
}

/// A prefix, a suffix and the other case are not the state.
#[test]
fn a_state_matches_itself_and_nothing_near_it() {
    let state =
        State::from_entropy(&std::array::from_fn(|i| u8::try_from(i * 5).unwrap())).unwrap();
    let text = state.as_str().to_owned();
    assert!(state.matches(&text));
    for place in 0..text.len() {
        let mut near = text.clone().into_bytes();
        near[place] ^= 1;
        assert!(!state.matches(std::str::from_utf8(&near).unwrap()), "{place}");
    }
    let near = [
        &text[1..],
        &text[..42],
        "",
        &format!("{text}A"),
        &format!("{text}\0"),
        &text.to_lowercase(),
    ];
    for text in near {
        assert!(!state.matches(text), "{text}");
    }
}

/// RFC 7636, section 4.2, at every length that a verifier may have: its end falls on every byte of a
/// block of the hash.
#[test]
fn a_challenge_is_the_hash_of_a_verifier_of_every_length() {
    for length in 43..=128 {
        let verifier: String = (0..length).map(|at| char::from(b'a' + at % 26)).collect();
        let expected = Base64UrlUnpadded::encode_string(&Sha256::digest(&verifier));
        assert_eq!(Challenge::s256(&verifier).unwrap().as_str(), expected, "{length}");
    }
}

proptest! {
    /// RFC 7636, section 4.2, with hash and encoding from elsewhere.
    #[test]
    fn a_challenge_is_the_base64url_of_the_sha_256_of_its_verifier(
        verifier in "[A-Za-z0-9._~-]{43,128}"
    ) {
        let expected = Base64UrlUnpadded::encode_string(&Sha256::digest(&verifier));
        let challenge = Challenge::s256(&verifier).unwrap();
        prop_assert_eq!(challenge.as_str(), expected);
    }

    #[test]
    fn entropy_comes_back_whole_from_each_text(entropy: [u8; 32]) {
        if let Ok(verifier) = Verifier::from_entropy(&entropy) {
            let nonce = Nonce::from_entropy(&entropy).unwrap();
            let state = State::from_entropy(&entropy).unwrap();
            for text in [verifier.as_str(), nonce.as_str(), state.as_str()] {
                prop_assert_eq!(Base64UrlUnpadded::decode_vec(text).unwrap(), entropy);
            }
            let challenge = Challenge::s256(verifier.as_str()).unwrap();
            prop_assert_eq!(challenge, Challenge::of(&verifier));
        }
    }
}
