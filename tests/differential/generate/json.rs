//! Bodies of token and device responses.

use super::{Material, mutate};
use crate::random::Random;

/// The values that a member can have: as they should be, and as they should not.
const STRINGS: &[&str] = &[
    "\"at-1\"",
    "\"Bearer\"",
    "\"bearer\"",
    "\"mac\"",
    "\"DPoP\"",
    "\"\"",
    "\"a b\"",
    "\"a,b\"",
    "\"https://as.example/e?x=1\"",
    "\"HTTPS://AS.example\"",
    "\"http://127.0.0.1:80/d\"",
    "\"http://localhost/d\"",
    "\"http://as.example/d\"",
    "\"https://good@evil/\"",
    "\"https://a.example/\\\"x\"",
    "\"https://a.example/<b>\"",
    "\"https://a.example/\\\\\"",
    "\"https://\"",
    "\"https:///p\"",
    "\"javascript:alert(1)\"",
    "\"https://a.example/ b\"",
    "\"https://b\\u00fc.example/\"",
    "\"https://[::1]/\"",
    "\"http://[::1]:8080/x\"",
    "\"https://a.example:99999/\"",
    "\"https://a.example\\u0000\"",
    "\"http://127.1/d\"",
    "\"http://localhost.evil/d\"",
    "\"http://127.0.0.1@evil/d\"",
    "\"https:/a.example\"",
    "\"\\u0061t\"",
    "\"caf\\u00e9\"",
    "\"caf\u{e9}\"",
    "\"\u{1F600}\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "\"\\ude00\\ud83d\"",
    "\"\\u0000\"",
    "\"\\n\"",
    "\"a\\tb\"",
    "\"\\/\\b\\f\\r\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\\"quoted\\\"\"",
    "\"back\\\\slash\"",
    "\"\u{7f}\"",
    "\"~!\"",
    "\"<script>\"",
    "\"eyJh.eyJp.c2ln\"",
];
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "3600",
    "-1",
    "-0",
    "-0.0",
    "3600.0",
    "3.6e3",
    "3600.9",
    "0.99",
    "1e3",
    "1E+3",
    "1e-3",
    "36000e-1",
    "4294967295",
    "4294967296",
    "1e400",
    "-1e400",
    "1e-400",
    "99999999999999999999",
    "01",
    "+1",
    ".5",
    "1.",
    "1e",
    "1e+",
    "--1",
    "-",
    "0x10",
    "NaN",
    "Infinity",
    "9007199254740993",
    "1800000600",
    "1799999400",
];
const DIGITS: &[&str] = &[
    "\"3600\"",
    "\"0\"",
    "\"03600\"",
    "\"3600.0\"",
    "\"-1\"",
    "\" 3600\"",
    "\"0x10\"",
    "\"1e3\"",
    "\"4294967296\"",
    "\"\\u0033600\"",
    "\"3600 \"",
    "\"99999999999999999999\"",
    "\"+5\"",
    "\"\u{663}\"",
];
const OTHERS: &[&str] = &[
    "null",
    "true",
    "false",
    "{}",
    "[]",
    "[\"a\",\"b\"]",
    "[\"a\",1]",
    "[\"\"]",
    "[null]",
    "[[\"a\"]]",
    "[\"a b\",\"c\"]",
    "{\"a\":1}",
    "{\"code\":\"5\"}",
    "{\"code\":0,\"message\":\"m\"}",
    "{\"access_token\":\"inner\"}",
    "nul",
    "True",
    "[\"\\u0061\",\"\\n\"]",
    "[1,2]",
    "[\"a\",]",
    "{\"a\":1,}",
    "{\"error\":\"invalid_grant\"}",
    "[\"\u{e9}\"]",
];
/// What a server can say is wrong.
const ERRORS: &[&str] = &[
    "\"invalid_grant\"",
    "\"invalid_client\"",
    "\"invalid_request\"",
    "\"server_error\"",
    "\"authorization_pending\"",
    "\"slow_down\"",
    "\"access_denied\"",
    "\"expired_token\"",
    "\"Invalid_Grant\"",
    "\"invalid\\u005fgrant\"",
    "\"\"",
    "0",
    "false",
    "null",
    "5",
    "true",
    "[]",
    "[\"invalid_grant\"]",
    "{}",
    "{\"code\":\"c\",\"message\":\"m\"}",
    "{\"code_reason\":\"invalid_grant\",\"message\":\"m\",\"code\":7}",
    "{\"message\":\"m\"}",
    "-1",
    "0.0",
    "\"expired\"",
    "{\"code\":0}",
    "{\"code\":\"\",\"message\":\"\"}",
    "0e5",
    "-0",
    "\" \"",
    "{\"message\":\"invalid_grant\"}",
];
const DESCRIPTIONS: &[&str] =
    &["\"InvalidGrantCode\"", "\"gone\"", "\"<b>\"", "\"\\u0000\"", "\"caf\u{e9}\"", "7", "\"\""];

