//! The document of the provider that takes JSON: a path, two members without names, `{}`, and one
//! error for three statuses.

use grantlet::providers::JSON_BODY;
use grantlet::{Client, Grant, Member, Profile, Secret, TokenError, members};
use grantlet_tests::shared_text;
use serde::Deserialize;

use crate::documents::{json, json_bodies};
use crate::{assert_refused, header};

const DOCUMENT: &str = "providers/json-body.txt";
/// The document names no host.
const HOST: &str = "https://bank.example";

#[test]
fn the_request_is_a_json_object_of_id_and_secret_in_the_documents_order() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let requests: Vec<_> = document.lines().filter_map(|line| line.strip_prefix("POST")).collect();
    let [path] = requests[..] else { panic!("one request: {requests:?}") };
    // All that is printed of the body: it is required, and has these two in this order.
    let (_, body) = document.split_once("\nRequest\n").expect("a request");
    let printed =
        "- application/json\nBody\nrequired\nYour client id.\nYour client secret.\nResponses\n";
    assert!(body.starts_with(printed));

    let client = Client::confidential(
        &Profile::RFC6749,
        "Your client id.",
        Secret::new("Your client secret."),
    )
    .base_url(HOST);
    let grant = Grant::client_credentials();
    let camel = [("client_id", "clientId"), ("client_secret", "clientSecret")];
    // It does not name its members: the standard's names unless the caller knows others.
    for (profile, [id, secret]) in [
        (JSON_BODY, ["client_id", "client_secret"]),
        (JSON_BODY.rename(&camel), ["clientId", "clientSecret"]),
    ] {
        let mut buffer = [0; 512];
        let request = client.with_profile(&profile).request(&grant, &mut buffer).unwrap();
        assert_eq!(request.url, format!("{HOST}{path}"));
        let expected = format!(r#"{{"{id}":"Your client id.","{secret}":"Your client secret."}}"#);
        assert_eq!(request.body, expected);
        assert_eq!(header(request.headers, "content-type"), "application/json");
    }
}

/// The statuses are listed first; their bodies follow in the same order.
fn responses(document: &str) -> Vec<(u16, &str)> {
    let (_, listed) = document.split_once("\nResponses\n").expect("responses");
    let status = |line: &str| line.strip_prefix("- ").and_then(|number| number.parse().ok());
    let statuses: Vec<u16> = listed.lines().map_while(status).collect();
    let bodies = json_bodies(document);
    assert_eq!(statuses.len(), bodies.len());
    assert_eq!(document.matches("Example (from schema)").count(), bodies.len());
    statuses.into_iter().zip(bodies).collect()
}

/// `parameter_name` and `parameter_value` are the provider's own, for the caller's own type.
#[derive(Deserialize)]
struct Parameter<'b> {
    parameter_name: &'b str,
}

#[test]
fn every_response_is_read_as_printed_with_its_status() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let mut looked_at = Vec::new();
    for (status, printed) in responses(&document) {
        looked_at.push(status);
        if status == 200 {
            // All that is promised of a success is that it is an object; it holds no token.
            let mut body = printed.as_bytes().to_vec();
            let refused = JSON_BODY.token(status, &mut body).unwrap_err();
            assert_eq!(refused, TokenError::Missing(Member::AccessToken));
            continue;
        }
        let error = json(printed);
        let said = ["code", "text", "errorId"].map(|name| error[name].as_str());
        assert!(said.iter().all(Option::is_some), "{printed}");
        assert!(!assert_refused(&JSON_BODY, status, printed, said));
        let parameter: Parameter<'_> = members(&JSON_BODY, printed.as_bytes(), &mut []).unwrap();
        assert_eq!(Some(parameter.parameter_name), error["parameter_name"].as_str());
    }
    assert_eq!(looked_at, [200, 409, 500, 503]);
}
