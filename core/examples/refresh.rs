//! A refresh: the request, its response, and what each outcome means, over HTTP.
//!
//! `cargo run -p grantlet --example refresh`
//!
//! The provider is the project's simulator of `BoldSign`, on loopback. `Session` decides when to
//! refresh, and how long to wait after a failure: see the examples `flash` and `service`.

use std::error::Error;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use grantlet::providers::BOLDSIGN;
use grantlet::{Client, Expiry, Failure, Login, Uptime};
use grantlet::{Profile, Request, Secret, wipe};
use grantlet_providers::{Simulator, boldsign};

/// The simulator's addresses. For the provider itself it is `BOLDSIGN`, and the base URL is empty.
const PROFILE: Profile<'static> = BOLDSIGN
    .authorization_endpoint("/connect/authorize")
    .token_endpoint("/connect/token")
    .allow_loopback();

fn main() -> Result<(), Box<dyn Error>> {
    let simulator = Simulator::start()?;
    let base_url = format!("{}/boldsign", simulator.base_url());
    let secret = Secret::new(boldsign::CLIENT_SECRET);
    let client = Client::confidential(&PROFILE, boldsign::CLIENT_ID, secret).base_url(&base_url);
    let started = Instant::now();

    let mut stored = log_in(&client)?;
    let spent = stored.clone();
    refresh(&client, &mut stored, started)?;
    refresh(&client, &mut stored, started)?;
    // Each refresh token works once: this one belongs to the past.
    stored = spent;
    refresh(&client, &mut stored, started)
}

fn refresh(
    client: &Client<'_>,
    stored: &mut String,
    started: Instant,
) -> Result<(), Box<dyn Error>> {
    let mut buffer = [0; 1024];
    let post = client.refresh(Secret::new(stored)).write(&mut buffer)?;
    let sent_at = Uptime::from(started.elapsed());
    let (status, mut body) = send(&post)?;
    match client.token(status, &mut body) {
        Ok(token) => {
            if let Some(new) = token.refresh_token {
                // To be stored before the access token is used. Where no new one comes, the old one stays.
                new.expose().clone_into(stored);
            }
            let expiry = Expiry::new(sent_at, token.expires_in);
            println!("a token, to be refreshed at {:?}", expiry.refresh_at(60_000));
        }
        Err(error) => match Failure::of(&error) {
            Failure::Ended => println!("log in again: {error}"),
            Failure::Refused | Failure::NotJson => println!("somebody must look: {error}"),
            _ => println!("try again later: {error}"),
        },
    }
    wipe(&mut buffer); // It holds the client's secret and the refresh token.
    wipe(&mut body);
    Ok(())
}

/// A login, as the example `login` explains it. Returns the refresh token.
fn log_in(client: &Client<'_>) -> Result<String, Box<dyn Error>> {
    let mut buffer = [0; 2048];
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.into();
    let (redirect_uri, scope, mut url) = (boldsign::REDIRECT_URI, "offline_access", [0; 2048]);
    let mut login = Login::start(client, redirect_uri, scope, now, &mut url)?;
    let came_back = agent().get(login.url()).call()?;
    let mut callback = came_back.headers()["location"].as_bytes().to_vec();
    let exchange = login.finish(client, &mut callback, now)?;
    let (status, mut body) = send(&exchange.write(&mut buffer)?)?;
    let token = client.token(status, &mut body)?;
    Ok(token.refresh_token.ok_or("no refresh token came")?.expose().to_owned())
}

/// Sends a request, and returns the status and the body of the response.
fn send(post: &Request<'_>) -> Result<(u16, Vec<u8>), ureq::Error> {
    let mut request = agent().post(post.url);
    for (name, value) in post.headers.iter() {
        request = request.header(name, value);
    }
    let mut response = request.send(post.body)?;
    Ok((response.status().as_u16(), response.body_mut().read_to_vec()?))
}

/// An HTTP client that follows no redirect and returns every status.
fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false);
    config.build().into()
}
