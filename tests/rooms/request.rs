//! Requests to the token endpoint: who asks, and in which words.

use grantlet::{
    Client, ClientAuth, ClientValue, Grant, Member, Profile, RequestError, Revoke, Scope, Secret,
    bearer, request, revocation,
};
use grantlet_tests::shared_json;

use base64ct::{Base64, Encoding};

const PROFILE: Profile<'_> = Profile::RFC6749.token_endpoint("/token");
const PUBLIC: Client<'_> = Client::public("https://as.example", "i d");

fn confidential() -> Client<'static> {
    Client::confidential("https://as.example", "i d", Secret::new("s&s"))
}

/// Headers beyond the two of every request, and the body.
fn sent(
    profile: &Profile<'_>,
    client: &Client<'_>,
    grant: &Grant<'_>,
) -> Result<(Vec<(String, String)>, String), RequestError> {
    let mut buffer = [0; 2048];
    let request = request(profile, client, grant, &mut buffer)?;
    assert_eq!(request.url, "https://as.example/token");
    let mut headers: Vec<_> =
        request.headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let lines = headers
        .iter()
        .fold(String::new(), |lines, (name, value)| lines + name + ": " + value + "\r\n");
    assert_eq!(request.headers.as_str(), lines);
    let content_type = headers.remove(0);
    assert!(content_type.0 == "Content-Type" && content_type.1.starts_with("application/"));
    assert_eq!(headers.remove(0), ("Accept".to_owned(), "application/json".to_owned()));
    Ok((headers, request.body.to_owned()))
}

fn basic(text: &str) -> Vec<(String, String)> {
    vec![("Authorization".to_owned(), format!("Basic {}", Base64::encode_string(text.as_bytes())))]
}

/// TR7: one way to show the secret, never two. TR8, TR9.
#[test]
fn a_client_shows_its_secret_in_one_way_and_a_public_one_shows_none() {
    let grant = Grant::client_credentials();
    let start = "grant_type=client_credentials";
    let in_body = format!("{start}&client_id=i+d&client_secret=s%26s");
    let id_only = format!("{start}&client_id=i+d");
    let rows = [
        (ClientAuth::Body, confidential(), Ok((vec![], in_body))),
        (ClientAuth::Basic, confidential(), Ok((basic("i%20d:s%26s"), start.to_owned()))),
        (ClientAuth::BasicVerbatim, confidential(), Ok((basic("i d:s&s"), start.to_owned()))),
        (ClientAuth::None, confidential(), Err(RequestError::Unexpected(Member::ClientSecret))),
        (ClientAuth::Body, PUBLIC, Ok((vec![], id_only.clone()))),
        (ClientAuth::Basic, PUBLIC, Ok((vec![], id_only.clone()))),
        (ClientAuth::BasicVerbatim, PUBLIC, Ok((vec![], id_only.clone()))),
        (ClientAuth::None, PUBLIC, Ok((vec![], id_only))),
    ];
    for (auth, client, expected) in rows {
        assert_eq!(sent(&PROFILE.client_auth(auth), &client, &grant), expected, "{auth:?}");
    }
    let empty = Client::confidential("https://as.example", "id", Secret::new(""));
    let nameless = Client::public("https://as.example", "");
    for auth in [ClientAuth::Body, ClientAuth::Basic, ClientAuth::None] {
        let profile = PROFILE.client_auth(auth);
        let refused = sent(&profile, &empty, &grant);
        assert_eq!(refused, Err(RequestError::Missing(Member::ClientSecret)));
        let refused = sent(&profile, &nameless, &grant);
        assert_eq!(refused, Err(RequestError::Missing(Member::ClientId)));
    }
    // The colon parts id and secret, and unencoded there is no telling which is which.
    let colon = Client::confidential("https://as.example", "a:b", Secret::new("c:d"));
    let refused = sent(&PROFILE.client_auth(ClientAuth::BasicVerbatim), &colon, &grant);
    assert_eq!(refused, Err(RequestError::Chars(Member::ClientId)));
    let (headers, _) = sent(&PROFILE, &colon, &grant).unwrap();
    assert_eq!(headers, basic("a%3Ab:c%3Ad"));
    let verbatim = Client::confidential("https://as.example", "é", Secret::new("c:ü😀"));
    let (headers, _) =
        sent(&PROFILE.client_auth(ClientAuth::BasicVerbatim), &verbatim, &grant).unwrap();
    assert_eq!(headers, basic("é:c:ü😀"));
}

