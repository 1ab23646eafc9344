//! The examples of the RFCs as vectors, or the reason why the interface for C has no function for
//! one. What is written must be what is written here, where `tests/unit/rfc.rs` holds it to the
//! examples.

use grantlet::{
    Authorize, CallbackExpectation, Challenge, Client, ClientAuth, Flow, Grant, Issuer, Profile,
    Secret,
};
use grantlet_tests::shared_json;
use serde_json::Value;

use crate::files::{File, callback, response, text};
use crate::host::Verdict;
use crate::vector::Vector;

/// The cases of `rfc-vectors.json` that are another function's, and whose.
const LEFT_OUT: [(&str, &str); 15] = [
    ("rfc7636_B/sha256_octets", "seen through the challenge"),
    ("rfc7636_B/code_challenge", "owed by the code_verifier"),
    ("rfc7636_A/octets", "no function encodes other than 32 bytes"),
    ("rfc7636_A/base64url", "no function decodes base64url"),
    ("rfc6749_B/code_points", "the value, spelled out"),
    ("rfc4648_10/base64", "no function is Base64 alone"),
    ("rfc4648_negative/base64url_reject", "no function reads an id_token"),
    ("oidc_core_A/access_token", "no function reads an id_token"),
    ("oidc_core_A/at_hash", "no function reads an id_token"),
    ("oidc_core_A/code", "no function reads an id_token"),
    ("oidc_core_A/c_hash", "no function reads an id_token"),
    ("rfc9207_2/issuer", "what success and error are checked with"),
    ("rfc8628_3.2/body", "no function reads a device's response"),
    ("rfc6750_3/www_authenticate", "the resource server's header"),
    ("rfc3339_5.8/valid", "no function reads RFC 3339"),
];

const PROFILE: Profile<'_> =
    Profile::RFC6749.token_endpoint("/token").authorization_endpoint("/authorize");
const ID: &str = "s6BhdRkqt3";

pub(crate) fn examples() -> Option<File> {
    let file = shared_json("vectors/rfc-vectors.json")?;
    let (mut vectors, mut left_out, mut cases) = (Vec::new(), Vec::new(), 0);
    for (name, entry) in file.as_object()? {
        for (part, value) in entry.as_object()? {
            if part == "source" || part == "note" {
                continue;
            }
            cases += 1;
            let path = format!("{name}/{part}");
            match LEFT_OUT.iter().find(|(left_out, _)| *left_out == path) {
                Some((_, reason)) => left_out.push(format!("{path}: {reason}")),
                None => vectors.extend(of_case(&path, entry, value)),
            }
        }
    }
    assert_eq!(left_out.len(), LEFT_OUT.len());
    Some(File { name: "rfc-vectors.json", cases, left_out, vectors })
}

/// The vectors of one case.
fn of_case(path: &str, entry: &Value, value: &Value) -> Vec<Vector> {
    let string = || value.as_str().unwrap();
    let named = |call, given: &[&[u8]], owed: String| vec![Vector::new(path, call, given, owed)];
    let written = |text: &str| format!("0\n{text}");
    match path {
        "rfc7636_B/octets" => {
            let octets = value.as_array().unwrap().iter();
            let octets: Vec<_> =
                octets.map(|octet| u8::try_from(octet.as_u64().unwrap()).unwrap()).collect();
            named("call_verifier", &[&octets], written(text(entry, "code_verifier").unwrap()))
        }
        "rfc7636_B/code_verifier" => {
            let owed = written(text(entry, "code_challenge").unwrap());
            named("call_challenge", &[string().as_bytes()], owed)
        }
        "rfc6749_B/value" => {
            let owed = written(&format!("v={}", text(entry, "encoded").unwrap()));
            named("call_form", &[b"v", string().as_bytes()], owed)
        }
        "rfc6749_B/encoded" => {
            let owed = format!("0\nv\n0\n{}\n", text(entry, "value").unwrap());
            named("call_form_pairs", &[format!("v={}", string()).as_bytes()], owed)
        }
        "rfc9110_5.6.7/http_dates" => {
            let rows = value.as_array().unwrap().iter().map(|row| {
                let date = row[0].as_str().unwrap().as_bytes();
                let owed = Verdict::of(0).number("seconds", &row[1]).said();
                Vector::new(path, "call_http_date", &[date], owed)
            });
            rows.collect()
        }
        // The call has a date ten seconds before the year 2000, and the file one second.
        "rfc9110_5.6.7/retry_after" => {
            let rows = value.as_array().unwrap().iter().zip([9, 120]).map(|(row, seconds)| {
                let owed = Verdict::of(0).number("seconds", &seconds).said();
                Vector::new(path, "call_retry_after", &[row.as_str().unwrap().as_bytes()], owed)
            });
            rows.collect()
        }
        "rfc9207_2/success" => {
            mixed_up(path, entry, string(), "ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI")
        }
        "rfc9207_2/error" => {
            mixed_up(path, entry, string(), "N2JjNGJhY2JiZjRhYzA3MGJkMzNmMDE5OWJhZmJhZjA")
        }
        _ => of_rfc6749(path, entry, value),
    }
}

/// The response to a client that expects this issuer, and no response to one that expects another.
fn mixed_up(path: &str, entry: &Value, address: &str, state: &str) -> Vec<Vector> {
    let redirect_uri = "https://client.example/cb";
    let honest = text(entry, "issuer").unwrap();
    let rows = [(honest, "accept"), ("https://attacker.example", "issuer")];
    let vectors = rows.map(|(issuer, expected)| {
        let issuer = Issuer::Required(issuer);
        let expect = CallbackExpectation { redirect_uri, state, issuer, flow: Flow::Code };
        let (vector, class) = callback(path.to_owned(), &expect, address);
        assert_eq!(class, expected, "{path}");
        vector
    });
    vectors.into()
}

