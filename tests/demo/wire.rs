//! The HTTP between the client and the simulator. No redirect is followed.

use grantlet_tests::ms;
use std::error::Error;
use std::time::Duration;

use grantlet::{Expiry, Request, ServerError, TokenResponse, TokenType, UntrustedText};
use grantlet_providers::Simulator;
use ureq::Agent;

use crate::account::{Account, duration, elide_form, elide_header, elide_json, elide_url};

/// Milliseconds before its end at which a token is refreshed.
pub(crate) const LEEWAY: u64 = 60_000;

/// A response as it was received.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) body: Vec<u8>,
}

pub(crate) struct Wire<'a> {
    pub(crate) simulator: &'a Simulator,
    pub(crate) account: &'a Account,
    agent: Agent,
}

impl<'a> Wire<'a> {
    pub(crate) fn new(simulator: &'a Simulator, account: &'a Account) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(10)))
            .build();
        Self { simulator, account, agent: agent.into() }
    }

    /// The address that a provider's client is set up with.
    pub(crate) fn base_url(&self, provider: &str) -> String {
        format!("{}/{provider}", self.simulator.base_url())
    }

    /// The simulator's clock in milliseconds, which does not jump unless the demo moves it.
    pub(crate) fn now(&self) -> u64 {
        u64::try_from(self.simulator.clock().now().as_millis()).unwrap_or(u64::MAX)
    }

    /// The same as wall time, in seconds since 1970.
    pub(crate) fn wall_time(&self) -> i64 {
        i64::try_from(self.simulator.clock().now().as_secs()).unwrap_or(i64::MAX)
    }

    /// Sends a request of Grantlet's, header fields and all.
    pub(crate) fn send(&self, request: &Request<'_>) -> Result<Response, Box<dyn Error>> {
        self.account.sent(&format!("POST {}", path(request.url)));
        let json = request.body.starts_with('{');
        for (name, value) in request.headers.iter() {
            if !matches!(name, "Content-Type" | "Accept") {
                self.account.sent(&format!("  {}", elide_header(name, value)));
            }
        }
        let body = if json { elide_json(request.body) } else { elide_form(request.body) };
        self.account.sent(&format!("  {body}"));
        let mut post = self.agent.post(request.url);
        for (name, value) in request.headers.iter() {
            post = post.header(name, value);
        }
        read(post.send(request.body)?)
    }

    /// Asks for a page or a resource, with one header or none.
    pub(crate) fn get(
        &self,
        url: &str,
        header: Option<(&str, &str)>,
    ) -> Result<Response, Box<dyn Error>> {
        self.account.sent(&format!("GET {}", elide_url(path(url))));
        let mut get = self.agent.get(url);
        if let Some((name, value)) = header {
            self.account.sent(&format!("  {}", elide_header(name, value)));
            get = get.header(name, value);
        }
        read(get.call()?)
    }

    /// Prints what a token response contains and when the token ends.
    pub(crate) fn print_token(&self, token: &TokenResponse<'_>, sent_at: u64) -> Expiry {
        let expiry = Expiry::new(ms(sent_at), token.expires_in);
        let kind = match token.token_type {
            TokenType::Bearer => "Bearer",
            TokenType::Other(kind) => kind,
        };
        let mut parts =
            vec![format!("{kind} token of {} bytes", token.access_token.expose().len())];
        parts.push(match token.expires_in {
            Some(seconds) => format!("ends in {}", duration(seconds.into())),
            None => "its end is unknown".to_string(),
        });
        if let (Some(end), Some(due)) = (expiry.expires_at(), expiry.refresh_at(LEEWAY)) {
            parts.push(format!("refresh due {} before", duration(end.since(due).as_secs())));
        }
        if token.refresh_token.is_some() {
            parts.push("with a refresh token".to_string());
        }
        if token.id_token.is_some() {
            parts.push("with an id_token".to_string());
        }
        if let Some(scope) = token.scope {
            parts.push(format!("scope {}", scope.as_str()));
        }
        self.account.came(&parts.join(", "));
        expiry
    }

    /// Prints why a server refused, and what that means for the user.
    pub(crate) fn print_refusal(
        &self,
        status: u16,
        error: &ServerError,
        body: &[u8],
        meaning: &str,
    ) {
        let text = |text: Option<UntrustedText<'_>>| match text {
            Some(text) if text.is_printable() => text.as_str().trim_end_matches('.').to_string(),
            Some(_) => "(text that cannot be printed)".to_string(),
            None => "(nothing)".to_string(),
        };
        let error_text = error.text(body).unwrap_or_default();
        let end = if error.ends_grant() { "The grant has ended: log in again." } else { meaning };
        self.account.refused(&format!(
            "{status} {} / {}. {end}",
            text(error_text.error),
            text(error_text.error_description)
        ));
    }
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> Result<Response, Box<dyn Error>> {
    let location = response.headers().get("location").and_then(|value| value.to_str().ok());
    Ok(Response {
        status: response.status().as_u16(),
        location: location.unwrap_or_default().to_string(),
        body: response.body_mut().read_to_vec()?,
    })
}

/// An address without its host, which is always the simulator's.
fn path(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find('/').map_or(url, |slash| &url[host + slash..])
}