/// TR8: Authlib and oidc-provider both read this spelling.
#[test]
fn basic_of_special_characters_is_the_one_that_both_recorded_servers_read() {
    for file in ["fixtures/oidc-provider.json", "fixtures/authlib.json"] {
        let Some(fixture) = shared_json(file) else { return };
        let cases = fixture["cases"].as_array().unwrap();
        for (id, client_id) in
            [("basic_secret_pct20", "conf-special"), ("basic_special_pct20", "conf:special")]
        {
            let case = cases.iter().find(|case| case["id"] == id).unwrap();
            assert_eq!(case["status"], 200, "{file} {id}");
            let recorded = case["request"].as_str().unwrap();
            let recorded = recorded.lines().find_map(|line| line.strip_prefix("Authorization: "));
            let secret = Secret::new("p+w/=&% :~");
            let client = Client::confidential("https://as.example", client_id, secret);
            let (headers, _) = sent(&PROFILE, &client, &Grant::client_credentials()).unwrap();
            assert_eq!(Some(headers[0].1.as_str()), recorded, "{file} {id}");
        }
    }
}

#[test]
fn a_profiles_headers_repeat_the_clients_values_and_cannot_break_out() {
    const KEYS: Profile<'_> = PROFILE.client_auth(ClientAuth::Body).headers(&[
        ("X-API-Key", ClientValue::ClientSecret),
        ("X-Publishable-Key", ClientValue::ClientId),
    ]);
    let grant = Grant::client_credentials();
    let client = |id, secret| Client::confidential("https://as.example", id, Secret::new(secret));
    let (headers, _) = sent(&KEYS, &client("id", "s\"s"), &grant).unwrap();
    let expected = [("X-API-Key", "s\"s"), ("X-Publishable-Key", "id")];
    assert_eq!(headers, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let rows = [
        (client("id", "s\r\nX-Evil: 1"), Err(RequestError::Chars(Member::ClientSecret))),
        (client("id", "s s"), Err(RequestError::Chars(Member::ClientSecret))),
        (client("i\nd", "s"), Err(RequestError::Chars(Member::ClientId))),
        (client("ü", "s"), Err(RequestError::Chars(Member::ClientId))),
        (
            Client::public("https://as.example", "id"),
            Err(RequestError::Missing(Member::ClientSecret)),
        ),
    ];
    for (client, expected) in rows {
        assert_eq!(sent(&KEYS, &client, &grant), expected);
    }
    for name in ["", "X Key", "X:Key", "X\r\nKey", "Schlüssel"] {
        let header = [(name, ClientValue::ClientId)];
        let refused = sent(&PROFILE.headers(&header), &client("id", "s"), &grant);
        assert_eq!(refused, Err(RequestError::Chars(Member::Header)), "{name}");
    }
}

/// RF6: RFC 6749, section 6.
#[test]
fn a_refresh_never_asks_for_more_scope_than_was_granted() {
    let granted = Scope::new("openid profile api:read");
    let refresh = Grant::refresh_token(Secret::new("rt"));
    let rows = [
        (refresh, Ok("")),
        (refresh.narrow_scope(granted, &[]), Ok("")),
        (refresh.narrow_scope(granted, &["profile"]), Ok("&scope=profile")),
        (refresh.narrow_scope(granted, &["profile", "openid"]), Ok("&scope=profile+openid")),
        (refresh.narrow_scope(granted, &["openid", "email"]), Err(RequestError::WiderScope)),
        (refresh.narrow_scope(granted, &["Openid"]), Err(RequestError::WiderScope)),
        (refresh.narrow_scope(granted, &["api"]), Err(RequestError::WiderScope)),
        (refresh.narrow_scope(Scope::new(""), &["openid"]), Err(RequestError::WiderScope)),
        // Without what was granted, nothing can be within it.
        (refresh.scope(&["openid"]), Err(RequestError::WiderScope)),
        (
            refresh.narrow_scope(granted, &["openid"]).scope(&["email"]),
            Err(RequestError::WiderScope),
        ),
    ];
    for (grant, expected) in rows {
        let body = sent(&PROFILE, &PUBLIC, &grant).map(|(_, body)| body);
        let start = "grant_type=refresh_token&refresh_token=rt&client_id=i+d";
        assert_eq!(body, expected.map(|scope| format!("{start}{scope}")));
    }
}

