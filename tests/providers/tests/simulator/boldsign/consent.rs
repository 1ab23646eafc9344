use serde_json::json;

use super::{
    CODE, IMPLICIT, SCOPE, TOKEN, assert_refused, authorize, carried, code_form, documents,
};
use crate::client::{Client, with};
use grantlet_providers::boldsign::{ACCESS_LIFETIME, IMPLICIT_CLIENT_ID, LOGIN_HINT_DENY};

#[test]
fn the_code_comes_back_in_the_query_and_works_once() {
    let client = Client::new();
    let redirect = authorize(&client, &CODE);
    assert!(
        redirect
            .header("location")
            .starts_with("https://yourapp.com/callback?state=a%20state%2F%2B%26%3D%25&code=")
    );
    let back = carried(&redirect, "https://yourapp.com/callback?");
    assert_eq!((back["state"].as_str(), back["scope"].as_str()), ("a state/+&=%", SCOPE));
    assert!(!back["session_state"].is_empty());

    let form = code_form(&back["code"]);
    let response = client.form(TOKEN, &[], &form);
    assert_eq!(response.status, 200, "{response:?}");
    let documented =
        ["id_token", "access_token", "expires_in", "token_type", "refresh_token", "scope"];
    assert_eq!(response.members(), documented);
    assert_eq!(
        (response.text("token_type").as_str(), &response.json()["expires_in"]),
        ("Bearer", &json!(3600))
    );
    assert_eq!(response.text("scope"), SCOPE);
    assert_eq!(response.header("cache-control"), "no-store");
    assert_refused(&client.form(TOKEN, &[], &form), 400, "invalid_grant");
}

#[test]
fn implicit_comes_back_in_the_fragment_after_a_slash() {
    let client = Client::new();
    let redirect = authorize(&client, &IMPLICIT);
    let back = carried(&redirect, "https://yourapp.com/callback/#");
    assert_eq!((back["token_type"].as_str(), back["expires_in"].as_str()), ("Bearer", "3600"));
    let tail =
        "&scope=BoldSign.Documents.All%20BoldSign.Templates.All&state=a%20state%2F%2B%26%3D%25";
    assert!(redirect.header("location").ends_with(tail), "{redirect:?}");
    assert_eq!(documents(&client, &back["access_token"]), 200);
    client.simulator.clock().advance(ACCESS_LIFETIME);
    assert_eq!(documents(&client, &back["access_token"]), 401);
}

#[test]
fn an_error_of_the_consent_is_reported_by_redirect() {
    let client = Client::new();
    for (query, error) in [
        (with(&CODE, "login_hint", LOGIN_HINT_DENY), "access_denied"),
        (with(&CODE, "response_type", "id_token"), "unsupported_response_type"),
        (with(&CODE, "client_id", IMPLICIT_CLIENT_ID), "unauthorized_client"),
        (with(&CODE, "scope", "unheard.of"), "invalid_scope"),
        (with(&CODE, "scope", ""), "invalid_request"),
        (with(&CODE, "code_challenge", ""), "invalid_request"),
        (with(&CODE, "code_challenge", "short"), "invalid_request"),
        (with(&CODE, "code_challenge_method", ""), "invalid_request"),
        ([&CODE[..], &[("scope", "openid")]].concat(), "invalid_request"),
    ] {
        let back = carried(&authorize(&client, &query), "https://yourapp.com/callback?");
        assert_eq!(
            (back["error"].as_str(), back["state"].as_str()),
            (error, "a state/+&=%"),
            "{query:?}"
        );
    }
    let denied = with(&IMPLICIT, "login_hint", LOGIN_HINT_DENY);
    assert_eq!(
        carried(&authorize(&client, &denied), "https://yourapp.com/callback/#")["error"],
        "access_denied"
    );
}

#[test]
fn only_registered_addresses_are_redirected_to() {
    let client = Client::new();
    for uri in ["http://127.0.0.1:8080/cb", "http://localhost/cb", "http://localhost:1"] {
        carried(&authorize(&client, &with(&CODE, "redirect_uri", uri)), &format!("{uri}?"));
    }
    let with_query = with(&CODE, "redirect_uri", "http://localhost/cb?a=b");
    carried(&authorize(&client, &with_query), "http://localhost/cb?a=b&");
    for (name, value) in [
        ("client_id", "nobody"),
        ("client_id", ""),
        ("redirect_uri", ""),
        ("redirect_uri", "https://yourapp.com/callback/"),
        ("redirect_uri", "https://yourapp.com.example/callback"),
        ("redirect_uri", "https://localhost/cb"),
        ("redirect_uri", "http://localhost.example/cb"),
        ("redirect_uri", "http://127.0.0.1@example.com/cb"),
        ("redirect_uri", "http://127.0.0.1\\@example.com/cb"),
        ("redirect_uri", "http://localhost/cb#fragment"),
    ] {
        let response = authorize(&client, &with(&CODE, name, value));
        assert_eq!((response.status, response.header("location")), (400, ""), "{name}={value}");
        assert!(response.header("content-type").starts_with("text/html"), "{name}={value}");
    }
}
