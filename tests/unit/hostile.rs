//! What a hostile reading of the core found, each as it was found.

use grantlet::HeaderValue;
use grantlet::providers::{BOLD, DATA_ENVELOPE, JSON_BODY};
use grantlet::{
    Callback, CallbackClass, CallbackExpectation, Challenge, Client, ClientAuth, Flow, Grant,
    Issuer, Member, Poll, Polled, Polling, Profile, RequestError, Revoke, Secret, TokenError,
    Value, WellKnown, callback, callback_state, metadata_url, parse_rfc3339,
};
use grantlet_tests::ms;

/// The class of the error, or what was taken.
fn read(flow: Flow, issuer: Issuer<'_>, rest: &str) -> Result<&'static str, CallbackClass> {
    let expect =
        CallbackExpectation { redirect_uri: "https://c.example/cb", state: "S", issuer, flow };
    let mut url = format!("https://c.example/cb{rest}").into_bytes();
    match callback(&Profile::RFC6749, &expect, &mut url) {
        Ok(Callback::Code(_)) => Ok("code"),
        Ok(Callback::Token(_)) => Ok("token"),
        Ok(Callback::Denied(_)) => Ok("denied"),
        Err(error) => Err(error.class),
    }
}

/// RFC 6749, section 3.1: a second value, empty or behind another repeated name, does not hide the first.
#[test]
fn a_repeated_parameter_is_found_in_each_part_of_the_url() {
    const TOKEN: &str = "#access_token=at&token_type=Bearer&state=S";
    let (code, implicit) = (Flow::Code, Flow::Implicit);
    let (present, refused) = (Issuer::IfPresent("https://as.example"), Issuer::Refused(""));
    let rows = [
        (implicit, present, format!("?iss=https://evil&iss={TOKEN}"), Member::Issuer),
        (implicit, refused, format!("?iss=https://evil&iss={TOKEN}"), Member::Issuer),
        (implicit, present, format!("?state=1&state=2&iss=a&iss=b{TOKEN}"), Member::Issuer),
        (implicit, present, format!("?iss=https://as.example{TOKEN}&iss=b"), Member::Issuer),
        (code, refused, "?code=C&code=&state=S".to_string(), Member::Code),
        (code, refused, "?code=C&code=&state=S#error=x&state=S".to_string(), Member::Code),
        (code, refused, "?error=v&error=#state=S&error=v".to_string(), Member::Error),
        (code, refused, "?state=&state=S&code=C".to_string(), Member::State),
    ];
    for (flow, issuer, rest, member) in rows {
        assert_eq!(read(flow, issuer, &rest), Err(CallbackClass::Duplicate(member)), "{rest}");
    }
}

/// The saved login is found by the `state` that [`callback`] will compare.
#[test]
fn the_state_of_an_address_is_that_of_its_response() {
    let rows = [
        ("https://c/cb?code=C&state=a", Some("a")),
        ("https://c/cb#access_token=t&state=a%62", Some("ab")),
        ("https://c/cb?state=app#access_token=t&state=a", Some("a")),
        ("https://c/cb?error=e&state=a#state=app", Some("a")),
        ("https://c/cb?error=e&state=app#access_token=t&state=a", Some("a")),
        ("https://c/cb?state=a", Some("a")),
        ("https://c/cb?code=C&state=", None),
        ("https://c/cb?code=C", None),
        ("", None),
    ];
    for (url, expected) in rows {
        let found = callback_state(url.as_bytes());
        assert_eq!(found.is_some(), expected.is_some(), "{url}");
        assert!(found.is_none_or(|state| state.is(expected.unwrap())), "{url}");
    }
}

/// What an overloaded server or a proxy says ends neither a grant nor a device's login.
#[test]
fn a_server_in_trouble_decides_nothing() {
    let rows = [
        (400, "invalid_grant", true, Polled::Decided),
        (401, "invalid_grant", true, Polled::Decided),
        (200, "invalid_grant", true, Polled::Decided),
        (302, "invalid_grant", false, Polled::NoResponse),
        (408, "unavailable", false, Polled::NoResponse),
        (429, "rate_limited", false, Polled::NoResponse),
        (429, "invalid_grant", false, Polled::NoResponse),
        (500, "internal", false, Polled::NoResponse),
        (503, "unavailable", false, Polled::NoResponse),
        (503, "invalid_grant", false, Polled::NoResponse),
        (400, "unavailable", false, Polled::Decided),
    ];
    for (status, name, ends, polled) in rows {
        let mut body = format!(r#"{{"error":"{name}"}}"#).into_bytes();
        let refused = BOLD.token(status, &mut body).unwrap_err();
        assert_eq!(Polled::of::<()>(&Err(refused)), polled, "{status} {name}");
        let TokenError::Server { error, .. } = refused else { panic!() };
        assert_eq!(error.ends_grant(), ends, "{status} {name}");
    }
}

#[test]
fn polling_never_runs_without_a_pause() {
    let mut polling = Polling::new(600, 0, ms(0));
    assert_eq!(polling.next(ms(0)), Poll::WaitUntil(ms(5_000)));
    polling.polled(Polled::NoResponse, ms(5_000));
    assert_eq!(polling.next(ms(5_000)), Poll::WaitUntil(ms(15_000)));
}

/// A member whose name is written with a backslash is the one of its unescaped name.
#[test]
fn a_name_is_compared_unescaped() {
    let profile = Profile::RFC6749.extra(&["a\\b", "a\u{8}", "_b"]);
    for (name, index) in [(r"a\\b", 0), (r"a\b", 1), (r"\u005fb", 2), ("_b", 2)] {
        let body = format!(r#"{{"access_token":"t","token_type":"Bearer","{name}":1}}"#);
        let mut body = body.into_bytes();
        let token = profile.token(200, &mut body).unwrap();
        for at in 0..3 {
            let found = token.extra.get(at) == Some(Value::Number("1"));
            assert_eq!(found, at == index, "{name} {at}");
        }
    }
}

/// Where a secret goes is the profile's to say, in a header alone too.
#[test]
fn a_secret_that_is_in_a_header_alone_is_not_in_the_body() {
    let client = Client::confidential(&Profile::RFC6749, "id", Secret::new("sesame"))
        .base_url("https://as.example");
    let profile = Profile::RFC6749.token_endpoint("/t").client_auth(ClientAuth::NONE);
    let grant = Grant::client_credentials();
    let mut buffer = [0; 512];
    let refused = client.with_profile(&profile).request(&grant, &mut buffer).unwrap_err();
    assert_eq!(refused, RequestError::Unexpected(Member::ClientSecret));
    let profile = profile.headers(&[("X-Key", HeaderValue::ClientSecret)]);
    let post = client.with_profile(&profile).request(&grant, &mut buffer).unwrap();
    assert!(post.headers.iter().any(|header| header == ("X-Key", "sesame")));
    assert_eq!(post.body, "grant_type=client_credentials&client_id=id");
}

/// RFC 7009, section 2.1: a form, whatever the provider's token request is.
#[test]
fn a_revocation_is_a_form() {
    let profile = JSON_BODY.revocation_endpoint("/r");
    let client = Client::public(&profile, "id").base_url("https://as.example");
    let mut buffer = [0; 512];
    let revoke = Revoke::AccessToken(Secret::new("at"));
    let post = client.revoke(revoke).write(&mut buffer).unwrap();
    assert_eq!(post.body, "token=at&token_type_hint=access_token&client_id=id");
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    assert!(post.headers.iter().any(|header| header == form));
}

/// What did not fit is not left behind: it may be part of a secret.
#[test]
fn a_buffer_that_is_too_small_is_left_zeroed() {
    let client = Client::confidential(&Profile::RFC6749, "id", Secret::new("sesame"))
        .base_url("https://as.example");
    let profile = Profile::RFC6749.token_endpoint("/t");
    for length in 1..150 {
        let mut buffer = vec![0xA5; length];
        let short = client
            .with_profile(&profile)
            .request(&Grant::client_credentials(), &mut buffer)
            .is_err();
        assert!(!short || buffer.iter().all(|byte| *byte == 0), "{length}");
    }
}

#[test]
fn an_issuer_that_is_no_address_has_no_metadata() {
    for issuer in ["https://a\r\nX: y", "http://as.example", "https://u@a/", "https://a?x=1", ""] {
        let mut buffer = [0; 256];
        let refused = metadata_url(issuer, WellKnown::OAuth, &mut buffer);
        assert_eq!(refused, Err(RequestError::Url(Member::MetadataIssuer)), "{issuer:?}");
    }
}

/// A faulty response has the same class in an envelope.
#[test]
fn an_error_beside_an_envelope_that_cannot_be_read_is_still_one() {
    let mut body = *br#"{"data":7,"error":{"code_reason":"busy"}}"#;
    let refused = DATA_ENVELOPE.token(503, &mut body).unwrap_err();
    let TokenError::Server { status: 503, error } = refused else { panic!("{refused:?}") };
    assert_eq!(error.text(&body).unwrap().error.unwrap().as_str(), "busy");
}

/// What a person reads in a log says the byte, the length or the status, and what to do.
#[test]
fn a_message_says_the_number_that_it_is_about() {
    let client = Client::confidential(&Profile::RFC6749, "id", Secret::new("sesame"))
        .base_url("https://as.example");
    let profile = Profile::RFC6749.token_endpoint("/t");
    let mut short = [0; 10];
    let needed = client
        .with_profile(&profile)
        .request(&Grant::client_credentials(), &mut short)
        .unwrap_err();
    let error = |status, body: &str| {
        let mut body = body.as_bytes().to_vec();
        BOLD.token(status, &mut body).unwrap_err().to_string()
    };
    let rows = [
        (needed.to_string(), "the buffer is too small: 159 bytes are needed"),
        (error(200, "{\"a\":}"), "the response is not one JSON object at byte 5"),
        (error(502, "<html>"), "HTTP status 502, and the body reports no error"),
        (
            error(200, r#"{"account_id":1,"account_id":1}"#),
            "the response repeats extra member 0 of the profile",
        ),
        (
            Challenge::s256(&"é".repeat(30)).unwrap_err().to_string(),
            "code_verifier is not unreserved at byte 0",
        ),
        (parse_rfc3339("2026-13").unwrap_err().to_string(), "not a date at byte 5"),
        (
            RequestError::Missing(Member::Issuer).to_string(),
            "an id_token is compared with an issuer: give Required or IfPresent",
        ),
    ];
    for (said, expected) in rows {
        assert_eq!(said, expected);
    }
}
