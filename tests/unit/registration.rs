//! Dynamic client registration (RFC 7591).

use grantlet::{Member, Profile, Registration, RequestError, Secret, TokenError, UnixTime};

const ENDPOINT: &str = "https://as.example/register";

#[test]
fn the_request_is_one_json_object() {
    let redirect_uris = ["https://app.example/cb", "app:/cb?a=\"b\""];
    let app = Registration::new(ENDPOINT, &redirect_uris[..1])
        .name("A \"b\" \u{e9}")
        .auth_method("private_key_jwt")
        .scope("a b")
        .initial_access_token(Secret::new("iat"))
        .members(&[("grant_types", r#"["refresh_token"]"#), ("jwks", r#"{"keys":[]}"#)]);
    let mut buffer = [0; 1024];
    let post = app.write(&mut buffer).unwrap();
    assert_eq!((post.url, post.method()), (ENDPOINT, "POST"));
    assert!(post.headers.iter().any(|header| header == ("Authorization", "Bearer iat")));
    assert!(post.headers.iter().any(|header| header == ("Content-Type", "application/json")));
    let found: serde_json::Value = serde_json::from_str(post.body).unwrap();
    let expected = serde_json::json!({
        "redirect_uris": [redirect_uris[0]], "client_name": "A \"b\" \u{e9}", "scope": "a b",
        "token_endpoint_auth_method": "private_key_jwt", "grant_types": ["refresh_token"], "jwks": {"keys": []},
    });
    assert_eq!(found, expected);
    let mut buffer = [0; 512];
    assert_eq!(
        Registration::new(ENDPOINT, &[]).write(&mut buffer).unwrap().body,
        r#"{"redirect_uris":[]}"#
    );
}

#[test]
fn what_cannot_be_registered_is_named() {
    let of = |app: Registration<'_>| app.write(&mut [0; 512]).map(drop);
    let app = Registration::new(ENDPOINT, &["https://app.example/cb"]);
    for (app, error) in [
        (
            Registration::new("http://as.example/r", &[]),
            RequestError::Url(Member::RegistrationEndpoint),
        ),
        (Registration::new("/register", &[]), RequestError::Url(Member::RegistrationEndpoint)),
        (Registration::new(ENDPOINT, &["/cb"]), RequestError::RedirectUri),
        (Registration::new(ENDPOINT, &["https://app.example/#f"]), RequestError::RedirectUri),
        (app.members(&[("jwks", "{")]), RequestError::Chars(Member::ExtraParameter)),
        (app.members(&[("jwks", "{}, \"a\":1")]), RequestError::Chars(Member::ExtraParameter)),
        (app.initial_access_token(Secret::new("a\r\nb")), RequestError::Chars(Member::AccessToken)),
        (app.initial_access_token(Secret::new("")), RequestError::Chars(Member::AccessToken)),
    ] {
        assert_eq!(of(app), Err(error));
    }
}

/// RFC 7591, section 3.2.1.
#[test]
fn the_response_is_a_client() {
    let of = |body: &str| {
        let mut body = body.as_bytes().to_vec();
        Profile::RFC6749.registered(201, &mut body).map(|client| {
            let secret = client.client_secret.map(|secret| secret.expose().to_owned());
            (client.client_id.to_owned(), secret, client.secret_expires_at)
        })
    };
    let secret = || Some("cf136".to_owned());
    for (body, found) in [
        (r#"{"client_id":"s6"}"#, Ok(("s6".to_owned(), None, None))),
        (
            r#"{"client_id":"s6","client_secret":"cf136","client_secret_expires_at":0}"#,
            Ok(("s6".to_owned(), secret(), None)),
        ),
        (
            r#"{"client_id":"s6","client_secret":"cf136","client_secret_expires_at":1577858400}"#,
            Ok(("s6".to_owned(), secret(), Some(UnixTime::from_secs(1_577_858_400)))),
        ),
        (r#"{"client_secret":"cf136"}"#, Err(TokenError::Missing(Member::ClientId))),
        (
            r#"{"client_id":"s6","client_secret_expires_at":1.5}"#,
            Err(TokenError::Type(Member::ClientSecretExpiresAt)),
        ),
    ] {
        assert_eq!(of(body), found, "{body}");
    }
}
