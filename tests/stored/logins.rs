//! This edition reads the logins that earlier ones saved, and the npm package saved.

use grantlet::{Callback, Client, Login, Profile};
use grantlet_tests::secs;

pub(crate) const EDITIONS: [&str; 2] =
    [include_str!("43264f4/logins.tsv"), include_str!("42f7535/logins.tsv")];
const PROFILE: Profile<'static> =
    Profile::RFC6749.authorization_endpoint("/authorize").token_endpoint("/token");
const STARTED: i64 = 1_790_000_000;

/// As the programs of the earlier editions have it.
fn said(saved: &str) -> String {
    let client = Client::public(&PROFILE, "app").base_url("https://as.example");
    let mut kept = saved.as_bytes().to_vec();
    let Ok(mut login) = Login::restore(&mut kept) else { return "unreadable".to_owned() };
    let state = login.state().to_owned();
    let issuer = "iss=https%3A%2F%2Fas.example";
    let mut said = vec![state.clone()];
    for parameters in [
        format!("?code=fake-code&state=another&{issuer}"),
        format!("?code=fake-code&state={state}"),
        format!("?code=fake-code&state={state}&{issuer}"),
        format!("#access_token=fake-at&token_type=Bearer&state={state}&{issuer}"),
    ] {
        let mut url = format!("https://app.example/callback{parameters}").into_bytes();
        let (mut buffer, mut body) = ([0; 1024], [0; 1024]);
        said.push(match login.callback(&client, &mut url, &mut buffer, secs(STARTED + 60)) {
            Ok(Callback::Code(code)) => {
                let request = login.request(&client, code, &mut body);
                request.expect("a request").body.to_owned()
            }
            Ok(Callback::Token(token)) => token.access_token.expose().to_owned(),
            Ok(_) => "another".to_owned(),
            Err(_) => "refused".to_owned(),
        });
    }
    said.join(" ")
}

#[test]
fn this_edition_reads_each_login_that_an_earlier_one_saved_as_that_did() {
    for line in EDITIONS.iter().flat_map(|text| text.lines()) {
        let [name, saved, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        assert_eq!(said(saved), expected, "{name}");
    }
}

/// One format: what a page saved, a program may finish.
#[test]
fn this_edition_reads_each_login_that_an_earlier_npm_package_saved() {
    let packages = [include_str!("43264f4/package.json"), include_str!("42f7535/package.json")];
    for package in packages {
        let package: serde_json::Value = serde_json::from_str(package).expect("JSON");
        let logins = package["logins"].as_array().expect("a list");
        assert_eq!(logins.len(), 5);
        for login in logins {
            let saved = login["saved"].as_str().expect("a text");
            let state: serde_json::Value = serde_json::from_str(saved).expect("JSON");
            let state = state["state"].as_str().expect("a text");
            assert!(said(saved).starts_with(state), "{}", login["name"]);
        }
    }
}
