use crate::client::{Client, Response, with};
use grantlet_providers::bolt::{CLIENT_ID, CLIENT_SECRET, CODE_LIFETIME};

const TOKEN: &str = "/bolt/v1/oauth/token";
const KEY: (&str, &str) = ("x-api-key", CLIENT_SECRET);

fn code(client: &Client, scope: &str) -> String {
    client.form("/bolt/simulator/code", &[], &[("scope", scope)]).text("code")
}

fn code_form<'a>(code: &'a str, scope: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
        ("code", code),
        ("grant_type", "authorization_code"),
        ("scope", scope),
    ]
}

fn exchange(client: &Client, consented: &str, asked: &str) -> Response {
    client.form(TOKEN, &[KEY], &code_form(&code(client, consented), asked))
}

#[test]
fn a_code_works_once() {
    let client = Client::new();
    let code = code(&client, "");
    let form = code_form(&code, "bolt.account.manage openid");
    let headers = [KEY, ("x-publishable-key", CLIENT_ID)];
    let response = client.form(TOKEN, &headers, &form);
    assert_eq!(response.status, 200, "{response:?}");
    assert_eq!(
        response.members(),
        [
            "access_token",
            "expires_in",
            "id_token",
            "refresh_token",
            "refresh_token_scope",
            "scope",
            "token_type"
        ]
    );
    assert_eq!(response.text("token_type"), "bearer");
    assert_eq!(response.text("scope"), "bolt.account.manage");
    assert_eq!(response.text("refresh_token_scope"), "bolt.account.view");
    let again = client.form(TOKEN, &headers, &form);
    assert_eq!((again.status, again.text("error").as_str()), (400, "invalid_grant"));
}

#[test]
fn the_scope_is_what_was_both_requested_and_consented() {
    let client = Client::new();
    for (consented, asked, granted) in [
        ("", "openid", Some("openid")),
        ("bolt.account.view", "bolt.account.manage bolt.account.view", Some("bolt.account.view")),
        ("bolt.account.view openid", "bolt.account.view", Some("bolt.account.view")),
        ("bolt.account.view", "bolt.account.manage", None),
        ("", "unheard.of", None),
    ] {
        let response = exchange(&client, consented, asked);
        match granted {
            Some(scope) => {
                assert_eq!(
                    (response.status, response.text("scope").as_str()),
                    (200, scope),
                    "{consented} {asked}"
                );
                assert_eq!(response.json().get("id_token").is_some(), asked.contains("openid"));
            }
            None => {
                assert_eq!(
                    (response.status, response.text("error").as_str()),
                    (400, "invalid_scope")
                );
            }
        }
    }
}

#[test]
fn the_response_to_wrong_keys_has_no_body() {
    let client = Client::new();
    let code = code(&client, "");
    let right = code_form(&code, "openid");
    for (headers, form) in [
        (vec![], right.to_vec()),
        (vec![("x-api-key", "wrong")], right.to_vec()),
        (vec![KEY, ("x-publishable-key", "wrong")], right.to_vec()),
        (vec![KEY], with(&right, "client_id", "wrong")),
        (vec![KEY], with(&right, "client_secret", "wrong")),
    ] {
        let response = client.form(TOKEN, &headers, &form);
        assert_eq!((response.status, response.body.as_str()), (401, ""), "{headers:?} {form:?}");
    }
}

#[test]
fn a_request_with_something_wrong_is_refused() {
    let client = Client::new();
    let code = code(&client, "");
    let right = code_form(&code, "openid");
    for (form, error) in [
        (with(&right, "client_id", ""), "invalid_request"),
        (with(&right, "code", ""), "invalid_request"),
        (with(&right, "scope", ""), "invalid_request"),
        (with(&right, "grant_type", "refresh_token"), "unsupported_grant_type"),
        ([&right[..], &[("scope", "openid")]].concat(), "invalid_request"),
    ] {
        let response = client.form(TOKEN, &[KEY], &form);
        assert_eq!((response.status, response.text("error").as_str()), (400, error), "{form:?}");
    }
    client.simulator.clock().advance(CODE_LIFETIME);
    assert_eq!(client.form(TOKEN, &[KEY], &right).text("error"), "invalid_grant");
}
