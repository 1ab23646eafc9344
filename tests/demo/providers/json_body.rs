//! A provider with JSON bodies: client credentials, and its working hours.

use grantlet::providers::JSON_BODY;
use grantlet::{Client, Grant, Secret, TokenError};
use grantlet_providers::json_body;

use crate::Story;
use crate::wire::Wire;

pub(crate) fn tell(wire: &Wire<'_>) -> Story {
    wire.account.provider("JSON bodies", "a bank: an object with id and secret, no grant_type");
    let profile = JSON_BODY.allow_loopback();
    let base_url = wire.base_url("json_body");
    let secret = Secret::new(json_body::CLIENT_SECRET);
    let client = Client::confidential(&profile, json_body::CLIENT_ID, secret).base_url(&base_url);
    let grant = Grant::client_credentials();
    let mut buffer = [0; 1024];

    wire.account.step("Client credentials, as JSON.");
    let sent_at = wire.now();
    let mut response = wire.send(&client.request(&grant, &mut buffer)?)?;
    let token = profile.token(response.status, &mut response.body)?;
    wire.print_token(&token, sent_at);

    wire.account.step("The same outside working hours.");
    let late = Client::confidential(&profile, json_body::OUTSIDE_HOURS, secret).base_url(&base_url);
    let mut response = wire.send(&late.request(&grant, &mut buffer)?)?;
    match profile.token(response.status, &mut response.body) {
        Err(TokenError::Server { status, error }) => {
            wire.print_refusal(status, &error, &response.body, "Nothing is lost: try later.");
            Ok(())
        }
        _ => Err("a closed bank returned a token".into()),
    }
}
