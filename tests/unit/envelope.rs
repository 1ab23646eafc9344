//! Responses that a provider wraps: under a member, as an object or as JSON text in a string.

use grantlet::providers::DATA_ENVELOPE;
use grantlet::{Member, Profile, TokenError, UntrustedText, Value};
use proptest::prelude::*;

use crate::json_oracle::spelled;
use crate::response::class;

const TOKEN: &str = r#"{"access_token":"at","token_type":"Bearer"}"#;

fn verdict(body: &str) -> Result<(), &'static str> {
    let mut body = body.as_bytes().to_vec();
    let before = body.clone();
    let response = DATA_ENVELOPE.token(200, &mut body).map(|_| ()).map_err(|e| class(&e));
    assert!(
        matches!(response, Ok(()) | Err("server")) || body == before,
        "{}",
        body.escape_ascii()
    );
    response
}

#[test]
fn the_envelope_is_validated_and_a_token_at_the_root_is_not_read() {
    let rows = [
        (format!(r#"{{"data":{TOKEN}}}"#), Ok(())),
        (format!(r#"{{"d\u0061ta":{TOKEN}}}"#), Ok(())),
        (format!(r#" {{ "data" : {TOKEN} , "access_token" : 1, "access_token": 2 }} "#), Ok(())),
        (TOKEN.to_owned(), Err("missing")),
        ("{}".to_owned(), Err("missing")),
        (r#"{"data":null}"#.to_owned(), Err("missing")),
        (r#"{"data":{}}"#.to_owned(), Err("missing")),
        (r#"{"data":null,"access_token":"at","token_type":"Bearer"}"#.to_owned(), Err("missing")),
        (r#"{"data":true}"#.to_owned(), Err("type")),
        (r#"{"data":1}"#.to_owned(), Err("type")),
        (format!(r#"{{"data":[{TOKEN}]}}"#), Err("type")),
        (r#"{"data":"sk-41"}"#.to_owned(), Err("syntax")),
        (r#"{"data":"[]"}"#.to_owned(), Err("syntax")),
        (r#"{"data":"{} {}"}"#.to_owned(), Err("syntax")),
        (r#"{"data":"{\u0000}"}"#.to_owned(), Err("syntax")),
        (format!(r#"{{"data":{TOKEN},"data":{TOKEN}}}"#), Err("duplicate")),
        (format!(r#"{{"data":null,"dat\u0061":{TOKEN}}}"#), Err("duplicate")),
        (r#"{"data":{"access_token":"a","access_token":"b"}}"#.to_owned(), Err("duplicate")),
        (r#"{"data":"{\"access_token\":\"a\",\"access_token\":1}"}"#.to_owned(), Err("duplicate")),
        (
            r#"{"data":"{\"access_token\":\"a\",\"access_t\\u006fken\":1}"}"#.to_owned(),
            Err("duplicate"),
        ),
        (r#"{"data":{"access_token":"a b","token_type":"Bearer"}}"#.to_owned(), Err("chars")),
        (r#"{"data":{"access_token":"a","token_type":"mac"}}"#.to_owned(), Err("token_type")),
        // Not a document in a document in a document.
        (r#"{"data":"\"{}\""}"#.to_owned(), Err("syntax")),
    ];
    for (body, expected) in rows {
        assert_eq!(verdict(&body), expected, "{body}");
    }
    let mut wrong = *br#"{"data":[]}"#;
    let refused = DATA_ENVELOPE.token(200, &mut wrong).unwrap_err();
    assert_eq!(refused, TokenError::Type(Member::Envelope));
}

/// RFC 8259, section 4: a repeated member is an error at the root of an enveloped response too.
#[test]
fn a_duplicate_error_member_beside_an_envelope_is_an_error() {
    let body = format!(r#"{{"error":null,"error":null,"data":{TOKEN}}}"#);
    assert_eq!(verdict(&body), Err("duplicate"));
}

/// An error is an error at the root or inside the envelope, whatever else is there.
#[test]
fn an_error_decides_at_the_root_or_inside_the_envelope() {
    let rows = [
        (format!(r#"{{"error":"e1","data":{TOKEN}}}"#), Some("e1")),
        (format!(r#"{{"data":{TOKEN},"error":{{"code_reason":"e2"}}}}"#), Some("e2")),
        (
            r#"{"data":{"access_token":"at","token_type":"Bearer","error":"e3"}}"#.to_owned(),
            Some("e3"),
        ),
        (r#"{"data":{"error":{"code_reason":"e\u0034"}}}"#.to_owned(), Some("e4")),
        (r#"{"data":"{\"error\":\"e\\u0035\",\"access_token\":\"at\"}"}"#.to_owned(), Some("e5")),
        (r#"{"data":"{\"error\":{\"code_reason\":\"e\\u0036\"}}"}"#.to_owned(), Some("e6")),
        (format!(r#"{{"error":true,"data":{TOKEN}}}"#), Some("true")),
        (r#"{"error":{"other":1}}"#.to_owned(), Some(r#"{"other":1}"#)),
    ];
    for (body, expected) in rows {
        for status in [200, 400] {
            let mut body = body.as_bytes().to_vec();
            let Err(TokenError::Server { status: kept, error }) =
                DATA_ENVELOPE.token(status, &mut body)
            else {
                panic!("{expected:?}");
            };
            assert_eq!(kept, status);
            let text = error.text(&body).unwrap();
            assert_eq!(text.error.map(UntrustedText::as_str), expected);
        }
    }
}

/// Members beside the envelope are shown as they were sent, whatever the envelope holds.
#[test]
fn an_error_beside_an_envelope_that_is_a_string_is_shown_whole() {
    let quoted =
        [r#""{}""#, r#""{\"a\":\"\\u0062\"}""#, r#""\u007b}""#, r#""{\"code_reason\":\"r2\"}""#];
    // An envelope that cannot be read is a status.
    let unreadable = [r#""\u007b""#, r#""x""#];
    for data in quoted.into_iter().chain(unreadable).chain(["{}", "7", "null", "[]"]) {
        for body in [
            format!(r#"{{"data":{data},"code_reason":"r\u0031","message":"no","code":"7"}}"#),
            format!(r#"{{"code_reason":"r\u0031","message":"no","code":"7","data":{data}}}"#),
        ] {
            let mut bytes = body.clone().into_bytes();
            match DATA_ENVELOPE.token(400, &mut bytes) {
                Err(TokenError::Server { error, .. }) => {
                    let error = error.text(&bytes).unwrap();
                    let said = [error.error, error.error_description, error.error_number]
                        .map(|text| text.map(UntrustedText::as_str));
                    assert_eq!(said, [Some("r1"), Some("no"), Some("7")], "{body}");
                    assert!(!unreadable.contains(&data), "{body}");
                }
                Err(TokenError::Status(400)) => assert!(unreadable.contains(&data), "{body}"),
                other => panic!("{body}: {other:?}"),
            }
        }
    }
}

/// Each layer with its own escapes, pairs of surrogates in both.
#[test]
fn an_envelope_as_a_string_is_read_through_both_layers_of_escapes() {
    let rows = [
        r#"{"data":"{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"x\":\"\ud83d\ude00\"}"}"#,
        r#"{"data":"{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"x\":\"\\ud83d\\ude00\"}"}"#,
        r#"{"data":"{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"x\":\"😀\"}"}"#,
        r#"{"data":"{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"x\":\"\u005cud83d\\u\u0064\u0065\u00300\"}"}"#,
        r#"{"data":"\u007b\u0022access_token\u0022\u003a\u0022\u0061t\u0022,\"token_type\":\"Bearer\",\"x\":\"\ud83d\ude00\"\u007d"}"#,
        r#"{"data":"\n{\"access\\u005ftoken\":\"a\\u0074\",\"token_type\":\"\\u0042earer\",\"x\":\"\\ud83d\\ude00\"}\t"}"#,
    ];
    for body in rows {
        let mut body = body.as_bytes().to_vec();
        let token = DATA_ENVELOPE.extra(&["x"]).token(200, &mut body).unwrap();
        assert_eq!(token.access_token.expose(), "at");
        assert!(token.extra.get(0) == Some(Value::Text("😀")));
    }
    let half = [
        r#"{"data":"{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"x\":\"\\ud83d\"}"}"#,
        r#"{"data":"{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"x\":\"\ud83d\\ude00\"}"}"#,
        r#"{"data":"{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"x\":\"\\ud83d\ude00\"}"}"#,
        // A control character inside is unescaped, which JSON forbids.
        r#"{"data":"{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"x\":\"\n\"}"}"#,
    ];
    for body in half {
        assert_eq!(verdict(body), Err("syntax"), "{body}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(grantlet_tests::cases(1000)))]

    /// The same members, wrapped in each way, are the same response.
    #[test]
    fn an_enveloped_response_says_the_same_as_the_response_alone(
        token in "[!-~]{1,20}",
        scope in prop::collection::vec(any::<String>(), 0..3),
        extra in any::<String>(),
        inner in prop::collection::vec(any::<u8>(), 1..9),
        outer in prop::collection::vec(any::<u8>(), 1..9),
    ) {
        let scopes: Vec<_> = scope.iter().map(|scope| spelled(scope, &inner)).collect();
        let alone = format!(
            r#"{{"x":{},"access_token":{},"scope":[{}],"token_type":"Bearer","expires_in":3.6e3}}"#,
            spelled(&extra, &inner), spelled(&token, &inner), scopes.join(","),
        );
        let joined = scope.iter().fold(String::new(), |joined, scope| {
            if joined.is_empty() { scope.clone() } else { joined + "\u{1}" + scope }
        });
        let plain = Profile::RFC6749.extra(&["x"]).scope_separator(1);
        let bodies = [
            (plain, alone.clone()),
            (plain.envelope("w"), format!(r#"{{"w":{alone}}}"#)),
            (plain.envelope("w"), format!(r#"{{"w":{}}}"#, spelled(&alone, &outer))),
        ];
        for (profile, body) in bodies {
            let mut body = body.into_bytes();
            let response = profile.token(200, &mut body);
            let response = response.unwrap();
            prop_assert_eq!(response.access_token.expose(), &token);
            prop_assert_eq!(response.expires_in, Some(3600));
            prop_assert!(response.extra.get(0) == Some(Value::Text(&extra)));
            prop_assert_eq!(response.scope.map_or("", |scope| scope.as_str()), &joined);
        }
    }
}
