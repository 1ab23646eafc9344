//! The gallery of providers: each has a file of what its documentation says, which its profile writes and reads.
//!
//! - Addresses and bodies are expected byte for byte; `{state}`, `{challenge}` and `{verifier}` are the login's.
//! - A response is `documented` where its body is printed byte for byte. Others are from reports, from tests
//!   of clients, or put together from a table of members.

mod hostile;

use std::collections::BTreeMap;
use std::path::Path;

use grantlet::{
    Challenge, Client, ClientAuth, Failure, Grant, Login, LoginRequest, Polled, Profile, Request,
    Secret, TokenError, UnixTime, providers,
};
use grantlet_tests::assert_error_text;
use grantlet_tests::members::{assert_members, of_device, of_token};
use serde_json::Value;

/// What the five without a file here have: a document that the project was built from.
const DOCUMENTS: [&str; 5] = ["BOLD", "BOLDSIGN", "BOLT", "DATA_ENVELOPE", "JSON_BODY"];

/// The files of this folder by the names of their providers.
fn files() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("gallery");
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = std::fs::read_to_string(&path).unwrap();
            let file: Value = serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let name = file["provider"].as_str().unwrap().to_owned();
            assert_eq!(path.file_stem().unwrap(), name.to_lowercase().as_str());
            files.insert(name, file);
        }
    }
    files
}

fn profile(name: &str) -> &'static Profile<'static> {
    let (_, profile) = providers::ALL.iter().find(|(other, _)| *other == name).unwrap();
    profile
}

/// A client of a provider, at its tenant's or region's address where it has one.
fn client<'a>(profile: &'a Profile<'a>, file: &'a Value) -> Client<'a> {
    let id = file["client"]["id"].as_str().unwrap();
    let secret = file["client"]["secret"].as_str().map(Secret::new);
    let base_url = file["base_url"].as_str().unwrap_or_default();
    Client::try_new(profile, id, secret, base_url).unwrap()
}

fn pairs(value: &Value) -> Vec<(&str, &str)> {
    let rows = value.as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter().map(|row| (row[0].as_str().unwrap(), row[1].as_str().unwrap())).collect()
}

/// 96 bytes of which no part repeats another.
fn entropy() -> [u8; 96] {
    std::array::from_fn(|index| u8::try_from(index * 7 % 251).unwrap() ^ 0x5A)
}

/// What a file writes, with what this login drew.
fn filled(text: &Value, login: Option<&Login<'_>>) -> String {
    let mut text = text.as_str().unwrap().to_owned();
    if let Some(login) = login {
        let verifier = login.code_verifier().expose();
        let challenge = Challenge::s256(verifier).unwrap();
        text = text
            .replace("{state}", login.state())
            .replace("{challenge}", challenge.as_str())
            .replace("{verifier}", verifier);
    }
    text
}

fn start<'a>(
    client: &Client<'a>,
    expected: &'a Value,
    params: &'a [(&'a str, &'a str)],
    buffer: &'a mut [u8],
) -> Login<'a> {
    LoginRequest::new(client, expected["redirect_uri"].as_str().unwrap())
        .scope(expected["scope"].as_str().unwrap())
        .params(params)
        .return_uri(expected["return_uri"].as_str().unwrap_or_default())
        .start_with_entropy(&entropy(), UnixTime::from_secs(1_700_000_000), buffer)
        .unwrap()
}

fn verify_request(name: &str, request: &Request<'_>, expected: &Value, login: Option<&Login<'_>>) {
    assert_eq!(request.url, filled(&expected["url"], login), "{name}");
    assert_eq!(request.headers.iter().collect::<Vec<_>>(), pairs(&expected["headers"]), "{name}");
    assert_eq!(request.body, filled(&expected["body"], login), "{name}");
}

#[test]
fn each_provider_has_a_file_and_a_profile_without_faults() {
    let files = files();
    for (name, profile) in providers::ALL {
        assert_eq!(profile.check(), Ok(()), "{name}");
        assert!(files.contains_key(*name) || DOCUMENTS.contains(name), "{name}");
    }
    assert_eq!(files.len() + DOCUMENTS.len(), providers::ALL.len());
    assert!(files.len() >= 30, "{}", files.len());
    let documented = |file: &Value| {
        let rows = file["responses"].as_array().unwrap();
        rows.iter().filter(|row| row["documented"] == true).count()
    };
    println!("{} files, {} bodies", files.len(), files.values().map(documented).sum::<usize>());
}

