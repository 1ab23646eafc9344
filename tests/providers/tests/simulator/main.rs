//! The simulator seen from outside, over real HTTP: one file for each provider, and what they share here.

mod bold;
mod boldsign;
mod bolt;
mod client;
mod data_envelope;
mod dpop;
mod gallery;
mod json_body;

use client::{Client, FORM};
use grantlet_providers::{BODY_LIMIT, Simulator};

#[test]
fn every_token_endpoint_lets_a_browser_in() {
    let client = Client::new();
    for path in [
        "/bold/v2/oauth/token",
        "/bolt/v1/oauth/token",
        "/boldsign/connect/token",
        "/json_body/v1/oauth/token",
        "/data_envelope/v1/auth/token",
    ] {
        let preflight = client.send("OPTIONS", path, &[("origin", "http://localhost:1")], "");
        assert_eq!(preflight.status, 204, "{path}");
        assert_eq!(preflight.header("access-control-allow-origin"), "*", "{path}");
        assert!(
            preflight.header("access-control-allow-headers").contains("content-type"),
            "{path}"
        );
        let refusal = client.send("POST", path, &[("content-type", FORM)], "a=b");
        assert!(refusal.status >= 400, "{path}");
        assert_eq!(refusal.header("access-control-allow-origin"), "*", "{path}");
        let exposed = refusal.header("access-control-expose-headers");
        // Bold documents what it exposes, and the date is not in it.
        assert_eq!(exposed == "date, www-authenticate", !path.starts_with("/bold/"), "{path}");
    }
}

#[test]
fn a_body_over_the_limit_is_not_read() {
    let client = Client::new();
    let at = |length| {
        let body = format!("a={}", "x".repeat(length - 2));
        client.send("POST", "/data_envelope/v1/auth/token", &[("content-type", FORM)], &body).status
    };
    assert_eq!(at(BODY_LIMIT), 400);
    assert_eq!(at(BODY_LIMIT + 1), 413);
}

#[test]
fn the_log_holds_what_was_sent_and_prints_no_secret() {
    let client = Client::new();
    let watched = client.simulator.watch();
    client.send(
        "POST",
        "/data_envelope/v1/auth/token?q=hidden1",
        &[("content-type", FORM), ("authorization", "Bearer hidden2")],
        "client_id=shown%1b&client_secret=hidden3",
    );
    client.send("POST", "/json_body/v1/oauth/token", &[], r#"{"client_secret":"hidden4"}"#);
    let log = client.simulator.log();
    assert_eq!(log.len(), 2);
    assert_eq!(
        (log[0].method.as_str(), log[0].path.as_str()),
        ("POST", "/data_envelope/v1/auth/token")
    );
    assert_eq!(log[0].query.as_deref(), Some("q=hidden1"));
    assert_eq!(log[0].request_header("content-type"), Some(FORM));
    assert_eq!(log[0].request_body, b"client_id=shown%1b&client_secret=hidden3");
    assert_eq!(log[0].status, 401);
    assert_eq!(log[0].response_header("content-type"), Some("application/json"));
    assert!(log[0].response_body.starts_with(b"{\"error\""));
    let lines: Vec<_> = log.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "POST /data_envelope/v1/auth/token Bearer=… q=… client_id=shown\\u{1b} client_secret=… -> 401",
            "POST /json_body/v1/oauth/token client_secret:… -> 409"
        ]
    );
    assert_eq!(watched.try_iter().collect::<Vec<_>>(), log);
    drop(client);
    assert!(watched.recv().is_err());
}

#[test]
fn two_simulators_share_nothing_and_dropping_one_closes_its_port() {
    let (one, two) = (Simulator::start().expect("starts"), Simulator::start().expect("starts"));
    assert_ne!(one.base_url(), two.base_url());
    let address = one.base_url().strip_prefix("http://").expect("plain http").to_owned();
    let half_a_request = std::net::TcpStream::connect(&address).expect("listens");
    one.clock().advance(1000);
    assert!(one.clock().now() > two.clock().now());
    drop(one);
    assert!(std::net::TcpStream::connect(&address).is_err());
    drop(half_a_request);
}

#[test]
fn an_unknown_path_is_404_and_a_wrong_method_405() {
    let client = Client::new();
    assert_eq!(client.send("GET", "/nobody", &[], "").status, 404);
    assert_eq!(client.send("GET", "/bold/v2/oauth/token", &[], "").status, 405);
}
