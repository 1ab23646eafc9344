//! The lower layer: by offsets, a response has the verdict and the strings that the `&str` API gives.

use std::path::PathBuf;

use grantlet::engine::{self, CallbackResult, Class, LocatedResponse, Span, Verdict};
use grantlet::providers::{BOLD, BOLDSIGN, BOLT, DATA_ENVELOPE, JSON_BODY};
use grantlet::{
    Callback, CallbackExpectation, ErrorShape, ErrorText, Extra, Flow, Issuer, JsonError, Profile,
    Scope, Secret, TokenError, TokenResponse, TokenType, UntrustedText, Value, callback,
};
use grantlet_tests::{shared, shared_json};
use proptest::prelude::*;

use crate::callback::{EXPECT, ISS};
use crate::response::{body_of, member};

const LAX: Profile<'_> = Profile::RFC6749
    .extra(&["x", "tenant", "code", "a", "b", "c", "d", "e", "ninth"])
    .token_types(&["mac", "DPoP"])
    .bearer_by_default(true)
    .scope_separator(b',')
    .ends_on(&[("gone", ""), ("invalid_request", "d")]);
const SHAPED: Profile<'_> = DATA_ENVELOPE.extra(&["x"]).errors(&[
    ErrorShape::new("code").description("message"),
    ErrorShape::new("code").description("message").number("x").inside_error(),
    ErrorShape::new("reason").description("text").inside_error(),
]);

const PROFILES: [Profile<'static>; 8] =
    [Profile::RFC6749, BOLD, BOLT, BOLDSIGN, JSON_BODY, DATA_ENVELOPE, LAX, SHAPED];

/// A member of a response by its index: its kind, and the text of its span.
fn at<'b>(located: &LocatedResponse, index: usize, body: &'b [u8]) -> (u8, &'b str) {
    let text = std::str::from_utf8(located.members.spans[index].of(body)).expect("UTF-8");
    (located.kind(index, body), text)
}

/// The text of a string that is there and not empty.
fn text<'b>(located: &LocatedResponse, index: usize, body: &'b [u8]) -> Option<&'b str> {
    Some(at(located, index, body).1).filter(|text| !text.is_empty())
}

/// The spans hold the token.
fn assert_token(located: &LocatedResponse, body: &[u8], token: &TokenResponse<'_>) {
    let text = |index| text(located, index, body);
    assert_eq!(text(LocatedResponse::ACCESS_TOKEN), Some(token.access_token.expose()));
    assert_eq!(text(LocatedResponse::REFRESH_TOKEN), token.refresh_token.map(Secret::expose));
    assert_eq!(text(LocatedResponse::ID_TOKEN), token.id_token.map(Secret::expose));
    assert_eq!(text(LocatedResponse::SCOPE), token.scope.map(Scope::as_str));
    match token.token_type {
        TokenType::Other(other) => assert_eq!(text(LocatedResponse::TOKEN_TYPE), Some(other)),
        TokenType::Bearer => {
            let sent = text(LocatedResponse::TOKEN_TYPE);
            assert!(sent.is_none_or(|sent| sent.eq_ignore_ascii_case("Bearer")), "{sent:?}");
        }
    }
    assert_eq!(located.expires_in(), token.expires_in);
    assert_eq!(located.kind(LocatedResponse::ERROR, body), 0);
    assert_eq!(located.kind(LocatedResponse::ERROR_NUMBER, body), 0);
    assert_extra(located, body, token.extra);
}

fn assert_extra(located: &LocatedResponse, body: &[u8], extra: Extra<'_>) {
    for index in 0..8 {
        let (kind, written) = at(located, LocatedResponse::EXTRA + index, body);
        let found = match kind {
            0 => None,
            b'"' | b'\\' => Some(Value::Text(written)),
            b'-' | b'0'..=b'9' => Some(Value::Number(written)),
            b't' | b'f' => Some(Value::Bool(written == "true")),
            _ => Some(Value::Raw(written)),
        };
        assert!(found == extra.get(index), "{index}: {written}");
    }
}

