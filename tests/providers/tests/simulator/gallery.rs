//! A provider of the gallery, played from its file.

use crate::client::{Client, FORM, encode, with};

const AUTHORIZE: &str = "/gallery/github/login/oauth/authorize";
const TOKEN: &str = "/gallery/github/login/oauth/access_token";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CALLBACK: &str = "https://app.example/cb";
const LOGIN: [(&str, &str); 7] = [
    ("response_type", "code"),
    ("client_id", "CID"),
    ("state", "S"),
    ("scope", "repo gist"),
    ("redirect_uri", CALLBACK),
    ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
    ("code_challenge_method", "S256"),
];

fn authorize(client: &Client, query: &[(&str, &str)]) -> (u16, String, String) {
    let page = client.send("GET", &format!("{AUTHORIZE}?{}", encode(query)), &[], "");
    (page.status, page.header("location").to_owned(), page.body)
}

/// What the token endpoint responds to a login, by the button that was pressed.
fn exchanged(client: &Client, answer: &str, change: (&str, &str)) -> (u16, String) {
    let (_, location, _) =
        authorize(client, &[&LOGIN[..], &[("simulator_answer", answer)]].concat());
    let code = location.strip_prefix(&format!("{CALLBACK}?code=")).unwrap();
    let code = code.strip_suffix("&state=S").unwrap();
    let body = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("client_id", "CID"),
        ("client_secret", "sesame/1"),
        ("code_verifier", VERIFIER),
    ];
    let headers = [("content-type", FORM), ("accept", "application/json")];
    let body = encode(&with(&body, change.0, change.1));
    let response = client.send("POST", TOKEN, &headers, &body);
    let again = client.send("POST", TOKEN, &headers, &body);
    assert!(again.body.contains("bad_verification_code"), "a code works twice: {again:?}");
    (response.status, response.body)
}

#[test]
fn a_documented_response_is_replayed_byte_for_byte() {
    let client = Client::new();
    let file = &grantlet_providers::gallery::tables()["github"];
    for (index, row) in file["responses"].as_array().unwrap().iter().enumerate() {
        let (status, body) = exchanged(&client, &index.to_string(), ("", ""));
        assert_eq!(
            (u64::from(status), &*body),
            (row["status"].as_u64().unwrap(), row["body"].as_str().unwrap())
        );
    }
    let (status, body) = exchanged(&client, "allow", ("", ""));
    assert_eq!((status, &*body), (200, file["responses"][0]["body"].as_str().unwrap()));
}

#[test]
fn a_request_that_is_not_the_documented_one_is_refused() {
    let client = Client::new();
    for (name, value) in [
        ("scope", "repo"),
        ("state", ""),
        ("code_challenge", ""),
        ("redirect_uri", "https://elsewhere.example/cb"),
        ("prompt", "none"),
    ] {
        let (status, location, page) = authorize(&client, &with(&LOGIN, name, value));
        assert_eq!((status, &*location), (400, ""), "{name}");
        assert!(page.contains(name), "{name}: {page}");
    }
    for (name, value) in [
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX"),
        ("client_secret", "sesame%2F1"),
        ("redirect_uri", ""),
        ("audience", "x"),
    ] {
        let (status, body) = exchanged(&client, "allow", (name, value));
        assert_eq!(status, 400, "{name}");
        assert!(body.contains("invalid_request") && body.contains(name), "{name}: {body}");
    }
    assert_eq!(client.send("GET", "/gallery/nobody/token", &[], "").status, 404);
    assert_eq!(client.send("GET", "/gallery/github/elsewhere", &[], "").status, 404);
}

#[test]
fn the_page_says_that_it_is_a_simulator_and_offers_each_response() {
    let client = Client::new();
    client.simulator.ask_the_user();
    let (status, _, page) = authorize(&client, &LOGIN);
    assert_eq!(status, 200);
    assert!(page.contains("This is a simulator on your machine. It is not github.com."), "{page}");
    assert!(page.contains("<li>repo</li><li>gist</li>"), "{page}");
    assert!(page.contains("incorrect_client_credentials"), "{page}");
    let denied = [&LOGIN[..], &[("simulator_answer", "deny")]].concat();
    let (_, location, _) = authorize(&client, &denied);
    assert_eq!(location, format!("{CALLBACK}?error=access_denied&state=S"));
}
