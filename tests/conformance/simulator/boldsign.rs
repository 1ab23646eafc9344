//! `BoldSign` over HTTP: logins by code and by fragment, refreshes, and what they end with.

use grantlet::providers::BOLDSIGN;
use grantlet::{
    Callback, CallbackClass, Client, ErrorCode, ExpectIdToken, Expiry, Grant, Issuer, Life, Login,
    LoginError, LoginKind, Profile, RequestError, Scope, Secret, unverified_id_token,
};
use grantlet_providers::RefreshLifetime;
use grantlet_providers::boldsign::{
    ACCESS_LIFETIME, CLIENT_ID, CLIENT_SECRET, IMPLICIT_CLIENT_ID, LOGIN_HINT_DENY, REDIRECT_URI,
    REFRESH_LIFETIME, SUBJECT,
};
use grantlet_tests::{ms, secs};

use super::{Response, Token, Wire};

/// The profile at the simulator's address: only its endpoints are others, in plain http.
const HERE: Profile<'_> = BOLDSIGN
    .authorization_endpoint("/connect/authorize")
    .token_endpoint("/connect/token")
    .allow_loopback();
const SCOPE: &str = "openid offline_access BoldSign.Documents.All";
const DENY: [(&str, &str); 1] = [("login_hint", LOGIN_HINT_DENY)];

fn service(base: &str) -> Client<'_> {
    Client::confidential(&HERE, CLIENT_ID, Secret::new(CLIENT_SECRET)).base_url(base)
}

fn page(base: &str) -> Client<'_> {
    Client::public(&HERE, IMPLICIT_CLIENT_ID).base_url(base)
}

fn start<'a>(
    wire: &Wire,
    kind: LoginKind,
    client: &Client<'a>,
    base: &'a str,
    seed: usize,
) -> Login<'a> {
    let entropy: [u8; 96] = std::array::from_fn(|i| ((i * 7 + seed) % 251).to_le_bytes()[0]);
    let issuer = Issuer::IfPresent(base);
    Login::start_with_entropy(kind, client, REDIRECT_URI, issuer, &entropy, secs(seconds(wire)))
        .unwrap()
}

fn seconds(wire: &Wire) -> i64 {
    i64::try_from(wire.now() / 1000).expect("this century")
}

/// Sends the user to this authorization URL. Returns the callback URL.
fn away(
    wire: &Wire,
    login: &Login<'_>,
    client: &Client<'_>,
    scope: &str,
    params: &[(&str, &str)],
) -> Vec<u8> {
    let mut buffer = [0; 1024];
    let mut authorize = login.authorize().scope(scope).params(params);
    // An id_token is asked for by the scope, and bound by the nonce.
    if scope.split(' ').any(|word| word == "openid") {
        authorize = authorize.nonce(login.nonce());
    }
    let url = authorize.write(client, &mut buffer).expect("an address");
    let response = wire.get(url, &[]);
    assert_eq!(response.status, 302);
    response.location.into_bytes()
}

/// The code that a login comes back with.
fn code(wire: &Wire, login: &mut Login<'_>, client: &Client<'_>, scope: &str) -> String {
    let mut url = away(wire, login, client, scope, &[]);
    let result = login.callback(client, &mut url, &mut [], secs(seconds(wire))).expect("a result");
    let Callback::Code(code) = result else { panic!("{result:?}") };
    code.expose().into()
}

fn logged_in(wire: &Wire, scope: &str) -> Token {
    let base = wire.base("boldsign");
    let client = service(&base);
    let mut login = start(wire, LoginKind::Code, &client, &base, 1);
    let code = code(wire, &mut login, &client, scope);
    let mut buffer = [0; 1024];
    let request = login.request(&client, Secret::new(&code), &mut buffer).unwrap();
    wire.token(&HERE, &request)
}

fn send(wire: &Wire, grant: &Grant<'_>) -> Response {
    let (base, mut buffer) = (wire.base("boldsign"), [0; 1024]);
    wire.send(&service(&base).request(grant, &mut buffer).expect("a request"))
}

fn refreshed(wire: &Wire, grant: &Grant<'_>) -> Token {
    let (base, mut buffer) = (wire.base("boldsign"), [0; 1024]);
    wire.token(&HERE, &service(&base).request(grant, &mut buffer).expect("a request"))
}

fn refresh(token: &Token) -> Grant<'_> {
    Grant::refresh_token(Secret::new(&token.refresh))
}

fn documents(wire: &Wire) -> String {
    wire.base("boldsign") + "/v1/document/list"
}

