use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    CHALLENGE, CODE, CREDENTIALS, DOCUMENTS, SCOPE, TOKEN, VERIFIER, assert_refused, claims, code,
    code_form, documents, refresh, tokens,
};
use crate::client::{Client, with};
use grantlet_providers::RefreshLifetime;
use grantlet_providers::boldsign::{
    ACCESS_LIFETIME, API_SCOPES, CLIENT_ID, CLIENT_SECRET, CODE_LIFETIME, IMPLICIT_CLIENT_ID,
    REFRESH_LIFETIME, SUBJECT,
};

#[test]
fn the_id_token_reads_as_one() {
    let client = Client::new();
    let response = tokens(&client);
    let id = claims(&response.text("id_token"));
    assert_eq!(id["iss"], format!("{}/boldsign", client.simulator.base_url()));
    assert_eq!(
        (&id["sub"], &id["aud"], &id["nonce"]),
        (&json!(SUBJECT), &json!(CLIENT_ID), &json!("n-1"))
    );
    assert_eq!(id["exp"].as_u64(), id["iat"].as_u64().map(|iat| iat + ACCESS_LIFETIME));
    let digest = Sha256::digest(response.text("access_token").as_bytes());
    assert_eq!(id["at_hash"], URL_SAFE_NO_PAD.encode(&digest[..16]));
    let refreshed = refresh(&client, &response.text("refresh_token"));
    assert_eq!(claims(&refreshed.text("id_token")).get("nonce"), None);
}

#[test]
fn scopes_decide_what_is_issued() {
    let client = Client::new();
    let bare = with(&CODE, "scope", "BoldSign.Documents.All");
    let response = client.form(TOKEN, &[], &code_form(&code(&client, &bare)));
    assert_eq!(response.members(), ["access_token", "expires_in", "token_type", "scope"]);
}

#[test]
fn a_code_is_bound_to_its_verifier_and_redirect_uri() {
    let client = Client::new();
    let plain = with(&with(&CODE, "code_challenge_method", "plain"), "code_challenge", VERIFIER);
    assert_eq!(client.form(TOKEN, &[], &code_form(&code(&client, &plain))).status, 200);
    for (name, value, error) in [
        ("code_verifier", CHALLENGE, "invalid_grant"),
        ("redirect_uri", "http://localhost/", "invalid_grant"),
        ("code_verifier", "", "invalid_request"),
        ("redirect_uri", "", "invalid_request"),
        ("code", "", "invalid_request"),
    ] {
        let code = code(&client, &CODE);
        assert_refused(&client.form(TOKEN, &[], &with(&code_form(&code), name, value)), 400, error);
    }
    let code = code(&client, &CODE);
    client.simulator.clock().advance(CODE_LIFETIME);
    assert_refused(&client.form(TOKEN, &[], &code_form(&code)), 400, "invalid_grant");
}

#[test]
fn refresh_tokens_rotate_and_reuse_ends_the_family() {
    let client = Client::new();
    let first = tokens(&client);
    let second = refresh(&client, &first.text("refresh_token"));
    assert_eq!(second.status, 200);
    assert_eq!(documents(&client, &second.text("access_token")), 200);
    let other_login = tokens(&client);
    assert_refused(&refresh(&client, &first.text("refresh_token")), 400, "invalid_grant");
    assert_refused(&refresh(&client, &second.text("refresh_token")), 400, "invalid_grant");
    assert_eq!(documents(&client, &second.text("access_token")), 401);
    assert_eq!(refresh(&client, &other_login.text("refresh_token")).status, 200);
}

#[test]
fn a_refresh_may_ask_for_less_and_not_for_more() {
    let client = Client::new();
    let token = tokens(&client).text("refresh_token");
    let ask = |token: &str, scope: &str| {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
        client.form(TOKEN, &[], &[&CREDENTIALS[..], &form[..]].concat())
    };
    assert_refused(&ask(&token, "BoldSign.Templates.All"), 400, "invalid_scope");
    let less = ask(&token, "BoldSign.Documents.All");
    assert_eq!((less.status, less.text("scope").as_str()), (200, "BoldSign.Documents.All"));
    assert_eq!(refresh(&client, &less.text("refresh_token")).text("scope"), SCOPE);
}

