//! Bold smart locks: a JSON authentication, a code, a token, a refresh before it ends.

use grantlet::providers::{
    BOLD, BoldCredentials, bold_authentication, bold_authentication_request,
};
use grantlet::{Client, Grant, Life, Secret, TokenError, bearer};
use grantlet_providers::bold;
use grantlet_tests::ms;

use crate::Story;
use crate::wire::{LEEWAY, Wire};

pub(crate) fn tell(wire: &Wire<'_>) -> Story {
    wire.account.provider("Bold", "smart locks: a code by JSON, refresh tokens that work once");
    // The simulator speaks plain http, on loopback.
    let profile = BOLD.allow_loopback();
    let base_url = wire.base_url("bold");
    let client = Client::confidential(&profile, bold::CLIENT_ID, Secret::new(bold::CLIENT_SECRET))
        .base_url(&base_url);
    let mut buffer = [0; 1024];

    wire.account.step("The user authenticates, and a code comes back.");
    let user = BoldCredentials {
        mfa_token: Secret::new(bold::MFA_TOKEN),
        password: Secret::new(bold::PASSWORD),
        phone_number: bold::PHONE_NUMBER,
    };
    let authentication = bold_authentication_request(&client, &user, &mut buffer)?;
    let mut response = wire.send(&authentication)?;
    let authenticated = bold_authentication(response.status, &mut response.body)?;
    let left =
        authenticated.expiration.map_or(0, |until| until.second.as_secs() - wire.wall_time());
    let account_id = authenticated.account_id.unwrap_or(0);
    wire.account.came(&format!("a code for account {account_id}, which ends in {left} s"));

    wire.account.step("The code becomes a token.");
    let code = Grant::authorization_code(authenticated.code).redirect_uri(bold::REDIRECT_URI);
    let sent_at = wire.now();
    let mut first = wire.send(&client.request(&code, &mut buffer)?)?;
    let token = profile.token(first.status, &mut first.body)?;
    let expiry = wire.print_token(&token, sent_at);

    wire.account.step("The token opens the account; in the header X-Auth-Token it does not.");
    let accounts = format!("{base_url}/v1/accounts");
    let mut header = [0; 128];
    let authorization = bearer(token.access_token, &mut header)?;
    let page = wire.get(&accounts, Some(("Authorization", authorization)))?;
    wire.account.came(&format!("{}, {} bytes of accounts", page.status, page.body.len()));
    let page = wire.get(&accounts, Some(("X-Auth-Token", token.access_token.expose())))?;
    wire.account.refused(&format!("{}: only `Authorization: Bearer` counts.", page.status));

    wire.account.step("A minute before its end the token is refreshed, while it still holds.");
    let due = expiry.refresh_at(LEEWAY).unwrap_or(ms(sent_at));
    wire.simulator.clock().advance(due.since(ms(wire.now())).as_secs() + 1);
    if expiry.life(ms(wire.now()), LEEWAY) != Life::RefreshDue {
        return Err("the token is not due for a refresh".into());
    }
    let refresh_token = token.refresh_token.ok_or("no refresh token came")?;
    let refresh = Grant::refresh_token(refresh_token);
    let sent_at = wire.now();
    let mut second = wire.send(&client.request(&refresh, &mut buffer)?)?;
    let token = profile.token(second.status, &mut second.body)?;
    wire.print_token(&token, sent_at);

    wire.account.step("The old code again: the server refuses, and says so in its own way.");
    let mut again = wire.send(&client.request(&code, &mut buffer)?)?;
    match profile.token(again.status, &mut again.body) {
        Err(TokenError::Server { status, error }) => {
            wire.print_refusal(status, &error, &again.body, "");
        }
        _ => return Err("a code worked twice".into()),
    }
    Ok(())
}