#[test]
fn c_and_the_readme_have_each_provider_by_its_name() {
    let ffi = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ffi");
    let read = |path: &str| std::fs::read_to_string(ffi.join(path)).unwrap();
    let (header, source) = (read("include/grantlet.h"), read("src/gallery.rs"));
    let source = source.split_whitespace().collect::<Vec<_>>().join(" ");
    let readme = read("../README.md");
    for (name, _) in providers::ALL {
        assert!(readme.contains(&format!("`{name}`")), "the README lists no {name}");
        let constant = format!("grantlet_{}", name.to_lowercase());
        let declared = format!("extern const grantlet_profile {constant};");
        assert!(header.contains(&declared), "{declared}");
        let defined = format!("{constant}: Profile = Profile::of(&providers::{name});");
        assert!(DOCUMENTS.contains(name) || source.contains(&defined), "{defined}");
    }
}

#[test]
fn requests_are_as_documented() {
    for (name, file) in files() {
        let client = client(profile(&name), &file);
        let mut buffer = vec![0; 4096];
        let params = pairs(&file["login"]["params"]);
        let login = match &file["login"] {
            Value::Null => None,
            expected => Some(start(&client, expected, &params, &mut buffer)),
        };
        if let Some(login) = &login {
            assert_eq!(login.url(), filled(&file["login"]["url"], Some(login)), "{name}");
            let params = pairs(&file["exchange"]["params"]);
            let exchange = login.exchange(&client, Secret::new("c/1")).unwrap().params(&params);
            let mut buffer = vec![0; 4096];
            let written = exchange.write(&mut buffer).unwrap();
            verify_request(&name, &written, &file["exchange"], Some(login));
        }
        if !file["refresh"].is_null() {
            let params = pairs(&file["refresh"]["params"]);
            let mut grant = Grant::refresh_token(Secret::new("r|1")).params(&params);
            if let Some(redirect_uri) = file["refresh"]["redirect_uri"].as_str() {
                grant = grant.redirect_uri(redirect_uri);
            }
            let omitted = client.profile().client_auth(ClientAuth::OMITTED);
            let client = match file["refresh"]["without"].as_str() {
                Some("secret") => Client::public(client.profile(), client.id()),
                Some("client") => client.with_profile(&omitted),
                _ => client,
            };
            let mut buffer = vec![0; 4096];
            let written = client.request(&grant, &mut buffer).unwrap();
            verify_request(&name, &written, &file["refresh"], None);
        }
    }
}

#[test]
fn responses_are_read_as_documented() {
    for (name, file) in files() {
        for row in file["responses"].as_array().unwrap() {
            let status = u16::try_from(row["status"].as_u64().unwrap()).unwrap();
            let text = row["body"].as_str().unwrap();
            let about = format!("{name}: {text}");
            let mut body = text.as_bytes().to_vec();
            if row["token"].is_object() {
                verify_token(&about, profile(&name), status, &mut body, &row["token"]);
            } else if row["device"].is_object() {
                verify_device(&about, profile(&name), status, &mut body, &row["device"]);
            } else {
                verify_error(&about, profile(&name), status, &mut body, row);
            }
        }
    }
}

fn verify_token(
    about: &str,
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    expected: &Value,
) {
    let token = profile.token(status, body).unwrap_or_else(|error| panic!("{about}: {error:?}"));
    for name in ["access_token", "refresh_token", "expires_in"] {
        assert!(expected.get(name).is_some(), "{about}: the row says nothing of {name}");
    }
    assert_members(&of_token(profile, &token), expected, about);
}

fn verify_device(
    about: &str,
    profile: &Profile<'_>,
    status: u16,
    body: &mut [u8],
    expected: &Value,
) {
    let device = profile.device_authorization(status, body).unwrap();
    for name in ["device_code", "user_code", "verification_uri", "expires_in", "interval"] {
        assert!(expected.get(name).is_some(), "{about}: the row says nothing of {name}");
    }
    assert_members(&of_device(&device), expected, about);
}

fn verify_error(about: &str, profile: &Profile<'_>, status: u16, body: &mut [u8], row: &Value) {
    let expected = &row["error"];
    let error = profile.token(status, body).unwrap_err();
    let TokenError::Server { error: server, .. } = error else { panic!("{about}: {error:?}") };
    if let Some(polled) = row["polled"].as_str() {
        let found = match Polled::of::<()>(&Err(error)) {
            Polled::Pending => "pending",
            Polled::SlowDown => "slow_down",
            Polled::Decided => "decided",
            Polled::Expired => "expired",
            Polled::NoResponse => "no_response",
        };
        assert_eq!(found, polled, "{about}");
    }
    if let Some(failure) = expected["failure"].as_str() {
        let found = match Failure::of(&error) {
            Failure::Ended => "ended",
            Failure::TryLater => "try_later",
            Failure::Refused => "refused",
            failure => panic!("{about}: {failure:?}"),
        };
        assert_eq!(found, failure, "{about}");
        assert_eq!(server.ends_grant(), expected["ends_grant"], "{about}");
    }
    assert_error_text(&server.text(body).unwrap(), expected, about);
}
