//! BoldSign: code with PKCE, rotation, implicit, client credentials.

use grantlet::providers::BOLDSIGN;
use grantlet::{Callback, Client, ClientAuth, Grant, Issuer, Login, LoginKind};
use grantlet::{Profile, Secret, TokenError};
use grantlet_providers::boldsign;
use grantlet_tests::secs;

use crate::Story;
use crate::account::elide_url;
use crate::wire::Wire;

pub(crate) fn tell(wire: &Wire<'_>) -> Story {
    wire.account.provider("BoldSign", "signatures: PKCE, rotation, implicit, client credentials");
    let base_url = wire.base_url("boldsign");
    // The simulator has other addresses, and plain http on loopback.
    let profile = BOLDSIGN
        .authorization_endpoint("/connect/authorize")
        .token_endpoint("/connect/token")
        .allow_loopback();
    let client =
        Client::confidential(&profile, boldsign::CLIENT_ID, Secret::new(boldsign::CLIENT_SECRET))
            .base_url(&base_url);
    by_code(wire, &profile, &client)?;
    implicit(wire, &Client::public(&profile, boldsign::IMPLICIT_CLIENT_ID).base_url(&base_url))?;
    client_credentials(wire, &profile, &client)
}

fn by_code(wire: &Wire<'_>, profile: &Profile<'_>, client: &Client<'_>) -> Story {
    wire.account
        .step("A login by code: the browser goes out with a challenge and comes back with a code.");
    let (mut buffer, mut kept) = ([0; 2048], [0; 1024]);
    let login = start(LoginKind::Code, client, wire)?;
    let scope = "openid offline_access BoldSign.Documents.All";
    let url = login.authorize().scope(scope).write(client, &mut buffer)?;
    let saved = login.save(&mut kept)?.len();
    let mut back = wire.get(url, None)?.location.into_bytes();
    wire.account.came(&elide_url(std::str::from_utf8(&back)?));

    wire.account
        .step("The app was closed meanwhile: the saved login is restored, and the code exchanged.");
    let mut login = Login::restore(kept.get_mut(..saved).unwrap_or_default())?;
    let now = wire.wall_time();
    let response = login.callback(client, &mut back, &mut [], secs(now))?;
    let Callback::Code(code) = response else {
        return Err("the callback has no code".into());
    };
    let sent_at = wire.now();
    let mut first = wire.send(&login.request(client, code, &mut buffer)?)?;
    let token = profile.token(first.status, &mut first.body)?;
    wire.print_token(&token, sent_at);
    let refresh_token = token.refresh_token.ok_or("no refresh token came")?;

    wire.account.step("A refresh: the new refresh token replaces the old.");
    let refresh = Grant::refresh_token(refresh_token);
    let sent_at = wire.now();
    let mut second = wire.send(&client.request(&refresh, &mut buffer)?)?;
    let token = profile.token(second.status, &mut second.body)?;
    wire.print_token(&token, sent_at);

    wire.account
        .step("The old refresh token again: it worked once, and the server revokes them all.");
    let mut again = wire.send(&client.request(&refresh, &mut buffer)?)?;
    match profile.token(again.status, &mut again.body) {
        Err(TokenError::Server { status, error }) => {
            wire.print_refusal(status, &error, &again.body, "");
            Ok(())
        }
        _ => Err("a refresh token worked twice".into()),
    }
}

fn implicit(wire: &Wire<'_>, client: &Client<'_>) -> Story {
    wire.account
        .step("A legacy single-page app: the token comes in the fragment, without a request.");
    let mut buffer = [0; 2048];
    let mut login = start(LoginKind::Implicit, client, wire)?;
    let scope = "BoldSign.Documents.All BoldSign.Templates.All";
    let sent_at = wire.now();
    let url = login.authorize().scope(scope).write(client, &mut buffer)?;
    let mut back = wire.get(url, None)?.location.into_bytes();
    wire.account.came(&elide_url(std::str::from_utf8(&back)?));
    let now = wire.wall_time();
    let response = login.callback(client, &mut back, &mut [], secs(now))?;
    let Callback::Token(token) = response else {
        return Err("the callback has no token".into());
    };
    wire.print_token(&token, sent_at);
    Ok(())
}

fn client_credentials(wire: &Wire<'_>, profile: &Profile<'_>, client: &Client<'_>) -> Story {
    wire.account
        .step("A service: client credentials, by Basic; a special character is no trouble.");
    let mut buffer = [0; 2048];
    let grant = Grant::client_credentials().scope("BoldSign.Documents.All");
    let basic = profile.client_auth(ClientAuth::BASIC);
    let sent_at = wire.now();
    let mut response = wire.send(&client.with_profile(&basic).request(&grant, &mut buffer)?)?;
    let token = basic.token(response.status, &mut response.body)?;
    wire.print_token(&token, sent_at);
    Ok(())
}

fn start<'a>(
    kind: LoginKind,
    client: &Client<'a>,
    wire: &Wire<'_>,
) -> Result<Login<'a>, Box<dyn std::error::Error>> {
    let mut entropy = [0; 96];
    getrandom::fill(&mut entropy).map_err(|error| error.to_string())?;
    let now = wire.wall_time();
    let redirect_uri = boldsign::REDIRECT_URI;
    Ok(Login::start_with_entropy(kind, client, redirect_uri, Issuer::Ignored, &entropy, secs(now))?)
}