/// The spans hold the server's error. Of an `error_uri` that is https the characters
/// are the caller's to look at.
fn assert_error(located: &LocatedResponse, body: &[u8], error: &ErrorText<'_>) {
    let (kind, written) = at(located, LocatedResponse::ERROR, body);
    assert_eq!((kind != 0).then_some(written), error.error.map(UntrustedText::as_str));
    for (index, expected) in [
        (LocatedResponse::ERROR_DESCRIPTION, error.error_description),
        (LocatedResponse::ERROR_NUMBER, error.error_number),
    ] {
        assert_eq!(text(located, index, body), expected.map(UntrustedText::as_str));
    }
    match (text(located, LocatedResponse::ERROR_URI, body), error.error_uri) {
        (Some(uri), None) => {
            assert!(uri[..8].eq_ignore_ascii_case("https://"), "{uri}");
            let shown = |byte| matches!(byte, 0x20..=0x7E) && byte != b'"' && byte != b'\\';
            assert!(!uri.bytes().all(shown), "{uri}");
        }
        (uri, kept) => assert_eq!(uri, kept.map(UntrustedText::as_str)),
    }
    assert!((LocatedResponse::EXTRA..17).all(|index| located.kind(index, body) == 0));
}

/// A lifetime, as it is kept where an error has its number.
const SEVEN_SECONDS: Span = Span { start: u32::MAX, end: 7 };

/// The same verdict on a body, and the same texts; the body is left the same.
#[track_caller]
fn assert_same_response(profile: &Profile<'_>, status: u16, before: &[u8]) {
    let (mut left, mut right) = (before.to_vec(), before.to_vec());
    // What an earlier response left is overwritten.
    let mut located = LocatedResponse::default();
    located.members.spans.fill(Span { start: 1, end: 3 });
    located.members.spans[LocatedResponse::ERROR_NUMBER] = SEVEN_SECONDS;
    located.members.at = 7;
    let told = engine::response(profile, status, &mut left, &mut located);
    let shown = before.escape_ascii().to_string();
    let is_changed = matches!(told.class, Class::Ok | Class::Server);
    assert!(is_changed || left == before, "{shown}");
    match profile.token(status, &mut right) {
        Ok(token) => {
            assert_eq!(told, Verdict::OK, "{shown}");
            assert_token(&located, &left, &token);
        }
        Err(error) => {
            assert_eq!(told, Verdict::from(&error), "{shown}");
            let at = match error {
                TokenError::Json(JsonError::Syntax { at } | JsonError::Depth { at }) => at,
                _ => 0,
            };
            assert_eq!(located.members.at as usize, at, "{shown}");
            if let TokenError::Server { status: kept, error } = error {
                assert_eq!(kept, status, "{shown}");
                assert_error(&located, &left, &error.text(&right).unwrap());
            }
        }
    }
    assert!(left == right, "{shown}");
}

/// The recorded responses, `JSONTestSuite` alone and as a member, and responses of each provider's.
fn bodies() -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = [
        r#"{"access_token":"a\u0074","token_type":"b\u0045arer","scope":["a","\u0062"],"x":"\/"}"#,
        r#"{"access_token":"at","token_type":"Bearer","scope":[],"account_id":50,"tenant":[1,"\n"]}"#,
        r#"{"access_token":"at","token_type":"DPoP","expires_in":"0\u0031","a":true,"b":false,"c":{}}"#,
        r#"{"access_token":"at","expires_in":3.6e3,"e":-1.5,"ninth":9,"d":"","refresh_token":"r"}"#,
        r#"{"data":{"access_token":"at","token_type":"Bearer","id_token":"a.b.\u0063"}}"#,
        r#"{"data":"{\"access_token\":\"a\\u0074\",\"token_type\":\"Bearer\",\"x\":\"\\n\"}"}"#,
        r#"{"data":7}"#,
        r#"{"data":"","data":""}"#,
        r#"{"error":"","error_description":""}"#,
        r#"{"error":"invalid\u005fgrant","error_description":"d","error_uri":"https://as.example"}"#,
        r#"{"error":"invalid_request","error_description":"InvalidGrantCode","error_uri":"x:"}"#,
        r#"{"error":"gone","access_token":"at","token_type":"Bearer","x":"x"}"#,
        r#"{"error":{"code":401,"message":"\u006eo","x":"1"},"error_description":"another's"}"#,
        r#"{"error":"{\"reason\":\"r\",\"text\":\"\\u0074\"}"}"#,
        r#"{"error":"{\"reason\":{}}"}"#,
        r#"{"error":true,"code":"E1"}"#,
        r#"{"code":"E\u0031","message":"m","text":"t","errorId":"id","data":"{\"a\":\"\\u0062\"}"}"#,
        "",
        "\u{feff}{}",
    ]
    .map(|body| body.as_bytes().to_vec())
    .into();
    if let Some(file) = shared_json("vectors/token-responses.json") {
        bodies.extend(file["cases"].as_array().unwrap().iter().map(body_of));
    }
    for folder in ["test_parsing", "test_transform"] {
        let Some(folder) = shared(&format!("vectors/json-test-suite/{folder}")) else { continue };
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        for text in files.map(|path: PathBuf| std::fs::read(path).unwrap()) {
            let start = br#"{"access_token":"t","token_type":"Bearer","x":"#;
            bodies.push([start, &*text, b"}"].concat());
            bodies.push(text);
        }
    }
    bodies
}

