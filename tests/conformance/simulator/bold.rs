//! Bold over HTTP: a login outside OAuth, then a code, tokens, and a token in use.

use grantlet::providers::{
    BOLD, BoldCredentials, bold_authentication, bold_authentication_request,
};
use grantlet::{Client, Grant, Life, Profile, Secret, Value, bearer};
use grantlet_providers::bold::{
    ACCESS_LIFETIME, ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET, CODE_LIFETIME, MFA_TOKEN, PASSWORD,
    PHONE_NUMBER, REDIRECT_URI,
};
use grantlet_tests::ms;

use super::{Response, Token, Wire};

/// The simulator speaks plain http, on loopback.
const HERE: Profile<'_> = BOLD.allow_loopback();

fn client(base: &str) -> Client<'_> {
    Client::confidential(&HERE, CLIENT_ID, Secret::new(CLIENT_SECRET)).base_url(base)
}

/// Authenticates with this password; gives the response, which holds a code if it is right.
fn authenticate(wire: &Wire, password: &str) -> Response {
    let base = wire.base("bold");
    let user = BoldCredentials {
        mfa_token: Secret::new(MFA_TOKEN),
        password: Secret::new(password),
        phone_number: PHONE_NUMBER,
    };
    let mut buffer = [0; 512];
    let request = bold_authentication_request(&client(&base), &user, &mut buffer).unwrap();
    wire.send(&request)
}

fn code(wire: &Wire) -> String {
    let mut response = authenticate(wire, PASSWORD);
    let login = bold_authentication(response.status, &mut response.body).expect("a code");
    assert_eq!((login.account_id, login.account_created), (Some(ACCOUNT_ID), false));
    let left = login.expiration.expect("a time").second.as_secs()
        - i64::try_from(wire.now() / 1000).expect("this century");
    let lifetime = i64::try_from(CODE_LIFETIME).expect("ten minutes");
    assert!((lifetime - 60..=lifetime).contains(&left), "{left}");
    login.code.expose().into()
}

fn send(wire: &Wire, grant: &Grant<'_>) -> Response {
    let (base, mut buffer) = (wire.base("bold"), [0; 512]);
    wire.send(&client(&base).request(grant, &mut buffer).expect("a request"))
}

fn redeem(wire: &Wire, code: &str) -> Response {
    send(wire, &Grant::authorization_code(Secret::new(code)).redirect_uri(REDIRECT_URI))
}

fn token(wire: &Wire, grant: &Grant<'_>) -> Token {
    let (base, mut buffer) = (wire.base("bold"), [0; 512]);
    wire.token(&HERE, &client(&base).request(grant, &mut buffer).expect("a request"))
}

fn logged_in(wire: &Wire, code: &str) -> Token {
    token(wire, &Grant::authorization_code(Secret::new(code)).redirect_uri(REDIRECT_URI))
}

fn accounts(wire: &Wire) -> String {
    wire.base("bold") + "/v1/accounts"
}

#[test]
fn the_whole_chain_from_a_password_to_a_token_refused_in_the_wrong_header() {
    let wire = Wire::new();
    let code = code(&wire);
    let first = logged_in(&wire, &code);
    let second = token(&wire, &Grant::refresh_token(Secret::new(&first.refresh)));
    assert_ne!(first.access, second.access);
    assert_ne!(first.refresh, second.refresh);

    // The same code again: the grant has ended, says the profile.
    assert!(redeem(&wire, &code).assert_refused(&HERE, 400, Some("invalid_request")));

    let mut buffer = [0; 64];
    let header = bearer(Secret::new(&second.access), &mut buffer).expect("a header");
    let used = wire.get(&accounts(&wire), &[("Authorization", header)]);
    assert_eq!((used.status, used.body.starts_with(b"[{")), (200, true));

    // The same token in the old header: an error that says a message and no code.
    let refused = wire.get(&accounts(&wire), &[("X-Auth-Token", &second.access)]);
    assert!(!refused.assert_refused(&HERE, 401, None));
    wire.assert_never_in_an_address(&[&code, &first.access, &second.refresh]);
}

#[test]
fn the_account_comes_with_the_token() {
    let wire = Wire::new();
    let mut response = redeem(&wire, &code(&wire));
    let token = response.token(&HERE);
    let account_id = token.extra.get(0).and_then(Value::integer);
    assert_eq!(account_id, Some(ACCOUNT_ID));
}

#[test]
fn a_refresh_token_works_once_and_then_ends_the_grant() {
    let wire = Wire::new();
    let first = logged_in(&wire, &code(&wire));
    let refresh = Grant::refresh_token(Secret::new(&first.refresh));
    let second = token(&wire, &refresh);
    assert!(send(&wire, &refresh).assert_refused(&HERE, 400, Some("invalid_request")));
    // The one that replaced it still works.
    token(&wire, &Grant::refresh_token(Secret::new(&second.refresh)));
}

#[test]
fn a_code_that_is_too_old_is_refused_as_a_spent_one() {
    let wire = Wire::new();
    let code = code(&wire);
    wire.simulator.clock().advance(CODE_LIFETIME);
    assert!(redeem(&wire, &code).assert_refused(&HERE, 400, Some("invalid_request")));
}

#[test]
fn a_wrong_redirect_uri_is_invalid_request_too_and_does_not_end_the_grant() {
    let wire = Wire::new();
    let code = code(&wire);
    let grant = Grant::authorization_code(Secret::new(&code)).redirect_uri("boldsmartlock://other");
    assert!(!send(&wire, &grant).assert_refused(&HERE, 400, Some("invalid_request")));
}

#[test]
fn the_password_grant_returns_old_app_version() {
    let wire = Wire::new();
    #[expect(deprecated, reason = "documented as deprecated, and so it is here")]
    let grant = Grant::password(PHONE_NUMBER, Secret::new(PASSWORD))
        .scope("platform")
        .params(&[("mfa_token", MFA_TOKEN)]);
    assert!(!send(&wire, &grant).assert_refused(&HERE, 400, Some("OldAppVersion")));
}

#[test]
fn a_wrong_password_is_a_refusal_without_a_code() {
    let wire = Wire::new();
    let mut response = authenticate(&wire, "guessed");
    assert_eq!(response.status, 401);
    assert!(bold_authentication(401, &mut response.body).is_err());
    assert!(!authenticate(&wire, "guessed").assert_refused(&HERE, 401, None));
}

#[test]
fn a_token_is_accepted_until_its_expiry_and_refused_from_then_on() {
    let wire = Wire::new();
    let token = logged_in(&wire, &code(&wire));
    let minute = 60_000;
    assert_eq!(token.expiry.life(ms(wire.now()), minute), Life::Fresh);
    wire.simulator.clock().advance(ACCESS_LIFETIME - 60);
    assert_eq!(token.expiry.life(ms(wire.now()), minute), Life::RefreshDue);
    assert_eq!(wire.status_with(&accounts(&wire), &token.access), 200);
    wire.simulator.clock().advance(60);
    assert_eq!(token.expiry.life(ms(wire.now()), minute), Life::Expired);
    assert_eq!(wire.status_with(&accounts(&wire), &token.access), 401);
}
