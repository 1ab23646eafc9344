//! Headers of a profile's own.

use grantlet::engine::strings;
use grantlet::{Client, ClientAuth, Grant, HeaderValue, Member, Profile, RequestError, Secret};

use crate::request::{PROFILE, basic, confidential, sent};

#[test]
fn a_profiles_headers_repeat_the_clients_values_and_cannot_break_out() {
    const KEYS: Profile<'_> = PROFILE.client_auth(ClientAuth::BODY).headers(&[
        ("X-API-Key", HeaderValue::ClientSecret),
        ("X-Publishable-Key", HeaderValue::ClientId),
    ]);
    let grant = Grant::client_credentials();
    let client = |id, secret| {
        Client::confidential(&Profile::RFC6749, id, Secret::new(secret))
            .base_url("https://as.example")
    };
    let (headers, _) = sent(&KEYS, &client("id", "s\"s"), &grant).unwrap();
    let expected = [("X-API-Key", "s\"s"), ("X-Publishable-Key", "id")];
    assert_eq!(headers, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let rows = [
        (client("id", "s\r\nX-Evil: 1"), Err(RequestError::Chars(Member::ClientSecret))),
        (client("id", "s s"), Err(RequestError::Chars(Member::ClientSecret))),
        (client("i\nd", "s"), Err(RequestError::Chars(Member::ClientId))),
        (client("ü", "s"), Err(RequestError::Chars(Member::ClientId))),
        (
            Client::public(&Profile::RFC6749, "id").base_url("https://as.example"),
            Err(RequestError::Missing(Member::ClientSecret)),
        ),
    ];
    for (client, expected) in rows {
        assert_eq!(sent(&KEYS, &client, &grant), expected);
    }
    // They are before the standard's own, and are a list of words.
    let spaced =
        strings::headers(PROFILE, "  X-API-Key=client_secret   X-Publishable-Key=client_id ");
    let (headers, body) = sent(&spaced, &client("id", "s"), &grant).unwrap();
    let shown = &basic("id:s")[0].1;
    let expected = [("X-API-Key", "s"), ("X-Publishable-Key", "id"), ("Authorization", shown)];
    assert_eq!(headers, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(body, "grant_type=client_credentials");
    for listed in ["X-Key", "X-Key=", "X-Key=secret", "X-Key=client_id=", "X-Key=Client_Id"] {
        let refused = sent(&strings::headers(PROFILE, listed), &client("id", "s"), &grant);
        assert_eq!(refused, Err(RequestError::Chars(Member::Header)), "{listed}");
    }
    // A secret that goes in a header needs no other way.
    let header_only = KEYS.client_auth(ClientAuth::NONE);
    let (headers, body) = sent(&header_only, &client("id", "s"), &grant).unwrap();
    let expected = [("X-API-Key", "s"), ("X-Publishable-Key", "id")];
    assert_eq!(headers, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(body, "grant_type=client_credentials&client_id=id");
    let id_only = header_only.headers(&[("X-Publishable-Key", HeaderValue::ClientId)]);
    let refused = sent(&id_only, &client("id", "s"), &grant);
    assert_eq!(refused, Err(RequestError::Unexpected(Member::ClientSecret)));
    let refused = sent(&KEYS, &client("id", ""), &grant);
    assert_eq!(refused, Err(RequestError::Missing(Member::ClientSecret)));
    let refused = sent(&id_only, &client("", "s"), &grant);
    assert_eq!(refused, Err(RequestError::Missing(Member::ClientId)));
    for name in ["", "X Key", "X:Key", "X\r\nKey", "Schlüssel"] {
        let header = format!("{name}=client_id");
        let slice = [(name, HeaderValue::ClientId)];
        for profile in [strings::headers(PROFILE, &header), PROFILE.headers(&slice)] {
            let refused = sent(&profile, &client("id", "s"), &grant);
            assert_eq!(refused, Err(RequestError::Chars(Member::Header)), "{name}");
        }
    }
}

/// An error that is found while the header fields are written leaves no secret behind.
#[test]
fn what_is_refused_behind_a_header_with_the_secret_leaves_none_in_the_buffer() {
    const KEY: Profile<'_> = PROFILE.headers(&[("X-Key", HeaderValue::ClientSecret)]);
    const SECRET: &str = "sesame-0123456789";
    let chars = RequestError::Chars;
    let rows = [
        (
            KEY.headers(&[("X-Key", HeaderValue::ClientSecret), ("X-Id", HeaderValue::ClientId)]),
            "i\nd",
            chars(Member::ClientId),
        ),
        (
            strings::headers(KEY, "X-Key=client_secret X-Id=client_name"),
            "id",
            chars(Member::Header),
        ),
        (strings::headers(KEY, "X-Key=client_secret X-Id="), "id", chars(Member::Header)),
        (strings::headers(KEY, "X-Key=client_secret X-Id"), "id", chars(Member::Header)),
        (
            KEY.headers(&[("X-Key", HeaderValue::ClientSecret), ("", HeaderValue::ClientId)]),
            "id",
            chars(Member::Header),
        ),
        (
            KEY.headers(&[("X-Key", HeaderValue::ClientSecret), ("Host", HeaderValue::ClientId)]),
            "id",
            RequestError::Unexpected(Member::Header),
        ),
        (KEY.client_auth(ClientAuth::BASIC_VERBATIM), "i:d", chars(Member::ClientId)),
    ];
    for (profile, id, expected) in rows {
        let client =
            Client::confidential(&profile, id, Secret::new(SECRET)).base_url("https://as.example");
        for length in 0..400 {
            let mut buffer = vec![0; length];
            let refused = client.request(&Grant::client_credentials(), &mut buffer);
            assert_eq!(refused.unwrap_err(), expected, "{length}");
            let left = buffer.windows(4).any(|at| SECRET.as_bytes().windows(4).any(|s| s == at));
            assert!(!left, "{expected:?} at {length}: {}", buffer.escape_ascii());
        }
    }
}

/// What is written here already, or by HTTP, in any case: two of one are what a proxy and a server
/// may read differently.
#[test]
fn a_profiles_headers_are_none_of_those_that_are_written_elsewhere() {
    let reserved =
        ["Authorization", "Content-Type", "Accept", "Host", "Content-Length", "Transfer-Encoding"];
    for name in reserved {
        for name in [name.to_owned(), name.to_lowercase(), name.to_uppercase()] {
            let header = format!("{name}=client_id");
            for client in [
                Client::public(&Profile::RFC6749, "id").base_url("https://as.example"),
                confidential(),
            ] {
                let profile = strings::headers(PROFILE, &header);
                let refused = sent(&profile, &client, &Grant::other("x"));
                assert_eq!(refused, Err(RequestError::Unexpected(Member::Header)), "{name}");
            }
            let client = Client::public(&Profile::RFC6749, "id").base_url("https://as.example");
            let headers = format!("X-Id=client_id {header}");
            let refused = sent(&strings::headers(PROFILE, &headers), &client, &Grant::other("x"));
            assert_eq!(refused, Err(RequestError::Unexpected(Member::Header)), "{name}");
        }
        // A longer name is another name.
        let name = format!("X-{name}");
        let header = format!("{name}=client_id");
        let client = Client::public(&Profile::RFC6749, "id").base_url("https://as.example");
        let (headers, _) =
            sent(&strings::headers(PROFILE, &header), &client, &Grant::other("x")).unwrap();
        assert_eq!(headers, [(name, "id".to_owned())]);
    }
}

/// A request of 60 headers with a secret of 3 KB is one like any other: the length is told to the byte.
#[test]
fn sixty_headers_with_a_secret_of_three_kilobytes_fit_the_length_that_is_reported() {
    let secret = "s".repeat(3072);
    let headers: Vec<_> = (0..60).map(|index| format!("X-Key-{index}=client_secret")).collect();
    let headers = headers.join(" ");
    let profile = strings::headers(PROFILE, &headers);
    let client =
        Client::confidential(&profile, "id", Secret::new(&secret)).base_url("https://as.example");
    let grant = Grant::client_credentials();
    let refused = client.request(&grant, &mut []).unwrap_err();
    let RequestError::BufferTooSmall { needed } = refused else { panic!("{refused}") };
    assert!(needed > 60 * 3072, "{needed}");
    let mut buffer = vec![0; needed];
    let post = client.request(&grant, &mut buffer).unwrap();
    let shown = post.headers.iter().filter(|(_, value)| *value == secret).count();
    assert_eq!(shown, 60);
    assert!(client.request(&grant, &mut vec![0; needed - 1]).is_err());
}