#[test]
fn refresh_tokens_age_absolutely_or_slide() {
    let almost = REFRESH_LIFETIME - 60;
    let client = Client::new();
    let next = refresh_after(&client, almost, &tokens(&client).text("refresh_token"));
    client.simulator.clock().advance(61);
    assert_refused(&refresh(&client, &next), 400, "invalid_grant");

    let token = tokens(&client).text("refresh_token");
    client.simulator.set_refresh_lifetime(RefreshLifetime::Sliding);
    let next = refresh_after(&client, almost, &token);
    let next = refresh_after(&client, almost, &next);
    client.simulator.clock().advance(REFRESH_LIFETIME);
    assert_refused(&refresh(&client, &next), 400, "invalid_grant");
}

fn refresh_after(client: &Client, seconds: u64, token: &str) -> String {
    client.simulator.clock().advance(seconds);
    refresh(client, token).text("refresh_token")
}

#[test]
fn client_credentials_give_no_refresh_token() {
    let client = Client::new();
    let form = [("grant_type", "client_credentials"), CREDENTIALS[0], CREDENTIALS[1]];
    let response = client.form(TOKEN, &[], &[&form[..], &[("scope", "")]].concat());
    assert_eq!(response.status, 200);
    assert_eq!(response.members(), ["access_token", "expires_in", "token_type", "scope"]);
    assert_eq!(response.text("scope"), API_SCOPES.join(" "));
    assert_eq!(documents(&client, &response.text("access_token")), 200);
    let one = client.form(TOKEN, &[], &with(&form, "scope", API_SCOPES[1]));
    assert_eq!(one.text("scope"), API_SCOPES[1]);
    assert_refused(&client.form(TOKEN, &[], &with(&form, "scope", "openid")), 400, "invalid_scope");
}

#[test]
fn a_client_authenticates_in_the_body_or_by_basic() {
    let client = Client::new();
    let grant = [("grant_type", "client_credentials")];
    // "p+w/=&% :~" three times: percent-encoded, form-encoded, and sent as it is.
    for (secret, status) in
        [("p%2Bw%2F%3D%26%25%20%3A~", 200), ("p%2Bw%2F%3D%26%25+%3A%7E", 200), (CLIENT_SECRET, 401)]
    {
        let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT_ID}:{secret}")));
        let response = client.form(TOKEN, &[("authorization", &basic)], &grant);
        assert_eq!(response.status, status, "{secret}: {response:?}");
        assert_eq!(response.header("www-authenticate"), if status == 401 { "Basic" } else { "" });
        let also_in_body = [&grant[..], &CREDENTIALS[..]].concat();
        let twice = client.form(TOKEN, &[("authorization", &basic)], &also_in_body);
        assert_refused(&twice, 400, "invalid_request");
        let other_id = [grant[0], ("client_id", "other")];
        if status == 200 {
            assert_refused(
                &client.form(TOKEN, &[("authorization", &basic)], &other_id),
                400,
                "invalid_request",
            );
        }
    }
    for form in [
        grant.to_vec(),
        vec![grant[0], CREDENTIALS[0]],
        vec![grant[0], CREDENTIALS[0], ("client_secret", "wrong")],
        vec![grant[0], ("client_id", IMPLICIT_CLIENT_ID), CREDENTIALS[1]],
    ] {
        assert_refused(&client.form(TOKEN, &[], &form), 401, "invalid_client");
    }
}

#[test]
fn a_token_request_with_something_wrong_is_refused() {
    let client = Client::new();
    for (extra, error) in [
        (vec![], "invalid_request"),
        (vec![("grant_type", "password")], "unsupported_grant_type"),
        (vec![("grant_type", "refresh_token")], "invalid_request"),
        (vec![("grant_type", "refresh_token"), ("refresh_token", "x")], "invalid_grant"),
        (vec![("grant_type", "x"), ("grant_type", "x")], "invalid_request"),
    ] {
        assert_refused(&client.form(TOKEN, &[], &[&CREDENTIALS[..], &extra].concat()), 400, error);
    }
    let as_json = client.send("POST", TOKEN, &[("content-type", "application/json")], "{}");
    assert_refused(&as_json, 400, "invalid_request");
    let nobody = client.send("GET", DOCUMENTS, &[], "");
    assert_eq!((nobody.status, nobody.header("www-authenticate")), (401, "Bearer"));
}
