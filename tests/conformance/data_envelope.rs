//! The document of the provider that wraps its responses: one curl command, four bodies, and two
//! statuses whose body is "json-string".

use grantlet::providers::DATA_ENVELOPE;
use grantlet::{Client, Grant, Member, Profile, Secret, TokenError};
use grantlet_tests::shared_text;
use serde_json::Value;

use crate::documents::{json, json_bodies, value};
use crate::samples::samples;
use crate::{assert_refused, assert_token, header};

const DOCUMENT: &str = "providers/data-envelope.txt";
/// The value of the document's `${API_URL}`.
const API: &str = "https://api.example";

#[test]
fn the_curl_command_is_built_byte_for_byte() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let samples = samples(&document);
    let [sample] = &samples[..] else { panic!("one command: {samples:?}") };
    assert_eq!(document.matches("curl").count(), samples.len());

    let secret = Secret::new(value(&sample.pairs, "client_secret"));
    let client = Client::confidential(&Profile::RFC6749, value(&sample.pairs, "client_id"), secret)
        .base_url(API);
    let mut buffer = [0; 512];
    // The example's path is not the endpoint's; a profile is a value.
    let profile = DATA_ENVELOPE.token_endpoint("/auth/token");
    let request =
        client.with_profile(&profile).request(&Grant::client_credentials(), &mut buffer).unwrap();
    assert_eq!(request.url, sample.url.replace("${API_URL}", API));
    assert_eq!(request.body, sample.body);
    let content_type = value(&sample.headers, "Content-Type");
    assert_eq!(header(request.headers, "Content-Type"), content_type);
}

#[test]
fn the_endpoint_is_the_headings() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let heading = document.lines().find_map(|line| line.strip_prefix("POST ")).expect("a heading");
    let client = Client::confidential(&DATA_ENVELOPE, "id", Secret::new("secret")).base_url(API);
    let mut buffer = [0; 512];
    let grant = Grant::client_credentials();
    let request = client.request(&grant, &mut buffer).unwrap();
    assert_eq!(request.url, format!("{API}{heading}"));
}

/// Each status, from the line above its schema, with the text up to the next schema.
fn statuses(document: &str) -> Vec<(u16, &str)> {
    let parts: Vec<_> = document.split("\nResponse schema:\n").collect();
    let status = |title: &str| title.split(' ').next().and_then(|number| number.parse().ok());
    let titles = parts.iter().map(|part| part.lines().last().and_then(status).unwrap_or_default());
    titles.zip(parts.iter().skip(1).copied()).collect()
}

#[test]
fn every_response_is_read_as_printed_with_its_status() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let (mut looked_at, mut without_body) = (0, Vec::new());
    for (status, text) in statuses(&document) {
        let bodies = json_bodies(text);
        let [printed] = bodies[..] else {
            assert!(bodies.is_empty(), "{status}: {bodies:?}");
            without_body.push(status);
            continue;
        };
        looked_at += 1;
        let members = json(printed);
        if status == 200 {
            assert_token(&DATA_ENVELOPE, printed, &members["data"]);
        } else {
            assert_error_is_read(status, printed, &members["error"]);
        }
    }
    assert_eq!((looked_at, without_body), (4, vec![403, 404]));
    assert_eq!(document.matches("Response schema:").count(), 6);
    assert_eq!(json_bodies(&document).len(), looked_at);
}

/// As printed, and with the members at the top, which is where the schema of two of them has them.
fn assert_error_is_read(status: u16, printed: &str, error: &Value) {
    let said = ["code_reason", "message", "code"].map(|name| error[name].as_str());
    assert!(said.iter().all(Option::is_some), "{printed}");
    assert!(!assert_refused(&DATA_ENVELOPE, status, printed, said));
    assert!(!assert_refused(&DATA_ENVELOPE, status, &error.to_string(), said));
}

/// "json-string" is an object, or a string that holds one.
#[test]
fn a_token_in_a_string_is_read_as_one_in_an_object() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let printed = json_bodies(&document)[0];
    assert!(document.contains("\ndata\njson-string\n"));
    let mut members = json(printed);
    let data = members["data"].take();
    for text in [data.to_string(), format!("{data:#}")] {
        members["data"] = Value::String(text);
        assert_token(&DATA_ENVELOPE, &members.to_string(), &data);
    }
}

/// The document's text about 403 and 404, whose bodies it does not print.
const UNPRINTED: [(u16, &str); 2] =
    [(403, "Access forbidden for this resource."), (404, "Resource or endpoint not found.")];

#[test]
fn what_403_and_404_say_is_read_as_text_and_as_an_object() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    for (status, text) in UNPRINTED {
        assert!(document.contains(&format!("error\njson-string\n{text}")));
        let as_text = serde_json::json!({ "error": text }).to_string();
        assert!(!assert_refused(&DATA_ENVELOPE, status, &as_text, [Some(text), None, None]));
        let as_object = serde_json::json!({ "error": object(text) }).to_string();
        assert!(!assert_refused(&DATA_ENVELOPE, status, &as_object, said(text)));
    }
}

/// "json-string" again: what holds for `data` holds for `error`.
#[test]
fn an_error_in_a_string_is_read_as_one_in_an_object() {
    for (status, text) in UNPRINTED {
        let in_a_string = serde_json::json!({ "error": object(text).to_string() }).to_string();
        assert!(!assert_refused(&DATA_ENVELOPE, status, &in_a_string, said(text)));
    }
}

/// An error of the shape that the document prints for the other statuses.
fn object(text: &str) -> Value {
    serde_json::json!({ "code": "400999", "code_reason": "no_access", "message": text })
}

fn said(text: &str) -> [Option<&str>; 3] {
    [Some("no_access"), Some(text), Some("400999")]
}

/// The lenient reading ("some token, somewhere") is the one that loses a token.
#[test]
fn a_token_outside_data_is_not_the_responses() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let members = json(json_bodies(&document)[0]);
    let mut body = members["data"].to_string().into_bytes();
    let refused = DATA_ENVELOPE.token(200, &mut body).unwrap_err();
    assert_eq!(refused, TokenError::Missing(Member::AccessToken));
}