/// The cases of `rfc6749_examples`.
fn of_rfc6749(path: &str, entry: &Value, value: &Value) -> Vec<Vector> {
    let string = || value.as_str().unwrap();
    let (_, name) = path.split_once('/').unwrap();
    match name {
        "2.3.1_basic" | "4.1.3_basic" => {
            let given = ["client_id", "client_secret"].map(|name| text(value, name).unwrap());
            let owed = format!("0\n{}", text(value, "authorization").unwrap());
            vec![Vector::new(path, "call_basic", &given.map(str::as_bytes), owed)]
        }
        "2.3.1_body" | "6_body" => {
            let in_body = name == "2.3.1_body";
            let profile = if in_body { PROFILE.client_auth(ClientAuth::BODY) } else { PROFILE };
            let bend = if in_body { "bend_auth_body" } else { "bend_nothing" };
            let secret = text(&entry["2.3.1_basic"], "client_secret").unwrap();
            let token = "tGzv3JOkF0XG5Qx2TlKWIA";
            let grant = Grant::refresh_token(Secret::new(token));
            let owed = written(&profile, secret, &grant, Some(string()));
            let given = [ID, secret, token].map(str::as_bytes);
            vec![Vector::new(path, "call_refresh", &given, owed).bend(bend)]
        }
        "4.1.3_body" => {
            let (secret, code) = ("gX1fBat3bV", "SplxlOBeZQQYbYS6WxSbIA");
            let redirect_uri = "https://client.example.com/cb";
            let grant = Grant::authorization_code(Secret::new(code)).redirect_uri(redirect_uri);
            // The same pairs as in the example, which encodes the point too.
            let owed = written(&PROFILE.pkce(false), secret, &grant, None);
            let given = [ID, secret, code, redirect_uri, ""].map(str::as_bytes);
            vec![Vector::new(path, "call_code_request", &given, owed).bend("bend_no_pkce")]
        }
        "4.3.2_body" => {
            #[allow(deprecated)]
            let grant = Grant::password("johndoe", Secret::new("A3ddj3w"));
            let owed = written(&PROFILE, "gX1fBat3bV", &grant, Some(string()));
            let given = [ID, "gX1fBat3bV", "johndoe", "A3ddj3w"].map(str::as_bytes);
            vec![Vector::new(path, "call_password", &given, owed)]
        }
        "4.4.2_body" => {
            let owed =
                written(&PROFILE, "gX1fBat3bV", &Grant::client_credentials(), Some(string()));
            let given = [ID, "gX1fBat3bV"].map(str::as_bytes);
            vec![Vector::new(path, "call_client_credentials", &given, owed)]
        }
        "4.1.1_request_uri" | "4.2.1_request_uri" => vec![request_uri(path, name)],
        "4.1.4_body" | "4.4.3_body" => {
            let body = string().as_bytes();
            let knowing = PROFILE.token_types(&["example"]).extra(&["example_parameter"]);
            let rows =
                [(PROFILE, "bend_nothing", "token_type"), (knowing, "bend_type_example", "accept")];
            let vectors = rows.map(|(profile, bend, expected)| {
                let (vector, class) = response(path.to_owned(), &profile, bend, 200, body);
                assert_eq!(class, expected, "{path}");
                vector
            });
            vectors.into()
        }
        "5.2_body" => {
            let body = string().as_bytes();
            vec![response(path.to_owned(), &PROFILE, "bend_nothing", 400, body).0]
        }
        "4.1.2_location" | "4.1.2.1_location" | "4.2.2_location" | "4.2.2.1_location" => {
            let flow = if name.starts_with("4.1") { Flow::Code } else { Flow::Implicit };
            let (redirect_uri, _) = string().split_once(['?', '#']).unwrap();
            let expect =
                CallbackExpectation { redirect_uri, state: "xyz", issuer: Issuer::Ignored, flow };
            vec![callback(path.to_owned(), &expect, string()).0]
        }
        other => panic!("rfc-vectors.json has a case that has no call: {other}"),
    }
}

/// What a request is here, with the body of the example where it is given.
fn written(profile: &Profile<'_>, secret: &str, grant: &Grant<'_>, body: Option<&str>) -> Vec<u8> {
    let client = Client::confidential(profile, ID, Secret::new(secret))
        .base_url("https://server.example.com");
    let mut buffer = [0; 1024];
    let request = client.request(grant, &mut buffer).unwrap();
    if let Some(body) = body {
        assert_eq!(request.body, body);
    }
    let headers = request.headers.as_str().as_bytes();
    let said = Verdict::of(0).line("url", request.url.as_bytes()).line("headers", headers);
    said.line("body", request.body.as_bytes()).said()
}

/// The address of a login, without PKCE, which the examples are older than.
fn request_uri(path: &str, name: &str) -> Vector {
    let (redirect_uri, state) = ("https://client.example.com/cb", "xyz");
    let verifier = "v".repeat(43);
    let challenge = Challenge::s256(&verifier).unwrap();
    let (call, authorize) = match name {
        "4.1.1_request_uri" => ("call_code_url", Authorize::code(redirect_uri, state, &challenge)),
        _ => ("call_implicit_url", Authorize::implicit(redirect_uri, state)),
    };
    let client = Client::public(&Profile::RFC6749, ID).base_url("https://server.example.com");
    let mut buffer = [0; 512];
    let url = authorize.write(&client.with_profile(&PROFILE.pkce(false)), &mut buffer).unwrap();
    let owed = Verdict::of(0).line("url", url.as_bytes()).said();
    let given = [ID, "", redirect_uri, state, &verifier].map(str::as_bytes);
    Vector::new(path, call, &given, owed).bend("bend_no_pkce")
}
