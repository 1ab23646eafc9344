//! The JSON reader against `serde_json`, on generated, mutated and random texts.

use grantlet::{JsonError, Profile, TokenError, Value, validate_json};
use proptest::prelude::*;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Both accept, or both refuse. Where they differ by choice:
/// - one byte order mark leads a text here, and `serde_json` is not shown it;
/// - deeper than 32 levels is refused here, deeper than 127 there;
/// - a number beyond `f64` is JSON here, and "out of range" there.
///
/// Lone surrogates are refused by both.
fn agree(text: &[u8]) -> Result<(), TestCaseError> {
    let ours = validate_json(text);
    let theirs =
        serde_json::from_slice::<serde_json::Value>(text.strip_prefix(BOM).unwrap_or(text));
    let chosen = matches!(ours, Err(JsonError::Depth { .. }))
        || theirs.as_ref().is_err_and(|error| error.to_string().contains("out of range"));
    if !chosen {
        let shown = text.escape_ascii();
        prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{}: {:?} {:?}", shown, ours, theirs);
    }
    Ok(())
}

/// A document of any shape, with every kind of scalar.
fn document() -> impl Strategy<Value = serde_json::Value> {
    let scalar = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        any::<f64>().prop_map(serde_json::Value::from),
        any::<String>().prop_map(serde_json::Value::from),
    ];
    scalar.prop_recursive(6, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            prop::collection::vec((any::<String>(), inner), 0..4)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

/// What one edit does to a text, at a place that is a fraction of its length.
#[derive(Clone, Debug)]
enum Edit {
    Replace(u8),
    Insert(u8),
    Remove,
    Cut,
    Repeat(u8),
}

impl Edit {
    fn apply(&self, text: &mut Vec<u8>, at: prop::sample::Index) {
        let place = at.index(text.len() + 1);
        match *self {
            Self::Insert(byte) => text.insert(place, byte),
            Self::Cut => text.truncate(place),
            _ if place == text.len() => {}
            Self::Replace(byte) => text[place] = byte,
            Self::Remove => drop(text.remove(place)),
            Self::Repeat(length) => {
                let end = text.len().min(place + usize::from(length));
                let again = text[place..end].to_vec();
                text.splice(end..end, again);
            }
        }
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let byte = || {
        let near = br#"[]{}",:\/ubnrt0123456789eE+-.aflsn"#.to_vec();
        prop_oneof![8 => prop::sample::select(near), 1 => any::<u8>()]
    };
    prop_oneof![
        byte().prop_map(Edit::Replace),
        byte().prop_map(Edit::Insert),
        Just(Edit::Remove),
        Just(Edit::Cut),
        (1..20u8).prop_map(Edit::Repeat),
    ]
}

/// A character as JSON may write it: as it is, by its short escape, or by its code in either case.
fn written(character: char, style: u8, out: &mut String) {
    let short = match character {
        '"' => Some('"'),
        '\\' => Some('\\'),
        '/' => Some('/'),
        '\u{8}' => Some('b'),
        '\u{c}' => Some('f'),
        '\n' => Some('n'),
        '\r' => Some('r'),
        '\t' => Some('t'),
        _ => None,
    };
    let must = character < ' ' || matches!(character, '"' | '\\');
    match (style % 4, short) {
        (0, _) | (1, None) if !must => out.push(character),
        (0 | 1, Some(letter)) => out.extend(['\\', letter]),
        (lower, _) => {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let code = if lower == 2 { format!("{unit:04x}") } else { format!("{unit:04X}") };
                out.push_str("\\u");
                out.push_str(&code);
            }
        }
    }
}

/// A text as a JSON string, each character in one of its spellings.
pub(crate) fn spelled(text: &str, styles: &[u8]) -> String {
    let mut out = "\"".to_owned();
    for (index, character) in text.chars().enumerate() {
        written(character, styles[index % styles.len()], &mut out);
    }
    out.push('"');
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(grantlet_tests::cases(1500)))]

    #[test]
    fn generated_documents_are_validated_as_serde_json_does(document in document(), pretty: bool) {
        let text = if pretty {
            serde_json::to_string_pretty(&document).unwrap()
        } else {
            document.to_string()
        };
        prop_assert_eq!(validate_json(text.as_bytes()), Ok(()));
        agree(text.as_bytes())?;
    }

    #[test]
    fn mutated_documents_are_validated_as_serde_json_does(
        document in document(),
        bom in prop::bool::weighted(0.1),
        edits in prop::collection::vec((edit(), any::<prop::sample::Index>()), 1..4),
    ) {
        let mut text = if bom { BOM.to_vec() } else { Vec::new() };
        text.extend_from_slice(document.to_string().as_bytes());
        for (edit, at) in edits {
            edit.apply(&mut text, at);
        }
        agree(&text)?;
    }

    /// Short texts of the grammar's own bytes meet every transition of the reader.
    #[test]
    fn random_tokens_are_validated_as_serde_json_does(
        tokens in prop::collection::vec(
            prop::sample::select(vec![
                "[", "]", "{", "}", ",", ":", " ", "\n", "0", "1", "-", "+", ".", "e", "E", "\"",
                "\"a\"", "\"a\":", "true", "false", "null", "\\", "\\u00e9", "\"\\ud83d\\ude00\"",
                "\"\\ud83d", "\\ude00\"", "\u{7f}", "é", "\0", "\t", "/",
            ]),
            0..12,
        )
    ) {
        agree(tokens.concat().as_bytes())?;
    }

    #[test]
    fn a_number_in_any_spelling_is_validated_as_serde_json_does(
        number in "-?[0-9]{0,4}(\\.[0-9]{0,3})?([eE][+-]?[0-9]{0,2})?"
    ) {
        agree(number.as_bytes())?;
        agree(format!("[{number}]").as_bytes())?;
    }

    /// Unescaped in place.
    #[test]
    fn a_string_comes_out_as_it_went_in_however_it_is_spelled(
        text in any::<String>(),
        styles in prop::collection::vec(any::<u8>(), 1..9),
    ) {
        let spelling = spelled(&text, &styles);
        prop_assert_eq!(serde_json::from_str::<String>(&spelling).unwrap(), text.clone());
        let body = format!(r#"{{"x":{spelling},"access_token":"t","token_type":"Bearer"}}"#);
        let mut body = body.into_bytes();
        let token = Profile::RFC6749.extra(&["x"]).token(200, &mut body).unwrap();
        prop_assert!(token.extra.get(0) == Some(Value::Text(&text)));
        prop_assert_eq!(token.access_token.expose(), "t");
    }

    /// A known name is known in each of its spellings, for the value and for the duplicate.
    #[test]
    fn a_member_is_found_however_its_name_is_spelled(
        styles in prop::collection::vec(any::<u8>(), 1..9),
        others in prop::collection::vec(any::<u8>(), 1..9),
    ) {
        let (name, other) = (spelled("access_token", &styles), spelled("access_token", &others));
        let mut body = format!(r#"{{{name}:"t","token_type":"Bearer"}}"#).into_bytes();
        let token = Profile::RFC6749.token(200, &mut body).unwrap();
        prop_assert_eq!(token.access_token.expose(), "t");
        let mut body = format!(r#"{{{name}:"t",{other}:"u","token_type":"Bearer"}}"#).into_bytes();
        let again = Profile::RFC6749.token(200, &mut body);
        prop_assert_eq!(again.unwrap_err(), TokenError::Duplicate(grantlet::Member::AccessToken));
    }
}
