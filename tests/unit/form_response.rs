//! Token responses that are forms.

use grantlet::engine::{self, LocatedResponse};
use grantlet::{
    Client, ErrorShape, Failure, InstantFormat, Member, Profile, ProfileSetting, Response, Secret,
    SessionError, Settings, TokenError, TokenType, UnixTime, UntrustedText, Value,
};
use grantlet_tests::ms;
use proptest::prelude::*;

use crate::session::{BLANK, DUE, live, store, word};

const FORM: Profile<'_> = Profile::RFC6749
    .form_response()
    .bearer_by_default(true)
    .response_names(&[("expires_in", "expires")])
    .extra(&["uid", "team"])
    .token_types(&["mac"])
    .errors(&[
        ErrorShape::new("code").description("msg").number("status"),
        ErrorShape::numbered("errno").description("hint"),
    ])
    .ends_on(&[("dead", ""), ("17", "")]);
const _: () = assert!(FORM.check().is_ok());
const CLIENT: Client<'_> = Client::public(&FORM, "app");

/// The access token, and that nothing changes where there is none.
fn token(body: &[u8]) -> Result<String, TokenError> {
    let mut read = body.to_vec();
    let token = FORM.token(200, &mut read).map(|token| token.access_token.expose().to_owned());
    if !matches!(token, Ok(_) | Err(TokenError::Server { .. })) {
        assert_eq!(read, body);
    }
    token
}

