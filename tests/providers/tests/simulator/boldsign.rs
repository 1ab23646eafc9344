mod ask;
mod browser;
mod consent;
mod token;

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::client::{Client, Response, encode};
use grantlet_providers::boldsign::{CLIENT_ID, CLIENT_SECRET, IMPLICIT_CLIENT_ID, REDIRECT_URI};

const TOKEN: &str = "/boldsign/connect/token";
const DOCUMENTS: &str = "/boldsign/v1/document/list";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// RFC 7636 appendix B: the challenge of that verifier.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const SCOPE: &str = "openid offline_access BoldSign.Documents.All";
const CREDENTIALS: [(&str, &str); 2] = [("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];

const CODE: [(&str, &str); 8] = [
    ("response_type", "code"),
    ("client_id", CLIENT_ID),
    ("state", "a state/+&=%"),
    ("scope", SCOPE),
    ("redirect_uri", REDIRECT_URI),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
    ("nonce", "n-1"),
];
const IMPLICIT: [(&str, &str); 5] = [
    ("response_type", "token"),
    ("client_id", IMPLICIT_CLIENT_ID),
    ("state", "a state/+&=%"),
    ("scope", "BoldSign.Documents.All BoldSign.Templates.All"),
    ("redirect_uri", REDIRECT_URI),
];

fn authorize(client: &Client, query: &[(&str, &str)]) -> Response {
    client.send("GET", &format!("/boldsign/connect/authorize?{}", encode(query)), &[], "")
}

/// What the redirect carries, by name, after this prefix.
fn carried(response: &Response, prefix: &str) -> HashMap<String, String> {
    assert_eq!(response.status, 302, "{response:?}");
    let location = response.header("location");
    let pairs = location.strip_prefix(prefix).unwrap_or_else(|| panic!("{location}"));
    form_urlencoded::parse(pairs.as_bytes()).into_owned().collect()
}

fn code(client: &Client, query: &[(&str, &str)]) -> String {
    carried(&authorize(client, query), "https://yourapp.com/callback?")["code"].clone()
}

fn code_form(code: &str) -> [(&str, &str); 6] {
    [
        ("grant_type", "authorization_code"),
        CREDENTIALS[0],
        CREDENTIALS[1],
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ]
}

fn tokens(client: &Client) -> Response {
    let response = client.form(TOKEN, &[], &code_form(&code(client, &CODE)));
    assert_eq!(response.status, 200, "{response:?}");
    response
}

fn refresh(client: &Client, token: &str) -> Response {
    let form =
        [("grant_type", "refresh_token"), CREDENTIALS[0], CREDENTIALS[1], ("refresh_token", token)];
    client.form(TOKEN, &[], &form)
}

fn documents(client: &Client, access_token: &str) -> u16 {
    client.get_with(DOCUMENTS, ("authorization", &format!("Bearer {access_token}"))).status
}

fn assert_refused(response: &Response, status: u16, error: &str) {
    assert_eq!((response.status, response.text("error").as_str()), (status, error), "{response:?}");
}

fn claims(jwt: &str) -> Value {
    let parts: Vec<_> =
        jwt.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).expect("base64url")).collect();
    assert_eq!(parts.len(), 3);
    let header: Value = serde_json::from_slice(&parts[0]).expect("JSON");
    assert_eq!(header["alg"], "RS256");
    serde_json::from_slice(&parts[1]).expect("JSON")
}
