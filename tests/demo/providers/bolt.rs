//! Bolt: a code from a modal, credentials in the body and in headers.

use grantlet::providers::BOLT;
use grantlet::{Client, Grant, Secret};
use grantlet_providers::bolt;

use crate::Story;
use crate::wire::Wire;

pub(crate) fn tell(wire: &Wire<'_>) -> Story {
    wire.account
        .provider("Bolt", "a shop: the code comes from a modal, the secret is a header too");
    let base_url = wire.base_url("bolt");
    // The document's own address is absolute; here it is the simulator's, on loopback.
    let profile = BOLT.token_endpoint("/v1/oauth/token").allow_loopback();
    let client = Client::confidential(&profile, bolt::CLIENT_ID, Secret::new(bolt::CLIENT_SECRET))
        .base_url(&base_url);
    let mut buffer = [0; 1024];

    wire.account
        .step("The shopper types a one-time code into the modal (the simulator's stand-in).");
    wire.account.sent("POST /bolt/simulator/code");
    let modal = ureq::post(format!("{base_url}/simulator/code"))
        .send_empty()?
        .body_mut()
        .read_to_string()?;
    let modal: serde_json::Value = serde_json::from_str(&modal)?;
    let code = modal["code"].as_str().ok_or("the modal gave no code")?;

    wire.account.step("The code becomes a token; the scope goes along.");
    let grant = Grant::authorization_code(Secret::new(code)).scope("bolt.account.manage openid");
    let sent_at = wire.now();
    let mut response = wire.send(&client.request(&grant, &mut buffer)?)?;
    let token = profile.token(response.status, &mut response.body)?;
    wire.print_token(&token, sent_at);
    let scope = profile
        .extra_of(&token, "refresh_token_scope")
        .and_then(grantlet::Value::text)
        .unwrap_or("(unknown)");
    wire.account.came(&format!("its refresh token is for {scope}, and no refresh is documented"));
    Ok(())
}