#[test]
fn every_vector_has_the_same_verdict_and_the_same_texts_by_offsets() {
    let bodies = bodies();
    let whole = shared("vectors/token-responses.json").is_some();
    assert!(!whole || bodies.len() > 700, "{}", bodies.len());
    for before in &bodies {
        // The longest of them are about length, which no profile changes.
        let profiles = if before.len() > 10_000 { &PROFILES[..1] } else { &PROFILES[..] };
        for profile in profiles {
            for status in [200, 400, 503] {
                assert_same_response(profile, status, before);
            }
        }
    }
}

/// A callback URL has the same verdict, and its spans hold the same strings.
#[track_caller]
fn assert_same_callback(profile: &Profile<'_>, expect: &CallbackExpectation<'_>, url: &str) {
    let (mut left, mut right) = (url.as_bytes().to_vec(), url.as_bytes().to_vec());
    let mut located = LocatedResponse::default();
    located.members.spans[LocatedResponse::ERROR_NUMBER] = SEVEN_SECONDS;
    located.members.at = 7;
    let told = engine::callback(profile, expect, &mut left, &mut located);
    match (told, callback(profile, expect, &mut right)) {
        (Ok(CallbackResult::Code(span)), Ok(Callback::Code(code))) => {
            assert_eq!(span.of(&left), code.expose().as_bytes(), "{url}");
        }
        (Ok(CallbackResult::Token), Ok(Callback::Token(token))) => {
            assert_token(&located, &left, &token);
        }
        (Ok(CallbackResult::Denied), Ok(Callback::Denied(error))) => {
            let description = located.members.spans[LocatedResponse::ERROR_DESCRIPTION].of(&left);
            if std::str::from_utf8(description).is_ok() {
                assert_error(&located, &left, &error);
            } else {
                // As text it is shown as far as it is UTF-8.
                let shown = error.error_description.map_or("", UntrustedText::as_str);
                assert!(description.starts_with(shown.as_bytes()), "{url}");
            }
        }
        (Err(class), Err(error)) => {
            assert_eq!(class, error.class, "{url}");
            assert_eq!(left, url.as_bytes());
        }
        (told, other) => panic!("{url}: {told:?}, {other:?}"),
    }
    assert_eq!(left, right, "{url}");
}

