//! `id_token`s.

use base64ct::{Base64UrlUnpadded, Encoding as _};

use super::{Samples, json, mutate};
use crate::input::{Input, Kind};
use grantlet_tests::random::Random;

const HEADERS: &[&str] = &[
    r#"{"alg":"RS256"}"#,
    r#"{"alg":"ES256","typ":"JWT","kid":"1"}"#,
    r#"{"alg":"HS256"}"#,
    r#"{"alg":"RS512"}"#,
    r#"{"alg":"none"}"#,
    r#"{"alg":"NONE"}"#,
    r#"{"alg":"nonE"}"#,
    r#"{"alg":""}"#,
    r#"{"alg":1}"#,
    r#"{"alg":null}"#,
    "{}",
    r#"{"alg":"RS256","alg":"none"}"#,
    r#"{"\u0061lg":"RS256"}"#,
    r#"{"alg":"RS256","x":[[[]]]}"#,
    "[]",
    "null",
    "1",
    "",
    r#"{"alg":"EdDSA"}"#,
    r#"{"alg":"ES256K"}"#,
    r#"{"alg":"RS256"} x"#,
    r#" {"alg":"RS256"}"#,
    r#"{"alg":["RS256"]}"#,
];
const TEXTS: &[&str] = &[
    "\"https://as.example\"",
    "\"https://as.example/\"",
    "\"c1\"",
    "\"c2\"",
    "\"u1\"",
    "\"\"",
    "null",
    "1",
    "true",
    "[]",
    "{}",
    "[\"c1\"]",
    "[\"c1\",\"c2\"]",
    "[\"c2\"]",
    "[\"c2\",\"c1\"]",
    "[1,\"c1\"]",
    "[[\"c1\"]]",
    "[\"c1\",\"c1\"]",
    "[null]",
    "\"\\u0063\\u0031\"",
    "[\"\\u0063\\u0031\"]",
    "\"C1\"",
    "\"c1 \"",
    "\"NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNA\"",
    "\"https:\\/\\/as.example\"",
    "\"c1\\u0000\"",
    "0",
    "false",
];
const TIMES: &[&str] = &[
    "1800000600",
    "1799999999",
    "1800000000",
    "1799999880",
    "1799999881",
    "1800000120",
    "1800000121",
    "1800000600.5",
    "1.8000006e9",
    "18000006e2",
    "-1",
    "0",
    "null",
    "\"1800000600\"",
    "true",
    "1e400",
    "4294967296",
    "99999999999",
    "9223372036854775808",
    "1799999880.5",
    "1800000120.5",
    "-1e9",
    "-0",
    "1e-5",
    "9007199254740993",
    "[]",
];
/// The left half of the hash of the access token `AT`.
const AT_HASH: &str = "\"61RCcFlp3I2l36yPlljcaA\"";

pub(super) fn id_token(random: &mut Random, samples: &Samples) -> Input {
    let front = random.once_in(2);
    let mut token = if random.once_in(24) && !samples.id_tokens.is_empty() {
        samples.id_tokens[random.below(samples.id_tokens.len())].clone()
    } else {
        built(random, front)
    };
    if random.once_in(16) {
        mutate(random, &mut token);
    }
    // It is part of JSON and of a URL.
    let token: String = String::from_utf8_lossy(&token).into_owned();
    Input { kind: Kind::IdToken, profile: 0, number: front.into(), fields: vec![token.into()] }
}

fn built(random: &mut Random, front: bool) -> Vec<u8> {
    let header = if random.once_in(5) { random.of(HEADERS) } else { HEADERS[0] };
    let claims = claims(random, front);
    let signature = if random.once_in(20) {
        random.of(&["", "=", "a b", "c2ln=", "c2l", "c", "é"])
    } else {
        "c2ln"
    };
    let mut text = format!("{}.{}.{signature}", part(random, header), part(random, &claims));
    match random.below(60) {
        0 => text.push('.'),
        1 => text = text.replacen('.', "", 1),
        2 => text.insert(0, '.'),
        3 => text.push_str(random.of(&["\n", " ", "="])),
        _ => {}
    }
    text.into_bytes()
}

/// Base64url, and what only looks like it.
fn part(random: &mut Random, text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    if random.once_in(30) {
        mutate(random, &mut bytes);
    }
    let mut encoded = Base64UrlUnpadded::encode_string(&bytes);
    match random.below(60) {
        0 => encoded.push('='),
        1 => encoded = encoded.replace(['-', '_'], "+"),
        2 => encoded.push('A'),
        3 => {
            encoded.pop();
        }
        // The unused bits.
        4 => {
            encoded.pop();
            encoded.push(random.of(&['B', 'h', '_', '-', '9']));
        }
        5 => {
            encoded.insert(random.below(encoded.len() + 1), random.of(&[' ', '\n', '%', '/', '+']));
        }
        _ => {}
    }
    encoded
}

fn claims(random: &mut Random, front: bool) -> String {
    let usual = [
        ("iss", "\"https://as.example\""),
        ("sub", "\"u1\""),
        ("aud", "\"c1\""),
        ("exp", "1800000600"),
        ("iat", "1799999990"),
        ("nonce", "\"NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNA\""),
        ("at_hash", AT_HASH),
    ];
    let mut members = Vec::new();
    for (name, value) in usual {
        if name == "at_hash" && !front && random.once_in(2) || random.once_in(30) {
            continue;
        }
        let unusual = random.once_in(14);
        let value = match name {
            _ if !unusual => value.to_owned(),
            "exp" | "iat" => random.of(TIMES).to_owned(),
            "sub" if random.once_in(2) => json::string(random),
            _ => random.of(TEXTS).to_owned(),
        };
        members.push((name.to_owned(), value));
    }
    if random.once_in(6) {
        members.push(("azp".to_owned(), random.mostly(&["\"c1\""], TEXTS).to_owned()));
    }
    if random.once_in(6) {
        let levels = 1 + random.below(40);
        members.push(("x".to_owned(), ["[".repeat(levels), "]".repeat(levels)].concat()));
    }
    if random.once_in(10) {
        let name = random.of(&[
            "iss",
            "sub",
            "aud",
            "exp",
            "nonce",
            "azp",
            "at_hash",
            "\\u0073ub",
            "c_hash",
        ]);
        members.push((name.to_owned(), random.of(TEXTS).to_owned()));
    }
    let (a, b) = (random.below(members.len()), random.below(members.len()));
    members.swap(a, b);
    let members: Vec<_> =
        members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}