#[test]
fn a_login_by_code_outlives_the_program_and_gives_a_token_for_this_user() {
    let wire = Wire::new();
    let base = wire.base("boldsign");
    let client = service(&base);
    let (mut kept, mut buffer) = ([0; 1024], [0; 1024]);
    let (mut url, length) = {
        let login = start(&wire, LoginKind::Code, &client, &base, 1);
        let length = login.save(&mut kept).expect("room").len();
        (away(&wire, &login, &client, SCOPE, &[]), length)
    };

    let mut login = Login::restore(&mut kept[..length]).expect("a login");
    let result =
        login.callback(&client, &mut url, &mut [], secs(seconds(&wire))).expect("a result");
    let Callback::Code(code) = result else { panic!("{result:?}") };
    let exchange = login.request(&client, code, &mut buffer).expect("a request");
    let token = wire.token(&HERE, &exchange);
    assert_eq!(token.scope, SCOPE);
    assert_eq!(wire.status_with(&documents(&wire), &token.access), 200);

    let expect = ExpectIdToken::new(&base, CLIENT_ID, secs(seconds(&wire)))
        .nonce(login.nonce().as_str())
        .access_token(Secret::new(&token.access));
    let mut claims = [0; 1024];
    let id_token = Secret::new(&token.identity);
    assert_eq!(unverified_id_token(id_token, &expect, &mut claims).unwrap().subject, SUBJECT);

    // The code is spent, and so is the grant.
    assert!(wire.send(&exchange).assert_refused(&HERE, 400, Some("invalid_grant")));
    wire.assert_never_in_an_address(&[&token.access, &token.refresh, &token.identity]);
}

#[test]
fn another_logins_verifier_is_refused_and_so_is_its_response() {
    let wire = Wire::new();
    let base = wire.base("boldsign");
    let client = service(&base);
    let mut login = start(&wire, LoginKind::Code, &client, &base, 1);
    let mut other = start(&wire, LoginKind::Code, &client, &base, 2);

    let mut url = away(&wire, &login, &client, SCOPE, &[]);
    let mut copy = url.clone();
    let foreign = other.callback(&client, &mut copy, &mut [], secs(seconds(&wire))).unwrap_err();
    let LoginError::Callback(foreign) = foreign else { panic!("{foreign:?}") };
    assert_eq!(foreign.class, CallbackClass::State);

    let result =
        login.callback(&client, &mut url, &mut [], secs(seconds(&wire))).expect("a result");
    let Callback::Code(code) = result else { panic!("{result:?}") };
    let mut buffer = [0; 1024];
    let exchange = other.request(&client, code, &mut buffer).expect("a request");
    assert!(wire.send(&exchange).assert_refused(&HERE, 400, Some("invalid_grant")));
}

#[test]
fn a_code_goes_to_no_other_server_than_the_logins() {
    let wire = Wire::new();
    let base = wire.base("boldsign");
    let client = service(&base);
    let mut login = start(&wire, LoginKind::Code, &client, &base, 1);
    let code = code(&wire, &mut login, &client, SCOPE);
    let mut buffer = [0; 1024];
    for profile in [BOLDSIGN, HERE.token_endpoint("/connect/token2")] {
        let refused =
            login.request(&client.with_profile(&profile), Secret::new(&code), &mut buffer);
        assert_eq!(refused.unwrap_err(), RequestError::OtherServer);
    }
}

#[test]
fn a_user_who_says_no_uses_the_login_up() {
    let wire = Wire::new();
    let base = wire.base("boldsign");
    for (kind, client) in [(LoginKind::Code, service(&base)), (LoginKind::Implicit, page(&base))] {
        let mut login = start(&wire, kind, &client, &base, 1);
        let mut url = away(&wire, &login, &client, "BoldSign.Documents.All", &DENY);
        let mut again = url.clone();
        let result =
            login.callback(&client, &mut url, &mut [], secs(seconds(&wire))).expect("a result");
        let Callback::Denied(error) = result else { panic!("{result:?}") };
        assert_eq!(error.code(), ErrorCode::AccessDenied);
        let refused =
            login.callback(&client, &mut again, &mut [], secs(seconds(&wire))).unwrap_err();
        assert_eq!(refused, LoginError::Used);
    }
}

