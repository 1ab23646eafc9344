//! Saved logins.

use grantlet::{Callback, Client, Issuer, Login, LoginKind, Profile};

use crate::{hex, unhex};

const PROFILE: Profile<'static> =
    Profile::RFC6749.authorization_endpoint("/authorize").token_endpoint("/token");
const STARTED: i64 = 1_790_000_000;
const REDIRECT: &str = "https://app.example/callback";

fn client() -> Client<'static> {
    Client::public("https://as.example", "app")
}

pub(crate) fn write() {
    let issuer = "https://as.example";
    for (name, kind, issuer) in [
        ("code", LoginKind::Code, Issuer::Ignored),
        ("code, iss refused", LoginKind::Code, Issuer::Refused),
        ("code, iss required", LoginKind::Code, Issuer::Required(issuer)),
        ("code id_token", LoginKind::CodeIdToken, Issuer::IfPresent(issuer)),
        ("token", LoginKind::Implicit, Issuer::IfPresent(issuer)),
        ("id_token token", LoginKind::ImplicitIdToken, Issuer::Required(issuer)),
    ] {
        let entropy: [u8; 96] = core::array::from_fn(|at| u8::try_from(at * 7 % 251).expect("a byte"));
        let login = Login::start(kind, &PROFILE, &client(), REDIRECT, issuer, &entropy, STARTED);
        let mut buffer = [0; 1024];
        let login = login.expect("a login");
        let saved = login.save(&mut buffer).expect("room");
        let ask = hex(saved.as_bytes());
        println!("{name}\t{saved}\t{}", read(&ask));
    }
}

/// What this edition makes of a saved login: its state, and what a response with that state gives.
pub(crate) fn read(line: &str) -> String {
    let mut saved = unhex(line);
    let Ok(mut login) = Login::restore(&mut saved) else { return "unreadable".to_owned() };
    let state = login.state().to_owned();
    let issuer = "iss=https%3A%2F%2Fas.example";
    let mut said = vec![state.clone()];
    for parameters in [
        format!("?code=fake-code&state=another&{issuer}"),
        format!("?code=fake-code&state={state}"),
        format!("?code=fake-code&state={state}&{issuer}"),
        format!("#access_token=fake-at&token_type=Bearer&state={state}&{issuer}"),
    ] {
        let mut url = format!("{REDIRECT}{parameters}").into_bytes();
        let mut buffer = [0; 1024];
        let result = login.callback(&PROFILE, &mut url, &mut buffer, STARTED + 60);
        said.push(match result {
            Ok(Callback::Code(code)) => {
                let mut buffer = [0; 1024];
                let request = login.request(&PROFILE, &client(), code, &mut buffer);
                request.expect("a request").body.to_owned()
            }
            Ok(Callback::Token(token)) => token.access_token.expose().to_owned(),
            Ok(_) => "another".to_owned(),
            Err(_) => "refused".to_owned(),
        });
    }
    said.join(" ")
}
