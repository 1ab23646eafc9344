use serde_json::{Value, json};

use crate::client::{Client, Response, with};
use grantlet_providers::data_envelope::{AS_STRING, BROKEN, CLIENT_ID, CLIENT_SECRET, FORBIDDEN};

const TOKEN: &str = "/data_envelope/v1/auth/token";
const RIGHT: [(&str, &str); 2] = [("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];

fn assert_token(data: &Value) {
    let token = data["access_token"].as_str().expect("a string");
    assert!(token.len() == 35 && token.starts_with("sk-"), "{token}");
    assert_eq!((&data["token_type"], &data["expires_in"]), (&json!("Bearer"), &json!(3600)));
}

#[test]
fn the_token_is_in_the_envelope_as_object_or_as_string() {
    let client = Client::new();
    let response = client.form(TOKEN, &[], &RIGHT);
    assert_eq!((response.status, response.members()), (200, vec!["data".into()]));
    assert_token(&response.json()["data"]);
    let response = client.form(TOKEN, &[], &with(&RIGHT, "client_id", AS_STRING));
    assert_eq!((response.status, response.members()), (200, vec!["data".into()]));
    assert_token(&serde_json::from_str(&response.text("data")).expect("JSON in the string"));
}

#[test]
fn failures_are_objects_but_for_one_string() {
    let client = Client::new();
    let assert_failure = |response: &Response, status, code, reason| {
        assert_eq!(response.status, status);
        let error = &response.json()["error"];
        assert_eq!((&error["code"], &error["code_reason"]), (&json!(code), &json!(reason)));
        assert!(error["message"].is_string());
    };
    for (form, status, code, reason) in [
        (with(&RIGHT, "client_id", ""), 400, "400013", "invalid_request"),
        (with(&RIGHT, "client_secret", ""), 400, "400013", "invalid_request"),
        (with(&RIGHT, "grant_type", "client_credentials"), 400, "400013", "invalid_request"),
        ([&RIGHT[..], &RIGHT[..1]].concat(), 400, "400013", "invalid_request"),
        (with(&RIGHT, "client_id", "nobody"), 401, "401021", "invalid_client"),
        (with(&RIGHT, "client_secret", "wrong"), 401, "401021", "invalid_client"),
        (
            vec![("client_id", AS_STRING), ("client_secret", "wrong")],
            401,
            "401021",
            "invalid_client",
        ),
        (with(&RIGHT, "client_id", BROKEN), 500, "500999", "API_ERROR"),
    ] {
        assert_failure(&client.form(TOKEN, &[], &form), status, code, reason);
    }
    let unknown = client.send("GET", "/data_envelope/v1/nothing", &[], "");
    assert_failure(&unknown, 404, "404000", "not_found");
    assert_eq!(unknown.header("access-control-allow-origin"), "*");
    let forbidden = client.form(TOKEN, &[], &with(&RIGHT, "client_id", FORBIDDEN));
    assert_eq!(forbidden.status, 403);
    assert!(forbidden.json()["error"].is_string());
}
