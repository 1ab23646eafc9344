//! A provider that no profile of the gallery fits: a profile of your own, checked when it is
//! compiled, over HTTP.
//!
//! `cargo run -p grantlet --example own_provider`
//!
//! The provider is one of the project's simulator, on loopback. Its requests have no `grant_type`, its
//! tokens come under `data`, and its errors are objects.

use std::error::Error;

use grantlet::{Client, ClientAuth, ErrorShape, Profile, Request, Secret, TokenError};
use grantlet_providers::{Simulator, data_envelope};

/// Its documented differences from RFC 6749, one a line.
const ACME: Profile<'static> = Profile::RFC6749
    .token_endpoint("/v1/auth/token")
    .client_auth(ClientAuth::BODY)
    .send_grant_type(false)
    .envelope("data")
    .errors(&[ErrorShape::new("code_reason").description("message").number("code").inside_error()])
    .allow_loopback();

// A misspelt list does not compile.
const _: () = assert!(ACME.check().is_ok());

fn main() -> Result<(), Box<dyn Error>> {
    let simulator = Simulator::start()?;
    let base_url = format!("{}/data_envelope", simulator.base_url());
    for secret in [data_envelope::CLIENT_SECRET, "wrong"] {
        let client = Client::confidential(&ACME, data_envelope::CLIENT_ID, Secret::new(secret))
            .base_url(&base_url);
        let mut buffer = [0; 512];
        let post = client.client_credentials().write(&mut buffer)?;
        let (status, mut body) = send(&post)?;
        match client.token(status, &mut body) {
            Ok(token) => println!("a token for {:?} seconds", token.expires_in),
            Err(TokenError::Server { error, .. }) => {
                // Text of the server's own is data: escape it before it goes into a page.
                let text = |text: Option<grantlet::UntrustedText<'_>>| match text {
                    Some(text) if text.is_printable() => text.as_str().to_owned(),
                    _ => String::new(),
                };
                let said = error.text(&body).unwrap_or_default();
                println!("{status} {}: {}", text(said.error), text(said.error_description));
            }
            Err(error) => println!("{error}"),
        }
    }
    Ok(())
}

/// Sends a request, and returns the status and the body of the response.
fn send(post: &Request<'_>) -> Result<(u16, Vec<u8>), ureq::Error> {
    let config = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false);
    let agent: ureq::Agent = config.build().into();
    let mut request = agent.post(post.url);
    for (name, value) in post.headers.iter() {
        request = request.header(name, value);
    }
    let mut response = request.send(post.body)?;
    Ok((response.status().as_u16(), response.body_mut().read_to_vec()?))
}
