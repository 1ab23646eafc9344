//! `application/x-www-form-urlencoded` against the vectors of web-platform-tests, and against
//! another implementation of the same standard.

use grantlet::{FormPairs, encode_form};
use grantlet_tests::shared_json;
use proptest::prelude::*;

/// Every pair of a form, decoded.
pub(crate) fn decoded(text: &[u8]) -> Vec<(String, String)> {
    let mut buffer = vec![0; text.len() * 3 + 3];
    let pairs = FormPairs::new(text).map(|(name, value)| {
        let name = name.decode(&mut buffer).unwrap().to_owned();
        (name, value.decode(&mut buffer).unwrap().to_owned())
    });
    pairs.collect()
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    let length: usize = pairs.iter().map(|(name, value)| 3 * (name.len() + value.len()) + 2).sum();
    encode_form(pairs, &mut vec![0; length]).unwrap().to_owned()
}

fn strings(pairs: &serde_json::Value) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    pairs.as_array().unwrap().iter().map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[test]
fn the_parser_reads_what_web_platform_tests_expect() {
    let Some(cases) = shared_json("vectors/wpt-url/urlencoded-parser-data.json") else { return };
    let cases = cases.as_array().unwrap();
    assert_eq!(cases.len(), 35);
    for case in cases {
        let input = case["input"].as_str().unwrap();
        assert_eq!(decoded(input.as_bytes()), strings(&case["output"]), "{input}");
    }
}

#[test]
fn the_serializer_writes_what_web_platform_tests_expect() {
    let file = "vectors/wpt-url/urlencoded-serializer-data.json";
    let Some(file) = shared_json(file) else { return };
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 27);
    for case in cases {
        let pairs = strings(&case["pairs"]);
        assert_eq!(encoded(&borrowed(&pairs)), case["out"].as_str().unwrap(), "{pairs:?}");
    }
}

/// Only `&` separates pairs.
#[test]
fn a_semicolon_and_an_html_entity_are_not_separators() {
    let rows: [(&str, &[(&str, &str)]); 4] = [
        ("a=1;b=2", &[("a", "1;b=2")]),
        ("a=1&amp;b=2", &[("a", "1"), ("amp;b", "2")]),
        ("a=1%26b=2", &[("a", "1&b=2")]),
        ("a%3D1=2", &[("a=1", "2")]),
    ];
    for (input, expected) in rows {
        assert_eq!(borrowed(&decoded(input.as_bytes())), expected, "{input}");
    }
}

#[test]
fn is_compares_the_decoded_text_and_all_of_it() {
    let rows = [
        ("%7Ex", "~x", true),
        ("a+b", "a b", true),
        ("a%2", "a%2", true),
        ("%73tate", "state", true),
        ("state", "stat", false),
        ("stat", "state", false),
        ("", "", true),
        // The replacement character is shown for this byte, but it is not the byte of the text.
        ("%FF", "\u{FFFD}", false),
    ];
    for (written, text, same) in rows {
        let (name, _) = FormPairs::new(format!("{written}=").as_bytes())
            .next()
            .map(|(n, v)| (n.is(text), v))
            .unwrap();
        assert_eq!(name, same, "{written} {text}");
    }
}

/// WHATWG Encoding, section 8.1.1: one U+FFFD for as much as could still have been a character.
#[test]
fn bytes_that_are_not_utf_8_are_replaced_as_by_another_implementation() {
    let followers = [0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF];
    for first in 0x80..=0xFFu8 {
        for second in followers {
            for third in followers {
                for fourth in [0x41, 0x80, 0xFF] {
                    let text = [b'=', first, second, third, fourth];
                    let oracle: Vec<_> = form_urlencoded::parse(&text).into_owned().collect();
                    assert_eq!(decoded(&text), oracle, "{}", text.escape_ascii());
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn encode_then_decode_is_the_identity_for_every_string(
        pairs in prop::collection::vec((".*", any::<String>()), 0..4)
    ) {
        let text = encoded(&borrowed(&pairs));
        prop_assert!(text.is_ascii());
        prop_assert_eq!(decoded(text.as_bytes()), pairs);
    }

    #[test]
    fn the_serializer_agrees_with_form_urlencoded(
        pairs in prop::collection::vec((any::<String>(), any::<String>()), 0..4)
    ) {
        let mut oracle = form_urlencoded::Serializer::new(String::new());
        oracle.extend_pairs(&pairs);
        prop_assert_eq!(encoded(&borrowed(&pairs)), oracle.finish());
    }

    /// The alphabet is the grammar's own, with bytes of every role in UTF-8.
    #[test]
    fn the_parser_agrees_with_form_urlencoded(
        text in prop::collection::vec(
            prop_oneof![
                6 => prop::sample::select(b"%%%&=+;aF09cC2eEfF8".to_vec()),
                1 => any::<u8>(),
            ],
            0..60,
        )
    ) {
        let oracle: Vec<(String, String)> = form_urlencoded::parse(&text).into_owned().collect();
        prop_assert_eq!(decoded(&text), oracle);
    }
}
