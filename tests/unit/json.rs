//! The JSON reader against `JSONTestSuite`: as a document of its own, and as a member of a token
//! response that nobody asked for.

use grantlet::{JsonError, Profile, TokenError, Value, validate_json};
use grantlet_tests::shared;

/// The files of a folder of the suite, by name.
fn suite(folder: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let folder = shared(&format!("vectors/json-test-suite/{folder}"))?;
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    Some(files)
}

/// The text as a member of a response that the core does not know.
fn as_member(text: &[u8]) -> Vec<u8> {
    let mut body = br#"{"access_token":"t","token_type":"Bearer","x":"#.to_vec();
    body.extend_from_slice(text);
    body.push(b'}');
    body
}

/// Whether the response around the text gives its token, or else a syntax or depth error.
fn token_beside(text: &[u8]) -> bool {
    let mut body = as_member(text);
    match Profile::RFC6749.token(200, &mut body) {
        Ok(token) => token.access_token.expose() == "t",
        Err(TokenError::Json(_)) => false,
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn every_y_file_is_accepted_alone_and_as_an_ignored_member() {
    let Some(files) = suite("test_parsing") else { return };
    let files: Vec<_> = files.iter().filter(|(name, _)| name.starts_with("y_")).collect();
    assert_eq!(files.len(), 95);
    for (name, text) in files {
        assert_eq!(validate_json(text), Ok(()), "{name}");
        assert!(token_beside(text), "{name}");
    }
}

#[test]
fn every_n_file_is_refused_alone_and_as_an_ignored_member() {
    let Some(files) = suite("test_parsing") else { return };
    let files: Vec<_> = files.iter().filter(|(name, _)| name.starts_with("n_")).collect();
    assert_eq!(files.len(), 188);
    for (name, text) in files {
        assert!(validate_json(text).is_err(), "{name}");
        assert!(!token_beside(text), "{name}");
    }
}

/// What RFC 8259 leaves open, and what is chosen here. A number of any size is JSON, for only
/// `expires_in` is ever read as one; half a surrogate pair is not text; UTF-8 is the one encoding.
const OPEN: [(&str, bool); 35] = [
    ("i_number_double_huge_neg_exp", true),
    ("i_number_huge_exp", true),
    ("i_number_neg_int_huge_exp", true),
    ("i_number_pos_double_huge_exp", true),
    ("i_number_real_neg_overflow", true),
    ("i_number_real_pos_overflow", true),
    ("i_number_real_underflow", true),
    ("i_number_too_big_neg_int", true),
    ("i_number_too_big_pos_int", true),
    ("i_number_very_big_negative_int", true),
    ("i_object_key_lone_2nd_surrogate", false),
    ("i_string_1st_surrogate_but_2nd_missing", false),
    ("i_string_1st_valid_surrogate_2nd_invalid", false),
    ("i_string_UTF-16LE_with_BOM", false),
    ("i_string_UTF-8_invalid_sequence", false),
    ("i_string_UTF8_surrogate_U+D800", false),
    ("i_string_incomplete_surrogate_and_escape_valid", false),
    ("i_string_incomplete_surrogate_pair", false),
    ("i_string_incomplete_surrogates_escape_valid", false),
    ("i_string_invalid_lonely_surrogate", false),
    ("i_string_invalid_surrogate", false),
    ("i_string_invalid_utf-8", false),
    ("i_string_inverted_surrogates_U+1D11E", false),
    ("i_string_iso_latin_1", false),
    ("i_string_lone_second_surrogate", false),
    ("i_string_lone_utf8_continuation_byte", false),
    ("i_string_not_in_unicode_range", false),
    ("i_string_overlong_sequence_2_bytes", false),
    ("i_string_overlong_sequence_6_bytes", false),
    ("i_string_overlong_sequence_6_bytes_null", false),
    ("i_string_truncated-utf-8", false),
    ("i_string_utf16BE_no_BOM", false),
    ("i_string_utf16LE_no_BOM", false),
    ("i_structure_500_nested_arrays", false),
    ("i_structure_UTF-8_BOM_empty_object", true),
];

#[test]
fn what_the_grammar_leaves_open_has_a_verdict_for_every_i_file() {
    let Some(files) = suite("test_parsing") else { return };
    let files: Vec<_> = files.iter().filter(|(name, _)| name.starts_with("i_")).collect();
    assert_eq!(files.len(), OPEN.len());
    for (name, text) in files {
        let (_, accepted) = OPEN.iter().find(|(open, _)| open == name).expect(name);
        let verdict = validate_json(text);
        assert_eq!(verdict.is_ok(), *accepted, "{name}");
        // A byte order mark is allowed at the start of a text, and not within one.
        let within = *accepted && !name.contains("BOM");
        assert_eq!(token_beside(text), within, "{name}");
        let deep = matches!(verdict, Err(JsonError::Depth { .. }));
        assert_eq!(deep, name == "i_structure_500_nested_arrays", "{name}");
    }
}

/// What the transforms hold, seen through an extra member: the one item of an array, or the
/// object, and none where the text is refused.
const TRANSFORMS: [(&str, Option<Value<'_>>); 22] = [
    ("number_-9223372036854775808", Some(Value::Number("-9223372036854775808"))),
    ("number_-9223372036854775809", Some(Value::Number("-9223372036854775809"))),
    ("number_1.0", Some(Value::Number("1.0"))),
    ("number_1.000000000000000005", Some(Value::Number("1.000000000000000005"))),
    ("number_1000000000000000", Some(Value::Number("1000000000000000"))),
    ("number_10000000000000000999", Some(Value::Number("10000000000000000999"))),
    ("number_1e-999", Some(Value::Number("1E-999"))),
    ("number_1e6", Some(Value::Number("1E6"))),
    ("number_9223372036854775807", Some(Value::Number("9223372036854775807"))),
    ("number_9223372036854775808", Some(Value::Number("9223372036854775808"))),
    ("object_key_nfc_nfd", Some(Value::Raw("{\"\u{e9}\":\"NFC\",\"e\u{301}\":\"NFD\"}"))),
    ("object_key_nfd_nfc", Some(Value::Raw("{\"e\u{301}\":\"NFD\",\"\u{e9}\":\"NFC\"}"))),
    ("object_same_key_different_values", Some(Value::Raw(r#"{"a":1,"a":2}"#))),
    ("object_same_key_same_value", Some(Value::Raw(r#"{"a":1,"a":1}"#))),
    ("object_same_key_unclear_values", Some(Value::Raw(r#"{"a":0, "a":-0}"#))),
    ("string_1_escaped_invalid_codepoint", None),
    ("string_1_invalid_codepoint", None),
    ("string_2_escaped_invalid_codepoints", None),
    ("string_2_invalid_codepoints", None),
    ("string_3_escaped_invalid_codepoints", None),
    ("string_3_invalid_codepoints", None),
    ("string_with_escaped_NULL", Some(Value::Text("A\0B"))),
];

#[test]
fn what_a_transform_holds_comes_out_as_an_extra_member() {
    let Some(files) = suite("test_transform") else { return };
    assert_eq!(files.len(), TRANSFORMS.len());
    let profile = Profile::RFC6749.extra(&["x"]);
    for (name, text) in &files {
        let (_, expected) = TRANSFORMS.iter().find(|(known, _)| known == name).expect(name);
        assert_eq!(validate_json(text).is_ok(), expected.is_some(), "{name}");
        let text = text.trim_ascii();
        let item = text.strip_prefix(b"[").and_then(|text| text.strip_suffix(b"]")).unwrap_or(text);
        let mut body = as_member(item);
        let response = profile.token(200, &mut body);
        let extra = response.as_ref().ok().and_then(|token| token.extra.get(0));
        assert!(extra == *expected, "{name}");
    }
}

/// Offsets of the byte at fault, where a person would look for it.
#[test]
fn an_error_gives_the_byte_at_fault() {
    let syntax = |at| Err(JsonError::Syntax { at });
    let rows: [(&[u8], Result<(), JsonError>); 12] = [
        (b"", syntax(0)),
        (b" ", syntax(1)),
        (b"\xEF\xBB\xBF", syntax(3)),
        (b"\xEF\xBB\xBF\xEF\xBB\xBF{}", syntax(3)),
        (b"[1,]", syntax(3)),
        (b"{\"a\":01}", syntax(6)),
        (b"[\"a\tb\"]", syntax(3)),
        (b"[\"\xFF\"]", syntax(2)),
        (b"[1] x", syntax(4)),
        (b"[1]\0", syntax(3)),
        (br#"["\ud800\u0041"]"#, syntax(3)),
        (b"{\"a\":truE}", syntax(8)),
    ];
    for (text, expected) in rows {
        assert_eq!(validate_json(text), expected, "{}", text.escape_ascii());
    }
}

/// RFC 8259, section 7: U+0000 to U+001F are escaped in a string, in a name as in a value.
#[test]
fn a_control_character_is_valid_in_no_string_and_where_no_space_is() {
    for byte in 0..=0xFFu8 {
        let rows = [
            (vec![b'"', byte, b'"'], byte >= b' ' && byte.is_ascii() && !b"\"\\".contains(&byte)),
            (
                vec![b'{', b'"', byte, b'"', b':', b'1', b'}'],
                byte >= b' ' && byte.is_ascii() && !b"\"\\".contains(&byte),
            ),
            (vec![b'[', byte, b']'], b" \t\n\r".contains(&byte) || byte.is_ascii_digit()),
            (vec![b'"', b'\\', byte, b'"'], b"\"\\/bfnrt".contains(&byte)),
        ];
        for (text, accepted) in rows {
            assert_eq!(validate_json(&text).is_ok(), accepted, "{}", text.escape_ascii());
        }
    }
}

#[test]
fn thirty_two_levels_are_read_and_the_thirty_third_is_refused() {
    let nested = |levels: usize| [b"[".repeat(levels), b"]".repeat(levels)].concat();
    assert_eq!(validate_json(&nested(32)), Ok(()));
    assert_eq!(validate_json(&nested(33)), Err(JsonError::Depth { at: 32 }));
    // Levels that were closed do not count, of arrays and of objects alike.
    let wide = format!("[{}]", vec![r#"{"a":[{}]}"#; 100].join(","));
    assert_eq!(validate_json(wide.as_bytes()), Ok(()));
    // Which bracket closes is known at the last level too.
    let objects = [r#"{"a":"#.repeat(31), "[1}".to_owned(), "}".repeat(31)].concat();
    assert_eq!(validate_json(objects.as_bytes()), Err(JsonError::Syntax { at: 31 * 5 + 2 }));
}

#[test]
fn the_first_error_in_the_text_is_the_one_reported() {
    let deep = "[".repeat(33);
    let late = [deep.as_bytes(), b"\xFF"].concat();
    assert_eq!(validate_json(&late), Err(JsonError::Depth { at: 32 }));
    let early = [b"[\"\xFF\",", deep.as_bytes()].concat();
    assert_eq!(validate_json(&early), Err(JsonError::Syntax { at: 2 }));
    let syntax = format!("[1 1,{deep}");
    assert_eq!(validate_json(syntax.as_bytes()), Err(JsonError::Syntax { at: 3 }));
}

/// A reader that recursed would end the process here, not only the test.
#[test]
fn a_depth_of_100_000_is_an_error_in_a_stack_of_64_kib() {
    let inside_64_kib = || {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}"), (r#"[{"a":"#, "}]")] {
            let deep = [open.repeat(100_000), close.repeat(100_000)].concat();
            assert!(matches!(validate_json(deep.as_bytes()), Err(JsonError::Depth { .. })));
            let mut body = as_member(deep.as_bytes());
            let plain = Profile::RFC6749.token(200, &mut body);
            assert!(matches!(plain, Err(TokenError::Json(JsonError::Depth { .. }))));
            let envelope = grantlet::providers::DATA_ENVELOPE;
            for body in [format!(r#"{{"data":{deep}}}"#), format!(r#"{{"error":{deep}}}"#)] {
                let mut body = body.into_bytes();
                let refused = envelope.token(200, &mut body);
                assert!(matches!(refused, Err(TokenError::Json(JsonError::Depth { .. }))));
            }
            let quoted = serde_json::Value::from(deep).to_string();
            let mut body = format!(r#"{{"data":{quoted}}}"#).into_bytes();
            assert!(envelope.token(200, &mut body).is_err());
        }
    };
    let thread = std::thread::Builder::new().stack_size(64 * 1024).spawn(inside_64_kib).unwrap();
    thread.join().unwrap();
}
