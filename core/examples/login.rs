//! A login by code with PKCE, from the click to a call of the API, over HTTP.
//!
//! `cargo run -p grantlet --example login`
//!
//! The provider is the project's simulator of `BoldSign`, on loopback. It asks nobody: a request for
//! the authorization URL takes the place of the browser.

use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use grantlet::bearer;
use grantlet::providers::BOLDSIGN;
use grantlet::{Client, Login, Profile, Request, Secret, UnixTime};
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
    let (mut buffer, mut saved) = ([0; 2048], [0; 1024]);

    // 1. The user clicks: start a login, save it, and send the browser to the URL.
    let scope = "offline_access BoldSign.Documents.All";
    let login = Login::start(&client, boldsign::REDIRECT_URI, scope, now()?, &mut buffer)?;
    let saved_len = login.save(&mut saved)?.len();
    let came_back = agent().get(login.url()).call()?;
    let callback = came_back.headers().get("location").ok_or("no redirect")?;
    let mut callback = callback.as_bytes().to_vec();

    // 2. The browser comes back: check the callback against the saved login.
    let mut login = Login::restore(&mut saved[..saved_len])?;
    let exchange = login.finish(&client, &mut callback, now()?)?;

    // 3. Exchange the code for tokens.
    let (status, mut body) = send(&exchange.write(&mut buffer)?)?;
    let token = client.token(status, &mut body)?;
    println!("logged in, for {:?} seconds", token.expires_in);
    println!("a refresh token came: {}", token.refresh_token.is_some());

    // 4. Call the API.
    let authorization = bearer(token.access_token, &mut buffer)?;
    let documents = format!("{base_url}/v1/document/list");
    let request = agent().get(documents).header("Authorization", authorization);
    println!("the documents: {}", request.call()?.body_mut().read_to_string()?);
    Ok(())
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

/// Seconds since 1970.
fn now() -> Result<UnixTime, Box<dyn Error>> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.into())
}