/// TR2: the header is the one way of a token into a request.
#[test]
fn a_bearer_header_holds_visible_characters_only() {
    for byte in 0..=0x7Fu8 {
        let token = format!("a{}b", char::from(byte));
        let fits = (0x21..=0x7E).contains(&byte);
        let expected = if fits {
            Ok(format!("Bearer {token}"))
        } else {
            Err(RequestError::Chars(Member::AccessToken))
        };
        let header = bearer(Secret::new(&token), &mut [0; 32]).map(ToOwned::to_owned);
        assert_eq!(header, expected, "{byte:#04x}");
    }
    let mut buffer = [0; 32];
    let refused = bearer(Secret::new(""), &mut buffer);
    assert_eq!(refused, Err(RequestError::Missing(Member::AccessToken)));
    let refused = bearer(Secret::new("é"), &mut buffer);
    assert_eq!(refused, Err(RequestError::Chars(Member::AccessToken)));
}

/// RFC 7009, section 2.1, with the client's authentication as at the token endpoint.
#[test]
fn a_revocation_says_the_token_its_kind_and_who_asks() {
    let profile = Profile::RFC6749.revocation_endpoint("/revoke").token_endpoint("/token");
    let (token, mut buffer) = (Secret::new("t&t"), [0; 512]);
    let rows = [
        (
            PUBLIC,
            Revoke::RefreshToken(token),
            "token=t%26t&token_type_hint=refresh_token&client_id=i+d",
        ),
        (
            PUBLIC,
            Revoke::AccessToken(token),
            "token=t%26t&token_type_hint=access_token&client_id=i+d",
        ),
        (confidential(), Revoke::RefreshToken(token), "token=t%26t&token_type_hint=refresh_token"),
    ];
    for (client, revoke, body) in rows {
        let request = revocation(&profile, &client, revoke, &mut buffer).unwrap();
        assert_eq!((request.url, request.body), ("https://as.example/revoke", body));
        let basic = request.headers.iter().any(|(name, _)| name == "Authorization");
        assert_eq!(basic, client.secret().is_some());
    }
    let empty = Revoke::AccessToken(Secret::new(""));
    let refused = revocation(&profile, &PUBLIC, empty, &mut buffer).unwrap_err();
    assert_eq!(refused, RequestError::Missing(Member::Token));
}

#[test]
fn a_parameter_that_cannot_be_sent_is_named() {
    let verifier = "v".repeat(42);
    let long = "v".repeat(129);
    let code = Grant::authorization_code(Secret::new("c"));
    let rows = [
        (Grant::authorization_code(Secret::new("")), RequestError::Missing(Member::Code)),
        (Grant::refresh_token(Secret::new("")), RequestError::Missing(Member::RefreshToken)),
        (Grant::device_code(Secret::new("")), RequestError::Missing(Member::DeviceCode)),
        (code.code_verifier(&verifier), RequestError::Length(Member::CodeVerifier)),
        (code.code_verifier(&long), RequestError::Length(Member::CodeVerifier)),
        (
            code.code_verifier("+++++++++++++++++++++++++++++++++++++++++++"),
            RequestError::Chars(Member::CodeVerifier),
        ),
        (code.redirect_uri("/cb"), RequestError::Url(Member::RedirectUri)),
        (code.redirect_uri("https://c.example/#"), RequestError::Url(Member::RedirectUri)),
        (code.scope(&["a b"]), RequestError::Chars(Member::Scope)),
        (code.params(&[("", "x")]), RequestError::Missing(Member::ExtraParameter)),
    ];
    for (grant, expected) in rows {
        assert_eq!(sent(&PROFILE, &PUBLIC, &grant).unwrap_err(), expected);
    }
}