const TOKEN: &[&str] =
    &["access_token", "token_type", "expires_in", "refresh_token", "id_token", "scope"];
const FAILURE: &[&str] = &[
    "error",
    "error_description",
    "error_uri",
    "code",
    "message",
    "errorId",
    "text",
    "code_reason",
];
const DEVICE: &[&str] = &[
    "device_code",
    "user_code",
    "verification_uri",
    "verification_uri_complete",
    "expires_in",
    "interval",
];
const EXTRA: &[&str] =
    &["account_id", "refresh_token_scope", "tenant", "id", "uid", "a", "", "data", "result"];

/// The envelopes of the profiles, by their index.
const ENVELOPES: &[(u8, &str)] = &[(5, "data"), (7, "result")];

pub(super) fn token_response(random: &mut Random, material: &Material, profile: u8) -> Vec<u8> {
    if random.once_in(8) && !material.bodies.is_empty() {
        return of_material(random, material);
    }
    let mut members = Vec::new();
    if !random.once_in(6) {
        for name in TOKEN {
            let wanted = matches!(*name, "access_token" | "token_type") || random.once_in(2);
            if wanted && !random.once_in(12) {
                let value = value_of(random, name);
                members.push((*name, value));
            }
        }
    }
    whole(random, members, profile, TOKEN)
}

pub(super) fn device_response(random: &mut Random, material: &Material, profile: u8) -> Vec<u8> {
    if random.once_in(20) && !material.bodies.is_empty() {
        return of_material(random, material);
    }
    let mut members = Vec::new();
    for name in DEVICE {
        let wanted =
            matches!(*name, "device_code" | "user_code" | "verification_uri" | "expires_in");
        if (wanted || random.once_in(2)) && !random.once_in(20) {
            let value = value_of(random, name);
            members.push((*name, value));
        }
    }
    whole(random, members, profile, DEVICE)
}

fn of_material(random: &mut Random, material: &Material) -> Vec<u8> {
    let mut body = material.bodies[random.below(material.bodies.len())].clone();
    if !random.once_in(8) {
        mutate(random, &mut body);
    }
    body
}

/// A value that suits a member for most, else any.
fn value_of(random: &mut Random, name: &str) -> String {
    if random.once_in(14) {
        return any(random);
    }
    let plain = match name {
        "access_token" | "refresh_token" => {
            return if random.once_in(8) { string(random) } else { "\"at-1.x~\"".to_owned() };
        }
        "token_type" => random.mostly(&["\"Bearer\"", "\"bearer\"", "\"BEARER\""], STRINGS),
        "expires_in" => {
            if random.once_in(2) {
                "3600"
            } else {
                random.mostly(NUMBERS, DIGITS)
            }
        }
        "interval" => random.mostly(&["5", "1", "0"], NUMBERS),
        "scope" => random.mostly(&["\"a b\"", "\"a,b\"", "[\"a\",\"b\"]"], OTHERS),
        "error" => random.of(ERRORS),
        "error_description" | "message" | "text" => random.of(DESCRIPTIONS),
        "verification_uri" | "verification_uri_complete" => {
            if random.once_in(2) {
                "\"https://as.example/device\""
            } else {
                random.of(STRINGS)
            }
        }
        "user_code" => random.mostly(&["\"WDJB-MJHT\"", "\"a b\""], STRINGS),
        "device_code" => random.mostly(&["\"dc-1\""], STRINGS),
        "code" | "errorId" | "code_reason" => random.mostly(ERRORS, NUMBERS),
        "id_token" => random.mostly(&["\"eyJh.eyJp.c2ln\""], STRINGS),
        _ => return any(random),
    };
    plain.to_owned()
}

fn any(random: &mut Random) -> String {
    match random.below(12) {
        0..=3 => random.of(STRINGS).to_owned(),
        4 | 5 => random.of(NUMBERS).to_owned(),
        6 => random.of(DIGITS).to_owned(),
        7..=9 => random.of(OTHERS).to_owned(),
        10 => string(random),
        // Near the most levels there can be.
        _ => {
            let levels = if random.once_in(2) { 28 + random.below(8) } else { random.below(40) };
            let (open, close) = random.of(&[("[", "]"), ("{\"a\":", "}")]);
            let inner = random.of(&["", "1", "\"x\"", "null"]);
            let inner = if inner.is_empty() && open != "[" { "1" } else { inner };
            [&open.repeat(levels), inner, &close.repeat(levels)].concat()
        }
    }
}

