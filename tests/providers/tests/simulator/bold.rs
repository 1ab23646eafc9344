use serde_json::json;

use crate::client::{Client, Response, with};
use grantlet_providers::bold::{
    ACCESS_LIFETIME, ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET, CODE_LIFETIME, MFA_TOKEN, PASSWORD,
    PHONE_NUMBER, REDIRECT_URI,
};

const LOGIN: &str = "/bold/v1/authentications/password";
pub(crate) const TOKEN: &str = "/bold/v2/oauth/token";
pub(crate) const ACCOUNTS: &str = "/bold/v1/accounts";

pub(crate) fn log_in(client: &Client) -> Response {
    let body = json!({
        "mfaToken": MFA_TOKEN, "password": PASSWORD, "clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET,
        "phoneNumber": PHONE_NUMBER,
    });
    client.send("POST", LOGIN, &[("content-type", "application/json")], &body.to_string())
}

pub(crate) fn code_form(code: &str) -> [(&'static str, &str); 5] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
    ]
}

fn tokens(client: &Client) -> Response {
    client.form(TOKEN, &[], &code_form(&log_in(client).text("code")))
}

pub(crate) fn refresh_form(token: &str) -> [(&'static str, &str); 4] {
    [
        ("grant_type", "refresh_token"),
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
        ("refresh_token", token),
    ]
}

fn refresh(client: &Client, token: &str) -> Response {
    client.form(TOKEN, &[], &refresh_form(token))
}

fn assert_spent(response: &Response) {
    assert_eq!(response.status, 400);
    assert_eq!(
        response.body,
        "{\n\"error\": \"invalid_request\",\n\"error_description\": \"InvalidGrantCode\",\n\
         \"message\": \"OAuth failure\",\n\"errorMessage\": \"OAuth failure\"\n}"
    );
}

#[test]
fn a_login_gives_a_code_that_works_once() {
    let client = Client::new();
    let login = log_in(&client);
    assert_eq!(login.status, 200);
    assert_eq!(login.members(), ["code", "expiration", "accountId", "accountCreated"]);
    assert_eq!(
        (&login.json()["accountId"], &login.json()["accountCreated"]),
        (&json!(ACCOUNT_ID), &json!(false))
    );
    let expiration = login.text("expiration");
    assert_eq!((expiration.len(), &expiration[19..20], &expiration[29..]), (30, ".", "Z"));
    assert_eq!(login.header("x-frame-options"), "SAMEORIGIN");
    assert_eq!(login.header("permissions-policy"), "interest-cohort=()");

    let code = login.text("code");
    let response = client.form(TOKEN, &[], &code_form(&code));
    assert_eq!(response.status, 200, "{response:?}");
    assert_eq!(
        response.members(),
        ["access_token", "refresh_token", "token_type", "expires_in", "account_id"]
    );
    assert_eq!(response.text("token_type"), "Bearer");
    assert_eq!(
        (&response.json()["expires_in"], &response.json()["account_id"]),
        (&json!(86400), &json!(50))
    );
    assert_spent(&client.form(TOKEN, &[], &code_form(&code)));
}

#[test]
fn a_code_expires() {
    let client = Client::new();
    let code = log_in(&client).text("code");
    client.simulator.clock().advance(CODE_LIFETIME);
    assert_spent(&client.form(TOKEN, &[], &code_form(&code)));
}

#[test]
fn refresh_tokens_rotate() {
    let client = Client::new();
    let first = tokens(&client).text("refresh_token");
    let response = refresh(&client, &first);
    assert_eq!(response.status, 200);
    assert_spent(&refresh(&client, &first));
    assert_eq!(refresh(&client, &response.text("refresh_token")).status, 200);
    assert_spent(&refresh(&client, "never-issued"));
}

#[test]
fn only_a_bearer_token_opens_accounts() {
    let client = Client::new();
    let token = tokens(&client).text("access_token");
    let bearer = format!("Bearer {token}");
    let accounts = client.get_with(ACCOUNTS, ("authorization", &bearer));
    assert_eq!(accounts.status, 200);
    assert!(
        accounts.body.starts_with("[{\n\"id\": 50,\n") && accounts.body.ends_with("true\n}\n]"),
        "{accounts:?}"
    );
    let refusal = client.get_with(ACCOUNTS, ("x-auth-token", &token));
    assert_eq!(refusal.status, 401);
    assert_eq!(refusal.members(), ["message", "errorMessage"]);
    assert_eq!(client.get_with(ACCOUNTS, ("authorization", "Bearer wrong")).status, 401);
    client.simulator.clock().advance(ACCESS_LIFETIME);
    assert_eq!(client.get_with(ACCOUNTS, ("authorization", &bearer)).status, 401);
}

#[test]
fn a_login_with_something_wrong_is_refused() {
    let client = Client::new();
    for (body, status, members) in [
        ("", 400, &["message", "code", "errorMessage", "errorCode"][..]),
        (
            r#"{"mfaToken":"a","password":"b"}"#,
            400,
            &["message", "code", "errorMessage", "errorCode"],
        ),
        (
            r#"{"mfaToken":"a","password":"b","clientId":"c","clientSecret":"d","phoneNumber":"e"}"#,
            401,
            &["message", "errorMessage"],
        ),
    ] {
        let response = client.send("POST", LOGIN, &[], body);
        assert_eq!(response.status, status, "{body}");
        assert_eq!(response.members(), members, "{body}");
    }
}

#[test]
fn a_token_request_with_something_wrong_is_refused() {
    let client = Client::new();
    let code = log_in(&client).text("code");
    let right = code_form(&code);
    let twice = [&right[..], &[("code", "x")]].concat();
    for (form, status, error) in [
        (with(&right, "grant_type", ""), 400, "invalid_request"),
        (with(&right, "grant_type", "client_credentials"), 400, "unsupported_grant_type"),
        (with(&right, "code", ""), 400, "invalid_request"),
        (with(&right, "redirect_uri", "https://example.com"), 400, "invalid_request"),
        (with(&right, "client_id", "x"), 401, "invalid_client"),
        (with(&right, "client_secret", "x"), 401, "invalid_client"),
        (twice, 400, "invalid_request"),
    ] {
        let response = client.form(TOKEN, &[], &form);
        assert_eq!((response.status, response.text("error").as_str()), (status, error), "{form:?}");
        assert_eq!(
            response.members(),
            ["error", "error_description", "message", "errorMessage"],
            "{form:?}"
        );
    }
    let old = client.form(TOKEN, &[], &with(&right, "grant_type", "password"));
    assert_eq!(old.status, 400);
    assert_eq!(old.members(), ["message", "code", "errorMessage", "errorCode"]);
    assert_eq!(old.text("errorCode"), "OldAppVersion");
    assert_eq!(client.form(TOKEN, &[], &right).status, 200, "none of these spent the code");
}