#[test]
fn the_members_of_a_form_are_read_in_place() {
    let mut body =
        *b"access_token=a%2Ft%3D%26&token_type=BEARER&refresh%5Ftoken=r+%22%5C&&id_token=&\
        expires=5181866&scope=a+b%20c&uid=%7B%C3%BC%7D&state=x&team";
    let token = FORM.token(200, &mut body).unwrap();
    assert_eq!(token.access_token.expose(), "a/t=&");
    assert_eq!(token.token_type, TokenType::Bearer);
    assert_eq!(token.refresh_token.map(Secret::expose), Some("r \"\\"));
    assert_eq!(token.id_token.map(Secret::expose), None);
    assert_eq!(token.expires_in, Some(5_181_866));
    assert_eq!(token.scope.unwrap().iter().collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(FORM.extra_of(&token, "uid"), Some(Value::Text("{\u{fc}}")));
    assert_eq!(FORM.extra_of(&token, "team"), Some(Value::Text("")));
    assert!(!format!("{token:?}").contains("a/t"));
    let mut body = *b"access_token=00&uid=%30&expires=0";
    let token = FORM.token(200, &mut body).unwrap();
    assert_eq!(FORM.extra_of(&token, "uid"), Some(Value::Number("0")));
    assert_eq!(token.expires_in, Some(0));
}

#[test]
fn a_form_keeps_the_rules_of_a_token_response() {
    let missing = TokenError::Missing(Member::AccessToken);
    let duplicate = TokenError::Duplicate(Member::AccessToken);
    let chars = TokenError::Chars(Member::AccessToken);
    for (body, expected) in [
        (&b"access_token=at"[..], Ok("at")),
        (b"&&&=&=x&access_token=at&&", Ok("at")),
        (b"\xEF\xBB\xBFaccess_token=at", Ok("at")),
        (b"access_token=at=&expires=-1", Ok("at=")),
        (b"access_token=%zz%4", Ok("%zz%4")),
        (b"access_token=at&unknown=%00%FF\xFF&unknown=x", Ok("at")),
        (b"access_token=at&error=", Ok("at")),
        (b"access_token=at&error=0", Ok("at")),
        (b"access_token=at&error=%30", Ok("at")),
        (b"access_token=0", Err(TokenError::Type(Member::AccessToken))),
        (b"access_token=at&error=&error=0", Err(TokenError::Duplicate(Member::Error))),
        (b"access_token=at&code=5&status=4", Ok("at")),
        (b"access_token=at&token_type=M%61c", Ok("at")),
        (b"access_token=at&expires_in=1&expires_in=2", Ok("at")),
        (b"", Err(missing)),
        (b"   ", Err(missing)),
        (b" access_token=at", Err(missing)),
        (b"%20access_token=at", Err(missing)),
        (b"access_token=", Err(missing)),
        (b"access_token", Err(missing)),
        (b"Access_Token=at", Err(missing)),
        (b"accesstoken=at;access_token=at", Err(missing)),
        (b"<html>access_token=at</html>", Err(missing)),
        (b"access_token=a&access_token=b", Err(duplicate)),
        (b"access_token=&access_token=b", Err(duplicate)),
        (b"access_token=a&access%5Ftoken=a", Err(duplicate)),
        (b"%61ccess_token=a&access%5ftoken=a", Err(duplicate)),
        (b"access_token=a&uid=1&uid=2", Err(TokenError::Duplicate(Member::Extra(0)))),
        (b"access_token=a%00", Err(chars)),
        (b"access_token=a+b", Err(chars)),
        (b"access_token=a%0A", Err(chars)),
        (b"access_token=%C3%BC", Err(chars)),
        (b"access_token=a%FF", Err(TokenError::Type(Member::AccessToken))),
        (b"access_token=a\xC3", Err(TokenError::Type(Member::AccessToken))),
        (b"access_token=a%C3%00", Err(TokenError::Type(Member::AccessToken))),
        (b"access_token=at&refresh_token=%ED%A0%80", Err(TokenError::Type(Member::RefreshToken))),
        (b"access_token=at&token_type=bearer%00", Err(TokenError::TokenType)),
        (b"access_token=at&token_type=bearer%3Dx", Err(TokenError::TokenType)),
        (b"access_token=at&token_type=bearer%22", Err(TokenError::TokenType)),
        (b"access_token=at&token_type=bearer=", Err(TokenError::TokenType)),
        (b"access_token=at&token_type=", Err(TokenError::TokenType)),
    ] {
        let expected = expected.map(str::to_owned);
        assert_eq!(token(body), expected, "{:?}", String::from_utf8_lossy(body));
    }
    let strict = Profile::RFC6749.form_response();
    let refused = strict.token(200, &mut b"access_token=at".to_vec()).map(|_| ());
    assert_eq!(refused, Err(TokenError::Missing(Member::TokenType)));
}

#[test]
fn a_lifetime_in_a_form_is_digits() {
    for (text, expected) in [
        ("3600", Some(3600)),
        ("%33600", Some(3600)),
        ("0", Some(0)),
        ("99999999999999999999", Some(u32::MAX)),
        ("", None),
        ("3600.5", None),
        ("-1", None),
        ("+1", None),
        ("3600%00", None),
        ("3600%FF", None),
    ] {
        let mut body = format!("access_token=at&expires={text}").into_bytes();
        let found = FORM.token(200, &mut body).map(|token| token.expires_in);
        assert_eq!(found.ok().flatten(), expected, "{text}");
    }
}

#[test]
fn a_form_says_when_its_tokens_end() {
    let profile = Profile::RFC6749
        .expires_at("expires_at", InstantFormat::Rfc3339)
        .refresh_token_expires_in("rt_life")
        .form_response()
        .bearer_by_default(true);
    for (more, moment, life) in [
        ("&expires_at=2026-09-08T09%3A25%3A17Z&rt_life=%3360", Some(1_788_859_517), Some(360)),
        ("&expires_at=2026-09-08T09:25:17Z&expires_at=x&rt_life=0", None, None),
        ("&expires_at=%FF&rt_life=1&rt_life=1", None, None),
        ("&error_description=x&error_uri=y", None, None),
    ] {
        let mut body = format!("access_token=a%74{more}").into_bytes();
        let token = profile.token(200, &mut body).unwrap();
        assert_eq!(token.access_token.expose(), "at");
        assert_eq!(token.expires_at.map(UnixTime::as_secs), moment, "{more}");
        assert_eq!(token.refresh_token_expires_in, life, "{more}");
    }
    let mut body =
        br#"{"access_token":"at","expires_at":"2026-09-08T09:25:17Z","rt_life":9}"#.to_vec();
    let token = profile.token(200, &mut body).unwrap();
    assert!(token.expires_at.is_some() && token.refresh_token_expires_in == Some(9));
    // One member may say both, and be an extra one too.
    let epoch = Profile::RFC6749
        .form_response()
        .bearer_by_default(true)
        .expires_at("t", InstantFormat::UnixSeconds)
        .refresh_token_expires_in("t");
    let mut body = b"access_token=at&t=%31%37".to_vec();
    let token = epoch.token(200, &mut body).unwrap();
    assert_eq!(token.refresh_token_expires_in, Some(17));
    assert_eq!(token.expires_at.map(UnixTime::as_secs), Some(17));
    let both = epoch.extra(&["t"]);
    let mut body = b"access_token=at&t=%31%37".to_vec();
    let token = both.token(200, &mut body).unwrap();
    assert_eq!(both.extra_of(&token, "t"), Some(Value::Text("17")));
    assert_eq!(token.refresh_token_expires_in, Some(17));
}

#[test]
fn a_body_that_starts_with_a_brace_is_json() {
    for body in [
        r#"{"access_token":"a%2Ft","expires":60,"uid":"1","team":"x"}"#,
        " \n{\"access_token\":\"a%2Ft\",\"expires\":60,\"uid\":\"1\"}",
        "\u{feff}{\"access_token\":\"a%2Ft\",\"expires\":60,\"uid\":\"1\"}",
    ] {
        let mut body = body.as_bytes().to_vec();
        let token = FORM.token(200, &mut body).unwrap();
        assert_eq!((token.access_token.expose(), token.expires_in), ("a%2Ft", Some(60)));
        assert_eq!(FORM.extra_of(&token, "uid"), Some(Value::Text("1")));
    }
    assert!(matches!(token(b"{access_token=at}"), Err(TokenError::Json(_))));
    let mut body = br#"{"code":"dead","msg":"a%20b"}"#.to_vec();
    let error = FORM.token(400, &mut body).unwrap_err();
    assert_eq!(error.text(&body).unwrap().to_string(), "dead: a%20b");
    // In JSON an extra member may be a path, which a form does not have.
    let paths = Profile::RFC6749.form_response().extra(&["team/id"]).bearer_by_default(true);
    let mut body = br#"{"access_token":"at","team":{"id":"T1"}}"#.to_vec();
    let token = paths.token(200, &mut body).unwrap();
    assert_eq!(paths.extra_of(&token, "team/id"), Some(Value::Text("T1")));
    let mut body = b"access_token=at&team/id=T2".to_vec();
    let token = paths.token(200, &mut body).unwrap();
    assert_eq!(paths.extra_of(&token, "team/id"), Some(Value::Text("T2")));
}

/// `error`, `error_description` and `error_number`, and whether the grant has ended.
fn error(status: u16, body: &str) -> Option<([String; 3], bool)> {
    let mut body = body.as_bytes().to_vec();
    let error = FORM.token(status, &mut body).unwrap_err();
    let text = error.text(&body)?;
    let texts = [text.error, text.error_description, text.error_number];
    let texts = texts.map(|text| text.map_or("", UntrustedText::as_str).to_owned());
    Some((texts, Failure::of(&error) == Failure::Ended))
}

#[test]
fn an_error_in_a_form_is_read_by_its_names() {
    for (status, body, expected) in [
        (
            200,
            "error=bad_verification_code&error_description=The+code%0Ais%26+incorrect",
            (["bad_verification_code", "The code\nis& incorrect", ""], false),
        ),
        (400, "error=invalid_grant&access_token=at", (["invalid_grant", "", ""], true)),
        (200, "access_token=at&error=%78", (["x", "", ""], false)),
        (200, "error=x&error=invalid_grant", (["x", "", ""], false)),
        (200, "error=&error=invalid_grant", (["invalid_grant", "", ""], true)),
        // Shapes of the provider's own, at any status where there is no token.
        (200, "code=de%61d&msg=a%26code%3Dx&status=5", (["dead", "a&code=x", "5"], true)),
        (503, "code=dead", (["dead", "", ""], false)),
        (200, "code=0&errno=17&hint=gone", (["", "gone", "17"], true)),
        (200, "errno=0&hint=fine&msg=x", (["", "x", ""], false)),
        // Beside an error that is there.
        (400, "error=x&errno=1%37&hint=g%6Fne", (["x", "gone", "17"], true)),
        // What an encoded value contains is no pair.
        (400, "error=x&error_description=%26errno%3D17", (["x", "&errno=17", ""], false)),
        (400, "error=x&error_description=%00", (["x", "\0", ""], false)),
        (400, "error=x&error_description=%FF", (["x", "", ""], false)),
    ] {
        let (texts, ends) = expected;
        let expected = (texts.map(str::to_owned), ends);
        assert_eq!(error(status, body), Some(expected), "{body}");
    }
    let status = |status, body: &str| FORM.token(status, &mut body.as_bytes().to_vec()).map(|_| ());
    assert_eq!(status(400, "errno=0&code=0"), Err(TokenError::Status(400)));
    assert_eq!(status(502, "<html>"), Err(TokenError::Status(502)));
    assert_eq!(status(200, "code=0"), Err(TokenError::Missing(Member::AccessToken)));
    assert!(FORM.revoked(400, &mut b"error=x".to_vec()).is_err());
}

#[test]
fn the_order_of_the_settings_is_free() {
    const SHAPES: &[ErrorShape<'_>] = &[ErrorShape::new("code")];
    let names = &[("access_token", "token")];
    for profile in [
        Profile::RFC6749.errors(SHAPES).response_names(names).extra(&["a/b"]).form_response(),
        Profile::RFC6749.form_response().errors(SHAPES).response_names(names).envelope(""),
    ] {
        let profile = profile.bearer_by_default(true);
        let mut body = b"token=at&access_token=other".to_vec();
        assert_eq!(profile.token(200, &mut body).unwrap().access_token.expose(), "at");
        let mut body = b"code=%78".to_vec();
        let error = profile.token(200, &mut body).unwrap_err();
        assert_eq!(error.text(&body).unwrap().error.unwrap().as_str(), "x");
    }
    for profile in [
        Profile::RFC6749.form_response().envelope("data"),
        Profile::RFC6749.envelope("data").form_response(),
    ] {
        assert_eq!(profile.check().unwrap_err().setting, ProfileSetting::Envelope);
        // The form is what counts.
        let profile = profile.bearer_by_default(true);
        assert!(profile.token(200, &mut b"access_token=at".to_vec()).is_ok());
    }
}

#[test]
fn a_new_refresh_token_in_a_form_that_is_refused_is_kept() {
    for (body, kept) in [
        ("access_token=a+b&refresh_token=r%2F2", Some("r/2")),
        ("refresh_token=r2", Some("r2")),
        ("refresh_token=r2&refresh_token=r3", None),
        ("refresh_token=r%002", None),
        ("refresh_token=%FF", None),
        ("refresh_token=", None),
        ("refresh_token=r2&error=x", None),
    ] {
        let mut bytes = body.as_bytes().to_vec();
        let mut located = LocatedResponse::default();
        let found = engine::kept(&FORM, 200, &mut bytes, &mut located).has_refresh_token;
        let found = found.then(|| located.members.spans[LocatedResponse::REFRESH_TOKEN].of(&bytes));
        assert_eq!(found, kept.map(str::as_bytes), "{body}");
    }
}

#[test]
fn a_session_takes_its_tokens_out_of_a_form() {
    let (mut arena, mut flash) = ([0; 24], BLANK);
    let mut session = live(&mut arena, Settings::DEFAULT, &mut flash);
    session.begin_bytes(DUE).unwrap();
    let mut body = b"access_token=%61%74%2D%32&refresh_token=rt%2F2&expires=3600".to_vec();
    let response = Response::new(200, &mut body);
    assert!(session.receive(&CLIENT, response, None, ms(DUE)).unwrap().store);
    store(&mut session, &mut flash);
    assert_eq!(session.access_token(ms(DUE)).unwrap().expose(), "at-2");
    assert_eq!(session.refresh_token().unwrap().expose(), "rt/2");
    // Tokens and a subject of four bytes that do not fit, decoded, are refused before anything is changed.
    session.begin_bytes(2 * DUE).unwrap();
    let mut body = format!("access_token=at&refresh_token={}", "%41".repeat(23)).into_bytes();
    let sent = body.clone();
    let response = Response::new(200, &mut body);
    let refused = session.receive(&CLIENT, response, None, ms(2 * DUE)).map(|_| ());
    assert_eq!(refused, Err(SessionError::BufferTooSmall { needed: 29 }));
    assert_eq!(body, sent);
    let mut body = b"error=invalid_grant".to_vec();
    let _ = session.receive(&CLIENT, Response::new(400, &mut body), None, ms(2 * DUE));
    assert_eq!(word(session.state(ms(2 * DUE))), "ended");
}

#[test]
fn ten_thousand_pairs_are_read() {
    let mut body = "a=b&".repeat(10_000);
    body.push_str("access_token=at");
    body.push_str(&"&uid2=%41".repeat(10_000));
    assert_eq!(token(body.as_bytes()), Ok("at".to_owned()));
    assert_eq!(token(&b"&=".repeat(50_000)), Err(TokenError::Missing(Member::AccessToken)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(grantlet_tests::cases(500)))]

    /// What the serializer of forms writes is read as it was, but for a 0.
    #[test]
    fn what_was_encoded_is_read(
        access_token in "[!-~]{2,40}", refresh_token in "\\PC{2,20}", uid in "\\PC*", other in "\\PC*",
    ) {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair(&format!("x{other}"), &other).append_pair("refresh_token", &refresh_token);
        form.append_pair("access_token", &access_token).append_pair("uid", &uid);
        let mut body = form.finish().into_bytes();
        let token = FORM.token(200, &mut body).unwrap();
        prop_assert_eq!(token.access_token.expose(), access_token);
        prop_assert_eq!(token.refresh_token.map(Secret::expose), Some(refresh_token.as_str()));
        let value = if uid == "0" { Value::Number("0") } else { Value::Text(&uid) };
        prop_assert_eq!(FORM.extra_of(&token, "uid"), Some(value));
    }

    /// No input breaks a rule: a token is one of visible ASCII, and a refusal leaves the body as it was.
    #[test]
    fn no_bytes_make_another_token(parts in prop::collection::vec(prop_oneof![
        Just(b"access_token=".to_vec()), Just(b"error=".to_vec()), Just(b"&".to_vec()),
        Just(b"%".to_vec()), Just(b"code=".to_vec()), Just(b"{".to_vec()),
        prop::collection::vec(any::<u8>(), 0..4),
    ], 0..12), status in prop_oneof![Just(200), Just(400)]) {
        let body = parts.concat();
        let mut read = body.clone();
        match FORM.token(status, &mut read) {
            Ok(token) => {
                let token = token.access_token.expose();
                prop_assert!(!token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()));
            }
            Err(TokenError::Server { .. }) => {}
            Err(_) => prop_assert_eq!(read, body),
        }
    }
}
