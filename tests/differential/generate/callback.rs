//! Callback URLs.

use std::fmt::Write as _;

use super::{Samples, mutate};
use crate::input::{ISSUER, Input, Kind, STATE};
use grantlet_tests::random::Random;

const REDIRECT_URIS: &[&str] = &[
    "https://c.example/cb",
    "https://c.example/cb",
    "https://c.example/cb",
    "https://c.example/cb/",
    "http://127.0.0.1:8080/cb",
    "com.example.app:/cb",
    "https://c.example",
    "https://c.example/cb?x=1",
    "https://c.example/",
    "boldsmartlock://auth",
];
const NAMES: &[&str] = &[
    "code",
    "state",
    "iss",
    "error",
    "error_description",
    "error_uri",
    "access_token",
    "token_type",
    "expires_in",
    "scope",
    "id_token",
    "refresh_token",
    "session_state",
    "x",
    "",
    "Code",
    "_",
];
const VALUES: &[&str] = &[
    "",
    "C",
    "T",
    "a b",
    "a+b",
    "1%",
    "%zz",
    "\u{e9}",
    "\u{0}",
    "\n",
    "<script>",
    "\"",
    "\\",
    "~",
    "3600",
    "-1",
    "3600.0",
    "99999999999",
    "Bearer",
    "bearer",
    "mac",
    "access_denied",
    "login_required",
    "https://as.example/e",
    "https://good@evil/",
    "https://a.example/\"",
    "HTTPS://as.example/",
    "http://as.example/e",
    "javascript:1",
    ";",
    "a&b",
    "a=b",
    "a#b",
    "a?b",
    "\u{7f}",
    "\u{1F600}",
    "eyJh.eyJp.c2ln",
    "https://as.example",
    "https://evil.example",
    "https://as.example/",
    "a,b",
];

pub(super) fn callback(random: &mut Random, samples: &Samples, profile: u8) -> Input {
    let implicit = random.once_in(3);
    let redirect_uri = random.of(REDIRECT_URIS);
    let address = if random.once_in(12) && !samples.addresses.is_empty() {
        samples.addresses[random.below(samples.addresses.len())].clone()
    } else {
        address(random, redirect_uri, implicit)
    };
    let mut address = address;
    if random.once_in(10) {
        mutate(random, &mut address);
    }
    let issuer = if random.once_in(12) { "" } else { ISSUER };
    let rule = u32::try_from(random.below(4)).unwrap_or(0);
    Input {
        kind: Kind::Callback,
        profile,
        number: rule | if implicit { 4 } else { 0 },
        fields: vec![address, redirect_uri.into(), issuer.into()],
    }
}

fn address(random: &mut Random, redirect_uri: &str, implicit: bool) -> Vec<u8> {
    let mut base = redirect_uri.to_owned();
    if random.once_in(16) {
        base = match random.below(8) {
            6 => base.replace("https", "http"),
            7 => base.replace("https://c.example", ""),
            0 => base + "/",
            1 => base.to_uppercase(),
            2 => base.replace("c.example", "c.example:443"),
            3 => base.replace("c.example", "u@c.example"),
            4 => base.replace("cb", "other"),
            _ => base.trim_end_matches('/').to_owned(),
        };
    }
    let main = parameters(random, implicit);
    let rest = if random.once_in(6) { some(random) } else { String::new() };
    let (query, fragment) =
        if implicit == random.once_in(16) { (main, rest) } else { (rest, main) };
    let joint = if base.contains('?') { "&" } else { "?" };
    let mut address = base;
    if !query.is_empty() {
        address = address + joint + &query;
    }
    if !fragment.is_empty() {
        address = address + "#" + &fragment;
    } else if random.once_in(20) {
        address += random.of(&["#_=_", "#", "?", "##", "#?"]);
    }
    address.into_bytes()
}

/// What a response should hold, for most.
fn parameters(random: &mut Random, implicit: bool) -> String {
    let mut pairs = Vec::new();
    if random.once_in(5) {
        pairs.push((
            "error",
            random.of(&["access_denied", "login_required", "", "a b", "invalid_grant", "\u{e9}"]),
        ));
        for name in ["error_description", "error_uri"] {
            if random.once_in(2) {
                pairs.push((name, random.of(VALUES)));
            }
        }
    } else if implicit {
        pairs.extend([
            ("access_token", "T1"),
            ("token_type", random.mostly(&["Bearer", "bearer"], VALUES)),
        ]);
        for (name, usual) in
            [("expires_in", "3600"), ("scope", "a b"), ("id_token", "eyJh.eyJp.c2ln")]
        {
            if random.once_in(2) {
                pairs.push((name, random.mostly(&[usual], VALUES)));
            }
        }
    } else {
        pairs.push(("code", random.mostly(&["C1", "SplxlOBeZQQYbYS6WxSbIA"], VALUES)));
    }
    if !random.once_in(16) {
        pairs.push(("state", if random.once_in(16) { random.of(VALUES) } else { STATE }));
    }
    if !random.once_in(3) {
        pairs.push(("iss", random.mostly(&[ISSUER], VALUES)));
    }
    for _ in 0..random.below(2) {
        pairs.push((random.of(NAMES), random.of(VALUES)));
    }
    if random.once_in(2) {
        let (a, b) = (random.below(pairs.len()), random.below(pairs.len()));
        pairs.swap(a, b);
    }
    if random.once_in(24) {
        pairs.remove(random.below(pairs.len()));
    }
    written(random, &pairs)
}

fn some(random: &mut Random) -> String {
    let pairs: Vec<_> =
        (0..=random.below(3)).map(|_| (random.of(NAMES), random.of(VALUES))).collect();
    written(random, &pairs)
}

fn written(random: &mut Random, pairs: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (index, (name, value)) in pairs.iter().enumerate() {
        if index > 0 {
            text.push_str(if random.once_in(40) { random.of(&["&&", ";", "&amp;"]) } else { "&" });
        }
        let name = encoded(random, name);
        let value = encoded(random, value);
        text.push_str(&name);
        if !value.is_empty() || !random.once_in(4) {
            text.push('=');
        }
        text.push_str(&value);
    }
    text
}

/// Bytes as a browser writes them, and otherwise too.
fn encoded(random: &mut Random, text: &str) -> String {
    let style = random.below(12);
    let mut written = String::new();
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~*".contains(&byte);
        let raw = byte.is_ascii_graphic() && !b"%&=#+".contains(&byte);
        if style == 0 || !(plain || raw && style < 6) || random.once_in(60) {
            let _ = match byte {
                b' ' if style.is_multiple_of(2) => write!(written, "+"),
                _ if style.is_multiple_of(3) => write!(written, "%{byte:02x}"),
                _ => write!(written, "%{byte:02X}"),
            };
        } else {
            written.push(char::from(byte));
        }
    }
    if random.once_in(80) {
        written.push_str(random.of(&["%", "%F", "%FF", "%C3", "%00", "+", "\u{e9}"]));
    }
    written
}
