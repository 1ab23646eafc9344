//! A server's error: text that is data, read through the profile's shapes.

use grantlet::engine::strings;
use grantlet::providers::{BOLD, DATA_ENVELOPE, JSON_BODY};
use grantlet::{ErrorCode, ErrorShape, ErrorText, Profile, TokenError};

fn refused<T>(
    profile: &Profile<'_>,
    status: u16,
    body: &str,
    see: impl FnOnce(ErrorText<'_>) -> T,
) -> T {
    let mut bytes = body.as_bytes().to_vec();
    match profile.token(status, &mut bytes) {
        Err(TokenError::Server { status: kept, error }) => {
            assert_eq!(kept, status);
            let text = error.text(&bytes).unwrap();
            assert_eq!(error.code(), text.code());
            see(text)
        }
        other => panic!("{body}: {other:?}"),
    }
}

/// `error`, description, URI, number.
fn texts(error: ErrorText<'_>) -> [Option<String>; 4] {
    [error.error, error.error_description, error.error_uri, error.error_number]
        .map(|text| text.map(|text| text.as_str().to_owned()))
}

fn some(texts: [&str; 4]) -> [Option<String>; 4] {
    texts.map(|text| (text != "-").then(|| text.to_owned()))
}

/// A member `error` that is not null decides, whatever the status and whatever else is there.
#[test]
fn an_error_member_decides_at_any_status_and_beside_a_token() {
    let token = r#""access_token":"at","token_type":"Bearer""#;
    let rows = [
        (format!(r#"{{"error":"invalid_grant",{token}}}"#), ["invalid_grant", "-", "-", "-"]),
        (
            format!(r#"{{{token},"err\u006fr":"invalid\u005fgrant"}}"#),
            ["invalid_grant", "-", "-", "-"],
        ),
        // A value that is no string is returned as it was sent.
        (format!(r#"{{"error":{{"code":1}},{token}}}"#), [r#"{"code":1}"#, "-", "-", "-"]),
        (format!(r#"{{"error":["e\/"],{token}}}"#), [r#"["e\/"]"#, "-", "-", "-"]),
        (format!(r#"{{"error":{{}},{token}}}"#), ["{}", "-", "-", "-"]),
        (format!(r#"{{"error":true,{token}}}"#), ["true", "-", "-", "-"]),
        (format!(r#"{{"error":42,{token}}}"#), ["42", "-", "-", "-"]),
        (format!(r#"{{"error":5,"error_description":"d",{token}}}"#), ["5", "d", "-", "-"]),
        (r#"{"error":"","error":"e"}"#.to_owned(), ["e", "-", "-", "-"]),
        (r#"{"error":0,"error":false,"error":"e"}"#.to_owned(), ["e", "-", "-", "-"]),
        (
            r#"{"error":"e","error_description":"d \u00e9","error_uri":"https:\/\/as.example/e"}"#
                .to_owned(),
            ["e", "d é", "https://as.example/e", "-"],
        ),
        (
            r#"{"error":"e","error_description":["d"],"error_uri":7}"#.to_owned(),
            ["e", "-", "-", "-"],
        ),
        (r#"{"error":"e","error_description":null}"#.to_owned(), ["e", "-", "-", "-"]),
        (r#"{"error":null,"error":"e"}"#.to_owned(), ["e", "-", "-", "-"]),
    ];
    for (body, expected) in rows {
        for status in [200, 201, 302, 400, 401, 500] {
            assert_eq!(refused(&Profile::RFC6749, status, &body, texts), some(expected), "{body}");
        }
    }
}

const SAYS_NOTHING: [&str; 8] = ["null", "\"\"", "0", "-0", "0.0", "0e7", "0.0E-7", "false"];

/// Null, an empty string, 0 and false are no error, at the root and in the envelope; beside a token they
/// do not hide it, and without a token the error is the status.
#[test]
fn an_error_that_says_nothing_never_counts() {
    let token = r#""access_token":"at","token_type":"Bearer","refresh_token":"rt""#;
    for nothing in SAYS_NOTHING {
        let inner = format!(r#"{{"error":{nothing},{token}}}"#);
        let text = serde_json::Value::from(inner.as_str());
        let bodies = [
            (Profile::RFC6749, inner.clone()),
            (Profile::RFC6749, format!(r#"{{{token},"error":{nothing}}}"#)),
            (BOLD, inner.clone()),
            (DATA_ENVELOPE, format!(r#"{{"data":{inner}}}"#)),
            (DATA_ENVELOPE, format!(r#"{{"data":{text}}}"#)),
            (DATA_ENVELOPE, format!(r#"{{"error":{nothing},"data":{{{token}}}}}"#)),
            (DATA_ENVELOPE, format!(r#"{{"data":{{{token}}},"error":{nothing}}}"#)),
        ];
        for (profile, body) in bodies {
            let mut bytes = body.clone().into_bytes();
            let found = profile.token(200, &mut bytes).expect(&body);
            assert_eq!(found.refresh_token.unwrap().expose(), "rt", "{body}");
            for status in [302, 400, 503] {
                let mut bytes = body.clone().into_bytes();
                let refused = profile.token(status, &mut bytes).unwrap_err();
                assert_eq!(refused, TokenError::Status(status), "{body}");
            }
        }
        // A duplicate is one, even if neither is an error.
        let twice = format!(r#"{{"error":{nothing},"error":{nothing},{token}}}"#);
        let mut bytes = twice.into_bytes();
        let refused = Profile::RFC6749.token(200, &mut bytes).unwrap_err();
        assert_eq!(crate::response::class(&refused), "duplicate");
        // A provider's shape is tried then, and such a code is no error.
        let shaped = format!(r#"{{"error":{nothing},"code":"E","message":"m"}}"#);
        assert_eq!(refused_texts(&BOLD, 400, &shaped), some(["E", "m", "-", "-"]), "{nothing}");
        let shaped = format!(r#"{{"code":{nothing},"message":"m"}}"#);
        assert_eq!(refused_texts(&BOLD, 400, &shaped), some(["-", "m", "-", "-"]), "{nothing}");
        let neither = format!(r#"{{"code":{nothing},"message":""}}"#);
        let refused = BOLD.token(400, &mut neither.into_bytes()).unwrap_err();
        assert_eq!(refused, TokenError::Status(400), "{nothing}");
    }
}

fn refused_texts(profile: &Profile<'_>, status: u16, body: &str) -> [Option<String>; 4] {
    refused(profile, status, body, texts)
}

/// A value that is no string and fits no shape of the profile is returned as it was sent.
#[test]
fn an_error_that_fits_no_shape_is_returned_as_it_was_sent() {
    let rows = [
        (BOLD, r#"{"error":5}"#, "5"),
        (BOLD, r#"{"error":{"a":[1,"\u0062"]}}"#, r#"{"a":[1,"\u0062"]}"#),
        (DATA_ENVELOPE, r#"{"error":{"other":1}}"#, r#"{"other":1}"#),
        (
            DATA_ENVELOPE,
            r#"{"error":{"code_reason":0,"message":""}}"#,
            r#"{"code_reason":0,"message":""}"#,
        ),
        (DATA_ENVELOPE, r#"{"data":{"error":-1.5e3}}"#, "-1.5e3"),
        (DATA_ENVELOPE, r#"{"data":"{\"error\":[\"e\"]}"}"#, r#"["e"]"#),
    ];
    for (profile, body, expected) in rows {
        for status in [200, 400, 500] {
            let found = refused_texts(&profile, status, body);
            assert_eq!(found, some([expected, "-", "-", "-"]), "{body}");
        }
    }
}

/// Shapes are read at the top where there is no token, and inside `error` wherever it is an object.
#[test]
fn a_providers_own_error_is_read_through_its_shapes() {
    const TWO: Profile<'_> = Profile::RFC6749.errors(&[
        ErrorShape::new("a").description("b"),
        ErrorShape::new("c").description("d").number("n"),
    ]);
    let rows = [
        (BOLD, 401, r#"{"code":"E1","message":"no"}"#, ["E1", "no", "-", "-"]),
        (BOLD, 400, r#"{"message":"only this"}"#, ["-", "only this", "-", "-"]),
        (BOLD, 400, r#"{"code":17,"message":"m"}"#, ["17", "m", "-", "-"]),
        (
            BOLD,
            400,
            r#"{"error":"invalid_request","error_description":"d","message":"m"}"#,
            ["invalid_request", "d", "-", "-"],
        ),
        (
            JSON_BODY,
            503,
            r#"{"errorId":"id-1","code":"E2","text":"later"}"#,
            ["E2", "later", "-", "id-1"],
        ),
        (
            DATA_ENVELOPE,
            401,
            r#"{"error":{"code":401021,"code_reason":"r","message":"m"}}"#,
            ["r", "m", "-", "401021"],
        ),
        (
            DATA_ENVELOPE,
            401,
            r#"{"code":"1","code_reason":"r","message":"m"}"#,
            ["r", "m", "-", "1"],
        ),
        (DATA_ENVELOPE, 403, r#"{"error":"forbidden"}"#, ["forbidden", "-", "-", "-"]),
        (TWO, 400, r#"{"a":"1","c":"2"}"#, ["1", "-", "-", "-"]),
        (TWO, 400, r#"{"a":null,"d":"2","n":3}"#, ["-", "2", "-", "3"]),
        (TWO, 400, r#"{"a":{},"b":[],"c":"\u0032"}"#, ["2", "-", "-", "-"]),
    ];
    for (profile, status, body, expected) in rows {
        assert_eq!(refused(&profile, status, body, texts), some(expected), "{body}");
    }
    // The same at 2xx, where there is no token; what fits no shape is its status.
    assert_eq!(
        refused(&BOLD, 200, r#"{"code":"E1","message":"no"}"#, texts),
        some(["E1", "no", "-", "-"])
    );
    let rows = [
        (BOLD, 200, r#"{"code":"","message":""}"#, "missing"),
        // A new refresh token is not lost in it; one that says nothing hides no error.
        (BOLD, 200, r#"{"code":"E1","message":"no","refresh_token":"rt"}"#, "missing"),
        (BOLD, 404, r#"{"code":null,"message":{}}"#, "status"),
        (BOLD, 404, "{}", "status"),
        (Profile::RFC6749, 404, r#"{"message":"no"}"#, "status"),
        (DATA_ENVELOPE, 404, r#"{"error":null}"#, "status"),
        (DATA_ENVELOPE, 404, r#"{"data":"not JSON"}"#, "status"),
    ];
    for (profile, status, body, expected) in rows {
        let mut bytes = body.as_bytes().to_vec();
        let refused = profile.token(status, &mut bytes).unwrap_err();
        assert_eq!(crate::response::class(&refused), expected, "{body}");
    }
}

/// "Members of the object, or of the JSON text in a string, that is the member `error`": the
/// document of the provider calls both `error` and `data` a json-string.
#[test]
fn a_shape_inside_error_reads_the_json_text_in_a_string() {
    let inner = r#"{"code":"403001","code_reason":"denied","message":"no"}"#;
    let body = format!(r#"{{"error":{}}}"#, serde_json::Value::from(inner));
    let expected = some(["denied", "no", "-", "403001"]);
    assert_eq!(refused(&DATA_ENVELOPE, 403, &body, texts), expected);
}

/// Shapes of both kinds are in one list, and each is tried at its level.
#[test]
fn a_list_of_shapes_distinguishes_those_inside_error_from_those_at_the_top() {
    const BOTH: Profile<'_> = strings::errors(
        Profile::RFC6749,
        "error/reason message,code text n, ,error/code  detail ,only",
    );
    let rows = [
        (200, r#"{"error":{"reason":"r","message":"m"}}"#, ["r", "m", "-", "-"]),
        (400, r#"{"error":{"message":"m"},"code":"top"}"#, ["-", "m", "-", "-"]),
        (400, r#"{"error":{"code":7,"text":"no"}}"#, ["7", "-", "-", "-"]),
        (400, r#"{"error":{"detail":"\u0064","n":1}}"#, ["-", "d", "-", "-"]),
        (400, r#"{"error":{"only":"o"},"only":"top"}"#, [r#"{"only":"o"}"#, "-", "-", "-"]),
        (400, r#"{"error":"{\"code\":\"\\u0037\"}"}"#, ["7", "-", "-", "-"]),
        (400, r#"{"error":"{\"text\":\"no\"}"}"#, [r#"{"text":"no"}"#, "-", "-", "-"]),
        (400, r#"{"code":"c","text":"t","n":3,"reason":"no"}"#, ["c", "t", "-", "3"]),
        (400, r#"{"text":"t","n":[3]}"#, ["-", "t", "-", "-"]),
        (400, r#"{"only":"o","n":3}"#, ["o", "-", "-", "-"]),
        (400, r#"{"error":null,"only":"o"}"#, ["o", "-", "-", "-"]),
    ];
    for (status, body, expected) in rows {
        assert_eq!(refused(&BOTH, status, body, texts), some(expected), "{body}");
    }
    // A shape inside `error` does not apply at the top, nor any shape to a response with a token.
    for (status, body, expected) in [
        (400, r#"{"reason":"r","message":"m"}"#, "status"),
        (200, r#"{"reason":"r","message":"m"}"#, "missing"),
    ] {
        let refused = BOTH.token(status, &mut body.as_bytes().to_vec()).unwrap_err();
        assert_eq!(crate::response::class(&refused), expected, "{body}");
    }
}

/// A shape without a number has none, also where a member has no name.
#[test]
fn a_member_without_a_name_is_not_a_shapes_number() {
    const PROFILE: Profile<'_> =
        Profile::RFC6749.errors(&[ErrorShape::new("code").description("text")]);
    let body = r#"{"code":"E1","":"not a number of the profile's"}"#;
    assert_eq!(refused(&PROFILE, 400, body, texts), some(["E1", "-", "-", "-"]));
}

/// RFC 6749, appendix A: bytes outside NQSCHAR mark the text as unprintable and never hide the error.
#[test]
fn text_outside_nqschar_is_flagged_and_never_hides_the_error() {
    for byte in 0..=0x7Fu8 {
        let body = format!(r#"{{"error":"a\u00{byte:02x}","error_description":"\u00{byte:02x}"}}"#);
        let printable = (0x20..=0x7E).contains(&byte) && byte != b'"' && byte != b'\\';
        refused(&Profile::RFC6749, 400, &body, |error| {
            let (text, description) = (error.error.unwrap(), error.error_description.unwrap());
            assert_eq!(text.as_str(), format!("a{}", char::from(byte)));
            assert_eq!(text.is_printable(), printable, "{byte:#04x}");
            assert_eq!(description.is_printable(), printable, "{byte:#04x}");
        });
    }
    for text in ["<script>alert(1)</script>", "é", "\u{202e}", "a\u{0}b"] {
        let body = serde_json::json!({ "error": text, "error_description": text }).to_string();
        refused(&Profile::RFC6749, 400, &body, |error| {
            assert_eq!(error.error.unwrap().as_str(), text);
            assert_eq!(
                error.error.unwrap().is_printable(),
                text.is_ascii() && !text.contains('\0')
            );
            // Its control characters are not shown: it stays one line of a log.
            assert_eq!(error.to_string(), format!("{text}: {text}").replace('\0', "\u{fffd}"));
        });
    }
}

/// RFC 6749, section 10.14: an `error_uri` that is not safe to open is not returned.
#[test]
fn error_uri_is_kept_only_where_it_is_https_and_printable() {
    let rows = [
        ("https://as.example/e", true),
        ("HTTPS://as.example/e", true),
        ("http://as.example/e", false),
        ("javascript:alert(1)", false),
        ("//as.example", false),
        ("https:/as.example", false),
        (" https://as.example", false),
        ("https://as.example/\"", false),
        ("https://as.example@evil.example/", false),
        ("https://as.example/\n", false),
        ("https://as.example/é", false),
        ("https:éé", false),
        ("", false),
    ];
    for (uri, kept) in rows {
        let body = serde_json::json!({ "error": "e", "error_uri": uri }).to_string();
        let found = refused(&Profile::RFC6749, 400, &body, |e| e.error_uri.is_some());
        assert_eq!(found, kept, "{uri}");
    }
}

#[test]
fn every_registered_error_is_known_by_its_exact_name() {
    let names = [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "access_denied",
        "unsupported_response_type",
        "server_error",
        "temporarily_unavailable",
        "authorization_pending",
        "slow_down",
        "expired_token",
        "unsupported_token_type",
        "invalid_token",
        "insufficient_scope",
        "interaction_required",
        "login_required",
        "consent_required",
        "account_selection_required",
        "use_dpop_nonce",
        "invalid_dpop_proof",
    ];
    for name in names {
        assert_eq!(ErrorCode::of(name).as_str(), name);
        assert_ne!(ErrorCode::of(name), ErrorCode::Other);
        assert_eq!(ErrorCode::of(&name.to_uppercase()), ErrorCode::Other);
        assert_eq!(ErrorCode::of(&name[1..]), ErrorCode::Other);
        let body = format!(r#"{{"error":"{name}","error_description":"d"}}"#);
        let mut body = body.into_bytes();
        let error = Profile::RFC6749.token(400, &mut body).unwrap_err();
        // It outlives the body, with its code and without the rest.
        drop(body);
        let TokenError::Server { error, .. } = error else { panic!("{name}") };
        assert_eq!(error.code(), ErrorCode::of(name));
    }
}

/// An empty token does not hide that the grant has ended.
#[test]
fn an_error_by_number_is_read_beside_an_empty_token() {
    const LOCK: Profile<'_> = Profile::RFC6749
        .errors(&[ErrorShape::numbered("errcode").description("errmsg")])
        .ends_on(&[("10011", "")]);
    for member in [r#""access_token":"""#, r#""refresh_token":null"#, r#""x":1"#] {
        let mut body = format!(r#"{{"errcode":10011,"errmsg":"x",{member}}}"#).into_bytes();
        let Err(TokenError::Server { error, .. }) = LOCK.token(200, &mut body) else { panic!() };
        assert!(error.ends_grant(), "{member}");
    }
}
