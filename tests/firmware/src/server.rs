//! The simulator of Bold, the app that logs in there, and the way from the UART to it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use grantlet::providers::{
    BOLD, BoldCredentials, bold_authentication, bold_authentication_request,
};
use grantlet::{Client, Grant, Request as Post, Secret};
use grantlet_providers::{Simulator, bold};

use crate::bridge::{Delivery, Request, Response};
use crate::key;

/// Seconds that an access token lives here: the lock sleeps through half of them in a moment, and
/// for the simulator, whose clock is the machine's, they are long.
pub const ACCESS_LIFETIME: u64 = 30;

/// Starts the simulator of the five providers, of which the lock knows Bold.
///
/// # Errors
/// It could not be started.
pub fn start() -> Result<Simulator, String> {
    let simulator = Simulator::start().map_err(|error| error.to_string())?;
    simulator.set_bold_access_lifetime(ACCESS_LIFETIME);
    Ok(simulator)
}

/// Logs in at Bold as an app does, and returns the `refresh_token` that it hands the lock.
///
/// # Errors
/// A response is not the documented one.
pub fn log_in(simulator: &Simulator) -> Result<String, Box<dyn std::error::Error>> {
    log_in_as(simulator, false)
}

/// The same for a lock with a key, to which the tokens are bound then.
///
/// # Errors
/// As [`log_in`].
pub fn log_in_with_key(simulator: &Simulator) -> Result<String, Box<dyn std::error::Error>> {
    log_in_as(simulator, true)
}

fn log_in_as(simulator: &Simulator, has_key: bool) -> Result<String, Box<dyn std::error::Error>> {
    // The simulator speaks plain http, on loopback.
    let profile = BOLD.allow_loopback().token_types(&["DPoP"]);
    let base_url = format!("{}/bold", simulator.base_url());
    let client = Client::confidential(&profile, bold::CLIENT_ID, Secret::new(bold::CLIENT_SECRET))
        .base_url(&base_url);
    let mut buffer = [0; 1024];
    let user = BoldCredentials {
        mfa_token: Secret::new(bold::MFA_TOKEN),
        password: Secret::new(bold::PASSWORD),
        phone_number: bold::PHONE_NUMBER,
    };
    let authentication = bold_authentication_request(&client, &user, &mut buffer)?;
    let (status, mut body) = send(&authentication, None)?;
    let authenticated = bold_authentication(status, &mut body)?;
    let code = Grant::authorization_code(authenticated.code).redirect_uri(bold::REDIRECT_URI);
    let post = client.request(&code, &mut buffer)?;
    let proof = if has_key { Some(key::proof(&post, "")?) } else { None };
    let (status, mut body) = send(&post, proof.as_deref())?;
    let token = profile.token(status, &mut body)?;
    if has_key {
        // It is an error for a token that is not bound.
        token.dpop(&mut [0; 512])?;
    }
    Ok(token.refresh_token.ok_or("no refresh token came")?.expose().to_owned())
}

fn send(post: &Post<'_>, proof: Option<&str>) -> Result<(u16, Vec<u8>), ureq::Error> {
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(10)))
        .build();
    let mut sent = ureq::Agent::from(agent).post(post.url);
    for (name, value) in post.headers.iter() {
        sent = sent.header(name, value);
    }
    if let Some(proof) = proof {
        sent = sent.header("DPoP", proof);
    }
    let mut response = sent.send(post.body)?;
    Ok((response.status().as_u16(), response.body_mut().read_to_vec()?))
}

/// Sends the lock's request to the simulator, over a connection of its own, and returns what came
/// back.
///
/// # Errors
/// The simulator could not be reached.
pub fn forward(simulator: &Simulator, request: &Request) -> Result<Response, String> {
    forward_to(simulator.base_url(), &request.bytes)
}

/// The same to another server on this machine.
///
/// # Errors
/// It could not be reached.
pub fn forward_to(base_url: &str, request: &[u8]) -> Result<Response, String> {
    let address = base_url.trim_start_matches("http://");
    let mut bytes = Vec::new();
    TcpStream::connect(address)
        .and_then(|mut server| {
            server.set_read_timeout(Some(Duration::from_secs(10)))?;
            server.write_all(request)?;
            // The lock asks for the connection to be closed, so the response has an end.
            server.read_to_end(&mut bytes)
        })
        .map_err(|error| format!("{address}: {error}"))?;
    Ok(Response { bytes, delivery: Delivery::Whole })
}
