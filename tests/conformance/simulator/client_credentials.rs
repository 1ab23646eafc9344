//! Three providers' client credentials over HTTP: a form or Basic, JSON, an envelope.

use grantlet::providers::{BOLDSIGN, DATA_ENVELOPE, JSON_BODY};
use grantlet::{Client, ClientAuth, Grant, Life, Member, Profile, Secret, TokenError};
use grantlet_providers::{boldsign, data_envelope, json_body};
use grantlet_tests::ms;

use super::{Response, Token, Wire};

const BOLDSIGN_HERE: Profile<'_> = BOLDSIGN.token_endpoint("/connect/token");

fn send(wire: &Wire, provider: &str, profile: &Profile<'_>, client: [&str; 2]) -> Response {
    let (base, [id, secret]) = (wire.base(provider), client);
    // The simulator speaks plain http, on loopback.
    let profile = &profile.allow_loopback();
    let client = Client::confidential(profile, id, Secret::new(secret)).base_url(&base);
    let mut buffer = [0; 512];
    let grant = Grant::client_credentials();
    wire.send(&client.request(&grant, &mut buffer).expect("a request"))
}

fn token(wire: &Wire, provider: &str, profile: &Profile<'_>, client: [&str; 2]) -> Token {
    let (base, [id, secret]) = (wire.base(provider), client);
    let profile = &profile.allow_loopback();
    let client = Client::confidential(profile, id, Secret::new(secret)).base_url(&base);
    let mut buffer = [0; 512];
    let grant = Grant::client_credentials();
    wire.token(profile, &client.request(&grant, &mut buffer).expect("a request"))
}

const BOLDSIGN_CLIENT: [&str; 2] = [boldsign::CLIENT_ID, boldsign::CLIENT_SECRET];
const JSON_CLIENT: [&str; 2] = [json_body::CLIENT_ID, json_body::CLIENT_SECRET];
const ENVELOPE_CLIENT: [&str; 2] = [data_envelope::CLIENT_ID, data_envelope::CLIENT_SECRET];

#[test]
fn boldsign_takes_them_in_the_body_and_as_basic() {
    let wire = Wire::new();
    for auth in [ClientAuth::BODY, ClientAuth::BASIC] {
        let profile = BOLDSIGN_HERE.client_auth(auth);
        let token = token(&wire, "boldsign", &profile, BOLDSIGN_CLIENT);
        // "If left empty, all scopes will be granted"; never a refresh token.
        assert_eq!(token.scope, boldsign::API_SCOPES.join(" "));
        assert_eq!((token.refresh.as_str(), token.identity.as_str()), ("", ""));
        let documents = wire.base("boldsign") + "/v1/document/list";
        assert_eq!(wire.status_with(&documents, &token.access), 200);

        let wrong = [boldsign::CLIENT_ID, "p w"];
        let refused = send(&wire, "boldsign", &profile, wrong);
        assert!(!refused.assert_refused(&profile, 401, Some("invalid_client")), "{auth:?}");
    }
    // Its secret has a space and a percent sign: unencoded it is another secret.
    let verbatim = BOLDSIGN_HERE.client_auth(ClientAuth::BASIC_VERBATIM);
    let refused = send(&wire, "boldsign", &verbatim, BOLDSIGN_CLIENT);
    assert!(!refused.assert_refused(&verbatim, 401, Some("invalid_client")));
}

#[test]
fn json_body_takes_them_under_either_name() {
    let wire = Wire::new();
    let camel = [("client_id", "clientId"), ("client_secret", "clientSecret")];
    for profile in [JSON_BODY, JSON_BODY.rename(&camel)] {
        assert!(!token(&wire, "json_body", &profile, JSON_CLIENT).access.is_empty());
    }
    let wrong = send(&wire, "json_body", &JSON_BODY, [json_body::CLIENT_ID, "guessed"]);
    assert!(!wrong.assert_refused(&JSON_BODY, 409, Some("INVALID_CREDENTIALS")));
}

#[test]
fn json_body_outside_hours_says_so_and_the_grant_goes_on() {
    let wire = Wire::new();
    for (id, status, error) in [
        (json_body::OUTSIDE_HOURS, 503, "NON_WORKING_HOURS"),
        (json_body::BROKEN, 500, "INTERNAL_ERROR"),
    ] {
        let refused = send(&wire, "json_body", &JSON_BODY, [id, "any"]);
        assert!(!refused.assert_refused(&JSON_BODY, status, Some(error)));
    }
}

#[test]
fn json_body_may_response_an_empty_object_which_is_no_token() {
    let wire = Wire::new();
    let mut response = send(&wire, "json_body", &JSON_BODY, [json_body::EMPTY, "any"]);
    let refused = JSON_BODY.token(response.status, &mut response.body).unwrap_err();
    assert_eq!(refused, TokenError::Missing(Member::AccessToken));
}

#[test]
fn data_envelope_responds_with_an_object_or_a_string() {
    let wire = Wire::new();
    let [id, secret] = ENVELOPE_CLIENT;
    for id in [id, data_envelope::AS_STRING] {
        let token = token(&wire, "data_envelope", &DATA_ENVELOPE, [id, secret]);
        assert!(token.access.starts_with("sk-"), "{id}");
    }
    let bodies: Vec<_> = wire.simulator.log().into_iter().map(|log| log.response_body).collect();
    assert!(bodies[0].starts_with(br#"{"data":{"#) && bodies[1].starts_with(br#"{"data":"{\"#));
}

#[test]
fn data_envelope_refuses_in_each_of_its_shapes() {
    let wire = Wire::new();
    let nowhere = DATA_ENVELOPE.token_endpoint("/v1/auth/nowhere");
    for (profile, id, status, error) in [
        (DATA_ENVELOPE, "guessed", 401, "invalid_client"),
        (DATA_ENVELOPE, data_envelope::FORBIDDEN, 403, "Forbidden"),
        (nowhere, data_envelope::CLIENT_ID, 404, "not_found"),
        (DATA_ENVELOPE, data_envelope::BROKEN, 500, "API_ERROR"),
        // It does not know a `grant_type`, and its profile is what leaves it out.
        (DATA_ENVELOPE.send_grant_type(true), data_envelope::CLIENT_ID, 400, "invalid_request"),
    ] {
        let client = [id, data_envelope::CLIENT_SECRET];
        let refused = send(&wire, "data_envelope", &profile, client);
        assert!(!refused.assert_refused(&profile, status, Some(error)), "{status}");
    }
}

#[test]
fn each_lifetime_is_an_hour_and_ends() {
    let wire = Wire::new();
    let tokens = [
        token(&wire, "boldsign", &BOLDSIGN_HERE, BOLDSIGN_CLIENT),
        token(&wire, "json_body", &JSON_BODY, JSON_CLIENT),
        token(&wire, "data_envelope", &DATA_ENVELOPE, ENVELOPE_CLIENT),
    ];
    let lives = || tokens.each_ref().map(|token| token.expiry.life(ms(wire.now()), 60_000));
    assert_eq!(lives(), [Life::Fresh; 3]);
    wire.simulator.clock().advance(3600 - 60);
    assert_eq!(lives(), [Life::RefreshDue; 3]);
    wire.simulator.clock().advance(60);
    assert_eq!(lives(), [Life::Expired; 3]);
}