/// A string of characters of any kind, each written in one of its ways.
pub(super) fn string(random: &mut Random) -> String {
    let mut text = String::from("\"");
    for _ in 0..random.below(12) {
        let character = match random.below(8) {
            0..=4 => char::from(0x20 + u8::try_from(random.below(0x5F)).unwrap_or(0)),
            5 => random
                .of(&['\u{7f}', '\u{80}', '\u{e9}', '\u{7ff}', '\u{800}', '\u{fffd}', '\u{feff}']),
            6 => random.of(&['\u{10000}', '\u{10ffff}', '\u{2028}', '\u{d7ff}', '\u{e000}']),
            _ => char::from(u8::try_from(random.below(0x20)).unwrap_or(0)),
        };
        let raw = character >= ' ' && !matches!(character, '"' | '\\') && !random.once_in(5);
        if raw {
            text.push(character);
        } else {
            text.push_str(&escape(random, character));
        }
    }
    text.push('"');
    text
}

/// A character as `\u`, in small or large digits.
fn escape(random: &mut Random, character: char) -> String {
    let mut units = [0; 2];
    let large = random.once_in(2);
    let units = character.encode_utf16(&mut units);
    let escaped =
        |unit: &u16| if large { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") };
    units.iter().map(escaped).collect()
}

/// A name in quotes, now and then with an escape.
fn name(random: &mut Random, name: &str) -> String {
    if !random.once_in(16) || name.is_empty() {
        return format!("\"{name}\"");
    }
    let at = random.below(name.len());
    let (before, rest) = name.split_at(at);
    let mut rest = rest.chars();
    let escaped = rest.next().map(|character| escape(random, character)).unwrap_or_default();
    format!("\"{before}{escaped}{}\"", rest.as_str())
}

/// Adds what can stand beside a response's own members, wraps it, and breaks some.
fn whole(
    random: &mut Random,
    mut members: Vec<(&'static str, String)>,
    profile: u8,
    own: &[&'static str],
) -> Vec<u8> {
    let failed = members.is_empty() || random.once_in(4);
    for _ in 0..if failed { 1 + random.below(3) } else { 0 } {
        let name = random.of(FAILURE);
        let name = if random.once_in(3) { "error" } else { name };
        members.push((name, value_of(random, name)));
    }
    for _ in 0..random.below(3) {
        let name = random.of(EXTRA);
        members.push((name, any(random)));
    }
    if random.once_in(12) {
        let name = random.of(own);
        members.push((name, value_of(random, name)));
    }
    if random.once_in(3) {
        let (a, b) = (random.below(members.len()), random.below(members.len()));
        members.swap(a, b);
    }
    let mut text = object(random, &members);
    let envelope = ENVELOPES.iter().find(|(of, _)| *of == profile);
    let wrapped = if envelope.is_some() { !random.once_in(8) } else { random.once_in(40) };
    if wrapped {
        text = wrap(random, &text, envelope.map_or("data", |(_, name)| name));
    }
    let mut body = text.into_bytes();
    match random.below(40) {
        0 => drop(body.splice(0..0, *b"\xEF\xBB\xBF")),
        1 => body.extend(random.of(&["{}", " ", "\n\t", "x", "\0", ","]).bytes()),
        2 => body = any(random).into_bytes(),
        3 => body.clear(),
        4..=8 => mutate(random, &mut body),
        _ => {}
    }
    body
}

fn object(random: &mut Random, members: &[(&str, String)]) -> String {
    let spaces = ["", "", "", " ", "\n  ", "\t\r\n"];
    let mut text = String::from("{");
    for (index, (key, value)) in members.iter().enumerate() {
        let space = if random.once_in(4) { random.of(&spaces) } else { "" };
        let comma = if index > 0 { "," } else { "" };
        text.push_str(&[comma, space, &name(random, key), space, ":", space, value].concat());
    }
    text.push('}');
    text
}

/// Puts a response under an envelope's member, as an object or as JSON in a string.
fn wrap(random: &mut Random, inner: &str, envelope: &str) -> String {
    let value = match random.below(5) {
        0 | 1 => serde_json::Value::from(inner).to_string(),
        2 if random.once_in(8) => any(random),
        _ => inner.to_owned(),
    };
    let mut members = vec![(envelope, value)];
    for _ in 0..random.below(2) {
        let key = random.of(&["error", "access_token", "message", "code", envelope, "status"]);
        let value = value_of(random, key);
        members.insert(random.below(members.len() + 1), (key, value));
    }
    object(random, &members)
}
