//! The token endpoint's response: every recorded verdict, every cut, and what a failure leaves.

use base64ct::{Base64, Encoding};
use grantlet::providers::{BOLD, DATA_ENVELOPE, JSON_BODY, bold_authentication};
use grantlet::{JsonError, Member, Profile, Secret, TokenError};
use grantlet_tests::shared_json;
use proptest::prelude::*;

/// The reject class of the parsing policy.
pub(crate) fn class(error: &TokenError) -> &'static str {
    match error {
        TokenError::Status(_) => "status",
        TokenError::Server { .. } => "server",
        TokenError::Json(JsonError::Syntax { .. }) => "syntax",
        TokenError::Json(JsonError::Depth { .. }) => "depth",
        TokenError::Duplicate(_) => "duplicate",
        TokenError::Type(_) => "type",
        TokenError::Missing(_) => "missing",
        TokenError::Chars(_) => "chars",
        TokenError::TokenType => "token_type",
        other => panic!("a class that the policy does not know: {other:?}"),
    }
}

/// The body of a recorded case, which is text, Base64, or a recipe.
pub(crate) fn body_of(case: &serde_json::Value) -> Vec<u8> {
    if let Some(text) = case["body"].as_str() {
        return text.as_bytes().to_vec();
    }
    if let Some(base64) = case["body_base64"].as_str() {
        return Base64::decode_vec(base64).unwrap();
    }
    let part = |name: &str| case["body_gen"][name].as_str().unwrap().to_owned();
    let times = usize::try_from(case["body_gen"]["times"].as_u64().unwrap()).unwrap();
    let middle = part("open").repeat(times) + &part("close").repeat(times);
    [part("prefix"), middle, part("suffix")].concat().into_bytes()
}

/// RFC 6749, sections 5.1 and 5.2; RFC 8259, section 4: no member twice. A token may have 64 KiB.
#[test]
fn every_recorded_response_has_its_verdict_and_a_failure_leaves_the_body() {
    let Some(file) = shared_json("vectors/token-responses.json") else { return };
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 51);
    for case in cases {
        let id = case["id"].as_str().unwrap();
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        let (before, mut body) = (body_of(case), body_of(case));
        match Profile::RFC6749.token(status, &mut body) {
            Ok(token) => {
                let expected = case["accept"].as_object().expect(id);
                assert!(!token.access_token.is_empty(), "{id}");
                for (field, value) in expected {
                    let found = match field.as_str() {
                        "expires_in" => serde_json::json!(token.expires_in),
                        "refresh_token" => {
                            serde_json::json!(token.refresh_token.map(Secret::expose))
                        }
                        "scope" => token.scope.unwrap().iter().collect(),
                        other => panic!("{id}: {other}"),
                    };
                    assert_eq!(found, *value, "{id}: {field}");
                }
            }
            Err(error) => {
                assert_eq!(Some(class(&error)), case["reject"].as_str(), "{id}");
                let kept = !matches!(error, TokenError::Server { .. });
                assert!(!kept || body == before, "{id}: {error:?}");
            }
        }
    }
}

