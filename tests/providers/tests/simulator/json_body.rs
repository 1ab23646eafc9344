use serde_json::{Value, json};

use crate::client::{Client, FORM, Response};
use grantlet_providers::json_body::{BROKEN, CLIENT_ID, CLIENT_SECRET, EMPTY, OUTSIDE_HOURS};

fn post(client: &Client, body: &Value) -> Response {
    let headers = [("content-type", "application/json; charset=utf-8")];
    client.send("POST", "/json_body/v1/oauth/token", &headers, &body.to_string())
}

#[test]
fn either_spelling_of_the_credentials_works() {
    let client = Client::new();
    for body in [
        json!({ "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET }),
        json!({ "clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET }),
    ] {
        let response = post(&client, &body);
        assert_eq!(response.status, 200, "{response:?}");
        assert_eq!(response.members(), ["access_token", "token_type", "expires_in"]);
        assert_eq!(
            (response.text("token_type").as_str(), &response.json()["expires_in"]),
            ("Bearer", &json!(3600))
        );
    }
}

#[test]
fn a_client_id_chooses_the_documented_failures() {
    let client = Client::new();
    let choose =
        |id: &str| post(&client, &json!({ "client_id": id, "client_secret": CLIENT_SECRET }));
    assert_eq!((choose(EMPTY).status, choose(EMPTY).body.as_str()), (200, "{}"));
    for (id, status) in [(OUTSIDE_HOURS, 503), (BROKEN, 500)] {
        let response = choose(id);
        assert_eq!(
            (response.status, response.members()),
            (status, vec!["errorId".into(), "code".into(), "text".into()])
        );
    }
    let unknown = choose("nobody");
    assert_eq!(unknown.status, 409);
    assert_eq!(unknown.members(), ["errorId", "code", "text", "parameter_name", "parameter_value"]);
    assert_eq!(unknown.text("parameter_value"), "nobody");
}

#[test]
fn what_the_document_does_not_ask_for_is_a_conflict() {
    let client = Client::new();
    let right = json!({ "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET });
    for (body, parameter) in [
        (json!({ "client_id": CLIENT_ID, "client_secret": "wrong" }), Some("client_id")),
        (json!({ "client_id": CLIENT_ID }), Some("client_secret")),
        (json!({ "client_secret": CLIENT_SECRET }), Some("client_id")),
        (
            json!({ "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "grant_type": "x" }),
            Some("grant_type"),
        ),
        (json!({ "client_id": 1, "client_secret": CLIENT_SECRET }), None),
        (
            json!({ "client_id": CLIENT_ID, "clientId": CLIENT_ID, "client_secret": CLIENT_SECRET }),
            None,
        ),
        (json!([]), None),
    ] {
        let response = post(&client, &body);
        assert_eq!(response.status, 409, "{body}");
        assert_eq!(
            response.json().get("parameter_name").and_then(Value::as_str),
            parameter,
            "{body}"
        );
        assert!(!response.body.contains("wrong"), "{body}");
    }
    let as_form = client.send(
        "POST",
        "/json_body/v1/oauth/token",
        &[("content-type", FORM)],
        &right.to_string(),
    );
    assert_eq!(as_form.status, 409);
}
