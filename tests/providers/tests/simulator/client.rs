//! A client that follows no redirect and takes any status.

use std::time::Duration;

use grantlet_providers::Simulator;
use serde_json::Value;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// A simulator of its own, and the way to reach it.
pub(crate) struct Client {
    pub(crate) simulator: Simulator,
    agent: Agent,
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: HeaderMap,
    pub(crate) body: String,
}

impl Client {
    pub(crate) fn new() -> Self {
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(Duration::from_secs(20)))
            .build();
        Self { simulator: Simulator::start().expect("loopback is there"), agent: config.into() }
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Response {
        let url = format!("{}{path}", self.simulator.base_url());
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let sent = if body.is_empty() {
            self.agent.run(request.body(()).expect("a valid request"))
        } else {
            self.agent.run(request.body(body).expect("a valid request"))
        };
        let mut response = sent.expect("a response");
        let body = response.body_mut().read_to_string().expect("UTF-8");
        Response { status: response.status().as_u16(), headers: response.headers().clone(), body }
    }

    pub(crate) fn form(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        pairs: &[(&str, &str)],
    ) -> Response {
        let headers = [&[("content-type", FORM)], headers].concat();
        self.send("POST", path, &headers, &encode(pairs))
    }

    pub(crate) fn get_with(&self, path: &str, header: (&str, &str)) -> Response {
        self.send("GET", path, &[header], "")
    }
}

impl Response {
    /// Empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// A string member of the body.
    pub(crate) fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap_or_else(|| panic!("no {member}: {self:?}")).to_owned()
    }

    /// Names of the members, in the order of the text.
    pub(crate) fn members(&self) -> Vec<String> {
        let Value::Object(members) = self.json() else { panic!("not an object: {self:?}") };
        let mut names: Vec<_> = members.keys().cloned().collect();
        names.sort_by_key(|name| self.body.find(&format!("\"{name}\":")));
        names
    }
}

pub(crate) fn encode(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The pairs with one of them changed; an empty value takes it out.
pub(crate) fn with<'a>(
    pairs: &[(&'a str, &'a str)],
    name: &'a str,
    value: &'a str,
) -> Vec<(&'a str, &'a str)> {
    let mut changed: Vec<_> = pairs.iter().copied().filter(|(key, _)| *key != name).collect();
    if !value.is_empty() {
        changed.push((name, value));
    }
    changed
}
