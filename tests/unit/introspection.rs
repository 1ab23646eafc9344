//! Token introspection (RFC 7662).

use grantlet::{
    Client, ClientAuth, Introspection, Member, Profile, RequestError, Secret, TokenError, UnixTime,
    Value,
};

const PROFILE: Profile<'_> =
    Profile::RFC6749.token_endpoint("/token").client_auth(ClientAuth::BODY);

#[test]
fn the_request_shows_the_token_and_who_asks() {
    let api =
        Client::confidential(&PROFILE, "api", Secret::new("sesame")).base_url("https://as.example");
    let asked = Introspection::new("/introspect", Secret::new("a+b")).hint("access_token");
    let mut buffer = [0; 512];
    let post = asked.params(&[("x", "y")]).write(&api, &mut buffer).unwrap();
    assert_eq!((post.url, post.method()), ("https://as.example/introspect", "POST"));
    let body = "token=a%2Bb&token_type_hint=access_token&client_id=api&client_secret=sesame&x=y";
    assert_eq!(post.body, body);
    let empty =
        Introspection::new("/introspect", Secret::new("")).write(&api, &mut [0; 512]).map(drop);
    assert_eq!(empty, Err(RequestError::Missing(Member::Token)));
    let plain = Introspection::new("http://as.example/i", Secret::new("at"));
    let refused = plain.write(&Client::public(&PROFILE, "api"), &mut [0; 512]).map(drop);
    assert_eq!(refused, Err(RequestError::Url(Member::IntrospectionEndpoint)));
}

/// RFC 7662, section 2.2.
#[test]
fn a_token_is_active_by_the_servers_word_and_its_times() {
    let api = Client::public(&PROFILE, "api");
    let of = |body: &str, now: i64, leeway| {
        let mut body = body.as_bytes().to_vec();
        api.introspected(200, &mut body)
            .map(|token| token.is_active(UnixTime::from_secs(now), leeway))
    };
    for (body, now, leeway, is_active) in [
        (r#"{"active":true}"#, i64::MAX, 0, true),
        (r#"{"active":false}"#, 0, 0, false),
        (r#"{"active":false,"exp":2000}"#, 1000, 0, false),
        (r#"{"active":true,"exp":2000}"#, 1999, 0, true),
        (r#"{"active":true,"exp":2000}"#, 2000, 0, false),
        (r#"{"active":true,"exp":2000.9}"#, 2000, 0, false),
        (r#"{"active":true,"exp":2e3}"#, 2000, 0, false),
        (r#"{"active":true,"exp":2000}"#, 2000, 1, true),
        (r#"{"active":true,"exp":2000}"#, i64::MIN, u32::MAX, true),
        (r#"{"active":true,"nbf":1000}"#, 999, 0, false),
        (r#"{"active":true,"nbf":1000}"#, 999, 1, true),
    ] {
        assert_eq!(of(body, now, leeway), Ok(is_active), "{body} {now} {leeway}");
    }
    for (body, error) in [
        ("{}", TokenError::Missing(Member::Active)),
        (r#"{"active":null}"#, TokenError::Missing(Member::Active)),
        (r#"{"active":"true"}"#, TokenError::Type(Member::Active)),
        (r#"{"active":false,"active":true}"#, TokenError::Duplicate(Member::Active)),
        (r#"{"active":true,"exp":"2000"}"#, TokenError::Type(Member::ExpirationTime)),
        // A token that is bound must not look as one that is not (RFC 7800, section 3.1).
        (r#"{"active":true,"cnf":"{\"jkt\":\"0ZcO\"}"}"#, TokenError::Type(Member::Confirmation)),
        (r#"{"active":true,"cnf":[{"jkt":"0ZcO"}]}"#, TokenError::Type(Member::Confirmation)),
    ] {
        assert_eq!(of(body, 0, 0), Err(error), "{body}");
    }
}

#[test]
fn every_member_of_the_rfc_is_read() {
    let api = Client::public(&PROFILE, "api");
    let mut body = br#"{"active":true,"client_id":"l238j323ds-23ij4","username":"jdoe","scope":"read write dolphin",
        "sub":"Z5O3upPC88QrAjx00dis","aud":["https://protected.example.net/resource"],"iss":"https://server.example.com/",
        "exp":1419356238,"iat":1419350238,"jti":"j","token_type":"DPoP","cnf":{"jkt":"0ZcO"},"extension_field":1}"#
        .to_vec();
    let token = api.introspected(200, &mut body).unwrap();
    assert!(token.scope.contains("dolphin"));
    let texts =
        [token.client_id, token.username, token.subject, token.issuer, token.jti, token.token_type];
    assert_eq!(
        texts,
        [
            "l238j323ds-23ij4",
            "jdoe",
            "Z5O3upPC88QrAjx00dis",
            "https://server.example.com/",
            "j",
            "DPoP"
        ]
    );
    assert_eq!(token.audience, Some(Value::Raw(r#"["https://protected.example.net/resource"]"#)));
    assert_eq!(token.confirmation, r#"{"jkt":"0ZcO"}"#);
    assert_eq!(token.issued_at, Some(UnixTime::from_secs(1_419_350_238)));
    assert_eq!(format!("{token:?}"), "Introspected(elided)");
}