#[test]
fn an_implicit_login_finds_its_token_in_the_fragment_after_a_slash() {
    let wire = Wire::new();
    let base = wire.base("boldsign");
    let client = page(&base);
    let mut login = start(&wire, LoginKind::Implicit, &client, &base, 1);
    let scope = "BoldSign.Documents.All BoldSign.Templates.All";
    let sent_at = wire.now();
    let mut url = away(&wire, &login, &client, scope, &[]);
    assert!(url.starts_with(format!("{REDIRECT_URI}/#access_token=").as_bytes()));
    let result =
        login.callback(&client, &mut url, &mut [], secs(seconds(&wire))).expect("a result");
    let Callback::Token(token) = result else { panic!("{result:?}") };
    assert!(token.scope.expect("a scope").iter().eq(scope.split(' ')));
    assert!(token.refresh_token.is_none());

    let access = token.access_token.expose();
    let expiry = Expiry::new(ms(sent_at), token.expires_in);
    assert_eq!(wire.status_with(&documents(&wire), access), 200);
    wire.simulator.clock().advance(ACCESS_LIFETIME);
    assert_eq!(expiry.life(ms(wire.now()), 0), Life::Expired);
    assert_eq!(wire.status_with(&documents(&wire), access), 401);
}

#[test]
fn a_refresh_token_comes_with_offline_access_only() {
    let wire = Wire::new();
    assert_eq!(logged_in(&wire, "openid BoldSign.Documents.All").refresh, "");
    assert_ne!(logged_in(&wire, "offline_access BoldSign.Documents.All").refresh, "");
}

#[test]
fn a_refresh_token_works_once_and_then_ends_the_grant() {
    let wire = Wire::new();
    let first = logged_in(&wire, SCOPE);
    let second = refreshed(&wire, &refresh(&first));
    assert_ne!((&first.access, &first.refresh), (&second.access, &second.refresh));
    let third = refreshed(&wire, &refresh(&second));
    assert_eq!(wire.status_with(&documents(&wire), &third.access), 200);
    assert!(send(&wire, &refresh(&first)).assert_refused(&HERE, 400, Some("invalid_grant")));
    // One of the two who hold it must be a thief: the simulator ends it for both.
    assert!(send(&wire, &refresh(&third)).assert_refused(&HERE, 400, Some("invalid_grant")));
}

#[test]
fn a_refresh_narrows_the_scope_and_never_widens_it() {
    let wire = Wire::new();
    let first = logged_in(&wire, SCOPE);
    let granted = Scope::new(&first.scope);
    let base = wire.base("boldsign");
    let wider = refresh(&first).narrow_scope(granted, "BoldSign.Templates.All");
    let refused = service(&base).request(&wider, &mut [0; 1024]).unwrap_err();
    assert_eq!(refused, RequestError::Scope);
    let narrower = refresh(&first).narrow_scope(granted, "BoldSign.Documents.All");
    assert_eq!(refreshed(&wire, &narrower).scope, "BoldSign.Documents.All");
}

/// "Absolute" is thirty days from the login, "sliding" from the latest refresh.
#[test]
fn refresh_tokens_end_after_thirty_days_absolute_or_sliding() {
    for (lifetime, goes_on) in
        [(RefreshLifetime::Absolute, false), (RefreshLifetime::Sliding, true)]
    {
        let wire = Wire::new();
        wire.simulator.set_refresh_lifetime(lifetime);
        let first = logged_in(&wire, SCOPE);
        wire.simulator.clock().advance(REFRESH_LIFETIME - 60);
        let second = refreshed(&wire, &refresh(&first));
        wire.simulator.clock().advance(60);
        if goes_on {
            refreshed(&wire, &refresh(&second));
        } else {
            let refused = send(&wire, &refresh(&second));
            assert!(refused.assert_refused(&HERE, 400, Some("invalid_grant")));
        }
    }
}

#[test]
fn a_token_is_accepted_until_its_expiry_and_refused_from_then_on() {
    let wire = Wire::new();
    let token = logged_in(&wire, SCOPE);
    assert_eq!(token.expiry.life(ms(wire.now()), 60_000), Life::Fresh);
    wire.simulator.clock().advance(ACCESS_LIFETIME - 60);
    assert_eq!(token.expiry.life(ms(wire.now()), 60_000), Life::RefreshDue);
    assert_eq!(wire.status_with(&documents(&wire), &token.access), 200);
    wire.simulator.clock().advance(60);
    assert_eq!(token.expiry.life(ms(wire.now()), 60_000), Life::Expired);
    assert_eq!(wire.status_with(&documents(&wire), &token.access), 401);
    // And then a refresh brings one that is accepted.
    let next = refreshed(&wire, &refresh(&token));
    assert_eq!(wire.status_with(&documents(&wire), &next.access), 200);
}
