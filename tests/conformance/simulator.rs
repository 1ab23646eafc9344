//! The five providers over HTTP, played by the simulator: each grant that a document has.

mod bold;
mod boldsign;
mod bolt;
mod client_credentials;

use grantlet_tests::ms;
use std::time::Duration;

use grantlet::{Expiry, Profile, Request, Scope, Secret, TokenError, TokenResponse, bearer};
use grantlet_providers::Simulator;
use ureq::Agent;
use ureq::http;

use crate::texts;

/// A simulator of its own for each test, and the way to reach it.
struct Wire {
    simulator: Simulator,
    agent: Agent,
}

struct Response {
    status: u16,
    /// `Location`, empty where there is none.
    location: String,
    body: Vec<u8>,
}

/// A token that outlives the body it came in, for a test that goes on with it.
struct Token {
    access: String,
    refresh: String,
    /// The `id_token`.
    identity: String,
    scope: String,
    expiry: Expiry,
}

impl Wire {
    fn new() -> Self {
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(20)))
            .build();
        Self { simulator: Simulator::start().expect("loopback is there"), agent: config.into() }
    }

    /// The address of a provider.
    fn base(&self, provider: &str) -> String {
        format!("{}/{provider}", self.simulator.base_url())
    }

    /// Milliseconds of the simulator's clock, which tests advance.
    fn now(&self) -> u64 {
        u64::try_from(self.simulator.clock().now().as_millis()).expect("this century")
    }

    /// Sends what the core wrote, exactly that.
    fn send(&self, request: &Request<'_>) -> Response {
        let mut sent = http::Request::post(request.url);
        for (name, value) in request.headers.iter() {
            sent = sent.header(name, value);
        }
        self.run(sent, request.body)
    }

    fn get(&self, url: &str, headers: &[(&str, &str)]) -> Response {
        let mut sent = http::Request::get(url);
        for (name, value) in headers {
            sent = sent.header(*name, *value);
        }
        self.run(sent, ())
    }

    fn run(&self, sent: http::request::Builder, body: impl ureq::AsSendBody) -> Response {
        let mut response = self.agent.run(sent.body(body).expect("a request")).expect("a response");
        let location = response.headers().get("location").map(|location| location.to_str());
        Response {
            status: response.status().as_u16(),
            location: location.transpose().expect("ASCII").unwrap_or_default().into(),
            body: response.body_mut().read_to_vec().expect("a body"),
        }
    }

    /// Sends a request and reads the token that the response must have.
    fn token(&self, profile: &Profile<'_>, request: &Request<'_>) -> Token {
        let sent_at = self.now();
        let mut response = self.send(request);
        let token = response.token(profile);
        let text = |secret: Option<Secret<'_>>| secret.map_or("", Secret::expose).into();
        Token {
            access: token.access_token.expose().into(),
            refresh: text(token.refresh_token),
            identity: text(token.id_token),
            scope: token.scope.map_or("", Scope::as_str).into(),
            expiry: Expiry::new(ms(sent_at), token.expires_in),
        }
    }

    /// The status of a resource's response to a token.
    fn status_with(&self, url: &str, token: &str) -> u16 {
        let mut buffer = [0; 2048];
        let header = bearer(Secret::new(token), &mut buffer).expect("a header");
        self.get(url, &[("Authorization", header)]).status
    }

    /// No code or token of these was ever in a URL. Their characters need no encoding.
    fn assert_never_in_an_address(&self, secrets: &[&str]) {
        for exchange in self.simulator.log() {
            let address = exchange.path + "?" + &exchange.query.unwrap_or_default();
            assert!(!secrets.iter().any(|secret| address.contains(secret)), "{address}");
        }
    }
}

impl Response {
    fn token(&mut self, profile: &Profile<'_>) -> TokenResponse<'_> {
        assert_eq!(self.status, 200);
        profile.token(self.status, &mut self.body).unwrap_or_else(|error| panic!("{error}"))
    }

    /// A server's error, with this `error`. Gives whether it ends the grant.
    fn assert_refused(mut self, profile: &Profile<'_>, status: u16, error: Option<&str>) -> bool {
        assert_eq!(self.status, status);
        match profile.token(status, &mut self.body) {
            Err(TokenError::Server { error: said, .. }) => {
                assert_eq!(texts(said.text(&self.body))[0], error);
                said.ends_grant()
            }
            other => panic!("{other:?}"),
        }
    }
}
