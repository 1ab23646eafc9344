//! Bolt's document: one curl command, one response, and the schema of both.

use grantlet::providers::BOLT;
use grantlet::{Client, Grant, Request, Secret, Value};
use grantlet_tests::shared_text;

use crate::documents::{json, json_bodies, value};
use crate::samples::samples;
use crate::{assert_token, header};

const DOCUMENT: &str = "providers/bolt.txt";

#[test]
fn the_curl_command_is_built_byte_for_byte() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let samples = samples(&document);
    let [sample] = &samples[..] else { panic!("one command: {samples:?}") };
    assert_eq!(document.matches("curl").count(), samples.len());

    let get = |name| value(&sample.pairs, name);
    let grant = Grant::authorization_code(Secret::new(get("code"))).scope(get("scope"));
    let mut buffer = [0; 512];
    let request = built(&grant, get("client_id"), get("client_secret"), &mut buffer);
    assert_eq!(get("grant_type"), "authorization_code");
    assert_eq!((request.url, request.body), (sample.url.as_str(), sample.body.as_str()));
    let content_type = value(&sample.headers, "Content-Type");
    assert_eq!(header(request.headers, "Content-Type"), content_type);

    // The command has two placeholders for one value: the secret is "Your Bolt API Key".
    assert_eq!(value(&sample.headers, "X-API-Key"), "<api-key>");
    assert_eq!(header(request.headers, "X-API-Key"), get("client_secret"));
    // "The publicly viewable identifier", recommended, is the id.
    assert_eq!(header(request.headers, "X-Publishable-Key"), get("client_id"));
}

#[test]
fn every_parameter_of_the_schema_has_its_place() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let (_, schema) = document.split_once("application/x-www-form-urlencoded\n").expect("a body");
    let (body, response) = schema.split_once("\nResponse\n").expect("a response");

    let grant = Grant::authorization_code(Secret::new("otp"));
    let grant = grant.scope("bolt.account.view").state("a state");
    let mut buffer = [0; 512];
    let request = built(&grant, "id", "secret", &mut buffer);
    let pairs = crate::documents::decoded(request.body);
    assert_eq!(pairs.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), names(body));
    assert_eq!(value(&pairs, "state"), "a state");

    let printed = json(json_bodies(&document)[0]);
    let members: Vec<_> = printed.as_object().expect("an object").keys().collect();
    assert_eq!(members, names(response));
}

/// A name is on the line above its type.
fn names(schema: &str) -> Vec<&str> {
    let lines: Vec<_> = schema.lines().collect();
    let is_type = |line: &str| matches!(line, "string" | "integer" | "enum<string>");
    lines.windows(2).filter(|pair| is_type(pair[1])).map(|pair| pair[0]).collect()
}

fn built<'b>(grant: &Grant<'_>, id: &str, secret: &str, buffer: &'b mut [u8]) -> Request<'b> {
    let client = Client::confidential(&BOLT, id, Secret::new(secret));
    client.request(grant, buffer).expect("a request")
}

#[test]
fn the_response_is_read_as_printed() {
    let Some(document) = shared_text(DOCUMENT) else { return };
    let bodies = json_bodies(&document);
    let [printed] = bodies[..] else { panic!("one body: {bodies:?}") };
    let members = json(printed);
    // Its placeholders are tokens as good as any other: `$` is one of their bytes.
    assert_eq!(members["access_token"], "$ACCESS_TOKEN");
    assert_token(&BOLT, printed, &members);

    let mut body = printed.as_bytes().to_vec();
    let token = BOLT.token(200, &mut body).expect("a token");
    let scope = members["refresh_token_scope"].as_str().map(Value::Text);
    assert!(scope.is_some());
    assert_eq!(token.extra.get(0), scope);
}