#[test]
fn every_address_has_the_same_verdict_and_the_same_texts_by_offsets() {
    let base = "https://c.example/cb";
    let token = format!("access_token=a%74&token_type=bearer&state=S&{ISS}");
    let mut urls: Vec<String> = [
        format!("?code=a%2Fb+c&state=S&{ISS}"),
        format!("?code=C&state=%53&{ISS}&error_description=%FF"),
        format!("?error=e%20f&error_description=d%C3%A9+%F0%9F%98%80&state=S&{ISS}"),
        format!("?error=e&error_description=d%FFx&error_uri=https://as.example/e&state=S&{ISS}"),
        format!("?error=e&error_uri=javascript:x&state=S&{ISS}"),
        format!("?error=e&code=C&state=S&{ISS}"),
        format!("#{token}&expires_in=3600&scope=a%2Cb+c&id_token=a.b.c"),
        format!("#{token}&expires_in=x&scope="),
        format!("#{token}&refresh_token=r"),
        format!("#{}", token.replace("bearer", "DPoP")),
        format!("#{}", token.replace("token_type=bearer&", "")),
        format!("?{ISS}#access_token=T&token_type=Bearer&state=S"),
        format!("?state=S&state=S&code=C&{ISS}"),
        String::new(),
    ]
    .map(|rest| format!("{base}{rest}"))
    .into();
    if let Some(file) = shared_json("vectors/callbacks.json") {
        let cases = file["cases"].as_array().unwrap();
        urls.extend(cases.iter().map(|case| case["url"].as_str().unwrap().to_owned()));
    }
    let issuer = "https://as.example";
    let (mut met, mut tried) = ([false; 4], 0);
    for url in &urls {
        for flow in [Flow::Code, Flow::Implicit] {
            for issuer in [
                Issuer::Required(issuer),
                Issuer::IfPresent(issuer),
                Issuer::Refused(""),
                Issuer::Ignored,
            ] {
                for profile in [Profile::RFC6749, LAX] {
                    let mut expect = CallbackExpectation { issuer, flow, ..EXPECT };
                    assert_same_callback(&profile, &expect, url);
                    // The recorded ones are of another address and another state.
                    (expect.redirect_uri, expect.state) = ("https://client.example/cb", "xyz");
                    assert_same_callback(&profile, &expect, url);
                    let expect = CallbackExpectation { issuer, flow, ..EXPECT };
                    met[match callback(&profile, &expect, &mut url.clone().into_bytes()) {
                        Ok(Callback::Code(_)) => 0,
                        Ok(Callback::Token(_)) => 1,
                        Ok(Callback::Denied(_)) => 2,
                        Err(_) => 3,
                    }] = true;
                    tried += 1;
                }
            }
        }
    }
    assert!(met == [true; 4] && tried > 200, "{met:?} {tried}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(grantlet_tests::cases(3000)))]

    #[test]
    fn any_response_is_the_same_by_offsets(
        members in prop::collection::vec(member(), 0..7),
        status in prop::sample::select(vec![200, 400, 503]),
        profile in 0..PROFILES.len(),
    ) {
        let before = format!("{{{}}}", members.join(","));
        assert_same_response(&PROFILES[profile], status, before.as_bytes());
    }
}

/// RFC 6749, section 10.14: by offsets too, an `error_uri` that is not safe to open is not returned.
#[test]
fn an_error_uri_has_a_span_only_where_it_is_https() {
    let rows = [
        ("https://as.example/e", true),
        ("HTTPS://as.example/e", true),
        ("https://", false),
        ("https:/as.example/e", false),
        ("http://as.example/e", false),
        ("javascript:alert(1)", false),
        (" https://as.example", false),
        ("https:", false),
        ("", false),
    ];
    for (uri, kept) in rows {
        let mut located = LocatedResponse::default();
        let mut body = format!(r#"{{"error":"e","error_uri":"{uri}"}}"#).into_bytes();
        let told = engine::response(&Profile::RFC6749, 400, &mut body, &mut located);
        assert_eq!(told, Verdict::server(false, false));
        assert_eq!(text(&located, LocatedResponse::ERROR_URI, &body), kept.then_some(uri));
        let mut url =
            format!("https://c.example/cb?error=e&error_uri={uri}&state=S&{ISS}").into_bytes();
        let told = engine::callback(&Profile::RFC6749, &EXPECT, &mut url, &mut located);
        assert_eq!(told, Ok(CallbackResult::Denied), "{uri}");
        assert_eq!(text(&located, LocatedResponse::ERROR_URI, &url), kept.then_some(uri));
    }
}

#[test]
fn a_span_outside_of_its_text_holds_nothing() {
    let span = |start, end| Span { start, end };
    let rows: [(Span, &[u8], bool); 7] = [
        (span(0, 3), b"abc", false),
        (span(1, 2), b"b", false),
        (span(3, 3), b"", true),
        (span(2, 1), b"", true),
        (span(0, 4), b"", false),
        (span(u32::MAX, 0), b"", true),
        (span(0, u32::MAX), b"", false),
    ];
    for (span, expected, empty) in rows {
        assert_eq!((span.of(b"abc"), span.is_empty()), (expected, empty), "{span:?}");
    }
    assert!(Span::default().is_empty());
}
