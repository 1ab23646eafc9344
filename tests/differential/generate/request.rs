//! What a program asks for: requests for tokens, and the addresses of logins.

use crate::input::{HAS_SECRET, Input, Kind, OF_ACCESS, VERIFIER};
use grantlet_tests::random::Random;

/// Base URLs that suit the profiles, by their index.
const BASES: [&str; 8] = [
    "https://as.example",
    "https://bold.example/api",
    "",
    "",
    "https://json.example/",
    "https://data.example",
    "http://127.0.0.1:9",
    "https://own.example",
];
const BAD_BASES: &[&str] = &[
    "",
    "http://as.example",
    "as.example",
    "https://",
    "https://as.example?x=1",
    "https://as.example#f",
    "https://u@as.example",
    "http://localhost",
    "http://[::1]:8080",
    "http://127.0.0.1.evil",
    "https://as.example/a b",
    "https://\u{e9}.example",
    "HTTPS://as.example",
    "https://api.bolt.com",
    "https://account.boldsign.com",
    "https://as.example//",
    "https://as.example\\",
    "https://as.example/\"",
];
pub(super) const WORDS: &[&str] = &[
    "",
    "a",
    "id with space",
    "a:b",
    "p%q",
    "a+b",
    "a&b=c",
    "\u{e9}",
    "\u{1F600}",
    "\n",
    "a\u{0}b",
    "\"",
    "\\",
    "\u{7f}",
    "~",
    "a/b?c#d",
    "*-._",
    "<x>",
    "a,b",
];
const SCOPES: &[&str] = &[
    "",
    "a",
    "a b",
    "openid",
    "openid offline_access",
    "a  b",
    " a",
    "a ",
    "a\"b",
    "a\\b",
    "a,b",
    "\u{e9}",
    "a\tb",
    "https://x/y:z",
    "a b c",
];
const REDIRECT_URIS: &[&str] = &[
    "https://c.example/cb",
    "http://127.0.0.1:8080/cb",
    "com.example.app:/cb",
    "https://c.example/cb#f",
    "cb",
    "/cb",
    "",
    "https://c.example/a b",
    "//c.example/cb",
    "https://c.example/cb?x=1",
    "javascript:alert(1)",
    "https://c.\u{e9}xample/",
    "1a:/x",
    "a:",
    ":x",
    "https://c.example/\n",
];
const VERIFIERS: &[&str] = &[
    "",
    VERIFIER,
    VERIFIER,
    "short",
    "VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV+",
    "~._-VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV",
];
const NAMES: &[&str] = &[
    "audience",
    "resource",
    "prompt",
    "x y",
    "\u{e9}",
    "",
    "grant_type",
    "client_id",
    "scope",
    "code",
    "state",
    "a&b",
    "redirect_uri",
    "clientId",
    "refresh_token",
    "token",
    "response_type",
    "nonce",
    "tenant",
    "access_token",
    "device_code",
    "username",
    "x\n",
    "code_challenge",
];

pub(super) fn request(random: &mut Random, profile: u8) -> Input {
    let grant = random.of(&[0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7]);
    let secret = if random.once_in(3) { String::new() } else { word(random, "s3cret") };
    let first = match grant {
        2 | 6 => String::new(),
        4 => word(random, "urn:ietf:params:oauth:grant-type:token-exchange"),
        _ => word(random, "t0ken-1"),
    };
    let second = if grant == 7 { word(random, "pass") } else { String::new() };
    let (mut redirect_uri, mut verifier, mut state) = ("", "", String::new());
    if grant == 0 {
        redirect_uri = random.mostly(&["https://c.example/cb"], REDIRECT_URIS);
        verifier = if random.once_in(4) { random.of(VERIFIERS) } else { VERIFIER };
        state = if random.once_in(8) { word(random, "st") } else { String::new() };
    }
    let scope = if matches!(grant, 0 | 1 | 2 | 4 | 6 | 7) && random.once_in(2) {
        random.of(SCOPES)
    } else {
        ""
    };
    let granted = if grant == 1 && random.once_in(2) { random.of(SCOPES) } else { "" };
    let mut number = grant;
    if !secret.is_empty() || random.once_in(40) {
        number |= HAS_SECRET;
    }
    if grant == 5 && random.once_in(2) {
        number |= OF_ACCESS;
    }
    let base = base(random, profile);
    let id = word(random, "c1");
    let texts =
        [base, &id, &secret, &first, &second, redirect_uri, verifier, &state, scope, granted];
    let mut fields: Vec<Vec<u8>> = texts.map(Into::into).into();
    if !matches!(grant, 3 | 5 | 6) {
        pairs(random, &mut fields);
    }
    Input { kind: Kind::Request, profile, number, fields }
}

pub(super) fn login(random: &mut Random, profile: u8) -> Input {
    let mut entropy: Vec<u8> = (0..96).map(|_| random.byte()).collect();
    if random.once_in(60) {
        let start = 32 * random.below(3);
        entropy[start..start + 32].fill(random.byte());
    }
    let number = random.of(&[0, 0, 0, 1, 2, 3]);
    // Only some profiles have where a login starts.
    let profile = if random.once_in(6) { profile } else { random.of(&[0, 3, 6, 7]) };
    let scope = if number & 1 == 1 {
        random.mostly(&["openid", "openid a", "a openid"], SCOPES)
    } else {
        random.of(SCOPES)
    };
    let base = base(random, profile);
    let id = word(random, "c1");
    let redirect_uri = random.mostly(&["https://c.example/cb"], REDIRECT_URIS);
    let mut fields: Vec<Vec<u8>> =
        vec![entropy, base.into(), id.into(), redirect_uri.into(), scope.into()];
    pairs(random, &mut fields);
    Input { kind: Kind::Login, profile, number, fields }
}

fn base(random: &mut Random, profile: u8) -> &'static str {
    if random.once_in(10) { random.of(BAD_BASES) } else { BASES[usize::from(profile)] }
}

/// The usual text for most; else odd bytes, or a long one.
fn word(random: &mut Random, usual: &str) -> String {
    match random.below(14) {
        0 => random.of(WORDS).to_owned(),
        1 => {
            let (a, b) = (random.of(WORDS), random.of(WORDS));
            [usual, a, b].concat()
        }
        2 if random.once_in(8) => {
            random.of(&["x", "%", " ", "\u{e9}"]).repeat(1 + random.below(3000))
        }
        _ => usual.to_owned(),
    }
}

fn pairs(random: &mut Random, fields: &mut Vec<Vec<u8>>) {
    if !random.once_in(3) {
        return;
    }
    let count = if random.once_in(12) { random.below(20) } else { 1 + random.below(3) };
    for index in 0..count {
        let usual = format!("p{index}");
        let name = if random.once_in(4) { random.of(NAMES) } else { &usual };
        fields.push(name.into());
        let value = word(random, "v");
        fields.push(value.into());
    }
}
