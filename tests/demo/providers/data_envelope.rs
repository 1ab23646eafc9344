//! A provider that wraps its response: client credentials, object or text, and a wrong secret.

use grantlet::providers::DATA_ENVELOPE;
use grantlet::{Client, Grant, Secret, TokenError};
use grantlet_providers::data_envelope;

use crate::Story;
use crate::wire::Wire;

pub(crate) fn tell(wire: &Wire<'_>) -> Story {
    wire.account.provider("Data envelope", "the response is in `data`, as an object or as text");
    let profile = DATA_ENVELOPE.allow_loopback();
    let base_url = wire.base_url("data_envelope");
    let secret = Secret::new(data_envelope::CLIENT_SECRET);
    let grant = Grant::client_credentials();
    let mut buffer = [0; 1024];

    for (id, what) in [
        (data_envelope::CLIENT_ID, "Client credentials: `data` is an object."),
        (data_envelope::AS_STRING, "The same where `data` is JSON in a string."),
    ] {
        wire.account.step(what);
        let client = Client::confidential(&profile, id, secret).base_url(&base_url);
        let sent_at = wire.now();
        let mut response = wire.send(&client.request(&grant, &mut buffer)?)?;
        let token = profile.token(response.status, &mut response.body)?;
        wire.print_token(&token, sent_at);
    }

    wire.account.step("A wrong secret: the error is an object.");
    let wrong = Client::confidential(&profile, data_envelope::CLIENT_ID, Secret::new("wrong"))
        .base_url(&base_url);
    let mut response = wire.send(&wrong.request(&grant, &mut buffer)?)?;
    match profile.token(response.status, &mut response.body) {
        Err(TokenError::Server { status, error }) => {
            let meaning = "The client's credentials are wrong: logging in again does not help.";
            wire.print_refusal(status, &error, &response.body, meaning);
            Ok(())
        }
        _ => Err("a wrong secret worked".into()),
    }
}
