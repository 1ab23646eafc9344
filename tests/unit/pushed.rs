//! Pushed authorization requests (RFC 9126).

use grantlet::{
    Client, ClientAuth, Member, Profile, Pushed, PushedRequest, RequestError, Secret, TokenError,
};

const PROFILE: Profile<'_> =
    Profile::RFC6749.authorization_endpoint("/auth").token_endpoint("/token");
const URL: &str =
    "https://as.example/auth?response_type=code&client_id=app&state=s%20t&scope=a%20b#f";

fn post(
    profile: &Profile<'_>,
    secret: Option<&'static str>,
    url: &str,
) -> Result<(String, String, String), RequestError> {
    let client = match secret {
        Some(secret) => Client::confidential(profile, "app", Secret::new(secret)),
        None => Client::public(profile, "app"),
    };
    let client = client.base_url("https://as.example");
    let mut buffer = [0; 1024];
    let own = [("client_assertion", "jwt")];
    let request = PushedRequest::new("/par", url).params(&own).write(&client, &mut buffer)?;
    Ok((request.url.into(), request.headers.as_str().into(), request.body.into()))
}

#[test]
fn the_query_of_the_url_is_the_body_and_the_client_authenticates() {
    let query = "response_type=code&client_id=app&state=s%20t&scope=a%20b";
    let (url, headers, body) = post(&PROFILE, None, URL).unwrap();
    assert_eq!(url, "https://as.example/par");
    assert!(!headers.contains("Authorization"));
    assert_eq!(body, format!("{query}&client_assertion=jwt"), "client_id once");
    let (_, headers, body) = post(&PROFILE, Some("sesame"), URL).unwrap();
    assert!(headers.contains("Authorization: Basic "));
    assert_eq!(body, format!("{query}&client_assertion=jwt"));
    let by_body = PROFILE.client_auth(ClientAuth::BODY);
    let (_, _, body) = post(&by_body, Some("sesame"), URL).unwrap();
    assert_eq!(body, format!("{query}&client_secret=sesame&client_assertion=jwt"));
}

#[test]
fn a_url_without_a_request_is_refused() {
    for url in
        ["", "https://as.example/auth", "https://as.example/auth?", "https://as.example/auth#?a=b"]
    {
        assert_eq!(
            post(&PROFILE, None, url),
            Err(RequestError::Missing(Member::ClientId)),
            "{url}"
        );
    }
}

#[test]
fn the_endpoint_is_https_and_the_clients() {
    let client = Client::public(&PROFILE, "app").base_url("https://as.example");
    let of = |endpoint| PushedRequest::new(endpoint, URL).write(&client, &mut [0; 512]).map(drop);
    let member = Member::PushedAuthorizationRequestEndpoint;
    assert_eq!(of(""), Err(RequestError::Missing(member)));
    assert_eq!(of("https://other.example/par"), Err(RequestError::BaseUrl(member)));
    let client = Client::public(&PROFILE, "app");
    let of = |endpoint| PushedRequest::new(endpoint, URL).write(&client, &mut [0; 512]).map(drop);
    assert_eq!(of("http://as.example/par"), Err(RequestError::Url(member)));
    assert_eq!(of("https://as.example/par"), Ok(()));
}

#[test]
fn a_buffer_that_is_too_small_reports_the_exact_length() {
    let client = Client::public(&PROFILE, "app").base_url("https://as.example");
    let request = PushedRequest::new("/par", URL);
    let RequestError::BufferTooSmall { needed } = request.write(&client, &mut []).unwrap_err()
    else {
        panic!()
    };
    assert!(request.write(&client, &mut vec![0; needed - 1]).is_err());
    assert!(request.write(&client, &mut vec![0; needed]).is_ok());
}

/// RFC 9126, sections 2.2 and 2.3.
#[test]
fn the_response_is_a_request_uri_and_its_lifetime() {
    let client = Client::public(&PROFILE, "app");
    let of = |status, body: &str| {
        let mut body = body.as_bytes().to_vec();
        client
            .pushed(status, &mut body)
            .map(|pushed| (pushed.request_uri.to_owned(), pushed.expires_in))
    };
    let uri = "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c";
    let whole = format!(r#"{{"request_uri":"{uri}","expires_in":60}}"#);
    assert_eq!(of(201, &whole), Ok((uri.into(), 60)));
    assert_eq!(of(200, &whole.replace("60", "\"90\"")), Ok((uri.into(), 90)));
    for (status, body, error) in [
        (201, r#"{"expires_in":60}"#, TokenError::Missing(Member::RequestUri)),
        (201, r#"{"request_uri":"u"}"#, TokenError::Missing(Member::ExpiresIn)),
        (201, r#"{"request_uri":7,"expires_in":60}"#, TokenError::Type(Member::RequestUri)),
        (
            201,
            r#"{"request_uri":"u","request_uri":"v","expires_in":60}"#,
            TokenError::Duplicate(Member::RequestUri),
        ),
        (201, r#"{"request_uri":"a b","expires_in":60}"#, TokenError::Chars(Member::RequestUri)),
        (201, r#"{"request_uri":"a\r\nb","expires_in":60}"#, TokenError::Chars(Member::RequestUri)),
        (503, &whole, TokenError::Status(503)),
    ] {
        assert_eq!(of(status, body), Err(error), "{body}");
    }
    assert!(matches!(of(400, r#"{"error":"invalid_request"}"#), Err(TokenError::Server { .. })));
}

#[test]
fn the_url_has_client_id_and_request_uri_alone() {
    for (endpoint, url) in [
        ("https://as.example/auth", "https://as.example/auth?client_id=app&request_uri=urn%3Ax"),
        (
            "https://as.example/auth?a=b",
            "https://as.example/auth?a=b&client_id=app&request_uri=urn%3Ax",
        ),
        (
            "https://as.example/auth#f",
            "https://as.example/auth?client_id=app&request_uri=urn%3Ax#f",
        ),
    ] {
        let profile = Profile::RFC6749.authorization_endpoint(endpoint);
        let client = Client::public(&profile, "app");
        let mut body = *br#"{"request_uri":"urn:x","expires_in":60}"#;
        let pushed: Pushed<'_> = client.pushed(201, &mut body).unwrap();
        assert_eq!(client.pushed_url(&pushed, &mut [0; 128]), Ok(url));
    }
}
