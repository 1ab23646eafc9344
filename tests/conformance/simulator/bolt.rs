//! Bolt over HTTP: a code from the modal, which the simulator replaces, and a token.

use grantlet::providers::BOLT;
use grantlet::{
    Client, ExpectIdToken, Expiry, Grant, Life, Profile, Scope, Secret, TokenError, Value,
    unverified_id_token,
};
use grantlet_providers::bolt::CODE_LIFETIME;
use grantlet_providers::bolt::{ACCESS_LIFETIME, CLIENT_ID, CLIENT_SECRET, SUBJECT};
use grantlet_tests::{ms, secs};
use ureq::http;

use super::{Response, Wire};
use crate::documents::json;

const SCOPE: &str = "bolt.account.manage openid";

fn code(wire: &Wire) -> String {
    let modal = http::Request::post(wire.base("bolt") + "/simulator/code");
    let response = String::from_utf8(wire.run(modal, ()).body).expect("UTF-8");
    json(&response)["code"].as_str().expect("a code").into()
}

fn redeem(wire: &Wire, code: &str, secret: &str) -> Response {
    let base = wire.base("bolt");
    let client =
        Client::confidential(&Profile::RFC6749, CLIENT_ID, Secret::new(secret)).base_url(&base);
    let grant = Grant::authorization_code(Secret::new(code)).scope(SCOPE).state("as it came");
    let profile = BOLT.token_endpoint("/v1/oauth/token").allow_loopback();
    let mut buffer = [0; 512];
    wire.send(&client.with_profile(&profile).request(&grant, &mut buffer).expect("a request"))
}

#[test]
fn a_code_from_the_modal_becomes_a_token_with_an_id_token() {
    let wire = Wire::new();
    let mut response = redeem(&wire, &code(&wire), CLIENT_SECRET);
    let token = response.token(&BOLT);
    assert_eq!(token.extra.get(0), Some(Value::Text("bolt.account.view")));
    assert_eq!(token.scope.map(Scope::as_str), Some("bolt.account.manage"));
    assert!(token.refresh_token.is_some());

    let issuer = wire.base("bolt");
    let now = i64::try_from(wire.now() / 1000).expect("this century");
    let expect = ExpectIdToken::new(&issuer, CLIENT_ID, secs(now)).access_token(token.access_token);
    let mut buffer = [0; 1024];
    let claims = unverified_id_token(token.id_token.expect("one"), &expect, &mut buffer).unwrap();
    assert_eq!(claims.subject, SUBJECT);
}

#[test]
fn a_code_works_once_and_not_for_long() {
    let wire = Wire::new();
    let spent = code(&wire);
    assert_eq!(redeem(&wire, &spent, CLIENT_SECRET).status, 200);
    let refused = redeem(&wire, &spent, CLIENT_SECRET);
    assert!(refused.assert_refused(&BOLT, 400, Some("invalid_grant")));

    let old = code(&wire);
    wire.simulator.clock().advance(CODE_LIFETIME);
    let refused = redeem(&wire, &old, CLIENT_SECRET);
    assert!(refused.assert_refused(&BOLT, 400, Some("invalid_grant")));
}

/// No error is documented: the response is a status without a body.
#[test]
fn a_wrong_key_is_a_status() {
    let wire = Wire::new();
    let mut response = redeem(&wire, &code(&wire), "another");
    let refused = BOLT.token(response.status, &mut response.body).unwrap_err();
    assert_eq!(refused, TokenError::Status(401));
}

#[test]
fn its_lifetime_is_an_hour() {
    let wire = Wire::new();
    let code = code(&wire);
    let sent_at = wire.now();
    let mut response = redeem(&wire, &code, CLIENT_SECRET);
    let expiry = Expiry::new(ms(sent_at), response.token(&BOLT).expires_in);
    assert_eq!(expiry.life(ms(wire.now()), 0), Life::Fresh);
    wire.simulator.clock().advance(ACCESS_LIFETIME);
    assert_eq!(expiry.life(ms(wire.now()), 0), Life::Expired);
}