/// Complete responses, each with the profile that it is for.
fn complete() -> Vec<(Profile<'static>, String)> {
    let plain = r#"{"access_token":"at","token_type":"Bearer","expires_in":3600,"x":[{"y":"}"}]}"#;
    let escaped =
        r#"{"access_token":"a\u0074","token\u005ftype":"\u0042earer","scope":["a","\"}"]}"#;
    let quoted = serde_json::Value::from(plain).to_string();
    let twice = serde_json::Value::from(escaped).to_string();
    vec![
        (Profile::RFC6749, plain.to_owned()),
        (Profile::RFC6749, escaped.to_owned()),
        (Profile::RFC6749, format!("\u{feff} {plain}")),
        (BOLD, plain.to_owned()),
        (DATA_ENVELOPE, format!(r#"{{"data":{plain}}}"#)),
        (DATA_ENVELOPE, format!(r#"{{"x":{plain},"data":{escaped}}}"#)),
        (DATA_ENVELOPE, format!(r#"{{"data":{quoted}}}"#)),
        (DATA_ENVELOPE, format!(r#"{{"data":{twice}}}"#)),
    ]
}

#[test]
fn a_token_response_cut_anywhere_before_its_closing_brace_is_never_a_token() {
    for (profile, whole) in complete() {
        assert!(profile.token(200, &mut whole.clone().into_bytes()).is_ok(), "{whole}");
        for length in 0..whole.len() {
            for status in [200, 400] {
                let before = &whole.as_bytes()[..length];
                let mut body = before.to_vec();
                let refused = profile.token(status, &mut body);
                let expected = if status == 200 { "syntax" } else { "status" };
                assert_eq!(class(&refused.unwrap_err()), expected, "{whole} cut at {length}");
                assert_eq!(body, before);
            }
        }
    }
}

/// The text that an envelope holds may be cut too, while the envelope itself is whole.
#[test]
fn the_text_in_an_envelope_cut_anywhere_is_never_a_token() {
    let whole = r#"{"access_token":"a\u0074","token_type":"Bearer","x":"\ud83d\ude00"}"#;
    for length in 0..whole.len() {
        let quoted = serde_json::Value::from(&whole[..length]).to_string();
        let before = format!(r#"{{"data":{quoted}}}"#).into_bytes();
        let mut body = before.clone();
        let refused = DATA_ENVELOPE.token(200, &mut body).unwrap_err();
        assert_eq!(class(&refused), "syntax", "cut at {length}");
        assert_eq!(body, before);
    }
}

/// "Errors are those of a token response", of which each but `Server` leaves the body as it was.
#[test]
fn a_failed_parse_of_bolds_authentication_leaves_the_body_as_it_was() {
    let rows = [
        (r#"{"expiration":"a\/b"}"#, TokenError::Missing(Member::Code)),
        (r#"{"code":7,"expiration":"a\/b"}"#, TokenError::Type(Member::Code)),
        (r#"{"code":"","expiration":"a\/b"}"#, TokenError::Missing(Member::Code)),
        (r#"{"code":null,"accountId":"a\/b"}"#, TokenError::Missing(Member::Code)),
        (
            r#"{"code":7,"expiration":"a\/b","expiration":1}"#,
            TokenError::Duplicate(Member::Expiration),
        ),
        (r#"{"code":"a\/b""#, TokenError::Json(JsonError::Syntax { at: 14 })),
    ];
    for (before, expected) in rows {
        let mut body = before.as_bytes().to_vec();
        assert_eq!(bold_authentication(200, &mut body).unwrap_err(), expected);
        assert_eq!(String::from_utf8(body).unwrap(), before);
    }
}

/// The first that holds, in the order that the policy names: each row has all faults after its own.
#[test]
fn the_order_of_verdicts_is_the_policys() {
    let rows = [
        (500, r#"{"error":"e","access_token":1,"access_token":2"#, "status"),
        (500, r#"{"error":"e","access_token":1,"access_token":2}"#, "server"),
        (200, r#"{"error":"e","access_token":1,"access_token":2"#, "syntax"),
        (200, r#"{"error":"e","access_token":1,"access_token":2}"#, "server"),
        (200, r#"{"scope":1,"access_token":"","access_token":"","token_type":"x"}"#, "duplicate"),
        (200, r#"{"scope":1,"access_token":"","token_type":"x"}"#, "type"),
        (200, r#"{"access_token":"","token_type":"x"}"#, "missing"),
        (200, r#"{"access_token":" ","scope":"\u0000"}"#, "missing"),
        (200, r#"{"access_token":" ","token_type":"x"}"#, "chars"),
        (200, r#"{"access_token":"a","token_type":"x"}"#, "token_type"),
    ];
    for (status, body, expected) in rows {
        let mut bytes = body.as_bytes().to_vec();
        let refused = Profile::RFC6749.token(status, &mut bytes).unwrap_err();
        assert_eq!(class(&refused), expected, "{status} {body}");
    }
}

/// Only a 2xx can have a token, and every 2xx can. A redirect has none.
#[test]
fn a_token_comes_with_every_2xx_status_and_with_no_other() {
    for status in [0, 100, 199, 200, 201, 204, 299, 300, 302, 307, 400, 500, u16::MAX] {
        let mut body = *br#"{"access_token":"at","token_type":"Bearer"}"#;
        let response = Profile::RFC6749.token(status, &mut body).map(|token| token.expires_in);
        let expected =
            if (200..300).contains(&status) { Ok(None) } else { Err(TokenError::Status(status)) };
        assert_eq!(response, expected);
    }
}

/// RFC 6749, section 5.1: the caller's buffer is the only limit; 1 MiB comes back to the last byte.
#[test]
fn a_token_of_any_length_is_returned_whole() {
    for length in [1, 2, 4096, 65_536, 1 << 20] {
        let token = "x".repeat(length);
        let body = format!(r#"{{"access_token":"{token}","token_type":"Bearer"}}"#);
        let mut body = body.into_bytes();
        let response = Profile::RFC6749.token(200, &mut body).unwrap();
        assert_eq!(response.access_token.expose(), token);
    }
}

/// A body of many members, some of them known and some of them escaped, in any order.
pub(crate) fn member() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        r#""access_token""#,
        r#""access\u005ftoken""#,
        r#""token_type""#,
        r#""expires_in""#,
        r#""refresh_token""#,
        r#""id_token""#,
        r#""scope""#,
        r#""error""#,
        r#""data""#,
        r#""account_id""#,
        r#""code""#,
        r#""x""#,
    ]);
    let value = prop::sample::select(vec![
        r#""Bearer""#,
        r#""\u0042earer""#,
        r#""a\/b""#,
        r#""\n""#,
        "3600",
        "-1.5e3",
        "null",
        "true",
        r#"["a","\u0062"]"#,
        "[1]",
        "{}",
        r#"{"access_token":"a\u0074","token_type":"Bearer"}"#,
        r#""{\"access_token\":\"a\\u0074\",\"token_type\":\"Bearer\"}""#,
        r#""{\"access_token\":\"a\\u0074\",\"token_type\":\"m\\u0061c\"}""#,
        r#"" "#,
    ]);
    (name, value).prop_map(|(name, value)| format!("{name}:{value}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(grantlet_tests::cases(3000)))]

    #[test]
    fn a_failed_parse_leaves_the_body_as_it_was(
        members in prop::collection::vec(member(), 0..6),
        status in prop::sample::select(vec![200, 400, 503]),
        profile in prop::sample::select(vec![0, 1, 2, 3]),
    ) {
        let profile = [Profile::RFC6749, BOLD, DATA_ENVELOPE, JSON_BODY][profile];
        let before = format!("{{{}}}", members.join(",")).into_bytes();
        let mut body = before.clone();
        let refused = profile.token(status, &mut body);
        let kept = matches!(refused, Err(error) if !matches!(error, TokenError::Server { .. }));
        prop_assert!(!kept || body == before, "{}", before.escape_ascii());
    }

    /// What is accepted is what another reader of JSON finds in the same text.
    #[test]
    fn an_accepted_response_says_what_serde_json_reads_in_it(
        members in prop::collection::vec(member(), 1..6),
    ) {
        let text = format!("{{{}}}", members.join(","));
        let mut body = text.clone().into_bytes();
        if let Ok(token) = Profile::RFC6749.token(200, &mut body) {
            let oracle: serde_json::Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(Some(token.access_token.expose()), oracle["access_token"].as_str());
            let filled = |name: &str| oracle[name].as_str().filter(|text| !text.is_empty());
            let refresh_token = token.refresh_token.map(|token| token.expose().to_owned());
            prop_assert_eq!(refresh_token.as_deref(), filled("refresh_token"));
            prop_assert_eq!(token.id_token.map(Secret::expose), filled("id_token"));
        }
    }
}

#[test]
fn an_error_names_the_member_at_fault() {
    let rows = [
        (r#"{"access_token":"a","token_type":1}"#, TokenError::Type(Member::TokenType)),
        (r#"{"access_token":[],"token_type":"b"}"#, TokenError::Type(Member::AccessToken)),
        (r#"{"access_token":"a","refresh_token":1}"#, TokenError::Type(Member::RefreshToken)),
        (r#"{"access_token":"a","id_token":{}}"#, TokenError::Type(Member::IdToken)),
        (r#"{"access_token":"a","scope":false}"#, TokenError::Type(Member::Scope)),
        (r#"{"access_token":"a"}"#, TokenError::Missing(Member::TokenType)),
        (r#"{"expires_in":1,"expires_in":1}"#, TokenError::Duplicate(Member::ExpiresIn)),
        (r#"{"x":1,"x":1,"access_token":"a"}"#, TokenError::Missing(Member::TokenType)),
        (r#"{"tenant":1,"tenant":1}"#, TokenError::Duplicate(Member::Extra(0))),
    ];
    for (body, expected) in rows {
        let profile = Profile::RFC6749.extra(&["tenant"]);
        let mut body = body.to_owned().into_bytes();
        assert_eq!(profile.token(200, &mut body).unwrap_err(), expected);
    }
}

/// What reads several bytes at once must see each byte at each place.
#[test]
fn a_token_is_validated_at_each_byte() {
    for length in 1..=13 {
        for at in 0..length {
            for byte in 0..=u8::MAX {
                let mut token = vec![b'a'; length];
                token[at] = byte;
                let mut body = br#"{"token_type":"Bearer","access_token":""#.to_vec();
                body.extend_from_slice(&token);
                body.extend_from_slice(br#""}"#);
                let visible = matches!(byte, 0x21..=0x7E) && !matches!(byte, b'"' | b'\\');
                let read = Profile::RFC6749.token(200, &mut body);
                let read = read.ok().map(|token| token.access_token.expose().as_bytes().to_vec());
                assert_eq!(read, visible.then_some(token), "{byte:#x} at {at} of {length}");
            }
        }
    }
}
